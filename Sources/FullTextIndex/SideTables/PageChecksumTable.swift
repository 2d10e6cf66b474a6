internal import SQLite

/// The table `page_checksums`: the checksums of the pages of an optimized index.
///
///     checksums = { checksum:4 bytes, low byte first }         one for each leaf page of the chunk
///
/// FTS5's pages have no checksums, and most flipped bits in a posting list make another list that
/// looks right. The table describes the leaf pages of the only segment, and is valid as long as
/// `posting_blocks` is. Archives of earlier versions do not have it.
enum PageChecksumTable {
  /// The number of pages in a chunk, chosen so that a row fits on a page of 4,096 bytes.
  static let chunkSize = 1_000

  /// Rebuilds the table for a segment; creates it if the archive does not have it.
  ///
  /// - Complexity: O(n) in the size of the index.
  static func rebuild(_ segment: Segment, in connection: Connection) throws(IndexError) {
    guard try exists(in: connection) else { return }
    try clear(connection)
    let pages = PageStore(connection)
    for chunk in segment.firstLeaf / chunkSize...segment.lastLeaf / chunkSize {
      var sums: [UInt8] = []
      for leaf in chunk * chunkSize..<(chunk + 1) * chunkSize {
        let isInSegment = (segment.firstLeaf...segment.lastLeaf).contains(leaf)
        let id = PageStore.id(segment: segment.id, leaf: leaf)
        let page = isInSegment ? try pages.record(id) ?? [] : []
        let sum = page.withUnsafeBytes { Checksum.of($0, key: UInt64(bitPattern: id)) }
        for index in 0..<4 { sums.append(UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))) }
      }
      try mapErrors { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO page_checksums(chunk, checksums) VALUES (?1, ?2)",
          [.integer(chunk), .blob(Checksum.seal(sums, key: UInt64(chunk)))])
      }
    }
  }

  /// Returns false if a page of the segment does not match its checksum.
  static func verify(_ segment: Segment, in connection: Connection) throws(IndexError) -> Bool {
    guard try exists(in: connection) else { return true }
    let pages = PageStore(connection)
    var checksums = PageChecksums(connection)
    for leaf in segment.firstLeaf...segment.lastLeaf {
      let page = try pages.record(PageStore.id(segment: segment.id, leaf: leaf)) ?? []
      guard try checksums.isRight(page, segment: segment.id, leaf: leaf) else { return false }
    }
    return true
  }

  /// Empties the table, if there is one.
  static func clear(_ connection: Connection) throws(IndexError) {
    guard try exists(in: connection) else { return }
    try mapErrors { () throws(SQLiteError) in try connection.run("DELETE FROM page_checksums") }
  }

  /// True if the archive has the table.
  static func exists(in connection: Connection) throws(IndexError) -> Bool {
    try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT 1 FROM sqlite_schema WHERE name = 'page_checksums' AND type = 'table'"
      ) { _ in true } ?? false
    }
  }
}

/// Verifies pages of the index against `page_checksums`.
struct PageChecksums {
  private let connection: Connection
  private var chunks: [Int: [UInt8]] = [:]

  /// Creates a reader, before any chunk is read.
  init(_ connection: Connection) { self.connection = connection }

  /// Returns true if a page matches its checksum, or has none.
  mutating func isRight(
    _ page: [UInt8], segment: Int, leaf: Int
  ) throws(IndexError) -> Bool {
    let chunk = leaf / PageChecksumTable.chunkSize
    let sums = if let known = chunks[chunk] { known } else { try read(chunk) }
    guard !sums.isEmpty else { return true }
    let id = UInt64(bitPattern: PageStore.id(segment: segment, leaf: leaf))
    let sum = page.withUnsafeBytes { Checksum.of($0, key: id) }
    return sums.withUnsafeBytes { bytes in
      let offset = leaf % PageChecksumTable.chunkSize * 4
      return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        == sum
    }
  }

  /// Reads a chunk; the result is empty if it is missing or damaged, so that its pages have no
  /// checksums.
  private mutating func read(_ chunk: Int) throws(IndexError) -> [UInt8] {
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT checksums FROM page_checksums WHERE chunk = ?1", [.integer(chunk)]
      ) { row in row.bytes(at: 0) }
    }
    var sums: [UInt8] = []
    if let stored, stored.count == 4 * PageChecksumTable.chunkSize + Checksum.byteCount,
      Checksum.isRight(stored, key: UInt64(chunk))
    {
      sums = stored
    }
    chunks[chunk] = sums
    return sums
  }
}
