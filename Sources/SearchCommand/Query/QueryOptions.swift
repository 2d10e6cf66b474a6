internal import ArgumentParser
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The query, for subcommands that take one.
struct QueryArgument: ParsableArguments {
  @Argument(help: "The words to search for.")
  var words: [String]

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
  /// JSON contains the notices, and formats for programs print an empty answer.
  func report(_ request: SearchRequest, printsNotices: Bool, mayBeEmpty: Bool) throws {
    if printsNotices { printNotices(request.query.notices) }
    guard mayBeEmpty || !request.query.isEmpty else {
      throw CommandError(
        sentence: text.allSatisfy(\.isWhitespace)
          ? "the query is empty; type the words to search for"
          : "there is no word to search for in '\(printable(text))'")
    }
  }
}

/// The options for reading queries, shared by all subcommands that search.
struct ReadingOptions: ParsableArguments {
  @Flag(exclusivity: .exclusive)
  var mode: Mode?

  @Flag(
    help: "Fail if part of the query would be ignored, or read differently from how you typed it.")
  var strict = false

  @Flag(help: "Read the query as an expression of FTS5, SQLite's full-text language.")
  var raw = false

  @Flag(
    help: """
      Rank like ORDER BY rank in the sqlite3 shell, and do not search for other spellings of a word.
      """)
  var plain = false

  @Flag(help: "Do not suggest similar words for words that are not found.")
  var noSuggest = false

  @OptionGroup var filters: FilterOptions

  enum Mode: String, EnumerableFlag {
    case any, all

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .any: "Rank by score alone; passages with all words do not come first."
      case .all: "Find only passages with all words and phrases."
      }
    }
  }

  /// The options as the engine takes them.
  var options: SearchOptions {
    var options = SearchOptions()
    options.mode = mode.flatMap { Query.Mode(rawValue: $0.rawValue) } ?? .best
    options.isStrict = strict
    options.isRaw = raw
    options.isPlain = plain
    options.suggests = !noSuggest
    options.filters = filters.values
    return options
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

/// The options for the hits to print, shared by the subcommands that list hits.
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

  func apply(to options: inout SearchOptions, _ format: OutputFormat<SearchResponse>) {
    options.limit = limit
    options.offset = offset
    options.snippetWords = snippetWords
    options.listsPassages = passages
    options.explains = explain
    guard !format.parts.contains(.text) else { return }
    options.suggests = false
    options.snippetWords = nil
  }
}

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
