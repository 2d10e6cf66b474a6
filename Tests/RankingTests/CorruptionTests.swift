import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

/// The engine, reading bytes that FTS5 did not write.
struct CorruptionTests {
  /// The number of mutations; their seeds start at `$SEED`.
  static let mutations = 10_000
  /// The number of parts that run in parallel.
  static let parts = 4
  private static let tables = [
    "passages_fts_data", "passages_fts_idx", "passages_fts_docsize", "passages_fts_config",
    "passages", "passage_lengths", "posting_blocks", "posting_blocks_state",
  ]

  /// Returns a copy of the tables that the engine reads, without the virtual table, so that they
  /// are ordinary tables and can be written.
  private func copy(of archive: Connection) throws -> Connection {
    let copy = try Connection(path: ":memory:", access: .create)
    for table in Self.tables {
      let sql = try archive.first("SELECT sql FROM sqlite_schema WHERE name = ?1", [.text(table)]) {
        $0.text(at: 0)
      }
      try copy.execute(try #require(sql ?? nil).replacing("REFERENCES articles(id)", with: ""))
      let rows = try archive.rows("SELECT * FROM \(table)") { row in
        (0..<row.columnCount).map { column -> Value in
          if row.isNull(at: column) { return .null }
          let isBlob = ["block", "term", "sz", "lengths", "blocks", "fingerprint"]
          return isBlob.contains(Self.name(of: column, in: table))
            ? .blob(row.bytes(at: column))
            : table.hasSuffix("config") || (table == "passages" && column == 4)
              ? .text(row.text(at: column) ?? "") : .integer(row.integer(at: column))
        }
      }
      for row in rows {
        let marks = row.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        try copy.run("INSERT INTO \(table) VALUES (\(marks))", row)
      }
    }
    return copy
  }

  private static func name(of column: Int, in table: String) -> String {
    switch (table, column) {
    case ("passages_fts_data", 1): "block"
    case ("passages_fts_idx", 1), ("posting_blocks", 0): "term"
    case ("passages_fts_docsize", 1): "sz"
    case ("passage_lengths", 1): "lengths"
    case ("posting_blocks", 1): "blocks"
    case ("posting_blocks_state", 1): "fingerprint"
    default: ""
    }
  }

  private static let targets = [
    ("passages_fts_data", "block", "id"), ("passages_fts_data", "block", "id"),
    ("passages_fts_data", "block", "id"), ("posting_blocks", "blocks", "term"),
    ("passage_lengths", "lengths", "chunk"), ("passages_fts_docsize", "sz", "id"),
  ]

  /// Changes a random record, and returns the statement, the key and the bytes that restore it.
  private func mutate(_ connection: Connection, _ random: inout SeededGenerator) throws
    -> (sql: String, key: Value, bytes: [UInt8])?
  {
    let (table, column, key) = Self.targets[random.below(Self.targets.count)]
    let count = try connection.first("SELECT count(*) FROM \(table)") { $0.integer(at: 0) } ?? 0
    guard count > 0 else { return nil }
    let isTerm = key == "term"
    let found = try connection.first(
      "SELECT \(key), \(column) FROM \(table) LIMIT 1 OFFSET ?1",
      [.integer(random.below(Int(count)))]
    ) { row in
      (isTerm ? Value.blob(row.bytes(at: 0)) : .integer(row.integer(at: 0)), row.bytes(at: 1))
    }
    guard let (id, old) = found else { return nil }
    var bytes = old
    switch random.below(5) {
    case 0: bytes.removeLast(min(bytes.count, 1 + random.below(max(bytes.count, 1))))
    case 1: bytes = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
    case 2:
      for _ in 0..<1 + random.below(8) where !bytes.isEmpty {
        bytes[random.below(bytes.count)] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)]
      }
    default:
      for _ in 0..<1 + random.below(4) where !bytes.isEmpty {
        bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      }
    }
    let sql = "UPDATE \(table) SET \(column) = ?2 WHERE \(key) = ?1"
    try connection.run(sql, [id, .blob(bytes)])
    return (sql, id, old)
  }

  @Test(arguments: 0..<parts)
  func `damaged bytes give an error or an answer, never a trap or a hang`(part: Int) throws {
    var errors = 0
    let each = 50
    for round in 0..<Self.mutations / Self.parts / each {
      let seed = firstSeed + part * 1_000 + round
      var archive = try RandomIndex(seed: seed)
      try archive.change(12)
      if archive.random.chance(1, in: 2) { try IndexMaintenance.optimize(archive.connection) }
      let copy = try copy(of: archive.connection)
      let reader = RankingReader(copy)
      for _ in 0..<each {
        var old = [try mutate(copy, &archive.random)]
        if archive.random.chance(1, in: 4) { old.append(try mutate(copy, &archive.random)) }
        for _ in 0..<2 {
          do {
            let query = archive.query()
            let result = try reader.search(query)
            if let hit = result.hits.first { _ = try reader.explain(query, passage: hit.passage) }
            if archive.random.chance(1, in: 4) { _ = try reader.matchingArticles(query) }
            // The limit is far above the length of any list in these small indexes, even if a list
            // is read three times.
            #expect(result.counters.postingsDecoded < 100_000, "seed \(seed)")
          } catch {
            errors += 1
          }
        }
        for case let (sql, key, bytes)? in old.reversed() {
          try copy.run(sql, [key, .blob(bytes)])
        }
      }
    }
    #expect(errors > 0)
  }

  @Test func `another version of the format is refused`() throws {
    var archive = try RandomIndex(seed: 1)
    try archive.change(5)
    let copy = try copy(of: archive.connection)
    try copy.execute("UPDATE passages_fts_config SET v = 5 WHERE k = 'version'")
    let reader = RankingReader(copy)
    #expect(throws: IndexError.unsupportedFormat) { try reader.search(.any(["alfa"], k: 1)) }
  }

  @Test func `a row without a length is an error`() throws {
    var archive = try RandomIndex(seed: 2)
    try archive.change(8)
    let copy = try copy(of: archive.connection)
    try copy.execute("DELETE FROM passages_fts_docsize; DELETE FROM passage_lengths")
    let reader = RankingReader(copy)
    #expect(throws: IndexError.self) { try reader.search(.any(["alfa"], k: 1)) }
  }
}
