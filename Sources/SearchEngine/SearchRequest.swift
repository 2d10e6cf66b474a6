public import CivilCalendar
public import QueryLanguage

/// A search that has been checked and can be answered: a query with its options.
public struct SearchRequest: Equatable, Sendable {
  /// The query as it was typed, or the name of what similar articles are searched for.
  public internal(set) var text: String
  /// The query as it was read.
  public internal(set) var query: Query
  /// The parts of the query that a passage must have: all, or any.
  public internal(set) var mode: Query.Mode
  /// A condition on the articles of hits, in addition to the filters in the query.
  public internal(set) var filter: FilterExpression?
  /// The day that `yesterday` and the like are counted from; nil for the current one.
  public internal(set) var today: CalendarDay?
  /// True to rank as `ORDER BY rank` does in the sqlite3 shell.
  public internal(set) var isPlain = false
  /// The settings for scoring passages, unless `isPlain`.
  public internal(set) var ranking = RankingOptions()
  /// True to propose other words for those that hardly any passage has.
  public internal(set) var suggests = true
  /// The maximum number of hits.
  public internal(set) var limit: Int
  /// The number of hits to skip.
  public internal(set) var offset: Int
  /// True if each passage is a hit of its own, rather than the best passage of each article.
  public internal(set) var listsPassages: Bool
  /// The maximum number of words in a snippet; nil for no snippets, which is faster.
  public internal(set) var snippetWords: Int? = 40
  /// The order of the hits.
  public internal(set) var order = Order.relevance
  /// The fields to count the articles by.
  public internal(set) var facets: [FacetField] = []
  /// True to count all hits, however long that takes.
  public internal(set) var countsExactly = false
  /// True to explain the score of each hit.
  public internal(set) var explains = false
  /// True to find out where each hit starts in its article, to cite it.
  public internal(set) var cites = false

  /// The maximum number of articles whose passages are listed before the search if they pass the
  /// filter; beyond it, hits are checked one by one.
  var maxListedArticles = 5_000

  /// The order of hits.
  public enum Order: String, CaseIterable, Sendable {
    /// The best first.
    case relevance
    /// The latest published first; articles without a date come last.
    case newest
    /// The first published first; articles without a date come last.
    case oldest
  }

  /// Creates a search for `text`.
  ///
  /// A query is never an error unless it is strict: what does not fit the query language is read as
  /// words, and a notice says so.
  ///
  /// - Throws: `SearchRequestError`, as `SearchOptions.check()`, and if a strict query has to be
  ///   reinterpreted.
  public init(_ text: String, _ options: SearchOptions = SearchOptions()) throws(SearchRequestError)
  {
    let isBlank = text.allSatisfy(\.isWhitespace)
    let query = options.isRaw && !isBlank ? Query(rawExpression: text) : Query(isBlank ? "" : text)
    if options.isStrict, !query.notices.isEmpty { throw .ambiguous(query.notices) }
    try self.init(query, text: text, options)
  }

  /// Creates a search for articles like one that is called `name`; see `Searcher.similar`.
  ///
  /// - Throws: `SearchRequestError`, as `SearchOptions.check()`.
  public init(similarTo name: String, _ options: SearchOptions) throws(SearchRequestError) {
    try self.init(Query(""), text: name, options)
  }

  private init(
    _ query: Query, text: String, _ options: SearchOptions
  ) throws(SearchRequestError) {
    try options.check()
    self.init(
      query, text: text, mode: options.mode, limit: options.limit, offset: options.offset,
      listsPassages: options.listsPassages)
    filter = try options.filter()
    ranking = try options.rankingOptions()
    isPlain = options.isPlain
    suggests = options.suggests
    snippetWords = options.snippetWords
    order = options.order
    facets = options.facets
    countsExactly = options.countsExactly
    explains = options.explains
    cites = options.cites
  }

  init(
    _ query: Query, text: String = "", mode: Query.Mode = .best, limit: Int = 10, offset: Int = 0,
    listsPassages: Bool = false
  ) {
    self.text = text
    self.query = query
    self.mode = mode
    self.limit = limit
    self.offset = offset
    self.listsPassages = listsPassages
  }
}
