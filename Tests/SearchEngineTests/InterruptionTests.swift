import Archive
import QueryLanguage
import Ranking
import SQLite
import SearchModel
import Synchronization
import TestSupport
import Testing

@testable import SearchEngine

/// Searches that are interrupted, by a cancellation or at their deadline.
struct InterruptionTests {
  /// Counts how often the work asks, and runs an action at one of these times.
  private final class Checks: Sendable {
    private let count = Atomic<Int>(0)
    let chosen: Int
    private let action: @Sendable () -> Void

    init(at chosen: Int = .max, _ action: @escaping @Sendable () -> Void = {}) {
      self.chosen = chosen
      self.action = action
    }

    var total: Int { count.load(ordering: .relaxed) }

    func check() {
      if count.add(1, ordering: .relaxed).newValue == chosen { action() }
    }
  }

  /// Holds an interruption that is created after the action that uses it.
  private final class Target: Sendable {
    let interruption = Mutex<Interruption?>(nil)
    func cancel() { interruption.withLock { $0?.cancel() } }
  }

  private static let far = ContinuousClock.now + .seconds(3_600)

  private func archive() throws -> Archive {
    var shape = RandomArticles.Shape.shelf
    shape.passages = 1...4
    shape.passage = 1...30
    return try RandomArchive(RandomArticles(seed: 13, shape), count: 900...900).archive
  }

  private func requests(_ random: inout SeededGenerator) -> SearchRequest {
    let words = RandomQuery.sequence(depth: 1, &random)
    let filters = Int.random(in: 0...2, using: &random) == 0 ? " publisher:post" : ""
    var request = SearchRequest(Query(words + filters))
    request.mode = random.pick(Query.Mode.allCases)
    request.order = random.pick([.relevance, .relevance, .newest])
    request.suggests = Bool.random(using: &random)
    request.countsExactly = Bool.random(using: &random)
    if Bool.random(using: &random) { request.facets = [.publisher] }
    switch Int.random(in: 0...5, using: &random) {
    case 0: request.ranking.feedback = Feedback()
    case 1: request.ranking.rescoring.proximity = 0.5
    case 2: request.ranking.rescoring.otherPassages = 0.3
    case 3: request.isPlain = true
    default: break
    }
    return request
  }

