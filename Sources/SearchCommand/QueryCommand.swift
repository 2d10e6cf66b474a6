internal import Archive
internal import ArgumentParser
internal import QueryLanguage
internal import SearchEngine

/// `search QUERY...`, and `search query QUERY...` for words that are names of subcommands.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Search for words (the default).",
    usage: """
      search [query] <words> ... [options]
      search [query] [options] -- <words> ...
      """,
    discussion: """
      word                    a word, in any of its forms; of several, any is enough
      "some words"            side by side
      +word -word             must be there, must not be there
      a OR b, a | b           either
      a AND b, a NOT b        both, the first without the second
      (a b) -(c d) title:(e)  groups
      subma*                  the beginning of a word
      NEAR(a b, 5), "a b"~5   at most five words between them
      title:word text:word    in the headline only, in the text only

      Anything else is read as words. Quote the query for the shell; one that begins with '-' \
      goes behind '--': search -- AUKUS -nuclear
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(help: "What to search for.")
  var words: [String]

  @OptionGroup var database: DatabaseOption

  @Option(name: [.customShort("n"), .long], help: "The most hits to print.")
  var limit = 10

  @Option(help: "How many of the best hits to leave out.")
  var offset = 0

  @Option(help: "The most words of a passage to print.")
  var snippetWords = 40

  @Option(help: "How to print hits: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Flag(exclusivity: .exclusive, help: "How many parts of the query a passage must hold.")
  var mode: ModeFlag = .any

  @Flag(help: "Refuse a query that has to be read otherwise than it may be meant.")
  var strict = false

  @Flag(help: "Take the query for an expression of FTS5, SQLite's own language.")
  var raw = false

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
    guard (1...Self.mostSnippetWords).contains(snippetWords) else {
      throw ValidationError(
        "--snippet-words must be from 1 to \(grouped(Self.mostSnippetWords)).")
    }
    guard limit <= Self.mostHits, offset <= Self.mostHits else {
      throw ValidationError("--limit and --offset must not be over \(grouped(Self.mostHits)).")
    }
  }

  /// No limit or offset is larger.
  static let mostHits = 1_000_000

  /// No passage that this program stores is longer.
  static let mostSnippetWords = 1_000

  func run() throws {
    let text = words.joined(separator: " ")
    let query = raw ? Query(rawExpression: text) : Query(text)
    try report(query.notices, of: text)
    guard !query.isEmpty, text.contains(where: { !$0.isWhitespace }) else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
    let archive = try Archive.open(readingFrom: database.path)
    let clock = ContinuousClock()
    let start = clock.now
    var request = SearchRequest(
      query, mode: mode == .all ? .all : .any, limit: limit, offset: offset,
      listsPassages: passages)
    request.snippetWords = snippetWords
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
    if explain && format == .text {
      printError("understood as: \(printable(query.reading(request.mode)))")
      printError(results.path.sentence)
    }
    if results.total == 0 {
      if format == .text { printError("nothing found for '\(printable(text))'") }
      throw ExitCode(1)
    }
  }

  /// Tells what was not understood; with --strict that is the end.
  private func report(_ notices: [Notice], of text: String) throws {
    if strict && !notices.isEmpty {
      for notice in notices { printError(notice.pointingInto(text)) }
      throw ExitCode(2)
    }
    if format == .text { for notice in notices { printError(notice.message) } }
  }
}
