import SQLite
import TestSupport
import Testing

@testable import FullTextIndex

/// Segments that are written without FTS5 must be the same as those that FTS5 would write.
struct IndexWriterTests {
  private static let tokenizer = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"

  /// Returns an empty index in memory, whose content table is an ordinary table.
  private static func makeIndex(pageSize: Int?) throws -> Connection {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(
      """
      CREATE TABLE indexed_passages (id INTEGER PRIMARY KEY, title, text);
      CREATE VIRTUAL TABLE passages_fts USING fts5(title, text, content = 'indexed_passages',
        content_rowid = 'id', tokenize = "\(tokenizer)");
      INSERT INTO passages_fts(passages_fts, rank) VALUES ('hashsize', 1000000000);
      INSERT INTO passages_fts(passages_fts, rank) VALUES ('automerge', 0);
      """)
    if let pageSize {
      try connection.execute(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('pgsz', \(pageSize))")
    }
    return connection
  }

  private struct Row {
    var id: Int64
    var title: String
    var text: String
  }

  /// Returns rows with terms that occur in a few rows, in many, and in all.
  private static func rows(_ count: Int, after last: Int64, _ random: inout SeededGenerator)
    -> [Row]
  {
    var id = last
    let vocabulary = Int.random(in: 1...2_000, using: &random)
    let length = Int.random(in: 1...120, using: &random)
    return (0..<count).map { _ in
      id += Int.random(in: 0..<40, using: &random) == 0 ? Int64.random(in: 1...100_000) : 1
      func words(_ count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in
          // Low numbers are drawn more often than high ones.
          let number = Int.random(
            in: 0...Int.random(in: 0...vocabulary, using: &random), using: &random)
          // With the categories of marks, a mark that stands alone is a token without characters.
          if number % 50 == 9 { return "\u{301}" }
          let tail = number % 50 == 7 ? String(repeating: "x", count: number * 3) : ""
          return "w\(number)\(tail)"
        }.joined(separator: " ")
      }
      var text = words(length)
      if Int.random(in: 0..<200, using: &random) == 0 {
        text += String(repeating: " w1 w2", count: Int.random(in: 1...4_000, using: &random))
      }
      return Row(id: id, title: words(3), text: text)
    }
  }

  /// Returns everything that FTS5 stores, except its change counter.
  private static func stored(_ connection: Connection) throws -> [String] {
    try connection.rows(
      """
      SELECT 'data', id, hex(block) FROM passages_fts_data WHERE id <> 10
      UNION ALL SELECT 'idx', segid || ' ' || hex(term), pgno FROM passages_fts_idx
      UNION ALL SELECT 'docsize', id, hex(sz) FROM passages_fts_docsize ORDER BY 1, 2
      """
    ) { row in (0..<3).map { row.text(at: $0) ?? "" }.joined(separator: " ") }
  }

  private static func insert(_ rows: [Row], _ connection: Connection) throws {
    for row in rows {
      try connection.run(
        "INSERT INTO indexed_passages VALUES (?1, ?2, ?3)",
        [.integer(row.id), .text(row.title), .text(row.text)])
    }
  }

  private static func write(_ rows: [Row], _ writer: IndexWriter, _ connection: Connection) throws {
    let tokenizer = try connection.tokenizer(tokenizer)
    for row in rows {
      try writer.add(
        row: row.id, [tokenizer.tokenized(row.title), tokenizer.tokenized(row.text)])
    }
    try writer.flush()
  }

  private static func insertByFTS5(_ rows: [Row], _ connection: Connection) throws {
    for row in rows {
      try connection.run(
        "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
        [.integer(row.id), .text(row.title), .text(row.text)])
    }
  }

