public import Archive

/// A passage that answers a query, with everything that is shown of it.
public struct SearchHit: Equatable, Sendable {
  /// Its rank, from 1.
  public var rank: Int
  /// Its BM25 score; higher is better.
  public var score: Double
  /// Its article.
  public var article: StoredArticle
  /// The passage itself.
  public var passage: StoredPassage
  /// The part of the passage that shows the words of the query best.
  public var snippet: Snippet
  /// The title of the article, with the words that were found in it.
  public var title: Snippet
  /// The number of other passages of the article that match.
  public var otherPassages: Int
  /// The words of the query that the passage lacks, as they were typed.
  public var missing: [String] = []
  /// The explanation of the score; nil unless the request asks for it.
  public var explanation: ScoreExplanation?
  /// The start of the passage in the article's text, in code points; nil unless the request asks
  /// for citations.
  public var codePointOffset: Int?
}

/// The answer to a request.
public struct SearchResponse: Equatable, Sendable {
  /// The request that it answers.
  public internal(set) var request: SearchRequest
  /// The requested hits, best first.
  public var hits: [SearchHit]
  /// The number of hits in all.
  public var total: Int
  /// True if `total` is exact; if not, there are at least that many.
  public var totalIsExact: Bool
  /// The way in which the hits were found.
  public var path: RankingPath
  /// A description of the query as it was read, in words of the query language.
  public var understood = ""
  /// Things that a person should know about the answer.
  public var notices: [SearchNotice] = []
  /// The number of articles for each publisher, language and so on, in the requested order.
  public var facets: [Facet] = []
  /// The number of articles that the facets count.
  public var facetsTotal: Int?
  /// The time that the answer took.
  public var elapsed = Duration.zero
}

extension SearchResponse {
  /// An answer without hits.
  static func nothing(for request: SearchRequest) -> SearchResponse {
    SearchResponse(
      request: request, hits: [], total: 0, totalIsExact: true, path: .stock(.nothing))
  }
}

/// Something that a person should know about an answer.
public struct SearchNotice: Equatable, Sendable {
  /// A name that programs may rely on, such as `did-you-mean`.
  public var code: String
  /// A sentence for people.
  public var message: String
  /// The part of the query that it is about, in UTF-8 bytes; nil if it is about all of it.
  public var range: Range<Int>?

  /// Creates a notice from its parts.
  public init(code: String, message: String, range: Range<Int>? = nil) {
    self.code = code
    self.message = message
    self.range = range
  }

  /// The query has no word, so that there is nothing to find.
  public static let noWords = SearchNotice(
    code: "no-words", message: "there is no word to search for in the query")
}

extension Passage {
  /// The start of the passage in the text of its article, in code points.
  public func codePointOffset(in articleText: String) -> Int {
    // All bytes of a code point but its first one are continuation bytes.
    articleText.utf8.prefix(start).count { $0 & 0xC0 != 0x80 }
  }
}
