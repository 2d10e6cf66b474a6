public import Archive
public import QueryLanguage
public import Ranking
public import SearchModel

/// A passage that answers a query, with everything that is shown of it.
public struct SearchHit: Equatable, Sendable {
  /// The rank of the hit, from 1.
  public var rank: Int
  /// The BM25 score of the passage; higher is better.
  public var score: Double
  /// The article that contains the passage.
  public var article: StoredArticle
  /// The passage itself.
  public var passage: StoredPassage
  /// The part of the passage that shows the words of the query best.
  public var snippet: Snippet
  /// The title of the article, with highlights.
  public var title: Snippet
  /// The number of other passages of the article that match.
  public var otherPassages: Int
  /// The ids of the other articles that are found and are copies of this one, in ascending order:
  /// articles with the same text, and other versions of the article.
  public var copies: [Int64] = []
  /// The words of the query that are missing in the passage, as they were typed.
  public var missing: [String] = []
  /// The missing words that other passages of the article contain, if hits are articles.
  public var elsewhere: [WordPlace] = []
  /// The missing words that no passage of the article contains.
  public var lacking: [String] = []
  /// The explanation of the score; nil unless the request asks for it.
  public var explanation: ScoreExplanation?
  /// The passages before and after it, in order; empty unless the request asks for context.
  public var context: [StoredPassage] = []
  /// The position of the passage in its article; nil unless the request asks for citations.
  public var locator: PassageLocator?
}

/// A word of the query, and a passage that contains it.
public struct WordPlace: Equatable, Sendable {
  /// The word as it was typed.
  public var word: String
  /// The number of the first passage that contains the word, from 1.
  public var passage: Int

  /// Creates a place from its parts.
  public init(word: String, passage: Int) {
    self.word = word
    self.passage = passage
  }
}

/// The answer to a request.
public struct SearchResponse: Equatable, Sendable {
  /// The request that it answers.
  public internal(set) var request: SearchRequest
  /// The requested hits, best first.
  public var hits: [SearchHit]
  /// The total number of hits.
  public var total: Int
  /// True if `total` is exact; if not, there are at least that many.
  public var totalIsExact: Bool
  /// True if there are more hits after these.
  ///
  /// An article and its copies are one hit, but `total` counts all of them.
  public var hasMore = false
  /// True if the deadline passed during the ranking, so that better hits may be missing; only if
  /// the request accepts partial hits.
  public var isDegraded = false
  /// The way in which the hits were found.
  public var path: RankingPath
  /// A description of how the query was interpreted, in words of the query language.
  public var understood = ""
  /// Notices about the answer; notices about interpreting the query are in `request.query`.
  public var notices: [Notice] = []
  /// The requested facets, in the requested order.
  public var facets: [Facet] = []
  /// The number of articles that the facets count.
  public var facetsTotal: Int?
  /// The time that the answer took.
  public var elapsed = Duration.zero
}

/// The way in which the passages of an answer were found and ordered.
public enum RankingPath: Equatable, Sendable {
  /// By the ranking engine from FTS5's posting lists, at this cost.
  case postingLists(RankingCounters)
  /// By FTS5 itself, for this reason.
  case fts5(FallbackReason)

  /// The number of postings that the ranking engine decoded; nil if FTS5 ranked.
  public var postingsDecoded: Int? {
    if case .postingLists(let counters) = self { counters.postingsDecoded } else { nil }
  }

  /// The number of pages of the index that the ranking engine read; nil if FTS5 ranked.
  public var pagesRead: Int? {
    if case .postingLists(let counters) = self { counters.pagesRead } else { nil }
  }
}

/// The reason why FTS5 ranked the passages instead of the ranking engine.
public enum FallbackReason: String, Sendable {
  /// The query has a NEAR, which FTS5 scores in its own way.
  case near
  /// The query is an expression of FTS5.
  case raw
  /// There is nothing to search for, or only exclusions; nothing was evaluated.
  case nothing
  /// The query has only filters, and articles are ordered by date.
  case filter
  /// The engine does not support the format of the index, or found it damaged.
  case unreadable
}

extension SearchResponse {
  /// Adds the passages around each hit, if the request asks for them.
  mutating func addContext(from group: ArchiveGroup) throws(ArchiveError) {
    guard request.context > 0 else { return }
    for index in hits.indices {
      let ordinal = hits[index].passage.ordinal
      let range = max(1, ordinal - request.context)...(ordinal + request.context)
      hits[index].context = try group.passages(ofArticle: hits[index].article.id, range)
        .filter { $0.ordinal != ordinal }
    }
  }

  /// An answer without hits.
  static func nothing(for request: SearchRequest) -> SearchResponse {
    SearchResponse(
      request: request, hits: [], total: 0, totalIsExact: true, path: .fts5(.nothing))
  }
}
