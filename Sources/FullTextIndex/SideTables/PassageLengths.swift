package import SQLite

/// The table `passage_lengths`, read chunk by chunk as rows are scored: the number of tokens in
/// each passage, and a bit that marks the first passage of each article.
///
///     lengths = { entry:2 bytes, low byte first } checksum:4 bytes     an entry for each id
///     entry   = isFirst:1 bit tokens:15 bits
///
/// A missing chunk is computed from `passages_fts_docsize` and `passages`, and so is one that does
/// not match its checksum (see `Checksum`).
public struct PassageLengths {
  /// The number of ids in a chunk, chosen so that a chunk fills a page of 4,096 bytes.
  @inlinable public static var chunkSize: Int { 2_000 }
  /// The bit that marks the first passage of an article.
  @inlinable public static var firstBit: UInt16 { 0x8000 }
  /// The largest length that fits in an entry; a longer passage has this length here, and its exact
  /// length in `passages_fts_docsize`.
  @inlinable public static var longLength: UInt16 { 0x7fff }

  /// The maximum number of passages in an article; more means that the table is damaged.
  package static let maxPassagesPerArticle: UInt32 = 100_000

  private let connection: Connection
  private let damage: FoundDamage?
  /// The offset in `entries` of each chunk; -1 if the chunk has not been read.
  @usableFromInline var chunkOffsets: [Int32] = []
  @usableFromInline var entries: [UInt16] = []
  /// The first passages of articles in the chunks that have been read: bit r % 64 of word r / 64 is
  /// set for row r.
  private var firstPassages: [UInt64] = []
  private var knownLastPassage: UInt32?
  private var maxRow: Int64?

  /// Creates a reader, which records in `damage` the damage that it finds.
  package init(_ connection: Connection, _ damage: FoundDamage? = nil) {
    self.connection = connection
    self.damage = damage
  }

  /// Returns the entry of a row.
  @inlinable @inline(__always)
  mutating func entry(_ row: UInt32) throws(IndexError) -> UInt16 {
    let chunk = Int(row) / Self.chunkSize
    return entries[try offset(ofChunk: chunk) + Int(row) - chunk * Self.chunkSize]
  }

  /// Returns the offset of a chunk in `entries`, and reads the chunk first if necessary.
  @inlinable @inline(__always)
  mutating func offset(ofChunk chunk: Int) throws(IndexError) -> Int {
    if chunk < chunkOffsets.count, chunkOffsets[chunk] >= 0 { return Int(chunkOffsets[chunk]) }
    return try load(chunk)
  }

  /// Returns dl, the number of tokens, of a row that is in the index.
  @inlinable @inline(__always)
  public mutating func length(_ row: UInt32) throws(IndexError) -> Int {
    let length = try entry(row) & ~Self.firstBit
    if length > 0, length < Self.longLength { return Int(length) }
    return try longLength(row)
  }

  @usableFromInline func longLength(_ row: UInt32) throws(IndexError) -> Int {
    // A row has postings but no length if it was deleted with a text that differs from the inserted
    // one. FTS5 also reports a corrupt index in this case.
    guard let length = try storedLength(row), length > 0 else {
      throw .corrupt(.length(Int64(row)))
    }
    return length
  }

  /// Returns the number of tokens of a row; 0 if the row is not in the index.
  @inlinable @inline(__always)
  public mutating func lengthOfAny(_ row: UInt32) throws(IndexError) -> Int {
    let length = try entry(row) & ~Self.firstBit
    if length > 0, length < Self.longLength { return Int(length) }
    return try storedLength(row) ?? 0
  }

