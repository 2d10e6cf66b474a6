internal import Archive
internal import ArgumentParser
internal import QueryLanguage
internal import SearchEngine

/// `search QUERY...`, and `search query QUERY...` for words that are names of subcommands.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Search for words (the default).",
    usage: "search [query] <words> ... [options]")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(help: "Words to search for.")
  var words: [String]

  @OptionGroup var database: DatabaseOption

  @Option(name: [.customShort("n"), .long], help: "The most hits to print.")
  var limit = 10

  @Option(help: "How many of the best hits to leave out.")
  var offset = 0

  @Option(help: "How to print hits: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Flag(exclusivity: .exclusive, help: "How many of the words a passage must hold.")
  var mode: ModeFlag = .any

  @Flag(help: "List every passage, not the best one of each article.")
  var passages = false

  @Flag(help: "Rank as ORDER BY rank does in the sqlite3 shell, and no further.")
  var plain = false

  @Flag(help: "Say how the ranking was found.")
  var explain = false

  @Option(help: "When to use colour: auto, always, never.")
  var color = ColorChoice.auto

  enum ModeFlag: String, EnumerableFlag {
    case any, all
  }

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit must be at least 1.") }
    guard offset >= 0 else { throw ValidationError("--offset must not be negative.") }
    guard limit <= Self.mostHits, offset <= Self.mostHits else {
      throw ValidationError("--limit and --offset must not be over \(grouped(Self.mostHits)).")
    }
  }

  /// No limit or offset is larger.
  static let mostHits = 1_000_000

  func run() throws {
    let text = words.joined(separator: " ")
    let query = Query(text)
    guard !query.isEmpty else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
    for notice in query.notices { printError(notice.message) }
    let archive = try Archive.open(readingFrom: database.path)
    let clock = ContinuousClock()
    let start = clock.now
    let request = SearchRequest(
      query, mode: mode == .all ? .all : .any, limit: limit, offset: offset,
      listsPassages: passages)
    let results = try Searcher(archive).search(request)
    let elapsed = clock.now - start
    var output = Output()
    switch format {
    case .text: TextResults(Console(color)).write(results, to: &output)
    case .json:
      try writeJSON(
        AnsweredQuery(
          query: BatchQuery(id: "", text: text), request: request, results: results,
          elapsed: elapsed), explains: explain, to: &output)
    }
    output.flush()
    if explain && format == .text { printError(results.path.sentence) }
    if results.total == 0 {
      if format == .text { printError("nothing found for '\(printable(text))'") }
      throw ExitCode(1)
    }
  }
}
