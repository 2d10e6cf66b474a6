import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

/// The engine against stock FTS5.
struct AgreementTests {
  /// The number of seeds, which start at `$SEED`.
  static let seeds = 2_000
  /// The number of parts that run in parallel.
  static let parts = 8

  @Test(arguments: 0..<parts)
  func `hits, scores, order and counts are those of stock FTS5`(part: Int) throws {
    for number in 0..<Self.seeds / Self.parts {
      let seed = firstSeed + part * Self.seeds / Self.parts + number
      var archive = try RandomIndex(seed: seed)
      let reader = RankingReader(archive.connection)
      for _ in 0..<2 {
        try archive.change(1 + archive.random.below(7))
        for _ in 0..<4 {
          let query = archive.query()
          let difference = try difference(&archive, reader, query)
          #expect(difference == nil, "seed \(seed): \(query)")
          if difference != nil { return }
        }
        #expect(try PassageLengthTable.verify(in: archive.connection) == [], "seed \(seed)")
        #expect(try PostingBlockTable.verify(in: archive.connection), "seed \(seed)")
      }
    }
  }

  /// Returns the difference between the answers to a query and those of stock FTS5; nil if there is
  /// none.
  private func difference(
    _ archive: inout RandomIndex, _ reader: RankingReader, _ query: RankingQuery
  ) throws -> String? {
    let result = try reader.search(query)
    let stock = try archive.stockRanking(query)
    if let difference = stock.difference(result) { return difference }
    for hit in result.hits.prefix(2) {
      let explanation = try reader.explain(query, passage: hit.passage)
      guard abs(explanation.score - hit.score) <= 1e-9 else {
        return "\(hit) is explained as \(explanation)"
      }
    }
    guard archive.random.chance(1, in: 4) else { return nil }
    let slack = Double(archive.random.below(40)) / 100
    if let difference = try self.difference(reader, query, slack: slack) { return difference }
    let matches = Array(try reader.matches(query))
    guard matches == stock.passages.sorted() else {
      return "matches are \(matches) instead of \(stock.passages.sorted())"
    }
    let articles = Array(try reader.matchingArticles(query))
    guard articles == (try stock.matchingArticles()) else { return "articles are \(articles)" }
    return nil
  }

  /// Returns the difference between the hits that a slack adds and those of the whole ranking.
  private func difference(
    _ reader: RankingReader, _ query: RankingQuery, slack: Double
  ) throws -> String? {
    var (whole, loose) = (query, query)
    whole.k = 100_000
    loose.slack = slack
    let all = try reader.search(whole).hits
    let found = try reader.search(loose).hits
    guard query.k > 0, !all.isEmpty else { return found.isEmpty ? nil : "slack finds \(found)" }
    let least = all[min(query.k, all.count) - 1].score
    let most = slack > 0 ? max(query.k, Rescoring.window) : query.k
    // Scores at the limit may be rounded to either side.
    let count = { (factor: Double) in
      all.prefix(most).enumerated().prefix { index, hit in
        index < query.k || hit.score * (1 + slack) >= least * factor
      }.count
    }
    guard (count(1 + 1e-9)...count(1 - 1e-9)).contains(found.count),
      found == Array(all.prefix(found.count))
    else { return "with a slack of \(slack): \(found) of \(all)" }
    return nil
  }
}
