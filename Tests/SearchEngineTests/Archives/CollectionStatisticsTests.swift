import Archive
import QueryLanguage
@testable import SearchEngine
import TestSupport
import Testing

/// Statistics of a collection, with which a part of it scores its passages as the whole does.
struct CollectionStatisticsTests {
  @Test(arguments: 0..<2)
  func `with the statistics of all parts, each part has the hits and scores of the whole`(
    part: Int
  ) throws {
    var found = 0
    for seed in seeds(120) where seed % 2 == part {
      var articles = SharedArticles(seed: seed)
      let (whole, shards) = try articles.archives()
      let requests = (0..<12).compactMap { _ in
        try? SearchRequest(articles.query(), partOptions(&articles.random))
      }.filter { !$0.isPlain || !$0.text.contains("NEAR") }
      let statistics = try Self.statistics(of: shards, requests)
      let one = Searcher(whole)
      let parts = shards.map { Searcher([$0], statistics: statistics) }
      for request in requests {
        let expected = try one.search(request)
        let answers = try parts.map { try $0.search(request) }
        let hits = answers.flatMap(\.hits).map(PartHit.init)
        let all = expected.hits.map(PartHit.init)
        #expect(
          hits.sorted { $0.passage < $1.passage } == all.sorted { $0.passage < $1.passage },
          "seed \(seed): \(request.text)")
        #expect(
          answers.reduce(0) { $0 + $1.total } == expected.total, "seed \(seed): \(request.text)")
        #expect(
          answers.allSatisfy { $0.understood == expected.understood },
          "seed \(seed): \(request.text)")
        found += all.count
      }
    }
    #expect(found > 2_000, "hardly any query finds anything")
  }

  /// A hit without what depends on the other hits.
  private struct PartHit: Equatable {
    var passage: Int64
    var article: StoredArticle
    var score: Double
    var snippet: Snippet
    var missing: [String]

    init(_ hit: SearchHit) {
      passage = hit.passage.id
      article = hit.article
      score = hit.score
      snippet = hit.snippet
      missing = hit.missing
    }
  }

  /// Returns the statistics of archives for some requests, made in rounds as the command does.
  private static func statistics(
    of shards: [Archive], _ requests: [SearchRequest]
  ) throws -> CollectionStatistics {
    var merged: CollectionStatistics?
    for round in 1...12 {
      let parts = try shards.map { shard in
        let recorder = StatisticsRecorder()
        let searcher = Searcher([shard], statistics: merged, recorder: recorder)
        for request in requests { _ = try searcher.search(request) }
        let own = try searcher.statistics(recorder)
        #expect(try CollectionStatistics(Array(own.text.utf8)) == own)
        return own
      }
      let next = try CollectionStatistics.merged(parts)
      if next.isComplete, next == merged { return next }
      merged = next
      if round == 12 { Issue.record("the rounds do not end") }
    }
    return try #require(merged)
  }

  private func partOptions(_ random: inout SeededGenerator) -> SearchOptions {
    var options = SearchOptions()
    options.mode = random.pick([.any, .all])
    options.isPlain = random.chance(1, in: 5)
    options.limit = 1_000
    options.listsPassages = true
    options.countsExactly = true
    options.fuzziness = options.isPlain ? 0 : random.pick([0, 0, 1, 2])
    return options
  }

  @Test func `statistics that lack an answer, or are about other archives, are errors`() throws {
    var articles = SharedArticles(seed: 8)
    let (whole, shards) = try articles.archives()
    let request = try SearchRequest("alfa", SearchOptions())
    let statistics = try Self.statistics(of: shards, [request])
    let other = try SearchRequest("bravo", SearchOptions())
    #expect(throws: CollectionStatistics.Failure.self) {
      try Searcher([shards[0]], statistics: statistics).search(other)
    }
    #expect(throws: CollectionStatistics.Failure.foreign(path: ":memory:")) {
      try Searcher([whole], statistics: statistics).search(request)
    }
    #expect(throws: CollectionStatistics.Failure.repeatedPart) {
      try CollectionStatistics.merged([statistics, statistics])
    }
    for text in ["", "{}", "{\"pressmark_statistics\":1}", "x\n"] {
      #expect(throws: CollectionStatistics.Failure.self) {
        try CollectionStatistics(Array(text.utf8))
      }
    }
  }
}
