public import CivilCalendar
public import QueryLanguage

/// A search that has been checked and can be answered: a query with its options.
public struct SearchRequest: Equatable, Sendable {
  /// The query as it was typed, or the name of the source in a search for similar articles.
  public internal(set) var text: String
  /// The query as it was interpreted.
  public internal(set) var query: Query
  /// The number of plain parts of the query that a passage must contain.
  public internal(set) var mode: Query.Mode
  /// A condition on the articles of hits, in addition to the filters in the query.
  public internal(set) var filter: FilterExpression?
  /// The day from which relative dates such as `yesterday` are counted; nil for the current day.
  public internal(set) var today: CalendarDay?
  /// True to rank as `ORDER BY rank` does in the sqlite3 shell.
  public internal(set) var isPlain = false
  /// The settings for scoring passages, unless `isPlain`.
  public internal(set) var ranking = RankingOptions()
  /// True to suggest corrections for words that no passage contains.
  public internal(set) var suggests = true
  /// True to answer the corrected query if there are corrections; false to only suggest them.
  public internal(set) var corrects = false
  /// Words that mean the same; nil for none.
  public internal(set) var synonyms: Synonyms?
  /// The maximum number of edits between a typed word and a similar one; 0 for no similar words.
  public internal(set) var fuzziness = 0
  /// The maximum number of hits.
  public internal(set) var limit: Int
  /// The number of hits to skip.
  public internal(set) var offset: Int
  /// True if every passage can be a hit; false if only the best passage of each article can.
  public internal(set) var listsPassages: Bool
  /// True to show an article and its copies as one hit.
  public internal(set) var collapsesCopies = false
  /// The maximum number of words in a snippet; nil for no snippets, which is faster.
  public internal(set) var snippetWords: Int? = 40
  /// The order of the hits.
  public internal(set) var order = Order.relevance
  /// The facets to return: fields for whose values the articles are counted.
  public internal(set) var facets: [FacetField] = []
  /// True to count all hits, however long that takes.
  public internal(set) var countsExactly = false
  /// True if, at the deadline, the hits found so far are wanted instead of an error.
  public internal(set) var acceptsPartialHits = false
  /// True to explain the score of each hit.
  public internal(set) var explains = false
  /// True to determine where each hit starts in its article, for citations.
  public internal(set) var cites = false
  /// The number of passages to return before and after the passage of each hit.
  public internal(set) var context = 0

  /// True if there are no words, and only filters select the articles.
  public var hasOnlyFilters: Bool {
    query.hasOnlyFilters
      || (query.isEmpty && filter != nil && text.allSatisfy(\.isWhitespace))
  }

  /// True if there is something to find, and not only exclusions.
  var asksForSomething: Bool { query.asksForSomething || hasOnlyFilters }

  /// If at most this many articles pass the filter, their passages are listed before the search.
  ///
  /// Otherwise hits are checked one by one.
  var maxListedArticles = 5_000

  /// The order of hits.
  public enum Order: String, CaseIterable, Sendable {
    /// The best first.
    case relevance
    /// The latest date of publication first; articles without a date come last.
    case newest
    /// The earliest date of publication first; articles without a date come last.
    case oldest
  }

  /// Creates a search for `text`.
  ///
  /// Unless `options.isStrict`, no query is an error: parts that do not fit the query language are
  /// read as words, and a notice says so.
  ///
  /// - Throws: `SearchRequestError`, like `SearchOptions.check()`, and if a strict query has to be
  ///   reinterpreted.
  public init(_ text: String, _ options: SearchOptions = SearchOptions()) throws(SearchRequestError)
  {
    let isBlank = text.allSatisfy(\.isWhitespace)
    let query =
      options.isRaw && !isBlank
      ? Query(rawExpression: text) : Query(isBlank ? "" : text, syntax: options.syntax)
    if options.isStrict, !query.notices.isEmpty { throw .ambiguous(query.notices) }
    try self.init(query, text: text, options)
  }

  /// Creates a search for articles that are similar to a source called `name`; see
  /// `Searcher.similar`.
  ///
  /// - Throws: `SearchRequestError`, like `SearchOptions.check()`.
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
    corrects = options.corrects
    collapsesCopies = options.collapsesCopies && !options.isPlain && !options.listsPassages
    synonyms = options.synonyms
    fuzziness = options.fuzziness
    snippetWords = options.snippetWords
    order = options.order
    facets = options.facets
    countsExactly = options.countsExactly
    acceptsPartialHits = options.acceptsPartialHits
    explains = options.explains
    cites = options.cites
    context = options.context
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
