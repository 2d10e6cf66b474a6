package import SQLite

/// How many tokens each passage has, and which passages begin an article: the table
/// `passage_lengths`, read chunk by chunk as rows are scored.
///
///     lengths = { entry:2 bytes, low byte first }         one for each id of the chunk
///     entry   = isFirst:1 bit tokens:15 bits
///
/// A chunk that is missing is made from `passages_fts_docsize` and `passages`.
public struct PassageLengths {
  /// How many ids share a chunk: so many that a chunk fills a page of 4,096 bytes.
  @inlinable public static var chunkSize: Int { 2_000 }
  /// The bit of a passage that is the first of its article.
  @inlinable public static var firstBit: UInt16 { 0x8000 }
  /// What stands for this many tokens or more.
  @inlinable public static var longLength: UInt16 { 0x7fff }

  /// How many passages an article is taken to have at most: what has more is a fault.
  private static let longestArticle: UInt32 = 100_000

  private let connection: Connection
  /// For each chunk, where its entries begin in `entries`; -1 when it has not been read.
  @usableFromInline var places: [Int32] = []
  @usableFromInline var entries: [UInt16] = []

  package init(_ connection: Connection) { self.connection = connection }

  /// The entry of a row.
  @inlinable @inline(__always)
  mutating func entry(_ row: UInt32) throws(IndexError) -> UInt16 {
    let chunk = Int(row) / Self.chunkSize
    return entries[try place(chunk) + Int(row) - chunk * Self.chunkSize]
  }

  /// Where the entries of a chunk begin.
  @inlinable @inline(__always)
  mutating func place(_ chunk: Int) throws(IndexError) -> Int {
    if chunk < places.count, places[chunk] >= 0 { return Int(places[chunk]) }
    return try load(chunk)
  }

  /// dl of a row that is in the index.
  @inlinable @inline(__always)
  public mutating func length(_ row: UInt32) throws(IndexError) -> Int {
    let length = try entry(row) & ~Self.firstBit
    if length > 0, length < Self.longLength { return Int(length) }
    return try longLength(row)
  }

  @usableFromInline func longLength(_ row: UInt32) throws(IndexError) -> Int {
    // A row that has postings and no length was taken out of the index with other words than went
    // in; stock FTS5 finds the index corrupt then.
    guard let length = try storedLength(row), length > 0 else {
      throw .corrupt(.length(Int64(row)))
    }
    return length
  }

  /// dl of any row: 0 where the index has no such row.
  @inlinable @inline(__always)
  public mutating func lengthOfAny(_ row: UInt32) throws(IndexError) -> Int {
    let length = try entry(row) & ~Self.firstBit
    if length > 0, length < Self.longLength { return Int(length) }
    return try storedLength(row) ?? 0
  }

  /// What `passages_fts_docsize` says, or nothing where it has no such row.
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

  /// The tokens of a row of `passages_fts_docsize`: a varint for each column.
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

  /// The first passage of the article that holds passage `row`.
  ///
  /// - Complexity: O(n), where n is the number of passages before it in the article.
  package mutating func firstOfArticle(_ row: UInt32) throws(IndexError) -> UInt32 {
    var first = row
    while first > 0, row - first < Self.longestArticle {
      if try entry(first) & Self.firstBit != 0 { return first }
      first -= 1
    }
    throw .corrupt(.passageLengths(Int64(row) / Int64(Self.chunkSize)))
  }

  /// As above, for ascending rows: `before` is the row asked for before and its article's first.
  package mutating func firstOfArticle(_ row: UInt32, after before: (row: UInt32, first: UInt32)?)
    throws(IndexError) -> UInt32
  {
    guard let before, row - before.row < Self.longestArticle else {
      return try firstOfArticle(row)
    }
    var first = row
    while first > before.row {
      if try entry(first) & Self.firstBit != 0 { return first }
      first -= 1
    }
    return before.first
  }

  @usableFromInline mutating func load(_ chunk: Int) throws(IndexError) -> Int {
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT lengths FROM passage_lengths WHERE chunk = ?1", [.integer(chunk)]
      ) { row in row.bytes(at: 0) }
    }
    let place = entries.count
    guard place < Int(Int32.max) - Self.chunkSize else { throw .unsupportedFormat }
    if let stored {
      guard let read = Self.decode(stored) else { throw .corrupt(.passageLengths(Int64(chunk))) }
      entries += read
    } else {
      entries += try Self.make(chunk, connection)
    }
    if chunk >= places.count {
      places += Array(repeating: -1, count: chunk + 1 - places.count)
    }
    places[chunk] = Int32(place)
    return place
  }

  /// The entries of a stored chunk, or nothing where it has not the right length.
  static func decode(_ bytes: [UInt8]) -> [UInt16]? {
    guard bytes.count == 2 * chunkSize else { return nil }
    var entries = [UInt16](repeating: 0, count: chunkSize)
    let bytes = bytes.span
    for index in entries.indices {
      entries[index] = UInt16(bytes[2 &* index]) | UInt16(bytes[2 &* index &+ 1]) &<< 8
    }
    return entries
  }

  /// The bytes of a chunk as they are stored.
  static func encode(_ entries: [UInt16]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * entries.count)
    for entry in entries {
      bytes.append(UInt8(entry & 0xff))
      bytes.append(UInt8(entry >> 8))
    }
    return bytes
  }

  /// The entries of a chunk, made from `passages_fts_docsize` and `passages`.
  static func make(_ chunk: Int, _ connection: Connection) throws(IndexError) -> [UInt16] {
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
