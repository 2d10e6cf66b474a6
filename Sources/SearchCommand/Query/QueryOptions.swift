internal import ArgumentParser
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The query, for subcommands that take one.
struct QueryArgument: ParsableArguments {
  @Argument(help: "The words to search for; none, to list the articles that pass the filters.")
  var words: [String] = []

  /// The query as it was typed.
  var text: String { words.joined(separator: " ") }

  /// Creates the request for the query.
  ///
  /// - Throws: `ExitCode`, if the query is ambiguous and `--strict` is given.
  func request(_ options: SearchOptions) throws -> SearchRequest {
    do {
      return try SearchRequest(text, options)
    } catch .ambiguous(let notices) {
      for notice in notices { printError(notice.pointing(into: text)) }
      throw ExitCode(2)
    }
  }

  /// Reports the notices of the query, and fails if there is nothing to search for.
  ///
  /// JSON output contains the notices. If the query has no word to search for and no filter, text
  /// output fails, and other formats print an empty answer.
  func report(_ request: SearchRequest, printsNotices: Bool, mayBeEmpty: Bool) throws {
    if printsNotices { printNotices(request.query.notices) }
    guard mayBeEmpty || !request.query.isEmpty || request.hasOnlyFilters else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
  }

  /// - Throws: `ValidationError`, if there are neither words nor filters.
  func check(_ options: SearchOptions) throws {
    guard words.isEmpty, options.filters.values.allSatisfy(\.isEmpty) else { return }
    throw ValidationError("Type the words to search for, or a filter such as --since 2022.")
  }

  /// The sentence if nothing is found; nil if a notice says why.
  func nothingFound(_ request: SearchRequest) -> String? {
    if request.hasOnlyFilters { return "no article passes the filters" }
    guard !request.query.isEmpty else { return nil }
    let sentence = "nothing found for '\(printable(request.text))'"
    return sentence + (subcommandHint.map { "\n  \($0)" } ?? "")
  }

  /// A hint if the query is a mistyped subcommand.
  var subcommandHint: String? {
    TypedCommand.subcommand(near: text).map { "did you mean the subcommand: search \($0)" }
  }
}

/// Conditions on articles, shared by all subcommands that search.
struct FilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Find only articles published on or after this date, such as 2021-10-18, october-2021, 2021, \
      last-week or 7d (the last seven days).
      """, valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Find only articles published on or before this date.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Find only articles from this publisher; repeat the option to allow several.",
      valueName: "name"))
  var publisher: [String] = []

  @Option(help: ArgumentHelp("Find only articles by this author.", valueName: "name"))
  var author: [String] = []

  @Option(
    help: ArgumentHelp(
      "Find only articles in this language, such as en, pt-BR or german.", valueName: "language"))
  var language: [String] = []

  /// The values of the options, by the name of the filter.
  var values: [FilterName: [String]] {
    [
      .field(.publisher): publisher, .field(.author): author, .field(.language): language,
      .since: since.map { [$0] } ?? [], .until: until.map { [$0] } ?? [],
    ]
  }
}

/// The options for scoring passages, shared by all subcommands that rank.
///
/// All parameters share one option, because each additional option slows down every start of the
/// program.
struct RankingFlags: ParsableArguments {
  @Flag(help: "Also search for words that the best passages have in common.")
  var expand = false

  @Option(
    help: ArgumentHelp(
      "Change ranking settings, as in k1=0.9,b=0.4. (settings: "
        + "\(RankingSetting.allCases.map(\.rawValue).joined(separator: ", ")))",
      valueName: "settings"))
  var rank: String?
}

/// The options for listing and printing hits, shared by the subcommands that list them.
struct HitOptions: ParsableArguments {
  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("Print at most this many hits.", valueName: "n"))
  var limit = 10

  @Option(help: ArgumentHelp("Skip this many hits at the start of the list.", valueName: "n"))
  var offset = 0

  @Option(help: ArgumentHelp("Print at most this many words of each passage.", valueName: "n"))
  var snippetWords = 40

  @Flag(help: "List every matching passage, not only the best one of each article.")
  var passages = false

  @Flag(help: "Explain each score, and whether the ranking engine or FTS5 computed it.")
  var explain = false

  @Option(
    help: ArgumentHelp("Print hits in this format. (default: text)", valueName: "format"))
  var format: OutputFormat<SearchResponse>?

  @Flag(help: "Print hits as JSON; the same as --format json.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Print a line for each hit or for each query, with --format jsonl. (default: hit)",
      valueName: "unit"))
  var per: LineUnit?

  @Flag(
    name: [.customShort("0"), .long],
    help: "End each location with NUL instead of a line end, with --format paths.")
  var null = false

  @OptionGroup var version: FormatVersionOption

  @OptionGroup var display: DisplayOptions

  /// The format to print.
  var chosen: OutputFormat<SearchResponse> {
    let formats = SearchResponse.formats
    let chosen = format ?? formats.first { $0.name == "json" && json } ?? formats[0]
    return chosen.variant(per: per ?? .hit, endsWithNUL: null)
  }

  func apply(to options: inout SearchOptions) {
    options.limit = limit
    options.offset = offset
    options.snippetWords = snippetWords
    options.listsPassages = passages
    options.explains = explain
    // A run lists every document.
    if chosen.name == "trec" { options.collapsesCopies = false }
    if chosen.includes.contains(.cite) { options.cites = true }
    guard !chosen.parts.contains(.text) else { return }
    options.suggests = options.corrects
    options.snippetWords = nil
  }

  func validate() throws {
    if json, let format, format.name != "json" {
      throw ValidationError("--json and --format \(format) exclude each other.")
    }
    if per != nil, chosen.name != "jsonl" {
      throw ValidationError("--per needs --format jsonl.")
    }
    if null, chosen.name != "paths" { throw ValidationError("--null needs --format paths.") }
  }

  /// - Throws: `ValidationError`, if an option asks for a part that the format does not have.
  func check(_ part: AnswerPart) throws {
    guard !chosen.parts.contains(part) else { return }
    let formats = SearchResponse.formats.filter { $0.parts.contains(part) }.map(\.name)
    throw ValidationError(
      "--format \(chosen) has no room for --\(part.rawValue); use one of: "
        + formats.joined(separator: ", ") + ".")
  }

  /// Prints a response, and its notices on standard error.
  ///
  /// `nothingFound` is the sentence for a response without hits.
  ///
  /// - Throws: `ExitCode`, if there are no hits.
  func print(_ response: SearchResponse, nothingFound: String?) throws {
    let format = chosen
    display.print(
      try format.render(response, Console(display.color)), isPaged: format.name == "text")
    if response.request.explains && format.name == "text" {
      printError("understood as: \(printable(response.understood))")
      printError(response.path.sentence)
    }
    if response.total == 0, format.isForPeople, let nothingFound { printError(nothingFound) }
    if let sentence = response.sentenceBeyondTheEnd, format.isForPeople { printError(sentence) }
    if !format.holdsNotices { printNotices(response.notices, isForPeople: format.isForPeople) }
    if response.total == 0 { throw ExitCode(1) }
  }
}

extension LineUnit: ExpressibleByArgument {}

extension SearchOptions {
  /// Checks the options while the arguments are parsed, so that an error prints the usage.
  ///
  /// - Throws: `ValidationError`.
  func validate() throws {
    do {
      try check()
    } catch {
      throw ValidationError(error.sentence(optionPrefix: "--") + ".")
    }
  }
}
