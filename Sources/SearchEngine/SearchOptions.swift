public import CivilCalendar
public import FullTextIndex
internal import Glibc
public import QueryLanguage
public import Ranking

/// The options of a search, as a command line or the query of a URL names them.
///
/// Creating a `SearchRequest` checks them.
public struct SearchOptions: Equatable, Sendable {
  /// The number of plain parts of the query that a passage must contain.
  public var mode = Query.Mode.best
  /// True if a query that has to be reinterpreted is an error.
  public var isStrict = false
  /// How much of the query language the query uses, unless `isRaw`.
  public var syntax = Query.Syntax.full
  /// True if the query is an expression of FTS5.
  public var isRaw = false
  /// True to rank as `ORDER BY rank` does in the sqlite3 shell, without other spellings, and
  /// without ignoring any word.
  public var isPlain = false
  /// True to suggest corrections for words that no passage contains.
  public var suggests = true
  /// True to answer the corrected query if there are corrections; false to only suggest them.
  public var corrects = false
  /// Words that mean the same; nil for none.
  public var synonyms: Synonyms?
  /// The maximum number of edits between a typed word and a similar one that is searched for too,
  /// from 0 to `maxFuzziness`.
  public var fuzziness = 0
  /// The values of each filter, by its name in the query language.
  ///
  /// An article has to match only one of the values of a filter; dates are inclusive bounds.
  public var filters: [FilterName: [String]] = [:]
  /// The maximum number of hits, from 1 to `maxHits`.
  public var limit = 10
  /// The number of hits to skip, from 0 to `maxHits`.
  public var offset = 0
  /// True if every passage can be a hit; false if only the best passage of each article can.
  public var listsPassages = false
  /// True to show an article and its copies as one hit, unless passages are listed or `isPlain`.
  public var collapsesCopies = true
  /// The maximum number of words in a snippet, from 1 to `maxSnippetWords`; nil for no snippets,
  /// which is faster.
  public var snippetWords: Int? = 40
  /// The order of the hits.
  public var order = SearchRequest.Order.relevance
  /// The facets to return: fields for whose values the articles are counted.
  public var facets: [FacetField] = []
  /// Ranking settings, as in `k1=0.9,b=0.4`; see `RankingSetting`.
  public var ranking: String?
  /// True to expand the query by words that its best passages have in common.
  public var expands = false
  /// True to count all hits, however long that takes.
  public var countsExactly = false
  /// True if, at the deadline, the hits found so far are wanted instead of an error.
  public var acceptsPartialHits = false
  /// True to explain the score of each hit.
  public var explains = false
  /// True to determine where each hit starts in its article, for citations.
  public var cites = false
  /// The number of passages to return before and after the passage of each hit, from 0 to
  /// `maxContext`.
  public var context = 0

  /// The largest `context`.
  public static let maxContext = 100
  /// The largest `fuzziness`.
  public static let maxFuzziness = 2
  /// The largest `limit` and `offset`.
  public static let maxHits = 1_000_000
  /// The largest `snippetWords`; no stored passage has more words.
  public static let maxSnippetWords = 1_000

  /// Creates options with their default values.
  public init() {}

  /// Checks everything except the query.
  ///
  /// - Throws: `SearchRequestError`, for an option that is out of range or conflicts with another.
  public func check() throws(SearchRequestError) {
    if isRaw, syntax == .words { throw .conflict("words", "raw") }
    if isPlain || isRaw, synonyms != nil || fuzziness > 0 {
      throw .conflict(isPlain ? "plain" : "raw", synonyms != nil ? "synonyms" : "fuzzy")
    }
    try check("fuzzy", fuzziness, 0...Self.maxFuzziness)
    _ = try rankingOptions()
    _ = try filter()
    try check("limit", limit, 1...Self.maxHits)
    try check("offset", offset, 0...Self.maxHits)
    try check("context", context, 0...Self.maxContext)
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

/// The reason why a search request is invalid.
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
  /// The value of the ranking setting is not a number in its range.
  case invalidSetting(RankingSetting)
  /// The ranking setting has no effect unless the query is expanded.
  case needsExpansion(RankingSetting)
  /// FTS5 would have to score the query, which it cannot do with the statistics of several archives.
  case needsOneArchive(FallbackReason)
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

/// The settings for scoring passages.
public struct RankingOptions: Equatable, Sendable {
  /// The settings of BM25.
  public var formula = BM25Parameters.passages
  /// The weights of title and text; nil for those that the archive stores.
  public var weights: [Double]?
  /// The features by which the best hits are scored again.
  public var rescoring = Rescoring()
  /// The weight of words that are written as they were typed, in 0...1; see `TypedWords`.
  public var asTyped = 0.03
  /// True if an article whose title is the query comes first; see `TitleQuery`.
  public var prefersTitles = true
  /// The settings for expanding the query; nil if it is not expanded.
  public var feedback: Feedback?

  /// Creates the default settings.
  public init() {}

  /// The settings of `ORDER BY rank` in the sqlite3 shell.
  public static var plain: RankingOptions {
    var options = RankingOptions()
    options.formula = .fts5
    options.asTyped = 0
    options.prefersTitles = false
    return options
  }

  init(_ settings: [(setting: RankingSetting, value: Double)], expands: Bool) {
    var feedback = Feedback()
    for (setting, value) in settings {
      switch setting {
      case .k1: formula.k1 = value
      case .b: formula.b = value
      case .titleWeight: weights = [value, 1]
      case .proximity: rescoring.proximity = value
      case .otherPassages: rescoring.otherPassages = value
      case .asTyped: asTyped = value
      case .expandPassages: feedback.passages = Int(value)
      case .expandTerms: feedback.terms = Int(value)
      case .expandShare: feedback.share = value
      }
    }
    if expands { self.feedback = feedback }
  }
}

/// A numeric setting for scoring passages; its raw value is its name in the option `rank`.
public enum RankingSetting: String, CaseIterable, Sendable {
  case k1, b
  case titleWeight = "title-weight"
  case proximity
  case otherPassages = "other-passages"
  case asTyped = "as-typed"
  case expandPassages = "expand-passages"
  case expandTerms = "expand-terms"
  case expandShare = "expand-share"

  /// True if the setting only affects how a query is expanded.
  public var isForExpansion: Bool {
    [.expandPassages, .expandTerms, .expandShare].contains(self)
  }

  /// True if the value must be a whole number.
  public var isWhole: Bool { [.expandPassages, .expandTerms].contains(self) }

  /// The allowed values.
  public var range: ClosedRange<Double> {
    switch self {
    case .k1, .titleWeight, .proximity: 0...1_000
    case .b, .asTyped: 0...1
    case .otherPassages: 0...0.999
    case .expandPassages, .expandTerms: 1...100
    case .expandShare: 0.001...0.999
    }
  }

  /// Reads settings such as `k1=0.9,b=0.4`.
  static func parse(
    _ text: String
  ) throws(SearchRequestError) -> [(setting: RankingSetting, value: Double)] {
    var settings: [(setting: RankingSetting, value: Double)] = []
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { throw .malformedSetting(String(part)) }
      guard let setting = RankingSetting(rawValue: String(pair[0])) else {
        throw .unknownSetting(String(pair[0]))
      }
      guard let value = Double(pair[1]), setting.range.contains(value),
        !setting.isWhole || value == value.rounded()
      else { throw .invalidSetting(setting) }
      settings.append((setting, value))
    }
    return settings
  }
}
