public import Archive
public import SearchModel

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
  /// The words of the query that the passage lacks, as they were typed.
  public var missing: [String] = []
  /// How the score comes about, where that was asked for.
  public var explanation: ScoreExplanation?
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
  /// How the query was read, in words of the query language.
  public var understood = ""
  /// What was done otherwise than a person may expect.
  public var notices: [SearchNotice] = []
  /// How many articles have which publisher, language and so on, in the order asked for.
  public var facets: [Facet] = []
  /// How many articles the facets are counts of.
  public var facetsTotal: Int?
}

/// A thing that a person should be told about an answer.
public struct SearchNotice: Equatable, Sendable {
  /// A name that programs may rely on, such as `did-you-mean`.
  public var code: String
  /// A sentence for people.
  public var message: String
  /// The part of the query that it is about, in UTF-8 bytes; nothing where it is about all of it.
  public var range: Range<Int>?

  /// Creates a notice from its parts.
  public init(code: String, message: String, range: Range<Int>? = nil) {
    self.code = code
    self.message = message
    self.range = range
  }
}
