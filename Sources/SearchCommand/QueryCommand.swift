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
      word                    a word, in any of its forms and spellings; what has all
                              words comes first, then what has some
      =word                   the word in this form only
      "some words"            side by side
      +word -word             must be there, must not be there
      a OR b, a | b           either
      a AND b, a NOT b        both, the first without the second
      (a b) -(c d) title:(e)  groups
      subma*                  the beginning of a word
      NEAR(a b, 5), "a b"~5   at most five words between them
      title:word text:word    in the headline only, in the text only
      publisher:bbc           published by; also author:, language:
      date:2021-10..2021-12   published then; also date:7d, since:, until:

      Anything else is read as words. Quote the query for the shell; one that begins with '-' \
      goes behind '--': search -- AUKUS -nuclear
      """)

  @OptionGroup var query: QueryOptions

  @OptionGroup var database: DatabaseOption

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("The most hits to print.", valueName: "n"))
  var limit = 10

  @Option(help: ArgumentHelp("How many of the first hits to leave out.", valueName: "n"))
  var offset = 0

  @Option(help: ArgumentHelp("The most words of a passage to print.", valueName: "n"))
  var snippetWords = 40

  @Option(
    help: ArgumentHelp(
      "Which hits come first; articles without a date come last.", valueName: "order"))
  var sort = Order.relevance

  @Option(
    help: ArgumentHelp(
      "Count what is found by \(FacetList.names.joined(separator: ", ")): any of them, parted by "
        + "commas.", valueName: "list"),
    completion: .list(FacetList.names), transform: Self.facetList)
  var facets: FacetList?

  @Flag(help: "List every passage, not the best one of each article.")
  var passages = false

  @Flag(help: "Say how each score comes about and how the ranking was found.")
  var explain = false

  @Flag(help: "Add a line to each hit that says where it was found, to cite it.")
  var cite = false

  @Option(help: "How to print hits; as text, unless this is said.")
  var format: SearchFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var version: FormatVersionOption

  @Option(help: ArgumentHelp("When to use colour and links.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var ranking: RankingFlags

  enum Order: String, CaseIterable, ExpressibleByArgument {
    case relevance, newest, oldest

    /// As the engine has it.
    var requestOrder: SearchRequest.Order {
      switch self {
      case .relevance: .relevance
      case .newest: .newest
      case .oldest: .oldest
      }
    }
  }

  private static func facetList(_ text: String) throws -> FacetList {
    do {
      return try FacetList(text)
    } catch {
      throw ValidationError(error.sentence)
    }
  }

  private var chosenFormat: SearchFormat { format ?? (json ? .json : .text) }

  func validate() throws {
    try ranking.check(query.reading, passages: passages)
    try Self.check(limit: limit, offset: offset, snippetWords: snippetWords)
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) exclude each other.")
    }
    if facets != nil { try chosenFormat.checkRoom(for: .facets) }
    if cite { try chosenFormat.checkRoom(for: .cite) }
    if explain { try chosenFormat.checkRoom(for: .explain) }
  }

  /// - Throws: `ValidationError`, where one of them is out of its range.
  static func check(limit: Int, offset: Int, snippetWords: Int) throws {
    guard limit >= 1 else { throw ValidationError("--limit must be at least 1.") }
    guard offset >= 0 else { throw ValidationError("--offset must not be negative.") }
    guard (1...mostSnippetWords).contains(snippetWords) else {
      throw ValidationError("--snippet-words must be from 1 to \(grouped(mostSnippetWords)).")
    }
    guard limit <= mostHits, offset <= mostHits else {
      throw ValidationError("--limit and --offset must not be over \(grouped(mostHits)).")
    }
  }

  /// No limit or offset is larger.
  static let mostHits = 1_000_000

  /// No passage that this program stores is longer.
  static let mostSnippetWords = 1_000

  func run() throws {
    try version.check()
    let format = chosenFormat
    let query = try query.query(
      tellingNotices: format != .json, answersNothing: format != .text)
    let archive = try Archive.open(readingFrom: database.path)
    let answered = try answer(try request(query, format), archive)
    let results = answered.results
    var output = Output()
    try AnswerWriter(format: format, color: color, explains: explain, passages: passages)
      .write(answered, to: &output)
    output.flush()
    if explain && format == .text {
      printError(
        "understood as: \(printable(results.understood))")
      printError(results.path.sentence)
    }
    if results.total == 0 && format.isForPeople && !query.isEmpty {
      printError("nothing found for '\(printable(answered.query.text))'")
    }
    if format != .json { for notice in results.notices { printError(printable(notice.message)) } }
    if results.total == 0 { throw ExitCode(1) }
  }

  private func request(_ query: Query, _ format: SearchFormat) throws -> SearchRequest {
    var request = try self.query.reading.request(
      query, limit: limit, offset: offset, isRun: format == .trec,
      ranking: ranking)
    request.listsPassages = passages
    request.order = sort.requestOrder
    request.facets = facets?.fields ?? []
    request.explains = explain
    request.snippetWords = format == .trec ? nil : snippetWords
    return request
  }

  private func answer(_ request: SearchRequest, _ archive: Archive) throws -> AnsweredQuery {
    let clock = ContinuousClock()
    let start = clock.now
    var results = try Searcher(archive).search(request)
    if request.query.isEmpty { results.notices.append(.noWords) }
    var answered = AnsweredQuery(
      query: BatchQuery(id: "1", text: query.text), request: request, results: results,
      elapsed: clock.now - start)
    if cite {
      answered.citations = try results.hits.map { try archive.citation($0.passage, of: $0.article) }
    }
    return answered
  }
}
