import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

struct SideTableTests {
  /// Returns an index of one segment, in which some lists have many blocks.
  private func largeArchive(_ seed: Int) throws -> RandomIndex {
    var archive = try RandomIndex(seed: seed)
    for _ in 0..<40 { try archive.change(4) }
    try IndexMaintenance.optimize(archive.connection)
    return archive
  }

  private func differences(_ archive: inout RandomIndex, _ reader: RankingReader, _ count: Int)
    throws -> [String]
  {
    var found: [String] = []
    for _ in 0..<count {
      let query = archive.query()
      let result = try reader.search(query)
      if let difference = try archive.stockRanking(query).difference(result) {
        found.append("\(difference): \(query)")
      }
    }
    return found
  }

  @Test(arguments: 1...6)
  func `long lists rank the same with, without and with stale blocks`(
    seed: Int
  ) throws {
    var archive = try largeArchive(firstSeed + seed)
    let connection = archive.connection
    let reader = RankingReader(connection)
    let terms = try connection.first("SELECT count(*) FROM posting_blocks") { $0.integer(at: 0) }
    #expect(try #require(terms) > 0)
    #expect(try differences(&archive, reader, 40) == [])
    // The index changes and the table does not, so it is stale.
    try archive.change(3)
    #expect(try differences(&archive, reader, 20) == [])
    try connection.execute("DELETE FROM posting_blocks; DELETE FROM passage_lengths")
    #expect(try differences(&archive, reader, 20) == [])
  }

  @Test func `verification finds wrong side tables`() throws {
    let archive = try largeArchive(3)
    let connection = archive.connection
    #expect(try PostingBlockTable.verify(in: connection))
    #expect(try PassageLengthTable.verify(in: connection) == [])
    try connection.execute(
      "UPDATE passage_lengths SET lengths = zeroblob(4000) WHERE chunk = 0")
    #expect(try PassageLengthTable.verify(in: connection) == [0])
    try PassageLengthTable.rebuild(in: connection)
    #expect(try PassageLengthTable.verify(in: connection) == [])
    try connection.execute(
      "DELETE FROM posting_blocks WHERE term = (SELECT min(term) FROM posting_blocks)")
    #expect(try !PostingBlockTable.verify(in: connection))
  }

  @Test func `optimizing completes the lengths that it keeps`() throws {
    let archive = try largeArchive(4)
    let connection = archive.connection
    func dump() throws -> [[UInt8]] {
      try connection.rows("SELECT lengths FROM passage_lengths ORDER BY chunk") { $0.bytes(at: 0) }
    }
    let whole = try dump()
    try connection.execute("DELETE FROM passage_lengths")
    try IndexMaintenance.optimize(connection, keepingLengths: true)
    #expect(try dump() == whole)
    #expect(try PassageLengthTable.verify(in: connection) == [])
  }

  @Test func `a query reads no more pages than its posting lists occupy`() throws {
    var archive = try largeArchive(5)
    for _ in 0..<200 {
      var query = archive.query()
      query.countsExactly = false
      let terms = query.terms.map { RankingQuery.Term($0.source, columns: $0.columns) }
      // A new reader that counts articles exactly has to decode every list completely.
      let full = RankingQuery(terms, k: 0, grouping: .article, countsExactly: true)
      let most = try RankingReader(archive.connection).search(full).counters.pagesRead
      let read = try RankingReader(archive.connection).search(query).counters.pagesRead
      #expect(read <= most, "\(query)")
    }
  }

  @Test func `a reader keeps nothing of a transaction that is rolled back`() throws {
    var archive = try largeArchive(7)
    let connection = archive.connection
    let reader = RankingReader(connection)
    #expect(try differences(&archive, reader, 5) == [])
    try connection.execute("BEGIN")
    try connection.execute(
      "DELETE FROM passage_lengths; INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
    _ = try reader.search(.any(["alfa"], k: 3))
    try connection.execute("ROLLBACK")
    #expect(try differences(&archive, reader, 5) == [])
  }

  @Test func `changes by the shell leave no stale lengths`() throws {
    // The program's connections fire no triggers, so their statements are run by hand below.
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    let triggers = try connection.rows(
      "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'passages'"
    ) { $0.text(at: 0) ?? "" }
    for event in ["INSERT", "DELETE", "UPDATE OF text"] {
      let trigger = triggers.first { $0.contains(" \(event) ON passages") }
      #expect(trigger?.contains("DELETE FROM passage_lengths") == true)
      #expect(trigger?.contains("DELETE FROM posting_blocks_state") == true)
    }
  }
}
