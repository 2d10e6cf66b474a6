public import CivilCalendar
public import QueryLanguage

/// What is to be searched for, and how much of the answer is wanted.
public struct SearchRequest: Equatable, Sendable {
  /// What is asked for.
  public var query: Query
  /// Whether a passage must have all parts of the query, or any.
  public var mode: Query.Mode
  /// What must hold of the article of a hit, beside what the query says.
  public var filter: FilterExpression?
  /// The day that `yesterday` and the like are counted from.
  public var today: CalendarDay?
  /// Whether to rank as `ORDER BY rank` does in the sqlite3 shell, and no further: no other
  /// spellings, and each word counts.
  public var isPlain = false
  /// How passages are scored, unless `isPlain` says it.
  public var ranking = RankingOptions()
  /// Whether other words are proposed for those that hardly any passage has.
  public var suggests = true
  /// The most hits to return.
  public var limit: Int
  /// How many of the best hits to leave out before those.
  public var offset: Int
  /// Whether every passage is a hit of its own, rather than the best passage of each article.
  public var listsPassages: Bool
  /// How many words a snippet has at most, at least 1.
  ///
  /// Nothing stands for hits without snippets, which are found sooner.
  public var snippetWords: Int? = 40
  /// In which order hits come.
  public var order = Order.relevance
  /// What the hits are to be counted by.
  public var facets: [FacetField] = []
  /// Whether all hits are to be counted, however long that takes.
  public var countsExactly = false
  /// Whether each hit is to say how its score comes about.
  public var explains = false

  /// Up to how many articles a filter's passages are listed, rather than asked about one by one.
  var mostListedArticles = 5_000

  /// In which order hits come.
  public enum Order: String, CaseIterable, Sendable {
    /// The best first.
    case relevance
    /// The latest published first; articles without a date come last.
    case newest
    /// The first published first; articles without a date come last.
    case oldest
  }

  /// Creates a request.
  public init(
    _ query: Query, mode: Query.Mode = .best, limit: Int = 10, offset: Int = 0,
    listsPassages: Bool = false
  ) {
    self.query = query
    self.mode = mode
    self.limit = limit
    self.offset = offset
    self.listsPassages = listsPassages
  }
}
