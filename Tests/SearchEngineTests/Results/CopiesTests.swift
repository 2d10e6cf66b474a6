import Archive
import Foundation
import QueryLanguage
@testable import SearchEngine
import TestSupport
import Testing

/// Articles that are copies of each other, shown as one hit.
struct CopiesTests {
  /// An article with one passage.
  private func article(
    _ location: String, _ text: String, docno: String? = nil, title: String = "A report",
    published: String? = nil, url: String? = nil
  ) -> PreparedArticle {
    var metadata = ArticleMetadata(location: location, docno: docno, title: title)
    metadata.published = published
    metadata.url = url
    return PreparedArticle(metadata, paragraphs: [text])
  }

  private func search(
    _ text: String, in archive: Archive, _ change: (inout SearchOptions) -> Void = { _ in }
  ) throws -> SearchResponse {
    var options = SearchOptions()
    change(&options)
    return try Searcher(archive).search(SearchRequest(text, options))
  }

  @Test func `articles with the same text are one hit, and all are counted`() throws {
    let archive = try Archive.holding(
      (1...12).map { article("\($0)", "The harbour is closed.") }
        + [article("x", "The harbour is open, and so is the harbour bar.")])
    let response = try search("harbour", in: archive)
    #expect(response.hits.count == 2 && response.total == 13 && !response.hasMore)
    #expect(response.hits.map(\.copies.count).sorted() == [0, 11])
    #expect(response.hits.map(\.rank) == [1, 2])
    let second = try search("harbour", in: archive) { $0.offset = 1 }
    #expect(second.hits.map(\.article.id) == [response.hits[1].article.id])
    #expect(try search("harbour", in: archive) { $0.limit = 1 }.hasMore)
    #expect(try search("harbour", in: archive) { $0.isPlain = true }.hits.count == 10)
    #expect(try search("harbour", in: archive) { $0.listsPassages = true }.hits.count == 10)
    #expect(try search("harbour", in: archive) { $0.collapsesCopies = false }.hits.count == 10)
  }

  @Test(
    arguments: [
      // Two articles with one docno, and whether they are versions of one article
      ("tag:example.com,2021:7", "A report", nil, true), ("https://example.com/7", "B", nil, true),
      ("7", "A report", nil, true), ("7", "Another one", nil, false),
      ("7", "Another one", "https://example.com/7", true), ("note:5", "B", nil, false),
      ("Re: hi", "B", nil, false), ("doi:10.1/7", "B", nil, true),
    ] as [(String, String, String?, Bool)])
  func `of one docno, the newest version is shown`(
    docno: String, title: String, url: String?, isVersion: Bool
  ) throws {
    let archive = try Archive.holding([
      article(
        "b.xml#1", "The harbour is closed today.", docno: docno, published: "2021-10-19", url: url),
      article(
        "a.xml#1", "The harbour is closed.", docno: docno, title: title, published: "2021-10-18",
        url: url),
    ])
    let hits = try search("harbour", in: archive).hits
    #expect(hits.count == (isVersion ? 1 : 2))
    guard isVersion else { return }
    #expect(hits[0].article.metadata.location == "b.xml#1" && hits[0].copies == [2])
  }

  @Test func `articles that share only a short text, or have none, are not copies`() throws {
    let teaser = "The full harbour story is on our site."
    let archive = try Archive.holding(
      [article("1", teaser), article("2", teaser, title: "Another report")]
        + ["a", "b"].map { article($0, "", title: "Harbour photo \($0)") })
    #expect(try search("harbour", in: archive).hits.allSatisfy(\.copies.isEmpty))
    let long = String(repeating: "The harbour is closed today. ", count: 8)
    let others = try Archive.holding([article("1", long), article("2", long, title: "B")])
    #expect(try search("harbour", in: others).hits.map(\.copies.count) == [1])
  }

  @Test func `thousands of copies are folded in one pass`() throws {
    let archive = try Archive.holding(
      (0..<3_000).map { article("\($0)", "The harbour is closed.") })
    let response = try search("harbour", in: archive)
    #expect(response.hits.count == 1 && response.hits[0].copies.count == 2_999)
  }

