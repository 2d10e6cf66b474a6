internal import CivilCalendar
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The search that the address of a page asks for.
///
/// The parameters are those of `GET /search`, and `page`, which counts from 1.
struct PageQuery: Sendable {
  /// The parameters of pages that show or continue a search.
  static let parameters =
    ["q"] + SearchParameters.reading + ["passages", "sort", "expand", "rank", "limit"]
    + SearchParameters.time
  /// The parameters of the page of results.
  static let resultParameters = parameters + ["offset", "page", "snippet-words", "part"]

  /// The parameters that a link to another page of the same search has.
  let base: Parameters
  /// The query as typed.
  let text: String
  /// The query that is searched for.
  ///
  /// If nothing was typed, these are the filters of the parameters, as a query.
  let searched: String
  var options: SearchOptions

  /// Reads the parameters of a page.
  init(_ call: Call) throws(Problem) {
    let parameters = call.parameters
    options = try SearchParameters.options(parameters, call.service.settings)
    // People see what a corrected query finds.
    options.corrects = options.suggests && !options.isStrict
    options.acceptsPartialHits =
      try parameters.one("partial") == nil
      ? true : parameters.flag("partial")
    text = try parameters.one("q") ?? ""
    base = parameters.removing(["page", "offset", "part", "at"])
    if let page = try parameters.integer("page") {
      guard try parameters.one("offset") == nil else {
        throw .conflict("conflicting-parameters", "'page' and 'offset' exclude each other.")
      }
      let last = SearchOptions.maxHits / max(1, options.limit)
      guard (1...max(1, last)).contains(page) else {
        throw .badRequest("invalid-parameter", "'page' must be from 1 to \(grouped(last)).")
      }
      options.offset = (page - 1) * options.limit
    }
    let isBlank = text.allSatisfy(\.isWhitespace)
    searched = isBlank ? Self.text(parameters) : text
  }

  /// True if nothing is asked for, neither words nor filters.
  var isEmpty: Bool { searched.isEmpty }

  /// The number of the page, from 1.
  var page: Int { options.offset / max(1, options.limit) + 1 }

  /// Returns the request for the search.
  func request() throws(Problem) -> SearchRequest {
    try SearchParameters.request(searched, options)
  }

  /// Returns the request for another query with the same options.
  func request(_ text: String) throws(Problem) -> SearchRequest {
    try SearchParameters.request(text, options)
  }

  /// The address of the first page of the results.
  var address: String { base.address("/") }

  /// Returns the address of a page of the results.
  func address(page: Int) -> String {
    page == 1 ? address : base.setting("page", String(page)).address("/")
  }

  /// Returns the address of an article in the results.
  func address(article id: Int64, rank: Int?, query: String? = nil) -> String {
    var parameters = base.removing(["snippet-words", "timeout", "partial"])
    if let query { parameters = parameters.setting("q", query) }
    if let rank { parameters = parameters.setting("at", String(rank)) }
    return parameters.address("/read/\(id)")
  }

  /// The parameters that are filters.
  static let filters = ["publisher", "author", "language", "since", "until"]

  /// The filters of the parameters in the query language.
  private static func text(_ parameters: Parameters) -> String {
    filters.flatMap { name in
      parameters.all(name).map { value in
        name + ":\"" + String(value.map { $0 == "\"" || $0.isNewline ? " " : $0 }) + "\""
      }
    }.joined(separator: " ")
  }
}
