internal import SQLite

/// Writes one segment: terms in ascending order, each with its doclist, as `LeafPage` says.
///
/// It decides as FTS5 does where a page ends (`fts5WriteAppendTerm`, `fts5FlushOneHash` in
/// ext/fts5/fts5_index.c of SQLite), so the same postings give the same pages. All that is in memory
/// is the page at hand.
struct SegmentWriter {
  /// The number of the segment.
  let segment: Int

  private let connection: Connection
  /// What a page has at most, but for a term, a row id or a varint that is begun before it is full.
  private let pageSize: Int
  private var page: [UInt8] = [0, 0, 0, 0]
  /// The offsets of the terms on the page.
  private var footer: [UInt8] = []
  private var lastTermOffset = 0
  private var pageNumber = 1
  /// Whether the doclist at hand goes on from the page before, and no row began on this one yet.
  private var awaitsRow = false
  private var previousTerm: [UInt8] = []
  /// What is to be noted of the pages from the last one on that begins with a new term: from which
  /// term on, in as few bytes as part it from the one before, and on which page.
  private var separator: (term: [UInt8], page: Int)? = ([], 1)
  private var skips: DoclistIndexWriter

  init(_ connection: Connection, segment: Int, pageSize: Int) {
    self.connection = connection
    self.segment = segment
    self.pageSize = pageSize
    skips = DoclistIndexWriter(segment: segment, pageSize: pageSize)
    page.reserveCapacity(pageSize * 2)
  }

  /// Begins the next term, in the main index or in one of prefixes, which its first byte says.
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

  /// Writes the doclist of the term that was begun: `pieces` of `chunks`, in the order of rows.
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

  /// Writes rows over as many pages as they need.
  private mutating func append(
    _ piece: PostingPiece, after last: UInt32, _ bytes: [UInt8]
  ) throws(SQLiteError) {
    let end = piece.range.upperBound
    var offset = piece.range.lowerBound
    var row = piece.firstRow
    if !awaitsRow { Varint.append(UInt64(row - last), to: &page) }
    // Rows that follow each other on one page are copied together, since they stand there as here;
    // only a page's first one says its whole id. What is from `start` on is not copied yet.
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
        try appendParted(bytes, head..<offset)
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

  /// Writes the positions of one row, with their size, on this page and the next; a varint is never
  /// parted.
  private mutating func appendParted(_ bytes: [UInt8], _ range: Range<Int>) throws(SQLiteError) {
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

  /// Where the varints end that fit into `space` from the start of `range`; the first is taken in any
  /// case.
  private static func wholeVarints(_ bytes: [UInt8], _ range: Range<Int>, _ space: Int) -> Int {
    var offset = range.lowerBound
    var end = offset
    while Varint.read(bytes, &offset, range.upperBound) != nil {
      guard end == range.lowerBound || offset - range.lowerBound <= space else { break }
      end = offset
    }
    return end
  }

  /// Writes what is left.
  ///
  /// - Returns: The segment, for the record of the index's structure.
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

  /// Notes where the terms from the last separator on are, and whether a doclist index goes with them.
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
