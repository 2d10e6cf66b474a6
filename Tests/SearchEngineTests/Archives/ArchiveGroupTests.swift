import Archive
import QueryLanguage
import Ranking
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// Several archives that answer as one, against one archive of the same articles.
struct ArchiveGroupTests {
  private static let parts = 4

  @Test(arguments: 0..<parts)
  func `several archives give the answers of one`(part: Int) throws {
    var found = 0
    for number in 0..<100 {
      let seed = firstSeed + part * 100 + number
      var articles = SharedArticles(seed: seed)
      let (whole, shards) = try articles.archives()
      let one = Searcher(whole)
      let several = Searcher(shards)
      for _ in 0..<12 {
        let text = articles.query()
        let options = articles.options()
        guard let request = try? SearchRequest(text, options) else { continue }
        // FTS5 scores a NEAR with the statistics of each archive.
        if options.isPlain, text.contains("NEAR") { continue }
        let expected = try one.search(request).comparable
        let answer = try several.search(request).comparable
        #expect(
          answer == expected,
          "seed \(seed): \(text), fuzzy \(options.fuzziness), plain \(options.isPlain), \(answer.differences(from: expected))"
        )
        found += expected.hits.count
        if answer != expected { return }
        if articles.random.chance(1, in: 4) {
          let days = try one.timeline(request, by: .day)
          #expect(
            try several.timeline(request, by: .day).spans == days.spans, "seed \(seed): \(text)")
        }
      }
    }
    #expect(found > 2_000, "hardly any query finds anything")
  }

  @Test func `similar articles are those of one archive`() throws {
    for seed in seeds(60) {
      var articles = SharedArticles(seed: seed)
      let (whole, shards) = try articles.archives()
      let (one, several) = (Searcher(whole), Searcher(shards))
      let ids = try whole.connection.rows("SELECT id FROM articles") { $0.integer(at: 0) }
      for id in ids.prefix(6) {
        guard let article = try whole.article(id: id) else { continue }
        let source = try SimilaritySource(article, in: whole)
        let request = SearchRequest(Query(""))
        let answer = try several.similar(to: source, request).comparable
        let expected = try one.similar(to: source, request).comparable
        #expect(
          answer == expected,
          "seed \(seed): article \(id), \(answer.differences(from: expected))")
      }
    }
  }

  @Test func `a change of any archive is seen by the next search`() throws {
    var articles = SharedArticles(seed: 5)
    let (_, shards) = try articles.archives()
    let searcher = Searcher(shards)
    let request = SearchRequest(Query("unheard"))
    for shard in shards {
      #expect(try searcher.search(request).total < shards.count)
      try shard.put([PreparedArticle("new", title: "New", paragraphs: ["an unheard word"])])
    }
    #expect(try searcher.search(request).total == shards.count)
  }
}

extension SearchResponse {
  /// The response without the times and the costs, which are not those of one archive.
  fileprivate var comparable: SearchResponse {
    var response = self
    response.elapsed = .zero
    if case .postingLists = path { response.path = .postingLists(.init()) }
    return response
  }
}

extension SearchResponse {
  /// What is different from another response, for the message of a failed test.
  fileprivate func differences(from other: SearchResponse) -> String {
    var found: [String] = []
    func compare<T: Equatable>(_ name: String, _ value: T, _ expected: T) {
      if value != expected { found.append("\(name): \(value) instead of \(expected)") }
    }
    compare("total", total, other.total)
    compare("totalIsExact", totalIsExact, other.totalIsExact)
    compare("hasMore", hasMore, other.hasMore)
    compare("path", path, other.path)
    compare("understood", understood, other.understood)
    compare("notices", notices, other.notices)
    compare("facets", facets, other.facets)
    compare("facetsTotal", facetsTotal, other.facetsTotal)
    compare("request", request, other.request)
    compare("passages", hits.map(\.passage.id), other.hits.map(\.passage.id))
    for (hit, expected) in zip(hits, other.hits) {
      compare("score", hit.score, expected.score)
      compare("article", hit.article, expected.article)
      compare("passage", hit.passage, expected.passage)
      compare("snippet", hit.snippet, expected.snippet)
      compare("copies", hit.copies, expected.copies)
      compare("otherPassages", hit.otherPassages, expected.otherPassages)
      compare("elsewhere", hit.elsewhere, expected.elsewhere)
      compare("missing", hit.missing, expected.missing)
      for (term, other) in zip(hit.explanation?.terms ?? [], expected.explanation?.terms ?? []) {
        compare("term", term, other)
      }
      compare("has explanation", hit.explanation == nil, expected.explanation == nil)
      compare("locator", hit.locator, expected.locator)
      compare("context", hit.context, expected.context)
    }
    return found.joined(separator: "; ")
  }
}
