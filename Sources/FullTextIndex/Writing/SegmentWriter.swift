internal import SQLite

/// Writes one segment in the format of `LeafPage`: terms in ascending order, each with its doclist.
///
/// Pages end where FTS5 would end them (see `fts5WriteAppendTerm` and `fts5FlushOneHash` in
/// ext/fts5/fts5_index.c of SQLite), so the same postings give the same pages. Only the current
/// page is in memory.
struct SegmentWriter {
  /// The number of the segment.
  let segment: Int

  private let connection: Connection
  /// The size of a page; the term, row id or varint that fills the page may exceed it.
  private let pageSize: Int
  private var page: [UInt8] = [0, 0, 0, 0]
  /// The offsets of the terms on the page.
  private var footer: [UInt8] = []
  private var lastTermOffset = 0
  private var pageNumber = 1
  /// True if the doclist continues from the previous page and no row has started on this page yet.
  private var awaitsRow = false
  private var previousTerm: [UInt8] = []
  /// The next row of `passages_fts_idx`: the last page on which a term began, and the shortest
  /// prefix that distinguishes the first term of that page from the term before it.
  private var separator: (term: [UInt8], page: Int)? = ([], 1)
  private var skips: DoclistIndexWriter

  init(_ connection: Connection, segment: Int, pageSize: Int) {
    self.connection = connection
    self.segment = segment
    self.pageSize = pageSize
    skips = DoclistIndexWriter(segment: segment, pageSize: pageSize)
    page.reserveCapacity(pageSize * 2)
  }

  /// Begins the next term, whose first byte is the mark of the main index or of a prefix index.
  mutating func begin(_ term: [UInt8]) throws(SQLiteError) {
    if page.count + footer.count + term.count + 2 >= pageSize, page.count > 4 { try endPage() }
    var shared = 0
    while shared < min(previousTerm.count, term.count), previousTerm[shared] == term[shared] {
      shared += 1
    }
    let isFirst = footer.isEmpty
    Varint.append(UInt64(page.count - lastTermOffset), to: &footer)
    lastTermOffset = page.count
    if isFirst {
      if pageNumber != 1 {
        try endSeparator()
        separator = (Array(term.prefix(shared + 1)), pageNumber)
      }
      Varint.append(UInt64(term.count), to: &page)
      page += term
    } else {
      Varint.append(UInt64(shared), to: &page)
      Varint.append(UInt64(term.count - shared), to: &page)
      page += term[shared...]
    }
    previousTerm = term
    awaitsRow = false
    skips.begin(termPage: pageNumber)
  }

  /// Writes the doclist of the current term: `pieces` of `chunks`, in ascending order of rows.
  mutating func append(_ pieces: [PostingPiece], of chunks: [[UInt8]]) throws(SQLiteError) {
    var last: UInt32 = 0
    var size = 0
    for piece in pieces {
      size += Varint.size(of: UInt64(piece.firstRow - last)) + piece.range.count
      last = piece.lastRow
    }
    let fits = page.count + footer.count + size + 1 <= pageSize
    last = 0
    for piece in pieces {
      if fits {
        Varint.append(UInt64(piece.firstRow - last), to: &page)
        append(chunks[Int(piece.chunk)], piece.range)
      } else {
        try append(piece, after: last, chunks[Int(piece.chunk)])
      }
      last = piece.lastRow
    }
  }

  /// Writes the rows of a piece, on as many pages as necessary.
  private mutating func append(
    _ piece: PostingPiece, after last: UInt32, _ bytes: [UInt8]
  ) throws(SQLiteError) {
    let end = piece.range.upperBound
    var offset = piece.range.lowerBound
    var row = piece.firstRow
    if !awaitsRow { Varint.append(UInt64(row - last), to: &page) }
    // Consecutive rows on a page are copied together, because their encoding is the same in the
    // piece and on the page; only the first row id of a page is absolute. Bytes from `start` on
    // have not been copied yet.
    var start = offset
    while true {
      if awaitsRow {
        try beginRow(row)
        start = offset
      }
      let head = offset
      guard let size = Varint.readInt(bytes, &offset, end) else { return }
      offset += size / 2
      if page.count + footer.count + offset - start > pageSize {
        append(bytes, start..<head)
        try appendSplit(bytes, head..<offset)
        start = offset
      }
      guard offset < end else { break }
      guard let delta = Varint.read(bytes, &offset, end) else { return }
      row &+= UInt32(truncatingIfNeeded: delta)
    }
    append(bytes, start..<end)
  }

