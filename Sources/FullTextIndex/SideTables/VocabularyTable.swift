public import SQLite

/// The side table `vocabulary`: all terms of the index with their document frequencies, as they were
/// when it was last optimized.
///
/// It answers which terms are spelled nearly like another one without a walk over the index. What
/// was stored since is not in it, and what was deleted still is: ask the index about a term
/// before you show it.
public enum VocabularyTable {
  /// Makes the table anew from the index as it is.
  ///
  /// What this transaction has written to `passages_fts` before must have been flushed, as
  /// `'optimize'` does.
  ///
  /// - Returns: How many terms the table holds.
  /// - Complexity: O(n) in the size of the index.
  @discardableResult
  public static func rebuild(in connection: Connection) throws(IndexError) -> Int {
    try mapErrors { () throws(SQLiteError) in
      try connection.run("DELETE FROM vocabulary")
      try connection.run("DELETE FROM vocabulary_state")
    }
    let terms = try IndexTerms(of: connection)
    let count = try make(terms) { first, bytes throws(IndexError) in
      try mapErrors { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO vocabulary(first_term, terms) VALUES (?1, ?2)", [.blob(first), .blob(bytes)])
      }
    }
    try mapErrors { () throws(SQLiteError) in
      try connection.run(
        "INSERT INTO vocabulary_state(id, fingerprint) VALUES (1, ?1)",
        [.blob(terms.state.fingerprint)])
    }
    return count
  }

  /// Whether the table was made from the index as it is now.
  public static func isCurrent(in connection: Connection) throws(IndexError) -> Bool {
    try isCurrent(IndexTerms(of: connection))
  }

  private static func isCurrent(_ terms: IndexTerms) throws(IndexError) -> Bool {
    let fingerprint = try mapErrors { () throws(SQLiteError) in
      try terms.connection.first("SELECT fingerprint FROM vocabulary_state WHERE id = 1") { row in
        row.bytes(at: 0)
      }
    }
    return fingerprint == terms.state.fingerprint
  }

  /// Whether the table is stale, which is no fault, or says what it would say if made anew.
  public static func verify(in connection: Connection) throws(IndexError) -> Bool {
    let terms = try IndexTerms(of: connection)
    guard try isCurrent(terms) else { return true }
    var isRight = true
    var count: Int64 = 0
    _ = try make(terms) { first, bytes throws(IndexError) in
      count += 1
      let stored = try mapErrors { () throws(SQLiteError) in
        try connection.first(
          "SELECT terms FROM vocabulary WHERE first_term = ?1", [.blob(first)]
        ) { row in row.bytes(at: 0) }
      }
      if stored != bytes { isRight = false }
    }
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT count(*) FROM vocabulary") { row in row.integer(at: 0) }
    }
    return isRight && stored == count
  }

  /// Calls `body` with each chunk of the terms of the index.
  private static func make(
    _ terms: IndexTerms,
    _ body: (_ first: [UInt8], _ chunk: [UInt8]) throws(IndexError) -> Void
  ) throws(IndexError) -> Int {
    let known =
      try terms.state.hasCurrentBlocks(in: terms.connection) ? try longLists(terms.connection) : [:]
    var chunk = VocabularyChunk()
    var count = 0
    try terms.scan(from: [], to: nil) { key, starts, _ throws(IndexError) in
      let term = Array(key.dropFirst())
      var frequency = known[term]
      if frequency == nil { frequency = try terms.count(starts) }
      guard let frequency, frequency > 0 else { return true }
      chunk.append(term, documentFrequency: frequency)
      count += 1
      if chunk.isFull {
        try body(chunk.first, chunk.bytes)
        chunk = VocabularyChunk()
      }
      return true
    }
    if !chunk.isEmpty { try body(chunk.first, chunk.bytes) }
    return count
  }

  /// The document frequencies that `posting_blocks` says: so no long list has to be walked.
  private static func longLists(_ connection: Connection) throws(IndexError) -> [[UInt8]: Int] {
    let lists = try mapErrors { () throws(SQLiteError) in
      // Version, count, then the frequency: see `PostingBlocks`.
      try connection.rows("SELECT term, substr(blocks, 1, 9) FROM posting_blocks") { row in
        (term: row.bytes(at: 0), head: row.bytes(at: 1))
      }
    }
    var frequencies: [[UInt8]: Int] = [:]
    for (term, head) in lists {
      guard let frequency = PostingBlocks.documentFrequency(head) else {
        throw .corrupt(.postingBlocks)
      }
      frequencies[term] = frequency
    }
    return frequencies
  }

  /// Calls `body` with each stored chunk, in order.
  static func forEachChunk(
    _ connection: Connection, _ body: ([UInt8]) throws(IndexError) -> Void
  ) throws(IndexError) {
    let statement = try mapErrors { () throws(SQLiteError) in
      try connection.statement("SELECT terms FROM vocabulary ORDER BY first_term")
    }
    defer { statement.reset() }
    while try mapErrors({ () throws(SQLiteError) in try statement.step() }) {
      try body(statement.bytes(at: 0))
    }
  }
}

extension PostingBlocks {
  /// The document frequency in the first nine bytes of what is stored, or nothing where they are
  /// not those of this version.
  fileprivate static func documentFrequency(_ head: [UInt8]) -> Int? {
    guard head.count == 9, head[0] == version else { return nil }
    return (0..<4).reduce(0) { $0 | Int(head[5 + $1]) << (8 * $1) }
  }
}
