internal import Archive
internal import Output
internal import QueryLanguage
internal import SearchEngine
internal import TextAnalysis

/// The parameters of searches: the options of the command, by the same names.
enum SearchParameters {
  static let reading = [
    "any", "all", "strict", "raw", "plain", "suggest", "no-suggest", "fuzzy", "since", "until",
    "publisher", "author", "language",
  ]
  static let hits = ["limit", "offset", "snippet-words", "passages", "explain"]
  static let ranking = ["expand", "rank"]
  static let time = ["timeout", "partial"]
  static let search =
    ["q"] + reading + hits + ["sort", "facets", "cite"] + ranking + ["cursor"] + time

  /// Returns the options that the parameters name.
  static func options(
    _ parameters: Parameters, _ settings: Settings
  ) throws(Problem) -> SearchOptions {
    var options = SearchOptions()
    let (isAny, isAll) = (try parameters.flag("any"), try parameters.flag("all"))
    guard !(isAny && isAll) else {
      throw .conflict("conflicting-parameters", "'any' and 'all' exclude each other.")
    }
    options.mode = isAny ? .any : isAll ? .all : .best
    options.isStrict = try parameters.flag("strict")
    options.isRaw = try parameters.flag("raw")
    options.isPlain = try parameters.flag("plain")
    options.corrects = try parameters.flag("suggest")
    options.suggests = try !parameters.flag("no-suggest")
    guard options.suggests || !options.corrects else {
      throw .conflict(
        "conflicting-parameters", "'suggest' and 'no-suggest' exclude each other.")
    }
    options.fuzziness = try parameters.integer("fuzzy") ?? 0
    options.filters = [
      .field(.publisher): try names(parameters, "publisher"),
      .field(.author): try names(parameters, "author"),
      .field(.language): try names(parameters, "language"),
      .since: try parameters.one("since").map { [$0] } ?? [],
      .until: try parameters.one("until").map { [$0] } ?? [],
    ]
    options.limit = try parameters.integer("limit") ?? options.limit
    guard options.limit <= settings.maxLimit else {
      throw .badRequest(
        "invalid-parameter", "A page has at most \(settings.maxLimit) hits ('limit').",
        hint: "Use the link to the next page.")
    }
    options.offset = try parameters.integer("offset") ?? 0
    options.snippetWords = try parameters.integer("snippet-words") ?? options.snippetWords
    options.listsPassages = try parameters.flag("passages")
    options.explains = try parameters.flag("explain")
    options.cites = try parameters.flag("cite")
    options.order = try parameters.choice("sort", of: SearchRequest.Order.self) ?? .relevance
    options.expands = try parameters.flag("expand")
    options.ranking = try parameters.one("rank")
    guard options.ranking != "" else {
      throw .badRequest("invalid-parameter", "'rank' names no setting.", hint: "Leave it out.")
    }
    options.acceptsPartialHits = try parameters.flag("partial")
    // The total is the same on each page.
    options.countsExactly = true
    if let facets = try parameters.one("facets") {
      options.facets = try checked { () throws(SearchRequestError) in
        try FacetField.list(facets)
      }
    }
    return options
  }

  /// Returns the request for a query with these options.
  static func request(_ query: String, _ options: SearchOptions) throws(Problem) -> SearchRequest {
    try checked { () throws(SearchRequestError) in try SearchRequest(query, options) }
  }

  /// The maximum number of values of a filter.
  private static let maxNames = 20

  /// Returns the values of a filter.
  ///
  /// A value without a letter or digit names nobody; it is replaced by one that no article has.
  private static func names(
    _ parameters: Parameters, _ name: String
  ) throws(Problem) -> [String] {
    let values = parameters.all(name)
    guard values.count <= maxNames else {
      throw .badRequest("invalid-parameter", "'\(name)' may occur at most \(maxNames) times.")
    }
    return values.map { value in
      value.isEmpty || value.unicodeScalars.contains(where: \.isTokenCharacter)
        ? value : "\u{F8FF}\u{E000}"
    }
  }

  static func checked<T>(
    _ body: () throws(SearchRequestError) -> T
  ) throws(Problem) -> T {
    do {
      return try body()
    } catch {
      switch error {
      case .ambiguous:
        throw .conflict("ambiguous-query", sentence(error), hint: "Leave out 'strict'.")
      case .conflict, .needsExpansion, .needsOneArchive:
        throw .conflict("conflicting-parameters", sentence(error))
      default: throw .badRequest("invalid-parameter", sentence(error))
      }
    }
  }

  private static func sentence(_ error: SearchRequestError) -> String {
    error.sentence().capitalizedFirst + "."
  }
}

/// Returns the start of the SHA-256 of `text`, in hexadecimal.
func hashPrefix(of text: String, _ count: Int) -> String { String(sha256(of: text).prefix(count)) }
