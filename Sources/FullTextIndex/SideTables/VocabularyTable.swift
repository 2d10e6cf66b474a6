public import SQLite

/// The side table `vocabulary`: all terms of the index with their document frequencies, as of the
/// last time the index was optimized.
///
/// The table makes it possible to find terms with a similar spelling without reading the whole
/// index. Terms added since then are missing, and terms deleted since then are still there, so look
/// a term up in the index before you suggest it.
public enum VocabularyTable {
  /// Rebuilds the table.
  ///
  /// - Precondition: FTS5 has written all changes of this transaction to its tables, which the
  ///   command `'optimize'` makes it do.
  /// - Returns: The number of terms in the table.
  /// - Complexity: O(n) in the size of the index.
  @discardableResult
  public static func rebuild(in connection: Connection) throws(IndexError) -> Int {
    try mapErrors { () throws(SQLiteError) in
      try connection.run("DELETE FROM vocabulary")
      try connection.run("DELETE FROM vocabulary_state")
    }
    let terms = try IndexTerms(of: connection)
    let count = try forEachNewChunk(terms) { first, bytes throws(IndexError) in
      try mapErrors { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO vocabulary(first_term, terms) VALUES (?1, ?2)",
          [.blob(first), .blob(VocabularyChunk.seal(bytes, first: first))])
      }
    }
    try mapErrors { () throws(SQLiteError) in
      try connection.run(
        "INSERT INTO vocabulary_state(id, fingerprint) VALUES (1, ?1)",
        [.blob(terms.state.fingerprint)])
    }
    return count
  }

  /// Returns true if the table describes the index as it is now.
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

  /// Returns false if the table claims to be current but differs from what a rebuild would write.
  public static func verify(in connection: Connection) throws(IndexError) -> Bool {
    let terms = try IndexTerms(of: connection)
    guard try isCurrent(terms) else { return true }
    var isRight = true
    var count: Int64 = 0
    _ = try forEachNewChunk(terms) { first, bytes throws(IndexError) in
      count += 1
      let stored = try mapErrors { () throws(SQLiteError) in
        try connection.first(
          "SELECT terms FROM vocabulary WHERE first_term = ?1", [.blob(first)]
        ) { row in row.bytes(at: 0) }
      }
      if stored.flatMap({ VocabularyChunk.opened($0, first: first) }) != bytes { isRight = false }
    }
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT count(*) FROM vocabulary") { row in row.integer(at: 0) }
    }
    return isRight && stored == count
  }

  /// Computes the chunks of the table from the index, and calls `body` with each.
  ///
  /// - Returns: The number of terms.
  private static func forEachNewChunk(
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

  /// Returns the document frequencies in `posting_blocks`, so that long posting lists need not be
  /// counted.
  private static func longLists(_ connection: Connection) throws(IndexError) -> [[UInt8]: Int] {
    let lists = try mapErrors { () throws(SQLiteError) in
      // The first nine bytes are the version, the count and the frequency.
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

  /// Calls `body` with each stored chunk, in order, without its checksum.
  ///
  /// - Throws: `corrupt(.vocabulary)`, if a chunk does not match its checksum.
  static func forEachChunk(
    _ connection: Connection, _ body: ([UInt8]) throws(IndexError) -> Void
  ) throws(IndexError) {
    let statement = try mapErrors { () throws(SQLiteError) in
      try connection.statement("SELECT terms, first_term FROM vocabulary ORDER BY first_term")
    }
    defer { statement.reset() }
    while try mapErrors({ () throws(SQLiteError) in try statement.step() }) {
      let chunk = VocabularyChunk.opened(statement.bytes(at: 0), first: statement.bytes(at: 1))
      guard let chunk else { throw .corrupt(.vocabulary) }
      try body(chunk)
    }
  }
}

extension PostingBlocks {
  /// Returns the document frequency in the first nine bytes of a stored entry; nil if they are not
  /// of the current version.
  fileprivate static func documentFrequency(_ head: [UInt8]) -> Int? {
    guard head.count == 9, head[0] == version else { return nil }
    return (0..<4).reduce(0) { $0 | Int(head[5 + $1]) << (8 * $1) }
  }
}

/// A chunk of the side table `vocabulary`: consecutive terms, front-coded, with their document
/// frequencies.
///
///     chunk = version:1 { entry } checksum:4 bytes
///     entry = shared:varint length:varint bytes documentFrequency:varint
///
/// `shared` is the number of bytes that a term has in common with the previous one, 0 for the
/// first. Terms are in ascending order of bytes. A chunk ends with the term that makes its size
/// `fullSize` or more. Version 1 has no checksum.
struct VocabularyChunk {
  static let version: UInt8 = 2
  /// The size in bytes at which a chunk is full, chosen so that a row fits on a page of 4,096
  /// bytes.
  static let fullSize = 4_000

  /// The bytes to store.
  private(set) var bytes: [UInt8] = [VocabularyChunk.version]
  /// The first term.
  private(set) var first: [UInt8] = []
  private var last: [UInt8] = []

  var isEmpty: Bool { bytes.count == 1 }
  var isFull: Bool { bytes.count >= Self.fullSize }

  /// Returns a chunk with its checksum, as it is stored.
  static func seal(_ bytes: [UInt8], first: [UInt8]) -> [UInt8] {
    Checksum.seal(bytes, key: Checksum.key(first))
  }

  /// Returns a stored chunk in the current version, without its checksum; nil if it does not match
  /// its checksum.
  static func opened(_ stored: [UInt8], first: [UInt8]) -> [UInt8]? {
    if stored.first == 1 { return [version] + stored.dropFirst() }
    guard stored.first == version, Checksum.isRight(stored, key: Checksum.key(first)) else {
      return nil
    }
    return Array(stored.dropLast(Checksum.byteCount))
  }

  /// Appends a term, which must be greater than all previous ones.
  mutating func append(_ term: [UInt8], documentFrequency: Int) {
    var shared = 0
    if isEmpty {
      first = term
    } else {
      while shared < min(term.count, last.count), term[shared] == last[shared] { shared += 1 }
    }
    Varint.append(UInt64(shared), to: &bytes)
    Varint.append(UInt64(term.count - shared), to: &bytes)
    bytes.append(contentsOf: term[shared...])
    Varint.append(UInt64(documentFrequency), to: &bytes)
    last = term
  }
}
