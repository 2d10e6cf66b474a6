import Archive
import QueryLanguage
import Ranking
import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// Queries to which words of their best passages are added.
struct ExpansionTests {
  /// Two articles contain "submarine"; a third contains only other words that these two share.
  private static let texts = [
    "a": "The submarine has a reactor and a torpedo tube.",
    "b": "A submarine of the navy: reactor, torpedo and sonar.",
    "c": "Its reactor and its torpedo were loud; sonar heard it.",
    "d": "Wheat and barley were sold on the market.",
    "e": "Barley was dear; wheat was not. The market was quiet.",
    "f": "Rain fell on the hills, and the river rose.",
    "g": "The river fell; the hills were dry.",
    "h": "A choir sang in the town hall.", "i": "The town hall has a choir and an organ.",
    "j": "Organ music on Sunday.", "k": "Music and rain.", "l": "Dry wine from the hills.",
    "m": "Wine music.", "n": "Sunday wine and bread.", "o": "Bread was sold in the town.",
    "p": "Loud bells.", "q": "The bells of the town.", "r": "Quiet hills.", "s": "Dear bread.",
    "t": "Loud music.",
  ]

  private func archive() throws -> Archive {
    try Archive.holding(
      Self.texts.sorted { $0.key < $1.key }.map { name, text in
        PreparedArticle(name, title: name, paragraphs: [text])
      })
  }

  private func request(_ text: String, _ mode: Query.Mode = .best) -> SearchRequest {
    var request = SearchRequest(Query(text), mode: mode, limit: 100)
    request.ranking.feedback = Feedback()
    request.ranking.feedback?.passages = 2
    request.ranking.feedback?.maxDocumentShare = 0.2
    request.explains = true
    return request
  }

  /// A query and the passages it finds.
  @Test(arguments: [
    ("submarine", Query.Mode.best, ["a", "b", "c"]), ("submarine", .any, ["a", "b", "c"]),
    ("submarine navy", .best, ["b", "a", "c"]), ("(submarine navy)", .any, ["b", "a", "c"]),
    // Required and excluded words still apply.
    ("submarine", .all, ["a", "b"]), ("+submarine", .best, ["a", "b"]),
    ("submarine navy", .all, ["b"]), ("\"submarine of the navy\"", .best, ["b"]),
    ("submarine -sonar", .best, ["a"]), ("nowhere", .best, []), ("submarine AND navy", .any, ["b"]),
  ])
  func `expansion finds passages by words that the best hits have in common`(
    text: String, mode: Query.Mode, found: [String]
  ) throws {
    let results = try Searcher(try archive()).search(request(text, mode))
    #expect(Set(results.hits.map(\.article.metadata.location)) == Set(found))
    #expect(results.hits.last?.article.metadata.location == found.last || found.count < 3)
    #expect(results.total == found.count)
  }

  @Test func `the terms of an expansion are reported, and scores add up`() throws {
    let searcher = Searcher(try archive())
    let results = try searcher.search(request("submarine"))
    #expect(results.understood.contains("expanded by: "))
    #expect(results.understood.contains("torpedo"))
    #expect(results.notices.map(\.code) == ["expanded"])
    for hit in results.hits {
      let explanation = try #require(hit.explanation)
      #expect(abs(explanation.score - hit.score) <= 1e-9)
      #expect((explanation.terms.first?.queryWeight ?? 0) >= 0.6)
      #expect(Set(explanation.terms.map(\.pattern)).count == explanation.terms.count)
      #expect(explanation.terms.count > 1)
    }
    // The best score stays similar, so that scores keep their meaning.
    let plain = try searcher.search(SearchRequest(Query("submarine"), limit: 100))
    let best = try #require(plain.hits.map(\.score).max())
    let most = try #require(results.hits.map(\.score).max())
    #expect(most <= best * (1 + 1e-9) && most >= best * 0.6)
    // Only typed words are highlighted.
    for hit in results.hits {
      let bytes = Array(hit.snippet.text.utf8)
      let marked = hit.snippet.highlights.map { String(decoding: bytes[$0], as: UTF8.self) }
      #expect(marked == (hit.article.metadata.location == "c" ? [] : ["submarine"]))
    }
  }

  @Test func `counts and orders by date use only what was typed`() throws {
    let searcher = Searcher(try archive())
    for mode in [Query.Mode.best, .any] {
      var request = request("submarine", mode)
      request.facets = [.publisher]
      #expect(try searcher.search(request).facetsTotal == 2)
      request.order = .newest
      #expect(try searcher.search(request).total == 2)
    }
  }

  @Test func `plain ranking is not expanded`() throws {
    let searcher = Searcher(try archive())
    var request = request("submarine")
    request.isPlain = true
    let results = try searcher.search(request)
    #expect(results.total == 2 && !results.understood.contains("expanded"))
  }
}
