public import SQLite

/// Writes the table `passage_lengths`.
public enum PassageLengthTable {
  /// Updates the lengths of the passages in one range of ids.
  public static func update(
    of ids: ClosedRange<Int64>, in connection: Connection
  ) throws(IndexError) {
    try update(of: [ids], in: connection)
  }

  /// Updates the lengths of the passages in `ranges` of ids.
  ///
  /// Must be called in the transaction that added, changed or deleted passages in these ranges.
  /// Reads `passages_fts_docsize`, which FTS5 writes immediately and not only on commit.
  public static func update(
    of ranges: [ClosedRange<Int64>], in connection: Connection
  ) throws(IndexError) {
    let chunkSize = Int64(PassageLengths.chunkSize)
    var chunks: Set<Int> = []
    for ids in ranges {
      guard ids.lowerBound >= 0, ids.upperBound <= PassageIDs.range.upperBound else {
        throw .corrupt(.passageIDs)
      }
      chunks.formUnion(Int(ids.lowerBound / chunkSize)...Int(ids.upperBound / chunkSize))
      // The passage after the range may have become the first of its article, or may no longer be
      // it.
      let next = try mapErrors { () throws(SQLiteError) in
        try connection.first(
          "SELECT id FROM passages WHERE id > ?1 ORDER BY id LIMIT 1", [.integer(ids.upperBound)]
        ) { row in row.integer(at: 0) }
      }
      if let next, PassageIDs.range.contains(next) { chunks.insert(Int(next / chunkSize)) }
    }
    for chunk in chunks { try write(chunk, connection) }
  }

  /// Rebuilds the table; if `keepingChunks`, adds only the chunks that are missing.
  public static func rebuild(
    in connection: Connection, keepingChunks: Bool = false
  ) throws(IndexError) {
    let present = try mapErrors { () throws(SQLiteError) in
      if !keepingChunks { try connection.run("DELETE FROM passage_lengths") }
      return Set(try connection.rows("SELECT chunk FROM passage_lengths") { $0.integer(at: 0) })
    }
    let last = try PassageIDs.last(in: connection)
    guard last > 0 else { return }
    for chunk in 0...Int(last) / PassageLengths.chunkSize where !present.contains(Int64(chunk)) {
      try write(chunk, connection)
    }
  }

  private static func write(_ chunk: Int, _ connection: Connection) throws(IndexError) {
    let entries = try PassageLengths.compute(chunk, connection)
    let bytes = PassageLengths.encode(entries, chunk: chunk)
    try mapErrors { () throws(SQLiteError) in
      if entries.allSatisfy({ $0 == 0 }) {
        try connection.run("DELETE FROM passage_lengths WHERE chunk = ?1", [.integer(chunk)])
      } else {
        try connection.run(
          "INSERT OR REPLACE INTO passage_lengths(chunk, lengths) VALUES (?1, ?2)",
          [.integer(chunk), .blob(bytes)])
      }
    }
  }

  /// Returns the stored chunks that disagree with the index or the passages.
  public static func verify(in connection: Connection) throws(IndexError) -> [Int64] {
    let chunks = try mapErrors { () throws(SQLiteError) in
      try connection.rows("SELECT chunk FROM passage_lengths ORDER BY chunk") { row in
        row.integer(at: 0)
      }
    }
    var wrong: [Int64] = []
    for chunk in chunks {
      let stored = try mapErrors { () throws(SQLiteError) in
        try connection.first(
          "SELECT lengths FROM passage_lengths WHERE chunk = ?1", [.integer(chunk)]
        ) { row in row.bytes(at: 0) }
      }
      guard chunk >= 0, chunk <= Int64(UInt32.max) / Int64(PassageLengths.chunkSize),
        let stored,
        PassageLengths.decode(stored, chunk: Int(chunk))
          == (try PassageLengths.compute(Int(chunk), connection))
      else {
        wrong.append(chunk)
        continue
      }
    }
    return wrong
  }
}
