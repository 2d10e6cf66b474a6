import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

/// The table that tells on which leaf of the index a term is.
struct TermDirectoryTests {
  private static let words = (0..<600).map { "w\(String($0 * 7919 % 100_000, radix: 26))x" }

  /// Returns an index in which every word is in one passage.
  private func index() throws -> Connection {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    try connection.execute("INSERT INTO passages_fts(passages_fts, rank) VALUES ('pgsz', 128)")
    try connection.execute(
      """
      INSERT INTO articles(id, location, docno, title, content_hash, added_at)
      VALUES (1, '1', '1', '', '', '')
      """)
    for (position, word) in Self.words.enumerated() {
      let values: [Value] = [.integer(position + 1), .text(word)]
      try connection.run(
        "INSERT INTO passages(id, article_id, ordinal, start, text) VALUES (?1, 1, ?1, 0, ?2)",
        values)
      try connection.run("INSERT INTO passages_fts(rowid, title, text) VALUES (?1, '', ?2)", values)
    }
    try IndexMaintenance.optimize(connection)
    return connection
  }

  /// The number of words that a new reader of `connection` finds, and of those that give an error.
  private func found(in connection: Connection, _ words: [String]) -> (right: Int, errors: Int) {
    let reader = RankingReader(connection)
    var (right, errors) = (0, 0)
    for word in words {
      do {
        if try reader.search(.any([word], k: 1)).hits.count == 1 { right += 1 }
      } catch {
        errors += 1
      }
    }
    return (right, errors)
  }

  @Test func `a missing or wrong row never makes a word seem absent`() throws {
    let connection = try index()
    #expect(found(in: connection, Self.words) == (Self.words.count, 0))
    #expect(found(in: connection, ["w", "wx", "zebra", "0"]) == (0, 0))
    let rows = try connection.rows("SELECT segid, term, pgno FROM passages_fts_idx") { row in
      (row.integer(at: 0), row.bytes(at: 1), row.integer(at: 2))
    }
    #expect(rows.count > 50)
    var detected = 0
    for (index, (segment, term, pgno)) in rows.enumerated() where index.isMultiple(of: 5) {
      let key: [Value] = [.integer(segment), .blob(term)]
      let changes: [(sql: String, values: [Value])] = [
        ("DELETE FROM passages_fts_idx WHERE segid = ?1 AND term = ?2", []),
        (
          "UPDATE passages_fts_idx SET pgno = ?3 WHERE segid = ?1 AND term = ?2",
          [.integer(pgno + 2)]
        ),
        (
          "UPDATE passages_fts_idx SET pgno = ?3 WHERE segid = ?1 AND term = ?2",
          [.integer(pgno - 2)]
        ),
        (
          "UPDATE passages_fts_idx SET term = ?3 WHERE segid = ?1 AND term = ?2",
          [.blob(term.dropLast() + [(term.last ?? 0) ^ 4])]
        ),
      ]
      for change in changes {
        try connection.run("SAVEPOINT change")
        try connection.writingShadowTables { try connection.run(change.sql, key + change.values) }
        let (right, errors) = found(in: connection, Self.words)
        #expect(right + errors == Self.words.count, "row \(index), \(change.sql)")
        detected += errors > 0 ? 1 : 0
        try connection.run("ROLLBACK TO change")
        try connection.run("RELEASE change")
      }
    }
    #expect(detected > 20)
  }
}
