import QueryLanguage
import TestSupport
import Testing

/// Every operator, compared with a search that looks at every passage.
struct OperatorTests {
  @Test func `hits and scores of random queries agree with a brute-force search`() throws {
    for seed in seeds(2_000) {
      let archive = try RandomArchive(RandomArticles(seed: seed, .shelf), count: 1...10)
      let looking = BruteForceSearch(archive)
      for _ in 0..<3 {
        let text = RandomQuery.sequence(depth: 3, &archive.articles.random)
        let query = Query(text)
        #expect(query.notices.allSatisfy { $0.code == "only-exclusions" }, "\(archive): \(text)")
        for mode in Query.Mode.allCases {
          for isPlain in [false, true] {
            try looking.compare(
              query, mode, isPlain: isPlain, "\(archive), \(mode), plain \(isPlain) of \(text)")
          }
        }
      }
    }
  }

  @Test func `filters agree with a brute-force search`() throws {
    var counts: Set<Int> = []
    for seed in seeds(2_000) {
      let archive = try RandomArchive(RandomArticles(seed: seed, .shelf), count: 1...10)
      let looking = BruteForceSearch(archive)
      for _ in 0..<2 {
        let words =
          Bool.random(using: &archive.articles.random)
          ? RandomQuery.sequence(depth: 1, &archive.articles.random) : ""
        let text = words + " " + RandomQuery.filters(&archive.articles.random)
        let query = Query(text)
        counts.insert(
          try looking.compare(query, .best, isPlain: false, "\(archive), \(text)"))
      }
    }
    #expect(counts.count > 8)
  }
}
