internal import Archive
internal import ArgumentParser
internal import Evaluation
internal import Glibc
internal import Output
internal import QueryLanguage
internal import SearchEngine
internal import Threading

/// `search batch TOPICS`.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Answer a file of queries.",
    usage: "search batch <topics> [options]",
    discussion: """
      Each line of the file is a query; an id, a tab and a query; or a JSON object with an id and \
      a query. The file can also contain TREC topics instead of lines. Answers come in the order \
      of the queries, whatever --jobs is.

      Exit status: 0 if any query found something, 1 if none did, 2 if something failed.
      """)

  @Argument(help: "The file of queries, or - for standard input.", completion: .file())
  var topics: String

  @OptionGroup var reader: TopicOptions

  @OptionGroup var databases: DatabasesOption

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Print at most this many hits for each query. (default: 10, or 1000 with --format trec)",
      valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Print answers in this format.", valueName: "format"))
  var format = BatchFormatName(format: batchFormats[0])

  @Option(
    help: ArgumentHelp(
      "Print a line for each hit or for each query, with --format jsonl. (default: query)",
      valueName: "unit"))
  var per: LineUnit?

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp("Answer this many queries at a time.", valueName: "n"))
  var jobs = 1

  @Option(help: ArgumentHelp("Name the run, for --format trec.", valueName: "name"))
  var tag = "pressmark"

  @Flag(help: "Read queries as words only: operators, signs and quotation marks mean nothing.")
  var words = false

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var ranking: RankingFlags

  @Flag(help: "List every matching passage, not only the best one of each article.")
  var passages = false

  @OptionGroup var files: BatchFileOptions

  @Flag(
    help: """
      Report at the end how many queries found something, even if standard error is not a terminal.
      """)
  var summary = false

  @OptionGroup var version: FormatVersionOption

  /// The format to print.
  private var chosen: any BatchFormat {
    per == .hit ? jsonLines(per: .hit) : format.format
  }

  private var options: SearchOptions {
    var options = reading.options(isForPeople: false)
    options.syntax = words ? .words : .full
    options.expands = ranking.expand
    options.ranking = ranking.rank
    options.listsPassages = passages
    options.limit = limit ?? chosen.defaultLimit
    options.countsExactly = files.counts != nil
    guard !chosen.hasText else { return options }
    options.suggests = options.corrects
    options.snippetWords = nil
    options.collapsesCopies = false
    return options
  }

  func validate() throws {
    try options.validate()
    if per != nil, format.format.name != "jsonl" {
      throw ValidationError("--per needs --format jsonl.")
    }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 256.") }
    guard isRunWord(tag) else { throw ValidationError("--tag must be one word.") }
  }

  func run() throws {
    try version.check()
    try refuseWords([topics], of: "batch")
    try files.check(topics: topics)
    let list = try reader.read(topics)
    // If the archive cannot be opened, reports the error once, not once for each thread.
    _ = try databases.searcher()
    let (queries, problems) = answerable(list)
    var options = options
    options.synonyms = try reading.readSynonyms(isForPeople: false)
    let writer = BatchWriter(format: chosen, tag: tag)
    StopSignals.removeUnfinishedFilesAtEnd()
    var run = try BatchRun(queries, writer, files)
    run.summary.failed = problems.count
    for problem in problems { printError(problem) }
    let worker = BatchWorker(databases: databases, options: options, writer: writer)
    let tasks = run.tasks
    let work = OrderedWork(count: tasks.count) { worker.answering(tasks) }
    try work.run(jobs: min(jobs, max(1, tasks.count))) { try run.take($0) }
    try run.finish()
    if summary || isatty(2) == 1 { writeToStandardError(run.summary.sentence + "\n") }
    if run.summary.exitStatus != 0 { throw ExitCode(run.summary.exitStatus) }
  }

  /// The queries whose ids the format can hold, and the problems with the other topics.
  private func answerable(_ list: TopicList) -> (queries: [BatchQuery], problems: [String]) {
    var problems = list.problems.map { (line: $0.line, words: $0.kind.words) }
    var queries: [BatchQuery] = []
    for topic in list.topics {
      if chosen.canHold(id: topic.id) {
        queries.append(BatchQuery(id: topic.id, text: topic.text))
      } else {
        let words =
          "--format \(chosen.name) cannot hold the id \(quotedID(topic.id)), which has "
          + (chosen.hasText ? "control characters" : "white space or control characters")
        problems.append((topic.line, words))
      }
    }
    problems.sort { $0.line < $1.line }
    return (queries, problems.map { "\(topicPlace(topics)):\($0.line): \($0.words)" })
  }
}

/// A value of `--format`.
struct BatchFormatName: ExpressibleByArgument {
  var format: any BatchFormat

  init(format: any BatchFormat) { self.format = format }

  init?(argument: String) {
    guard let format = batchFormats.first(where: { $0.name == argument }) else { return nil }
    self.format = format
  }

  var defaultValueDescription: String { format.name }
  static var allValueStrings: [String] { batchFormats.map(\.name) }
  static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: batchFormats.map { ($0.name, $0.summary) })
  }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// One query of a batch.
struct BatchQuery: Equatable, Sendable {
  /// Its name in the output.
  var id: String
  /// The words to search for.
  var text: String
}

/// The format of a batch's answers and the name of its run.
struct BatchWriter: Sendable {
  var format: any BatchFormat
  var tag = "pressmark"
}
