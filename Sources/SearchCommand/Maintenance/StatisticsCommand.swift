internal import ArgumentParser
internal import Evaluation
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// `search statistics --queries FILE` and `search statistics --merge FILE...`.
struct StatisticsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Print what the scores of some queries depend on.",
    usage: """
      search statistics --queries <file> [--statistics <file>] [options]
      search statistics --merge <file> ...
      """,
    discussion: """
      Prints the numbers of passages, of tokens and of passages with each word, phrase and spelling \
      of the queries, as JSON lines. With --merge, adds up those of several archives, in this order.

      If the merged statistics have questions that an archive has not answered, the exit status is \
      1. Then make those of each archive again, with --statistics and the merged file, until it is \
      0. With them, 'search QUERY --statistics FILE' and 'search batch' give the scores that one \
      archive of all articles would give.
      """)

  @Option(
    help: ArgumentHelp("The file of queries, as for 'search batch'.", valueName: "file"),
    completion: .file())
  var queries: String?

  @Flag(help: "Add up the statistics in the files that are named.")
  var merge = false

  @Argument(help: ArgumentHelp("The files to add up.", valueName: "file"), completion: .file())
  var files: [String] = []

  @OptionGroup var reader: TopicOptions

  @OptionGroup var databases: DatabasesOption

  @Flag(help: "Read queries as words only: operators, signs and quotation marks mean nothing.")
  var words = false

  @OptionGroup var reading: ReadingOptions

  func validate() throws {
    guard merge != (queries != nil) else {
      throw ValidationError("Give either --queries or --merge.")
    }
    if merge == files.isEmpty {
      throw ValidationError(
        merge ? "Name the files to add up." : "Only --merge takes files without an option.")
    }
  }

  func run() throws {
    guard let queries else { return try addUp() }
    var options = reading.options(isForPeople: false)
    options.syntax = words ? .words : .full
    options.synonyms = try reading.readSynonyms(isForPeople: false)
    let list = try reader.read(queries)
    for problem in list.problems { printError("line \(problem.line): \(problem.kind.words)") }
    let recorder = StatisticsRecorder()
    let searcher = try databases.searcher(recorder)
    var failed = !list.problems.isEmpty
    for topic in list.topics {
      do {
        _ = try searcher.search(SearchRequest(topic.text, options))
      } catch {
        guard let reason = sentence(of: error) else { throw error }
        printError("query \(printable(topic.id)): \(reason)")
        failed = true
      }
    }
    StandardOutput.print(try searcher.statistics(recorder).text)
    if failed { throw ExitCode(2) }
  }

  private func addUp() throws {
    let merged = try CollectionStatistics.merged(try files.map(DatabasesOption.statistics))
    StandardOutput.print(merged.text)
    if !merged.isComplete { throw ExitCode(1) }
  }
}
