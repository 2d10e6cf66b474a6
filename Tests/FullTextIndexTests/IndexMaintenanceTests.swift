@testable import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

struct IndexMaintenanceTests {
  /// SQLite 3.40 damages an index that is optimized some thirteen hundred times; see `needsRebuild`.
  @Test func `an index can be optimized any number of times`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    var maxLevels = 0
    var rebuilds = 0
    for round in 1...900 {
      try connection.run(
        """
        INSERT INTO articles(location, docno, title, content_hash, added_at)
          VALUES (?1, ?1, 'Title', '', '')
        """, [.integer(round)])
      try connection.run(
        "INSERT INTO passages(article_id, ordinal, start, text) VALUES (?1, 1, 0, 'alfa bora')",
        [.integer(round)])
      try connection.run(
        "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, 'Title', 'alfa bora')",
        [.integer(round)])
      if try IndexMaintenance.needsRebuild(connection) { rebuilds += 1 }
      try IndexMaintenance.optimize(connection)
      let records = try IndexState.records(connection)
      maxLevels = max(maxLevels, try StructureRecord(records.structure).levels.count)
    }
    #expect(rebuilds >= 1)
    #expect(maxLevels <= IndexMaintenance.maxLevels + 2)
    try connection.run(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
    #expect(try PassageLengthTable.verify(in: connection).isEmpty)
    #expect(try PostingBlockTable.verify(in: connection))
    let found = try RankingReader(connection).search(.any(["alfa"], k: 1_000))
    #expect(found.hits.count == 900)
  }

  @Test func `the health of an index shows how it was left and what changed since`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    #expect(try IndexHealth(of: connection).isOptimized, "there is nothing to make better")
    func add(_ rows: ClosedRange<Int>) throws {
      for row in rows {
        try connection.run(
          "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, 'Title', 'alfa bora')",
          [.integer(row)])
      }
    }
    try add(1...3)
    var health = try IndexHealth(of: connection)
    #expect(health.passages == 3 && health.passagesWhenOptimized == nil && !health.isOptimized)
    try connection.execute(
      """
      INSERT INTO articles(id, location, docno, title, content_hash, added_at)
        VALUES (1, 'l', 'l', 'Title', '', '');
      INSERT INTO passages(id, article_id, ordinal, start, text)
        VALUES (1, 1, 1, 0, 'alfa bora'), (2, 1, 2, 10, 'alfa bora'), (3, 1, 3, 20, 'alfa bora');
      """)
    try IndexMaintenance.optimize(connection)
    health = try IndexHealth(of: connection)
    #expect(health.isOptimized && health.segments == 1 && health.passagesWhenOptimized == 3)
    try add(4...5)
    health = try IndexHealth(of: connection)
    #expect(health.passages == 5 && health.passagesWhenOptimized == 3 && health.segments > 1)
    #expect(!health.blocksAreCurrent && !health.vocabularyIsCurrent && !health.isOptimized)
    // Archives of earlier versions lack the tables.
    try connection.execute("DROP TABLE vocabulary_state; DROP TABLE posting_blocks_state")
    health = try IndexHealth(of: connection)
    #expect(health.passages == 5 && health.passagesWhenOptimized == nil)
  }
}
