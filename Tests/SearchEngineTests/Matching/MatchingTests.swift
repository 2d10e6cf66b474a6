import Archive
import Glibc
import QueryLanguage
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// The search engine, compared with a search that looks at every passage.
struct MatchingTests {
  @Test func `hits agree with a brute-force search, in the order of BM25`() throws {
    for seed in seeds(300) {
      let library = try RandomLibrary(seed: seed)
      for _ in 0..<4 { try library.compare() }
    }
  }

  @Test func `adding articles or reordering words changes no match`() throws {
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

/// A random archive of one-letter words, and queries for it.
private final class RandomLibrary {
  private let random: RandomArchive
  private var rows: [RandomArchive.Row] { random.rows }

  init(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let letters = "bcdfghjklm".prefix(Int.random(in: 2...10, using: &generator))
    var shape = RandomArticles.Shape(words: letters.map(String.init))
    shape.title = 1...3
    shape.passages = 1...4
    shape.passage = 1...12
    random = try RandomArchive(RandomArticles(seed: seed, shape), count: 1...12)
  }

  private func randomWords(_ counts: ClosedRange<Int>) -> [String] {
    random.articles.random.words(counts, of: random.articles.shape.words)
  }

  func addArticle() throws { try random.addArticle() }

  func randomQuery() -> (words: [String], mode: Query.Mode) {
    let words =
      randomWords(1...4) + (Int.random(in: 0..<4, using: &random.articles.random) == 0 ? ["z"] : [])
    return (words, Bool.random(using: &random.articles.random) ? .any : .all)
  }

  func articles(for words: [String], _ mode: Query.Mode) throws -> Set<String> {
    let query = Query(words.joined(separator: " "))
    let results = try Searcher(random.archive).search(
      SearchRequest(query, mode: mode, limit: 1_000))
    return Set(results.hits.map(\.article.metadata.location))
  }

  func compare() throws {
    let (words, mode) = randomQuery()
    let listsPassages = Bool.random(using: &random.articles.random)
    var request = SearchRequest(
      Query(words.joined(separator: " ")), mode: mode,
      limit: Int.random(in: 1...20, using: &random.articles.random),
      offset: Int.random(in: 0...3, using: &random.articles.random),
      listsPassages: listsPassages)
    request.isPlain = Bool.random(using: &random.articles.random)
    request.ranking.asTyped = 0
    request.ranking.prefersTitles = false
    let results = try Searcher(random.archive).search(request)
    let hitsAreArticles = !listsPassages && !request.isPlain && mode == .all
    var expected = ranking(
      words, hitsAreArticles ? .any : mode, b: request.isPlain ? 0.75 : 0.5)
    if hitsAreArticles {
      let locations = Set(rows.map(\.metadata.location)).filter { location in
        words.allSatisfy { word in
          rows.contains { $0.metadata.location == location && $0.weightedCount(of: word) > 0 }
        }
      }
      expected = expected.filter { locations.contains($0.row.metadata.location) }
    }
    let passagesFound = expected
    if hitsAreArticles {
      // Articles with all words in one passage come first.
      expected =
        expected.filter { hit in words.allSatisfy { hit.row.weightedCount(of: $0) > 0 } }
        + expected
    }
    if !listsPassages {
      var seen: Set<String> = []
      expected = expected.filter { seen.insert($0.row.metadata.location).inserted }
    }
    let page = expected.dropFirst(request.offset).prefix(request.limit)
    let place: Comment = "\(random), \(mode) of \(words)"
    #expect(results.total == expected.count, place)
    #expect(results.hits.map(\.passage.id) == page.map(\.row.id), place)
    #expect(results.hits.map(\.rank) == page.indices.map { $0 + 1 }, place)
    for (hit, wanted) in zip(results.hits, page) {
      #expect(abs(hit.score - wanted.score) <= 1e-9 * wanted.score, place)
      #expect(hit.passage.passage.text == wanted.row.text.joined(separator: " "), place)
      let others =
        passagesFound.count { $0.row.metadata.location == wanted.row.metadata.location } - 1
      #expect(hit.otherPassages == (listsPassages ? 0 : others), place)
      check(hit.snippet, words, wanted.row.text, place)
      check(hit.title, words, wanted.row.title, place)
    }
  }

  /// Checks that exactly the words of the query are highlighted in the text.
  private func check(_ snippet: Snippet, _ words: [String], _ text: [String], _ place: Comment) {
    #expect(snippet.text == text.joined(separator: " "), place)
    let utf8 = Array(snippet.text.utf8)
    let marked = snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }
    #expect(marked == text.filter(words.contains), place)
  }

  /// Returns the hits with their BM25 scores, computed by definition over all rows.
  private func ranking(_ words: [String], _ mode: Query.Mode, b: Double) -> [(
    row: RandomArchive.Row, score: Double
  )] {
    let total = rows.reduce(0) { $0 + $1.title.count + $1.text.count }
    let averageLength = Double(total) / Double(rows.count)
    let scored: [(row: RandomArchive.Row, score: Double)] = rows.compactMap { row in
      let present = words.filter { row.weightedCount(of: $0) > 0 }
      guard mode == .any ? !present.isEmpty : present.count == words.count else { return nil }
      let score = words.reduce(0.0) { sum, word in
        let df = Double(rows.count { $0.weightedCount(of: word) > 0 })
        let logarithm = log((Double(rows.count) - df + 0.5) / (df + 0.5))
        let idf = logarithm > 0 ? logarithm : 1e-6
        let f = row.weightedCount(of: word)
        let dl = Double(row.title.count + row.text.count)
        // The operations are in the same order as in FTS5; otherwise near ties may be ordered
        // differently.
        return sum + idf * ((f * (1.2 + 1)) / (f + 1.2 * (1 - b + b * dl / averageLength)))
      }
      return (row, score)
    }
    return scored.sorted { ($1.score, $0.row.id) < ($0.score, $1.row.id) }
  }
}

extension RandomArchive.Row {
  /// Returns the number of occurrences of a word; those in the title count twice, as in schema.sql.
  fileprivate func weightedCount(of word: String) -> Double {
    2 * Double(title.count { $0 == word }) + Double(text.count { $0 == word })
  }
}
