public import CivilCalendar
internal import Glibc
public import QueryLanguage

/// The named options of a search, as a command line or the query of a URL gives them.
///
/// A `SearchRequest` is made of them, which checks them.
public struct SearchOptions: Equatable, Sendable {
  /// The parts of the query that a passage must have: all, or any.
  public var mode = Query.Mode.best
  /// True if a query that has to be reinterpreted is an error.
  public var isStrict = false
  /// True if the query is an expression of FTS5.
  public var isRaw = false
  /// True to rank as `ORDER BY rank` does in the sqlite3 shell: no other spellings, and no word
  /// ignored.
  public var isPlain = false
  /// True to propose other words for those that hardly any passage has.
  public var suggests = true
  /// The values of filters, by the names that the query language has for them.
  ///
  /// One value of each name is enough; dates are inclusive bounds.
  public var filters: [FilterName: [String]] = [:]
  /// The maximum number of hits, from 1 to `maxHits`.
  public var limit = 10
  /// The number of hits to skip, from 0 to `maxHits`.
  public var offset = 0
  /// True if each passage is a hit of its own, rather than the best passage of each article.
  public var listsPassages = false
  /// The maximum number of words in a snippet, from 1 to `maxSnippetWords`; nil for no snippets,
  /// which is faster.
  public var snippetWords: Int? = 40
  /// The order of the hits.
  public var order = SearchRequest.Order.relevance
  /// The fields to count the articles by.
  public var facets: [FacetField] = []
  /// Ranking settings, as in `k1=0.9,b=0.4`; see `RankingSetting`.
  public var ranking: String?
  /// True to add words to the query that its best passages have in common.
  public var expands = false
  /// True to count all hits, however long that takes.
  public var countsExactly = false
  /// True to explain the score of each hit.
  public var explains = false
  /// True to find out where each hit starts in its article, to cite it.
  public var cites = false

  /// The largest limit and offset.
  public static let maxHits = 1_000_000
  /// No stored passage is longer.
  public static let maxSnippetWords = 1_000

  /// Creates the options of a search that asks for nothing in particular.
  public init() {}

  /// Checks the options without a query.
  ///
  /// - Throws: `SearchRequestError`, for an option that is out of range or conflicts with another.
  public func check() throws(SearchRequestError) {
    _ = try rankingOptions()
    _ = try filter()
    try check("limit", limit, 1...Self.maxHits)
    try check("offset", offset, 0...Self.maxHits)
    if let snippetWords { try check("snippet-words", snippetWords, 1...Self.maxSnippetWords) }
  }

  private func check(
    _ name: String, _ value: Int, _ range: ClosedRange<Int>
  ) throws(SearchRequestError) {
    guard range.contains(value) else { throw .outOfRange(name, range) }
  }

  func filter() throws(SearchRequestError) -> FilterExpression? {
    do throws(FilterOptionError) {
      return try FilterExpression(filters)
    } catch {
      throw .filter(error)
    }
  }

  func rankingOptions() throws(SearchRequestError) -> RankingOptions {
    if isPlain || isRaw, expands || ranking != nil {
      throw .conflict(isPlain ? "plain" : "raw", expands ? "expand" : "rank")
    }
    let settings = try RankingSetting.parse(ranking ?? "")
    if !expands, let setting = settings.first(where: { $0.setting.isForExpansion })?.setting {
      throw .needsExpansion(setting)
    }
    if listsPassages, settings.contains(where: { $0.setting == .otherPassages }) {
      throw .conflict("passages", "rank " + RankingSetting.otherPassages.rawValue)
    }
    return RankingOptions(settings, expands: expands)
  }
}

/// The reason why options do not make a search.
///
/// Options are named as on the command line, without dashes.
public enum SearchRequestError: Error, Equatable, Sendable {
  /// The value of the option is outside this range.
  case outOfRange(String, ClosedRange<Int>)
  /// The two options exclude each other.
  case conflict(String, String)
  /// There is no facet of this name.
  case unknownFacet(String)
  /// The value of a filter is not a date or a name.
  case filter(FilterOptionError)
  /// This part of the ranking settings does not have the form `name=number`.
  case malformedSetting(String)
  /// There is no ranking setting of this name.
  case unknownSetting(String)
  /// The value of the ranking setting is not a number that it can have.
  case invalidSetting(RankingSetting)
  /// The ranking setting has a meaning only if the query is expanded.
  case needsExpansion(RankingSetting)
  /// In strict mode: the query has to be reinterpreted, for these reasons.
  case ambiguous([Notice])
}

extension CalendarDay {
  /// The current day, in the time zone of the process.
  public static var today: CalendarDay {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return CalendarDay(
      year: Int(parts.tm_year) + 1_900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
      ?? .epoch
  }
}
