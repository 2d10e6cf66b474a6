/// Walks the posting list of one term in one segment.
///
///     doclist = { row:varint size:varint poslist }       size = 2 * bytes of the poslist + flag
///     poslist = { column | position }
///     column  = 1:varint number:varint                   positions start again from 0
///     position = distance + 2:varint                     in tokens from the one before
///
/// A row id is absolute where it is the doclist's first, or the first that starts on a page, else
/// the distance from the one before. A row that was deleted has a poslist of no bytes; the flag says
/// that older segments may hold the row too, and matters to merges only. A poslist may run over the
/// ends of pages, between its varints; a row id and its size stand on one page.
public struct PostingCursor {
  /// The row id past all others: the cursor has come to its end.
  @inlinable public static var end: UInt32 { .max }

  /// Where the doclist begins.
  let start: DoclistStart
  let pages: PageStore
  private let skips: SkipTable?

  /// The current row id, or `end`.
  package var row: UInt32 = 0
  /// The bytes of the current poslist; none for a row that was deleted.
  package var positionBytes = 0
  /// How many postings have been decoded.
  package var decoded = 0
  /// The leaf on which the current posting starts.
  private(set) var leaf: Int
  /// Where on that leaf it starts.
  private(set) var rowOffset = 0

  var page: LeafPage
  /// Where the doclist ends on this leaf.
  var pageEnd: Int
  var positions: Int
  private var block = 0

  /// A cursor on the first posting.
  package init(_ start: DoclistStart, _ skips: SkipTable?, _ pages: PageStore) throws(IndexError) {
    self.start = start
    self.pages = pages
    self.skips = skips
    leaf = start.leaf
    page = try pages.leaf(segment: start.segment.id, leaf)
    pageEnd = start.range.upperBound
    positions = start.range.lowerBound
    guard pageEnd <= page.footer else { throw .corrupt(.structure) }
    try next()
  }

  var corruptLeaf: IndexError {
    .corrupt(.leaf(PageStore.id(segment: start.segment.id, leaf: leaf)))
  }

  /// Moves to the next posting.
  ///
  /// - Precondition: The cursor is not at its end.
  @inline(__always)
  package mutating func next() throws(IndexError) {
    let offset = positions &+ positionBytes
    if offset < pageEnd {
      try readPosting(at: offset, after: row)
    } else {
      try nextLeaf(offset - pageEnd)
    }
  }

  /// Reads the row id and the size at `offset` of this page.
  @inline(__always)
  private mutating func readPosting(at start: Int, after base: UInt32) throws(IndexError) {
    var offset = start
    // Below, no varint can run past the end of the page: a row id has five bytes at most here, a
    // size four.
    if offset &+ 2 <= pageEnd, page.bytes[offset] < 0x80, page.bytes[offset &+ 1] < 0x80 {
      let delta = UInt32(page.bytes[offset])
      guard delta > 0, base < Self.end - 128 else { throw corruptLeaf }
      row = base &+ delta
      positionBytes = Int(page.bytes[offset &+ 1] >> 1)
      offset &+= 2
    } else {
      guard let delta = Varint.readInt(page.bytes, &offset, pageEnd), delta > 0,
        let size = Varint.readInt(page.bytes, &offset, pageEnd), size < 1 << 31
      else { throw longRow(at: start) }
      guard Int(base) + delta < Int(Self.end) else { throw .unsupportedFormat }
      row = UInt32(Int(base) + delta)
      positionBytes = size >> 1
    }
    rowOffset = start
    positions = offset
    decoded &+= 1
  }

  /// What a posting is that could not be read: a row id that the engine does not take, or corrupt.
  private func longRow(at start: Int) -> IndexError {
    var offset = start
    let row = Varint.read(page.bytes, &offset, pageEnd)
    return (row.map { $0 > UInt64(UInt32.max) } ?? false) ? .unsupportedFormat : corruptLeaf
  }

  /// Moves over `remaining` bytes of a poslist and to the posting after it, on a later leaf.
  private mutating func nextLeaf(_ remaining: Int) throws(IndexError) {
    // Where another term follows on the page, the doclist is at its end.
    guard pageEnd == page.footer else {
      guard remaining == 0 else { throw corruptLeaf }
      row = Self.end
      return
    }
    var remaining = remaining
    while true {
      guard leaf < start.segment.lastLeaf else {
        guard remaining == 0 else { throw corruptLeaf }
        row = Self.end
        return
      }
      let earlier = row
      try open(leaf + 1)
      let available = pageEnd - 4
      if remaining > available {
        guard page.firstTerm == 0, page.firstRow == 0 else { throw corruptLeaf }
        remaining -= available
        continue
      }
      let offset = 4 + remaining
      if page.firstRow == 0 {
        guard offset == pageEnd else { throw corruptLeaf }
        remaining = 0
        guard page.firstTerm > 0 else { continue }
        row = Self.end
        return
      }
      guard page.firstRow == offset, offset < pageEnd else { throw corruptLeaf }
      try readPosting(at: offset, after: 0)
      guard row > earlier else { throw corruptLeaf }
      return
    }
  }