  /// Returns the length of a row in `passages_fts_docsize`; nil if the row is not there.
  @usableFromInline func storedLength(_ row: UInt32) throws(IndexError) -> Int? {
    let sizes = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT sz FROM passages_fts_docsize WHERE id = ?1", [.integer(Int64(row))]
      ) { row in row.bytes(at: 0) }
    }
    guard let sizes else { return nil }
    guard let length = Self.sum(sizes) else { throw .corrupt(.length(Int64(row))) }
    return length
  }

  /// Returns the number of tokens in a row of `passages_fts_docsize`, which has a varint for each
  /// column; nil if the bytes are malformed.
  static func sum(_ sizes: [UInt8]) -> Int? {
    var offset = 0
    var sum = 0
    while offset < sizes.count {
      guard let size = Varint.readInt(sizes, &offset, sizes.count), size < 1 << 32 else {
        return nil
      }
      sum += size
    }
    return sum
  }

  /// Returns the first passage of the article that contains passage `row`.
  ///
  /// - Complexity: O(n / 64), where n is the number of passages before it in the article.
  package mutating func firstOfArticle(_ row: UInt32) throws(IndexError) -> UInt32 {
    _ = try offset(ofChunk: Int(row) / Self.chunkSize)
    var word = Int(row >> 6)
    var mask = UInt64.max >> UInt64(63 - row & 63)
    while row - UInt32(word << 6) < Self.maxPassagesPerArticle + 64 {
      _ = try offset(ofChunk: word << 6 / Self.chunkSize)
      let firsts = firstPassages[word] & mask
      if firsts != 0 { return UInt32(word << 6 + 63 - firsts.leadingZeroBitCount) }
      guard word > 0 else { break }
      (word, mask) = (word - 1, .max)
    }
    throw .corrupt(.passageLengths(Int64(row) / Int64(Self.chunkSize)))
  }

  /// Returns a word with a bit for each of the rows from 64 * `word` on, which is set if the row is
  /// the first passage of an article.
  package mutating func firstPassages(ofWord word: Int) throws(IndexError) -> UInt64 {
    // Sets of rows may have room for more rows than there are passages.
    guard word <= Int(try lastPassage()) / 64 else { return 0 }
    _ = try offset(ofChunk: word * 64 / Self.chunkSize)
    _ = try offset(ofChunk: (word * 64 + 63) / Self.chunkSize)
    return word < firstPassages.count ? firstPassages[word] : 0
  }

  /// Returns the highest id of a passage; 0 if there are none.
  package mutating func lastPassage() throws(IndexError) -> UInt32 {
    if let knownLastPassage { return knownLastPassage }
    let last = try PassageIDs.last(in: connection)
    knownLastPassage = last
    return last
  }

  @usableFromInline mutating func load(_ chunk: Int) throws(IndexError) -> Int {
    // A higher row in a posting list is damage, and would make the arrays too large. Rows after the
    // last passage may have been deleted since a table was built.
    let limit = if let maxRow { maxRow } else { try PassageIDs.range(in: connection).upperBound }
    maxRow = limit
    guard chunk <= Int(limit) / Self.chunkSize else {
      throw .corrupt(.length(Int64(chunk * Self.chunkSize)))
    }
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT lengths FROM passage_lengths WHERE chunk = ?1", [.integer(chunk)]
      ) { row in row.bytes(at: 0) }
    }
    let offset = entries.count
    guard offset < Int(Int32.max) - Self.chunkSize else { throw .unsupportedFormat }
    if let stored, let read = Self.decode(stored, chunk: chunk) {
      entries += read
    } else {
      if stored != nil { damage?.isInSideTables = true }
      entries += try Self.compute(chunk, connection)
    }
    if chunk >= chunkOffsets.count {
      chunkOffsets += Array(repeating: -1, count: chunk + 1 - chunkOffsets.count)
    }
    chunkOffsets[chunk] = Int32(offset)
    noteFirstPassages(of: chunk, at: offset)
    return offset
  }

  private mutating func noteFirstPassages(of chunk: Int, at offset: Int) {
    let firstRow = chunk * Self.chunkSize
    let size = (firstRow + Self.chunkSize + 63) / 64
    if size > firstPassages.count {
      firstPassages += Array(repeating: 0, count: size - firstPassages.count)
    }
    for index in 0..<Self.chunkSize where entries[offset + index] & Self.firstBit != 0 {
      let row = firstRow + index
      firstPassages[row / 64] |= 1 << UInt64(row % 64)
    }
  }

  /// Returns the entries of a stored chunk; nil if it does not have the right length or checksum.
  static func decode(_ bytes: [UInt8], chunk: Int) -> [UInt16]? {
    guard
      bytes.count == 2 * chunkSize
        || bytes.count == 2 * chunkSize + Checksum.byteCount
          && Checksum.isRight(bytes, key: UInt64(chunk))
    else { return nil }
    var entries = [UInt16](repeating: 0, count: chunkSize)
    let bytes = bytes.span
    for index in entries.indices {
      entries[index] = UInt16(bytes[2 &* index]) | UInt16(bytes[2 &* index &+ 1]) &<< 8
    }
    return entries
  }

  /// Returns the bytes of a chunk to be stored.
  static func encode(_ entries: [UInt16], chunk: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * entries.count + Checksum.byteCount)
    for entry in entries {
      bytes.append(UInt8(entry & 0xff))
      bytes.append(UInt8(entry >> 8))
    }
    return Checksum.seal(bytes, key: UInt64(chunk))
  }

  /// Computes the entries of a chunk from `passages_fts_docsize` and `passages`.
  static func compute(_ chunk: Int, _ connection: Connection) throws(IndexError) -> [UInt16] {
    var entries = [UInt16](repeating: 0, count: chunkSize)
    let first = Int64(chunk) * Int64(chunkSize)
    let ids: [Value] = [.integer(first), .integer(first + Int64(chunkSize) - 1)]
    let sizes = try mapErrors { () throws(SQLiteError) in
      try connection.rows(
        "SELECT id, sz FROM passages_fts_docsize WHERE id BETWEEN ?1 AND ?2", ids
      ) { row in (row.integer(at: 0), row.bytes(at: 1)) }
    }
    for (id, size) in sizes {
      guard let length = sum(size) else { throw .corrupt(.length(id)) }
      entries[Int(id - first)] = UInt16(min(length, Int(longLength)))
    }
    let articles = try mapErrors { () throws(SQLiteError) in
      try connection.rows(
        """
        SELECT id, article_id FROM passages
         WHERE id BETWEEN coalesce((SELECT max(id) FROM passages WHERE id < ?1), ?1) AND ?2
         ORDER BY id
        """, ids
      ) { row in (row.integer(at: 0), row.integer(at: 1)) }
    }
    var before: Int64?
    for (id, article) in articles {
      if id >= first, article != before { entries[Int(id - first)] |= firstBit }
      before = article
    }
    return entries
  }
}
