import QueryLanguage

@testable import Archive
@testable import Output
@testable import SearchEngine
import SearchModel

/// Responses made by hand, for output that must not depend on an archive.
enum Sample {
  /// Returns a hit; `[` and `]` in its texts mark the matches.
  static func hit(
    title: String = "The title", snippet: String = "some [words] of it", publisher: String? = nil,
    published: String? = nil, url: String? = nil, language: String? = nil,
    location: String = "nowhere/at-all.txt", score: Double = 1.5, rank: Int = 1
  ) -> SearchHit {
    let marked = snippet.replacing("[", with: "\u{1}").replacing("]", with: "\u{2}")
    let article = StoredArticle(
      id: 7,
      metadata: ArticleMetadata(
        location: location, title: title, publisher: publisher, published: published,
        language: language, url: url), contentHash: String(repeating: "0123456789abcdef", count: 4))
    return SearchHit(
      rank: rank, score: score, article: article,
      passage: StoredPassage(
        id: 70, articleID: 7, ordinal: 3, passage: Passage(start: 5, text: snippet)),
      snippet: Snippet(marked: marked), title: Snippet(marked: title), otherPassages: 0)
  }

  /// Returns a response with these hits.
  static func answer(
    _ hits: [SearchHit], query: String = "words", facets: [Facet] = []
  ) -> SearchResponse {
    var request = SearchRequest(Query(query), text: query)
    request.facets = facets.map(\.field)
    var response = SearchResponse(
      request: request, hits: hits, total: hits.count, totalIsExact: true, path: .fts5(.raw))
    response.facets = facets
    response.elapsed = .milliseconds(1)
    return response
  }

  /// Returns `response` in a format, as it is printed to a file.
  static func rendered(
    _ response: SearchResponse, _ format: OutputFormat<SearchResponse>
  ) throws -> String {
    try format.render(response, Console(width: nil, usesColor: false))
  }

  /// Returns an explanation with these gains; its other values are made up.
  static func explanation(gains: [Double]) -> ScoreExplanation {
    let terms = gains.enumerated().map { index, gain -> ScoreExplanation.Term in
      var term = ScoreExplanation.Term(
        pattern: "term\(index)", documentFrequency: 12 * index + 1, idf: 2.5,
        columnFrequencies: [1, 2], frequency: 4, factor: gain / 2.5, queryWeight: 1, gain: gain,
        isFound: true)
      term.text = "Term\(index)"
      return term
    }
    return ScoreExplanation(
      passage: 1, terms: terms, passageCount: 112, length: 90, averageLength: 101.25,
      lengthFactor: 0.9167,
      columnWeights: [2, 1], k1: 1.2, b: 0.75)
  }

  /// A text with everything that a page or a terminal might interpret.
  static let hostile =
    "<script>alert(1)</script> \u{1B}[31m \u{9B}31m \u{202E}evil\u{2066} \" onload=\"x ' & "
    + "**bold** [a](javascript:x) ![i](x) `c` | ~~s~~ https://a.example www.b.example x@c.example"
}