  mutating func open(_ leaf: Int) throws(IndexError) {
    self.leaf = leaf
    page = try pages.leaf(segment: start.segment.id, leaf)
    pageEnd = leaf == start.leaf ? start.range.upperBound : page.endOfFirstDoclist
    guard pageEnd >= 4, pageEnd <= page.footer else { throw corruptLeaf }
  }

  /// Moves to the first posting at or past `target`.
  ///
  /// - Complexity: O(log d + b) with a skip table, where d is the number of blocks passed over and b
  ///   the postings of a block; else O(postings passed over).
  @inline(__always)
  mutating func advance(to target: UInt32) throws(IndexError) {
    if row >= target { return }
    if let skips {
      let found = skips.block(from: block, reaching: target)
      if found != block { try jump(to: found, skips) }
    }
    try scan(to: target)
  }

  /// Moves to the start of a later block, unless the cursor is in it already.
  private mutating func jump(to found: Int, _ skips: SkipTable) throws(IndexError) {
    block = found
    guard found < skips.limits.count else {
      row = Self.end
      return
    }
    let before = skips.limits[found - 1]
    guard row <= before else { return }
    let target = Int(skips.leaves[found])
    if target != leaf { try open(target) }
    let offset = skips.offsets.isEmpty ? page.firstRow : Int(skips.offsets[found])
    guard offset >= 4, offset < pageEnd else { throw corruptLeaf }
    try readPosting(at: offset, after: offset == page.firstRow ? 0 : before)
    // A table that does not belong to this doclist would land elsewhere.
    guard row > before, row <= skips.limits[found] else { throw corruptLeaf }
  }

  /// Moves on to `target` one posting after another.
  private mutating func scan(to target: UInt32) throws(IndexError) {
    while row < target {
      var offset = positions &+ positionBytes
      // Far from the end of the page, nothing that is well-formed can run over it.
      let safeEnd = pageEnd &- Self.headBytes
      guard offset <= safeEnd else {
        try next()
        continue
      }
      var row = row
      var size = 0
      var start = offset
      var count = 0
      repeat {
        start = offset
        guard let delta = Self.shortVarint(page.bytes, &offset),
          let read = Self.shortVarint(page.bytes, &offset), delta > 0
        else { throw corruptLeaf }
        let sum = UInt64(row) &+ UInt64(delta)
        guard sum < UInt64(Self.end) else { throw .unsupportedFormat }
        row = UInt32(truncatingIfNeeded: sum)
        size = Int(read >> 1)
        count &+= 1
        if row >= target { break }
        offset &+= size
        if offset > safeEnd {
          offset &-= size
          break
        }
      } while true
      self.row = row
      positionBytes = size
      positions = offset
      rowOffset = start
      decoded &+= count
    }
  }

  /// How many bytes a row id and a size take at most, for the row ids that the engine takes.
  static let headBytes = 10

  /// Reads a varint of at most five bytes, which the caller knows to be on the page.
  @inline(__always)
  static func shortVarint(_ bytes: [UInt8], _ offset: inout Int) -> UInt32? {
    let first = bytes[offset]
    offset &+= 1
    if first < 0x80 { return UInt32(first) }
    let second = bytes[offset]
    offset &+= 1
    let value = UInt32(first & 0x7f) &<< 7 | UInt32(second & 0x7f)
    if second < 0x80 { return value }
    return longerVarint(bytes, &offset, value)
  }

  private static func longerVarint(_ bytes: [UInt8], _ offset: inout Int, _ start: UInt32)
    -> UInt32?
  {
    var value = UInt64(start)
    for _ in 0..<3 {
      let byte = bytes[offset]
      offset &+= 1
      value = value &<< 7 | UInt64(byte & 0x7f)
      if byte < 0x80 { return UInt32(exactly: value) }
    }
    return nil
  }

  /// Moves to the first posting of a block, forward or back, which `leaf` holds.
  package mutating func restart(at block: Int, leaf: Int) throws(IndexError) {
    self.block = 0
    row = 0
    if block > 0, let skips {
      try jump(to: block, skips)
    } else {
      try open(start.leaf)
      positions = start.range.lowerBound
      positionBytes = 0
      try next()
    }
    guard self.leaf == leaf else { throw .corrupt(.postingBlocks) }
  }
}