  @Test func `a search cancelled at any check ends there, and the next one is right`() throws {
    let archive = try archive()
    for seed in seeds(60) {
      var random = SeededGenerator(seed: seed)
      let request = requests(&random)
      let expected = try Searcher(archive).search(request)
      let checks = Checks()
      let searcher = Searcher(archive)
      let whole = try searcher.search(
        request, interruption: Interruption(at: Self.far) { checks.check() })
      #expect(whole.hits == expected.hits, "seed \(seed): \(request.query)")
      for _ in 0..<8 where checks.total > 0 {
        let target = Target()
        let fresh = Bool.random(using: &random)
        let asked = fresh ? Searcher(archive) : searcher
        let stop = Checks(at: Int.random(in: 1...checks.total, using: &random)) { target.cancel() }
        let interruption = Interruption(at: Self.far) { stop.check() }
        target.interruption.withLock { $0 = interruption }
        do {
          let response = try asked.search(request, interruption: interruption)
          // With warm caches, the work asks less often.
          #expect(
            !interruption.isCancelled && response.hits == expected.hits,
            "seed \(seed): \(request), check \(stop.chosen) of \(checks.total), then \(stop.total)")
        } catch SearchInterrupted.cancelled {
          #expect(interruption.isCancelled, "seed \(seed)")
        }
        let next = try asked.search(request)
        #expect(next.hits == expected.hits, "seed \(seed): \(request.query)")
        #expect(
          next.total == expected.total || !(next.totalIsExact && expected.totalIsExact),
          "seed \(seed): \(request.query)")
      }
    }
  }

  @Test func `a deadline that has passed ends every kind of search`() throws {
    let archive = try archive()
    let searcher = Searcher(archive)
    let past = { Interruption(at: .now - .seconds(1)) }
    for query in ["b c", "\"b c\"", "NEAR(b c, 3)", "b*", "=b", "b -c", "since:2020", "(b c) OR d"]
    {
      let request = SearchRequest(Query(query))
      #expect(throws: SearchInterrupted.deadlineExceeded, "\(query)") {
        try searcher.search(request, interruption: past())
      }
      #expect(throws: SearchInterrupted.deadlineExceeded, "\(query)") {
        try searcher.timeline(request, by: nil, interruption: past())
      }
    }
    let source = SimilaritySource(title: "b", passages: ["c d", "g"])
    #expect(throws: SearchInterrupted.deadlineExceeded) {
      try searcher.similar(to: source, SearchRequest(Query("")), interruption: past())
    }
  }

  @Test func `partial hits are true hits, and the answer says that it is partial`() throws {
    let archive = try archive()
    var partialAnswers = 0
    for seed in seeds(12) {
      var random = SeededGenerator(seed: seed)
      var request = requests(&random)
      request.order = .relevance
      request.ranking.feedback = nil
      request.ranking.rescoring = Rescoring()
      request.suggests = false
      request.limit = 5
      var all = request
      all.limit = 10_000
      let scores = Dictionary(
        try Searcher(archive).search(all).hits.map { ($0.article.id, $0.score) }
      ) { first, _ in first }
      let best = try Searcher(archive).search(request)
      request.acceptsPartialHits = true
      let checks = Checks()
      _ = try Searcher(archive).search(
        request, interruption: Interruption(at: Self.far) { checks.check() })
      for _ in 0..<4 where checks.total > 0 {
        // Waits past the deadline of the ranking, but not past that of the whole search.
        let chosen = Int.random(in: 1...checks.total, using: &random)
        let start = ContinuousClock.now
        let deadline = start + .milliseconds(200)
        let stop = Checks(at: chosen) {
          while ContinuousClock.now < start + .milliseconds(155) {}
        }
        let interruption = Interruption(at: deadline) { stop.check() }
        guard let response = try? Searcher(archive).search(request, interruption: interruption)
        else { continue }
        if !response.isDegraded {
          #expect(response.hits == best.hits, "seed \(seed): \(request.query)")
          continue
        }
        partialAnswers += 1
        #expect(!response.totalIsExact && response.facets.isEmpty, "seed \(seed)")
        #expect(response.total >= response.hits.count)
        for hit in response.hits {
          // A hit may be another passage of its article than the best one.
          let score = try #require(scores[hit.article.id], "seed \(seed): \(request.query)")
          #expect(hit.score <= score + 1e-9, "seed \(seed): \(request.query)")
        }
      }
    }
    #expect(partialAnswers > 0)
  }

  @Test func `an answer without all articles titled as the query says that it is partial`() throws {
    let archive = try archive()
    let title = try #require(
      try archive.connection.first(
        "SELECT title FROM articles GROUP BY title HAVING count(*) BETWEEN 1 AND 20"
      ) {
        $0.text(at: 0) ?? ""
      })
    var request = SearchRequest(Query(title))
    request.limit = 5
    let best = try Searcher(archive).search(request)
    request.acceptsPartialHits = true
    let checks = Checks()
    _ = try Searcher(archive).search(
      request, interruption: Interruption(at: Self.far) { checks.check() })
    var partialAnswers = 0
    for chosen in 1...checks.total {
      let start = ContinuousClock.now
      let stop = Checks(at: chosen) {
        while ContinuousClock.now < start + .milliseconds(155) {}
      }
      let interruption = Interruption(at: start + .milliseconds(200)) { stop.check() }
      guard let response = try? Searcher(archive).search(request, interruption: interruption)
      else { continue }
      if response.isDegraded { partialAnswers += 1 } else { #expect(response.hits == best.hits) }
    }
    #expect(partialAnswers > 0, "\(checks.total) checks")
  }
}
