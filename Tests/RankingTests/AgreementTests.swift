import Ranking
import SQLite
import Testing

/// The engine against stock FTS5.
struct AgreementTests {
  /// Seeds from `TestSchema.baseSeed` on, in parts that run side by side.
  static let seeds = 2_000
  static let parts = 8

  @Test(arguments: 0..<parts)
  func `hits, scores, order and counts are those of stock FTS5`(part: Int) throws {
    for number in 0..<Self.seeds / Self.parts {
      let seed = TestSchema.baseSeed + UInt64(part * Self.seeds / Self.parts + number)
      var archive = try RandomArchive(seed: seed)
      let reader = RankingReader(archive.connection)
      for _ in 0..<2 {
        try archive.change(1 + archive.random.below(7))
        for _ in 0..<5 {
          let query = archive.query()
          let result = try reader.search(query)
          let difference = try StockRanking.difference(result, query, archive.connection)
          #expect(difference == nil, "seed \(seed): \(query)")
          if difference != nil { return }
        }
        #expect(try PassageLengthTable.verify(in: archive.connection) == [], "seed \(seed)")
        #expect(try PostingBlockTable.verify(in: archive.connection), "seed \(seed)")
      }
    }
  }
}
