/// A cursor over the posting list of one term in one segment.
///
///     doclist = { row:varint size:varint poslist }       size = 2 * bytes of the poslist + flag
///     poslist = { column | position }
///     column  = 1:varint number:varint                   positions start again from 0
///     position = distance + 2:varint                     in tokens from the previous position
///
/// The first row id of a doclist, and the first one that starts on a page, is absolute; the others
/// are distances from the previous row id. A deleted row has an empty poslist. The flag of a
/// deleted row says that older segments may contain the row too; only merges need it. A poslist may
/// continue on the next page, but only between varints; a row id and its size are always on the
/// same page.
public struct PostingCursor {
  /// The row id of a cursor that is past the last posting.
  @inlinable public static var end: UInt32 { .max }

  let start: DoclistStart
  let pages: PageStore
  private let skips: SkipTable?

  /// The current row id, or `end`.
  package var row: UInt32 = 0
  /// The number of bytes of the current poslist; 0 for a deleted row.
  package var positionBytes = 0
  /// The number of postings decoded so far.
  package var decoded = 0
  /// The leaf on which the current posting starts.
  public private(set) var leaf: Int
  /// The offset of the current posting on that leaf.
  private(set) var rowOffset = 0

  @usableFromInline var page: LeafPage
  /// The offset at which the doclist ends on this leaf.
  @usableFromInline var pageEnd: Int
  var positions: Int
  private var block = 0

  /// Creates a cursor on the first posting.
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
    // Nearly always, the row id and the size are varints of one byte.
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

  /// Returns the error for a posting that could not be read: `unsupportedFormat` if the row id has
  /// more than 32 bits, otherwise `corrupt`.
  private func longRow(at start: Int) -> IndexError {
    var offset = start
    let row = Varint.read(page.bytes, &offset, pageEnd)
    return (row.map { $0 > UInt64(UInt32.max) } ?? false) ? .unsupportedFormat : corruptLeaf
  }

  /// Skips the `remaining` bytes of a poslist and moves to the next posting, on a later leaf.
  private mutating func nextLeaf(_ remaining: Int) throws(IndexError) {
    // If another term follows on the page, the doclist has ended.
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
  /// - Complexity: With a skip table, O(log d + b) for d skipped blocks and b postings in a block;
  ///   otherwise O(n) for n skipped postings.
  @inline(__always)
  mutating func advance(to target: UInt32) throws(IndexError) {
    if row >= target { return }
    if let skips {
      let found = skips.block(from: block, reaching: target)
      if found != block { try jump(to: found, skips) }
    }
    try scan(to: target)
  }

  /// Moves to the start of a later block, unless the cursor is already in it.
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
    // The row is outside the block if the table does not belong to this doclist.
    guard row > before, row <= skips.limits[found] else { throw corruptLeaf }
  }

  /// Moves to the first posting at or past `target`, one posting at a time.
  private mutating func scan(to target: UInt32) throws(IndexError) {
    while row < target {
      var offset = positions &+ positionBytes
      // A row id and a size that start at or before this offset end before `pageEnd`.
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

  /// The maximum number of bytes of a row id and a size: five each, because both have 32 bits.
  static let headBytes = 10

  /// Reads a varint of at most five bytes, or returns nil if it is longer.
  ///
  /// - Precondition: The page has at least five bytes from `offset` on.
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

  /// Moves forward or back to the first posting of a block, which must be on `leaf`.
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
