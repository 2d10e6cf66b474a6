public import Archive

/// A passage that answers a query, with what is shown of it.
public struct SearchHit: Equatable, Sendable {
  /// Its place in the ranking, from 1.
  public var rank: Int
  /// Its BM25 score; higher is better.
  public var score: Double
  /// The article that it is part of.
  public var article: StoredArticle
  /// The passage itself.
  public var passage: StoredPassage
  /// The part of the passage that shows the words best.
  public var snippet: Snippet
  /// The article's title, with the words that were found in it.
  public var title: Snippet
  /// How many other passages of the article match.
  public var otherPassages: Int
}

/// The answer to a request.
public struct SearchResults: Equatable, Sendable {
  /// The hits that were asked for, best first.
  public var hits: [SearchHit]
  /// How many hits there are in all.
  public var total: Int
  /// Whether `total` is exact; if not, there are at least as many.
  public var totalIsExact: Bool
  /// How the hits were found.
  public var path: RankingPath
}