  /// Writes the id of the first row that begins on this page.
  private mutating func beginRow(_ row: UInt32) throws(SQLiteError) {
    page[0] = UInt8(truncatingIfNeeded: page.count >> 8)
    page[1] = UInt8(truncatingIfNeeded: page.count)
    Varint.append(UInt64(row), to: &page)
    awaitsRow = false
    for full in skips.append(row: Int64(row), on: pageNumber) { try write(full.id, full.bytes) }
  }

  @inline(__always)
  private mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
    bytes.withUnsafeBytes { page.append(contentsOf: $0[range]) }
  }

  /// Writes the size and the positions of one row to this page and the following ones, without
  /// splitting a varint.
  private mutating func appendSplit(_ bytes: [UInt8], _ range: Range<Int>) throws(SQLiteError) {
    var start = range.lowerBound
    while start < range.upperBound {
      let space = pageSize - page.count - footer.count
      let end =
        range.upperBound - start <= space
        ? range.upperBound : Self.wholeVarints(bytes, start..<range.upperBound, space)
      append(bytes, start..<end)
      start = end
      if page.count + footer.count >= pageSize { try endPage() }
    }
  }

  /// Returns the end of the varints at the start of `range` that fit in `space` bytes; includes the
  /// first varint even if it does not fit.
  private static func wholeVarints(_ bytes: [UInt8], _ range: Range<Int>, _ space: Int) -> Int {
    var offset = range.lowerBound
    var end = offset
    while Varint.read(bytes, &offset, range.upperBound) != nil {
      guard end == range.lowerBound || offset - range.lowerBound <= space else { break }
      end = offset
    }
    return end
  }

  /// Writes the last page.
  ///
  /// - Returns: The segment, to be added to the structure record.
  mutating func finish() throws(SQLiteError) -> Segment {
    if page.count > 4 { try endPage() }
    try endSeparator()
    return Segment(id: segment, firstLeaf: 1, lastLeaf: pageNumber - 1)
  }

  private mutating func endPage() throws(SQLiteError) {
    page[2] = UInt8(truncatingIfNeeded: page.count >> 8)
    page[3] = UInt8(truncatingIfNeeded: page.count)
    if footer.isEmpty { skips.endPageWithoutTerm(beganNoRow: awaitsRow) }
    page += footer
    try write(PageStore.id(segment: segment, leaf: pageNumber), page)
    page.removeSubrange(4...)
    (page[0], page[1], page[2], page[3]) = (0, 0, 0, 0)
    footer.removeAll(keepingCapacity: true)
    lastTermOffset = 0
    pageNumber += 1
    awaitsRow = true
  }

  /// Writes the pending row of `passages_fts_idx`, and the doclist index of the last term if it has
  /// one.
  private mutating func endSeparator() throws(SQLiteError) {
    guard let separator else { return }
    let pages = skips.finish()
    for page in pages { try write(page.id, page.bytes) }
    try connection.run(
      "INSERT INTO passages_fts_idx (segid, term, pgno) VALUES (?1, ?2, ?3)",
      [
        .integer(segment), .blob(separator.term),
        .integer(separator.page << 1 | (pages.isEmpty ? 0 : 1)),
      ])
    self.separator = nil
  }

  private func write(_ id: Int64, _ bytes: [UInt8]) throws(SQLiteError) {
    try IndexState.write(bytes, as: id, connection)
  }
}