  @Test func `a filter leaves out copies that do not pass`() throws {
    let archive = try Archive.holding([
      article("1", "The harbour is closed.", published: "2020"),
      article("2", "The harbour is closed.", published: "2021"),
      article("3", "The harbour is closed.", published: "2022"),
    ])
    #expect(try search("harbour since:2021", in: archive).hits.map(\.copies) == [[3]])
    #expect(try search("since:2021", in: archive).hits.map(\.copies) == [[2]])
    #expect(
      try search("harbour", in: archive) { $0.order = .newest }.hits.map(\.article.id) == [3])
  }

  @Test func `random copies: every page is a part of the list without copies`() throws {
    for seed in seeds(120) {
      var random = SeededGenerator(seed: seed)
      let archive = try Archive.holding(articles(&random))
      for order in SearchRequest.Order.allCases {
        for text in ["moon", "moon gas", "language:en", "since:2021 gas", "oil -gas"] {
          let all = try search(text, in: archive) { options in
            (options.limit, options.order, options.collapsesCopies) = (1_000, order, false)
          }
          let isByDate = order != .relevance || text.hasPrefix("language")
          let expected = folded(all.hits, isByDate: isByDate)
          let (offset, limit) = (random.below(8), 1 + random.below(12))
          let page = try search(text, in: archive) { options in
            (options.limit, options.offset, options.order) = (limit, offset, order)
          }
          let shown = expected.dropFirst(offset).prefix(limit)
          let place: Comment = "seed \(seed): \(text), \(order), \(offset)+\(limit)"
          #expect(page.hits.map(\.article.id) == shown.map(\.id), place)
          #expect(page.hits.map(\.copies) == shown.map(\.copies), place)
          #expect(page.hasMore == (offset + limit < expected.count), place)
          #expect(page.total == all.total || !page.totalIsExact, place)
        }
      }
    }
  }

  private func articles(_ random: inout SeededGenerator) -> [PreparedArticle] {
    (0..<Int.random(in: 1...60, using: &random)).map { index in
      var metadata = ArticleMetadata(
        location: "\(index)", docno: random.chance(1, in: 3) ? "tag:x,\(random.below(5))" : nil,
        title: random.pick(["moon", "gas", "oil report"]))
      metadata.published = random.pick(["2020", "2021-05", "2022-01-01", nil])
      metadata.language = random.pick(["en", "de"])
      let words = random.words(1...3, of: ["moon", "gas", "oil"])
      return PreparedArticle(metadata, paragraphs: [words.joined(separator: " ")])
    }
  }

  private func isVersion(_ a: StoredArticle, _ b: StoredArticle) -> Bool {
    a.metadata.docno.hasPrefix("tag:") && a.metadata.docno == b.metadata.docno
  }

  private func isCopy(_ a: StoredArticle, _ b: StoredArticle) -> Bool {
    isVersion(a, b)
      || (a.contentHash == b.contentHash && a.metadata.title == b.metadata.title)
  }

  /// Returns the articles of hits that are shown, with their copies.
  private func folded(
    _ hits: [SearchHit], isByDate: Bool
  ) -> [(id: Int64, copies: [Int64])] {
    let articles = hits.map(\.article)
    var shown: [(id: Int64, copies: [Int64])] = []
    var hidden: Set<Int64> = []
    for article in articles where !hidden.contains(article.id) {
      let versions = articles.filter { isVersion($0, article) } + [article]
      let newest = versions.max { a, b in
        (a.metadata.published ?? "", a.id) < (b.metadata.published ?? "", b.id)
      }
      var best = article
      if let newest, !hidden.contains(newest.id) { best = newest }
      if best.id != article.id, isByDate { continue }
      let copies = articles.filter { $0.id != best.id && isCopy($0, best) }.map(\.id).sorted()
      hidden.formUnion(copies + [best.id])
      shown.append((best.id, copies))
    }
    return shown
  }
}
