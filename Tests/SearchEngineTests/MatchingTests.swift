import Archive
import Glibc
import QueryLanguage
import SQLite
@testable import SearchEngine
import TestSupport
import Testing

/// The search engine against brute force: the same question, answered by looking at every passage.
struct MatchingTests {
  @Test func `the hits are those that looking finds, in the order of BM25`() throws {
    for seed in seeds(300) {
      let library = try RandomLibrary(seed: seed)
      for _ in 0..<4 { try library.compare(seed: seed) }
    }
  }

  @Test func `adding an article changes no other article's match, and order is no matter`() throws {
    for seed in seeds(60) {
      let library = try RandomLibrary(seed: seed)
      let (words, _) = library.randomQuery()
      let before = try library.articles(for: words, .any)
      #expect(try library.articles(for: words.reversed(), .any) == before, "seed \(seed)")
      let all = try library.articles(for: words, .all)
      #expect(all.isSubset(of: before), "seed \(seed)")
      for word in words {
        #expect(all.isSubset(of: try library.articles(for: [word], .any)), "seed \(seed)")
      }
      try library.addArticle()
      let after = try library.articles(for: words, .any)
      #expect(before.isSubset(of: after), "seed \(seed)")
    }
  }
}

/// A small archive of articles made of one-letter words, and the same articles as plain arrays.
private final class RandomLibrary {
  struct Row {
    var id: Int64
    var article: String
    var title: [String]
    var text: [String]

    func count(_ word: String) -> Double {
      // The weights of schema.sql: a word in the title counts twice.
      2 * Double(title.count { $0 == word }) + Double(text.count { $0 == word })
    }
  }

  private var random: SeededGenerator
  private let archive: Archive
  private let writer: ArticleWriter
  private let letters: [String]
  private var rows: [Row] = []
  private var articleCount = 0

  init(seed: Int) throws {
    random = SeededGenerator(seed: seed)
    // Connections in memory are closed with the library.
    archive = try Archive.open(writingTo: ":memory:")
    writer = ArticleWriter(archive: archive)
    letters = Array("bcdfghjklm".prefix(Int.random(in: 2...10, using: &random))).map(String.init)
    for _ in 0..<Int.random(in: 1...12, using: &random) { try addArticle() }
  }

  private func randomWords(_ counts: ClosedRange<Int>) -> [String] {
    (0..<Int.random(in: counts, using: &random)).map { _ in
      letters.randomElement(using: &random) ?? ""
    }
  }

  func addArticle() throws {
    articleCount += 1
    let name = "article \(articleCount)"
    let title = randomWords(1...3)
    var passages: [Passage] = []
    var start = 0
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let words = randomWords(1...12)
      let text = words.joined(separator: " ")
      passages.append(Passage(start: start, text: text))
      start += text.utf8.count + 2
      rows.append(Row(id: Int64(rows.count + 1), article: name, title: title, text: words))
    }
    let metadata = ArticleMetadata(location: name, title: title.joined(separator: " "))
    let text = passages.map(\.text).joined(separator: "\n\n")
    _ = try writer.put(PreparedArticle(metadata: metadata, text: text, passages: passages))
    try writer.commit()
  }

  func randomQuery() -> (words: [String], mode: Query.Mode) {
    let words = randomWords(1...4) + (Int.random(in: 0..<4, using: &random) == 0 ? ["z"] : [])
    return (words, Bool.random(using: &random) ? .any : .all)
  }

  func articles(for words: [String], _ mode: Query.Mode) throws -> Set<String> {
    let query = Query(words.joined(separator: " "))
    let results = try Searcher(archive).search(SearchRequest(query, mode: mode, limit: 1_000))
    return Set(results.hits.map(\.article.metadata.location))
  }

  func compare(seed: Int) throws {
    let (words, mode) = randomQuery()
    let listsPassages = Bool.random(using: &random)
    var request = SearchRequest(
      Query(words.joined(separator: " ")), mode: mode,
      limit: Int.random(in: 1...20, using: &random), offset: Int.random(in: 0...3, using: &random),
      listsPassages: listsPassages)
    request.isPlain = Bool.random(using: &random)
    let results = try Searcher(archive).search(request)
    var expected = ranking(words, mode, b: request.isPlain ? 0.75 : 0.5)
    let passagesFound = expected
    if !listsPassages {
      var seen: Set<String> = []
      expected = expected.filter { seen.insert($0.row.article).inserted }
    }
    let page = expected.dropFirst(request.offset).prefix(request.limit)
    let place: Comment = "seed \(seed), \(mode) of \(words)"
    #expect(results.total == expected.count, place)
    #expect(results.hits.map(\.passage.id) == page.map(\.row.id), place)
    #expect(results.hits.map(\.rank) == page.indices.map { $0 + 1 }, place)
    for (hit, wanted) in zip(results.hits, page) {
      #expect(abs(hit.score - wanted.score) <= 1e-9 * wanted.score, place)
      #expect(hit.passage.passage.text == wanted.row.text.joined(separator: " "), place)
      let others = passagesFound.count { $0.row.article == wanted.row.article } - 1
      #expect(hit.otherPassages == (listsPassages ? 0 : others), place)
      check(hit.snippet, words, wanted.row.text, place)
      check(hit.title, words, wanted.row.title, place)
    }
  }

  /// Every word of the query that is in the text is set off, and nothing else.
  private func check(_ snippet: Snippet, _ words: [String], _ text: [String], _ place: Comment) {
    #expect(snippet.text == text.joined(separator: " "), place)
    let utf8 = Array(snippet.text.utf8)
    let marked = snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }
    #expect(marked == text.filter(words.contains), place)
  }

  /// BM25 by its definition, over all rows.
  private func ranking(_ words: [String], _ mode: Query.Mode, b: Double) -> [(
    row: Row, score: Double
  )] {
    let total = rows.reduce(0) { $0 + $1.title.count + $1.text.count }
    let averageLength = Double(total) / Double(rows.count)
    let scored: [(row: Row, score: Double)] = rows.compactMap { row in
      let present = words.filter { row.count($0) > 0 }
      guard mode == .any ? !present.isEmpty : present.count == words.count else { return nil }
      let score = words.reduce(0.0) { sum, word in
        let df = Double(rows.count { $0.count(word) > 0 })
        let logarithm = log((Double(rows.count) - df + 0.5) / (df + 0.5))
        let idf = logarithm > 0 ? logarithm : 1e-6
        let f = row.count(word)
        let dl = Double(row.title.count + row.text.count)
        // Operation by operation as FTS5 does it: else near ties fall the other way.
        return sum + idf * ((f * (1.2 + 1)) / (f + 1.2 * (1 - b + b * dl / averageLength)))
      }
      return (row, score)
    }
    return scored.sorted { ($1.score, $0.row.id) < ($0.score, $1.row.id) }
  }
}
