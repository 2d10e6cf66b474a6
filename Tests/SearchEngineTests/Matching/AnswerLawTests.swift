import Archive
import QueryLanguage
import Ranking
import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// Laws that answers must satisfy if the same query is asked in different ways.
struct AnswerLawTests {
  @Test func `joined pages equal one long page, in every order`() throws {
    for seed in seeds(150) {
      var random = SeededGenerator(seed: seed)
      let searcher = Searcher(try archive(&random))
      var request = self.request(&random)
      request.limit = 1_000
      let whole = try searcher.search(request)
      #expect(whole.hits.count == whole.total && whole.totalIsExact, "seed \(seed)")
      request.limit = Int.random(in: 1...4, using: &random)
      var hits: [SearchHit] = []
      while hits.count < whole.hits.count {
        request.offset = hits.count
        let page = try searcher.search(request)
        #expect(page.total <= whole.total, "seed \(seed)")
        guard !page.hits.isEmpty else { break }
        hits += page.hits
      }
      #expect(hits == whole.hits, "seed \(seed): \(request)")
    }
  }

  @Test func `every order has the same hits, those with all words first, then by date`() throws {
    for seed in seeds(150) {
      var random = SeededGenerator(seed: seed)
      let searcher = Searcher(try archive(&random))
      var request = self.request(&random)
      request.limit = 1_000
      request.order = .relevance
      request.ranking.feedback = nil
      let best = try searcher.search(request)
      for order in [SearchRequest.Order.newest, .oldest] {
        request.order = order
        let dated = try searcher.search(request)
        let place: Comment = "seed \(seed), \(order): \(request.query)"
        #expect(dated.total == best.total, place)
        let key = { (hit: SearchHit) in [hit.passage.id, Int64(hit.missing.count)] }
        #expect(Set(dated.hits.map(key)) == Set(best.hits.map(key)), place)
        for (hit, next) in zip(dated.hits, dated.hits.dropFirst()) {
          let isLater = request.mode != .any && group(hit) < group(next)
          let (date, other) = (
            instant(hit.article.metadata.published), instant(next.article.metadata.published)
          )
          guard !isLater else { continue }
          switch (date, other) {
          case (nil, nil), (_?, nil): break
          case (nil, _?): Issue.record(place)
          case (let date?, let other?):
            #expect(order == .newest ? date >= other : date <= other, place)
          }
        }
      }
    }
  }

  @Test func `facets and timelines count every article once`() throws {
    for seed in seeds(150) {
      var random = SeededGenerator(seed: seed)
      let searcher = Searcher(try archive(&random))
      var request = self.request(&random)
      request.order = .relevance
      request.listsPassages = false
      request.facets = FacetField.allCases
      request.ranking.feedback = nil
      if request.mode == .best { request.mode = .any }
      let results = try searcher.search(request)
      let place: Comment = "seed \(seed): \(request.query)"
      for facet in results.facets {
        #expect(facet.values.reduce(0) { $0 + $1.count } == results.total, place)
        #expect(Set(facet.values.map(\.name)).count == facet.values.count, place)
      }
      if results.total > 0 { #expect(results.facetsTotal == results.total, place) }
      for unit in Timeline.Unit.allCases {
        #expect(try searcher.timeline(request, by: unit).total == results.total, place)
      }
    }
  }

  @Test func `a filter has the same hits whether articles are listed or tested singly`() throws {
    for seed in seeds(200) {
      var random = SeededGenerator(seed: seed)
      let archive = try archive(&random)
      var request = self.request(&random)
      request.query = Query(
        RandomQuery.sequence(depth: 1, &random) + " " + RandomQuery.filters(&random))
      request.limit = Int.random(in: 1...20, using: &random)
      let listed = try Searcher(archive).search(request)
      request.maxListedArticles = 0
      let asked = try Searcher(archive).search(request)
      #expect(asked.hits == listed.hits, "seed \(seed): \(request.query)")
      #expect(asked.total == listed.total || !asked.totalIsExact, "seed \(seed): \(request.query)")
    }
  }

  @Test(arguments: [SearchRequest.Order.relevance, .newest, .oldest])
  func `a raw FTS5 expression is found in every order`(
    order: SearchRequest.Order
  ) throws {
    for seed in seeds(40) {
      var random = SeededGenerator(seed: seed)
      let searcher = Searcher(try archive(&random))
      var request = SearchRequest(Query("b OR c"), mode: .any, limit: 100)
      request.order = order
      request.ranking = .plain
      request.facets = [.publisher]
      request.filter = try FilterExpression([.field(.language): ["en"]])
      let ours = try searcher.search(request)
      request.query = Query(rawExpression: "b OR c")
      let raw = try searcher.search(request)
      #expect(raw.hits.map(\.article.id) == ours.hits.map(\.article.id), "seed \(seed)")
      #expect(raw.total == ours.total && raw.facets == ours.facets, "seed \(seed)")
    }
  }

  /// Returns 0 if the passage has all words, 1 if only its article has, and 2 otherwise.
  private func group(_ hit: SearchHit) -> Int {
    hit.missing.isEmpty ? 0 : hit.lacking.isEmpty ? 1 : 2
  }

  // MARK: Requests and archives

  private func request(_ random: inout SeededGenerator) -> SearchRequest {
    let words = RandomQuery.sequence(depth: 1, &random)
    let filters = Bool.random(using: &random) ? " " + RandomQuery.filters(&random) : ""
    var request = SearchRequest(Query(words + filters))
    request.mode = Query.Mode.allCases.randomElement(using: &random) ?? .best
    request.order = SearchRequest.Order.allCases.randomElement(using: &random) ?? .relevance
    request.listsPassages = Bool.random(using: &random)
    request.suggests = false
    switch Int.random(in: 0...5, using: &random) {
    case 0:
      request.ranking.feedback = Feedback()
      // These archives have few words, and most of the words are in many passages.
      request.ranking.feedback?.maxDocumentShare = 1
    case 1: request.ranking.rescoring.proximity = 0.5
    case 2: request.ranking.rescoring.otherPassages = 0.3
    default: break
    }
    return request
  }

  /// Returns an archive of articles of one to four passages.
  private func archive(_ random: inout SeededGenerator) throws -> Archive {
    var shape = RandomArticles.Shape.shelf
    shape.title = 1...1
    shape.passages = 1...4
    shape.passage = 1...6
    return try RandomArchive(RandomArticles(seed: Int(random.next() >> 1), shape), count: 1...12)
      .archive
  }
}
