import Archive
import QueryLanguage
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// Cached filters must not be used after the archive has changed.
struct FilterCacheTests {
  private static let publishers = ["Post", "Gazette", "Evening Gazette"]

  @Test func `filters follow the archive as another connection changes it`() throws {
    for seed in seeds(10) {
      var random = SeededGenerator(seed: seed)
      let folder = try TemporaryFolder()
      let writing = try Archive.open(writingTo: folder.path("a.db"))
      let searcher = Searcher(try Archive.open(readingFrom: folder.path("a.db")))
      var model: [String: String] = [:]
      for _ in 0..<12 {
        let location = "a\(Int.random(in: 0..<9, using: &random))"
        let publisher = Self.publishers.randomElement(using: &random) ?? ""
        var metadata = ArticleMetadata(location: location, title: "Harbour")
        metadata.publisher = publisher
        let paragraphs = Array(repeating: "ship", count: Int.random(in: 1...3, using: &random))
        try writing.put([PreparedArticle(metadata, paragraphs: paragraphs)])
        model[location] = publisher
        for _ in 0..<2 {
          for name in ["post", "gazette", "evening gazette"] {
            var request = SearchRequest(Query("ship"), limit: 20)
            request.filter = .leaf(.field(.publisher, name))
            let expected = model.filter { $0.value.lowercased().hasSuffix(name) }
            let found = try searcher.search(request)
            #expect(
              Set(found.hits.map(\.article.metadata.location)) == Set(expected.keys),
              "seed \(seed): \(name)")
            #expect(found.total == expected.count && found.totalIsExact, "seed \(seed): \(name)")
          }
        }
      }
    }
  }
}
