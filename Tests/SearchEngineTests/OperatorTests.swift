import QueryLanguage
import TestSupport
import Testing

/// Every operator against brute force: the same query, answered by looking at every passage.
struct OperatorTests {
  @Test func `the hits and scores of random queries are those that looking finds`() throws {
    for seed in seeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let shelf = try Shelf(&random)
      for _ in 0..<3 {
        let text = RandomQuery.sequence(depth: 3, &random)
        let query = Query(text)
        #expect(query.notices.allSatisfy { $0.code == "only-exclusions" }, "seed \(seed): \(text)")
        for mode in Query.Mode.allCases {
          for isPlain in [false, true] {
            try shelf.compare(
              query, mode, isPlain: isPlain, "seed \(seed), \(mode), plain \(isPlain) of \(text)")
          }
        }
      }
    }
  }

  @Test func `filters leave what looking leaves`() throws {
    var counts: Set<Int> = []
    for seed in seeds(2_000) {
      var random = SeededGenerator(seed: seed)
      let shelf = try Shelf(&random)
      for _ in 0..<2 {
        let words = Bool.random(using: &random) ? RandomQuery.sequence(depth: 1, &random) : ""
        let text = words + " " + RandomQuery.filters(&random)
        let query = Query(text)
        counts.insert(
          try shelf.compare(query, .best, isPlain: false, "seed \(seed), \(text)"))
      }
    }
    #expect(counts.count > 8)
  }
}