  private static func isWhole(_ connection: Connection) -> Bool {
    (try? connection.run(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")) != nil
  }

  @Test(arguments: [nil, 64, 200, 1_000])
  func `a segment has the same bytes as one that FTS5 writes`(pageSize: Int?) throws {
    for seed in seeds(40) {
      var random = SeededGenerator(seed: seed)
      let rows = Self.rows(
        Int.random(in: 0...3_000, using: &random) / (seed % 4 * 10 + 1), after: 0, &random)
      let (ours, theirs) = (
        try Self.makeIndex(pageSize: pageSize), try Self.makeIndex(pageSize: pageSize)
      )
      for connection in [ours, theirs] { try Self.insert(rows, connection) }
      let writer = try #require(try IndexWriter(ours))
      try ours.transaction(.write) { try Self.write(rows, writer, ours) }
      try theirs.transaction(.write) { try Self.insertByFTS5(rows, theirs) }
      #expect(try Self.stored(ours) == Self.stored(theirs), "seed \(seed)")
      #expect(Self.isWhole(ours), "seed \(seed)")
    }
  }

  /// Only hundreds of thousands of rows, or small pages, give a doclist index of two levels.
  @Test func `a segment with long doclists has the same bytes as one that FTS5 writes`() throws {
    for (pageSize, count) in [(32, 20_000), (64, 40_000), (4_050, 60_000)] {
      let rows = (1...count).map { number in
        Row(id: Int64(number), title: "", text: number % 3 == 0 ? "a b a b b" : "a")
      }
      let (ours, theirs) = (
        try Self.makeIndex(pageSize: pageSize), try Self.makeIndex(pageSize: pageSize)
      )
      let writer = try #require(try IndexWriter(ours))
      try ours.transaction(.write) { try Self.write(rows, writer, ours) }
      try theirs.transaction(.write) { try Self.insertByFTS5(rows, theirs) }
      #expect(try Self.stored(ours) == Self.stored(theirs), "\(pageSize)")
      let heights = try ours.first(
        "SELECT count(DISTINCT id >> 31 & 31) FROM passages_fts_data WHERE id >> 36 & 1"
      ) { $0.integer(at: 0) }
      #expect(heights ?? 0 >= (pageSize < 4_050 ? 2 : 1), "\(pageSize)")
    }
  }

  /// The index must be the one that FTS5 builds from the rows that are left at the end.
  ///
  /// Rows are added and deleted by this writer and by FTS5, in long and short transactions, some of
  /// which are rolled back.
  @Test func `after random changes, the index is the one that FTS5 builds from the rows`() throws {
    for seed in seeds(60) {
      var random = SeededGenerator(seed: seed)
      let connection = try Self.makeIndex(
        pageSize: [nil, 100, 500].randomElement(using: &random) ?? nil)
      if Bool.random(using: &random) {
        try connection.execute(
          "INSERT INTO passages_fts(passages_fts, rank) VALUES ('automerge', 4)")
      }
      var last: Int64 = 0
      var left: [Row] = []
      for _ in 0..<Int.random(in: 1...15, using: &random) {
        let before = (last, left)
        try connection.execute("BEGIN")
        let writer = try #require(try IndexWriter(connection))
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let rows = Self.rows(Int.random(in: 0...60, using: &random), after: last, &random)
          last = rows.last?.id ?? last
          left += rows
          try Self.insert(rows, connection)
          if Int.random(in: 0..<3, using: &random) > 0 {
            try Self.write(rows, writer, connection)
          } else {
            try Self.insertByFTS5(rows, connection)
          }
          for _ in 0..<Int.random(in: 0...20, using: &random) where !left.isEmpty {
            let gone = left.remove(at: Int.random(in: left.indices, using: &random))
            try connection.run(
              """
              INSERT INTO passages_fts(passages_fts, rowid, title, text)
                VALUES ('delete', ?1, ?2, ?3)
              """, [.integer(gone.id), .text(gone.title), .text(gone.text)])
            try connection.run("DELETE FROM indexed_passages WHERE id = ?1", [.integer(gone.id)])
          }
        }
        if Int.random(in: 0..<5, using: &random) == 0 {
          try connection.execute("ROLLBACK")
          (last, left) = before
        } else {
          try connection.execute("COMMIT")
        }
        if Int.random(in: 0..<6, using: &random) == 0 {
          try connection.execute("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
        }
        #expect(Self.isWhole(connection), "seed \(seed)")
      }
      try connection.execute(
        "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, passages_fts, instance)")
      func occurrences() throws -> [[String]] {
        try connection.rows("SELECT term, doc, col, offset FROM v ORDER BY 1, 2, 3, 4") { row in
          (0..<4).map { row.text(at: $0) ?? "" }
        }
      }
      func averages() throws -> [UInt8] { try IndexState.records(connection).averages }
      let ours = (try occurrences(), try averages())
      try connection.execute("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
      #expect(try ours.0 == occurrences(), "seed \(seed)")
      // If there has never been a row, FTS5 stores no averages; after a rebuild they are zeros.
      #expect(try left.isEmpty || ours.1 == averages(), "seed \(seed)")
    }
  }

  @Test func `many segments are merged`() throws {
    let connection = try Self.makeIndex(pageSize: nil)
    var random = SeededGenerator(seed: 1)
    var last: Int64 = 0
    for _ in 0..<70 {
      let rows = Self.rows(5, after: last, &random)
      last = rows.last?.id ?? last
      try Self.insert(rows, connection)
      let writer = try #require(try IndexWriter(connection))
      try connection.transaction(.write) { try Self.write(rows, writer, connection) }
      let structure = try StructureRecord(IndexState.records(connection).structure)
      #expect(structure.segments.count < 24)
    }
    #expect(Self.isWhole(connection))
  }

  @Test func `an index of another format is left to FTS5`() throws {
    let connection = try Self.makeIndex(pageSize: nil)
    connection.writingShadowTables {
      try? connection.run("UPDATE passages_fts_config SET v = 5 WHERE k = 'version'")
    }
    #expect(try IndexWriter(connection) == nil)
  }
}
