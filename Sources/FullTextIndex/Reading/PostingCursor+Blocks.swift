/// Reads many postings at a time, and their frequencies.
extension PostingCursor {
  /// Fills `range` of `rows` and `slots` with the current posting and those after it, and leaves
  /// the cursor on the last one stored.
  ///
  /// In the slots, leaves are numbered relative to the leaf that is current at the call.
  package mutating func take(
    _ rows: inout [UInt32], _ slots: inout [UInt64], _ range: Range<Int>
  ) throws(IndexError) {
    let firstLeaf = leaf
    var index = range.lowerBound
    while true {
      guard row != Self.end, positionBytes > 0 else { throw .corrupt(.postingBlocks) }
      guard let slot = PostingSlot(leaf: leaf - firstLeaf, start: positions, count: positionBytes)
      else { throw .unsupportedFormat }
      rows[index] = row
      slots[index] = slot.bits
      index += 1
      try takeOnLeaf(&rows, &slots, &index, range.upperBound, slot)
      if index == range.upperBound { return }
      try next()
    }
  }

  /// Stores the postings after the current one that start on this leaf, as long as they are far
  /// enough from its end for unchecked reads.
  private mutating func takeOnLeaf(
    _ rows: inout [UInt32], _ slots: inout [UInt64], _ index: inout Int, _ end: Int,
    _ slot: PostingSlot
  ) throws(IndexError) {
    let bytes = page.bytes
    var rows = rows.mutableSpan
    var slots = slots.mutableSpan
    let safeEnd = pageEnd &- Self.headBytes
    var offset = positions &+ positionBytes
    var row = row
    let first = index
    var size = 0
    while index < end, offset <= safeEnd {
      guard let delta = Self.shortVarint(bytes, &offset),
        let read = Self.shortVarint(bytes, &offset), delta > 0, read > 1
      else { throw corruptLeaf }
      let sum = UInt64(row) &+ UInt64(delta)
      guard sum < UInt64(Self.end) else { throw .unsupportedFormat }
      row = UInt32(truncatingIfNeeded: sum)
      size = Int(read &>> 1)
      rows[index] = row
      slots[index] = slot.moved(to: offset, count: size).bits
      index &+= 1
      offset &+= size
    }
    guard index > first else { return }
    self.row = row
    positions = offset &- size
    positionBytes = size
    decoded &+= index &- first
  }

  /// Sets the bits in `words` of the rows after the current one that start on this leaf, and leaves
  /// the cursor on the last row read.
  ///
  /// Stops where `words` has no more room, or too close to the end of the leaf for unchecked reads.
  /// Row r is bit r % 64 of word r / 64.
  package mutating func takeRowsOnLeaf(into words: inout [UInt64]) throws(IndexError) {
    let bytes = page.bytes
    var span = words.mutableSpan
    let room = UInt64(span.count) &<< 6
    let safeEnd = pageEnd &- Self.headBytes
    var offset = positions &+ positionBytes
    var row = row
    var size = 0
    var count = 0
    while offset <= safeEnd {
      var next = offset
      guard let delta = Self.shortVarint(bytes, &next),
        let read = Self.shortVarint(bytes, &next), delta > 0
      else { throw corruptLeaf }
      let sum = UInt64(row) &+ UInt64(delta)
      if sum >= room { break }
      row = UInt32(truncatingIfNeeded: sum)
      size = Int(read &>> 1)
      // A row without positions has been deleted.
      if size > 0 { span[Int(row &>> 6)] |= 1 &<< UInt64(row & 63) }
      count &+= 1
      positions = next
      offset = next &+ size
    }
    guard count > 0 else { return }
    self.row = row
    positionBytes = size
    decoded &+= count
  }

  /// Returns the frequency of the posting at `slot`, which need not be the current one; nil if its
  /// poslist is malformed, or not entirely on the current leaf.
  ///
  /// Leaves in the slot are numbered relative to `firstLeaf`.
  @inlinable @inline(__always)
  public func frequencyOnLeaf(at slot: PostingSlot, _ firstLeaf: Int, _ columns: ColumnWeights)
    -> Double?
  {
    let stop = slot.start &+ slot.count
    guard slot.leaf &+ firstLeaf == leaf, stop <= pageEnd else { return nil }
    return columns.sum(page.bytes, slot.start, stop)
  }

  /// Returns the frequency of the posting at `slot`, which need not be the current one.
  ///
  /// Leaves in the slot are numbered relative to `firstLeaf`. This moves the cursor, so call
  /// `restart(at:leaf:)` before you use it again.
  @inline(__always)
  package mutating func frequency(at slot: PostingSlot, _ firstLeaf: Int, _ columns: ColumnWeights)
    throws(IndexError) -> Double
  {
    if slot.leaf &+ firstLeaf != leaf { try open(slot.leaf &+ firstLeaf) }
    // The usual case avoids `frequency(_:)`, which would copy the cursor each time.
    if let frequency = frequencyOnLeaf(at: slot, firstLeaf, columns) { return frequency }
    positions = slot.start
    positionBytes = slot.count
    return try frequency(columns)
  }

  /// Replaces each location in `range` of `slots` with the factor of its posting; slots that
  /// already contain a factor do not change.
  ///
  /// This moves the cursor, so call `restart(at:leaf:)` before you use it again.
  package mutating func replace(
    _ slots: inout [UInt64], _ rows: [UInt32], _ range: Range<Int>, firstLeaf: Int,
    scoring: inout ScoringContext
  ) throws(IndexError) {
    let columns = scoring.columns
    for index in range where !PostingSlot.isScored(slots[index]) {
      let slot = PostingSlot(bits: slots[index])
      let frequency = try frequency(at: slot, firstLeaf, columns)
      let length = try scoring.lengths.length(rows[index])
      slots[index] = PostingSlot.scored(scoring.bm25.factor(frequency, length: length))
    }
  }

  /// Returns f of the current posting: the sum of the column weights of all occurrences of the
  /// term.
  ///
  /// The weights are added in FTS5's order, so that the sum is rounded in the same way.
  package func frequency(_ columns: ColumnWeights) throws(IndexError) -> Double {
    let stop = positions &+ positionBytes
    if stop <= pageEnd {
      guard let frequency = columns.sum(page.bytes, positions, stop) else { throw corruptLeaf }
      return frequency
    }
    guard let frequency = columns.sum(try spanningPositions(), 0, positionBytes) else {
      throw corruptLeaf
    }
    return frequency
  }

  /// Appends the positions of the current row in the columns of `mask` to `positions`.
  func appendPositions(to positions: inout [UInt64], columns mask: UInt64, below columnCount: Int)
    throws(IndexError)
  {
    let stop = self.positions &+ positionBytes
    let isRead =
      stop <= pageEnd
      ? Poslist.read(
        page.bytes, self.positions..<stop, columns: mask, below: columnCount, to: &positions)
      : Poslist.read(
        try spanningPositions(), 0..<positionBytes, columns: mask, below: columnCount,
        to: &positions)
    guard isRead else { throw corruptLeaf }
  }

  /// Adds the number of positions of the current row in each column of `mask` to `counts`.
  func addCounts(
    to counts: inout [UInt32], at base: Int, columns mask: UInt64, below columnCount: Int
  ) throws(IndexError) {
    let stop = positions &+ positionBytes
    let isRead =
      stop <= pageEnd
      ? Poslist.count(
        page.bytes, positions..<stop, columns: mask, below: columnCount, in: &counts, at: base)
      : Poslist.count(
        try spanningPositions(), 0..<positionBytes, columns: mask, below: columnCount,
        in: &counts, at: base)
    guard isRead else { throw corruptLeaf }
  }

  /// Returns the bytes of the current poslist, joined from the leaves that it spans.
  private func spanningPositions() throws(IndexError) -> [UInt8] {
    guard positions <= pageEnd, pageEnd == page.footer else { throw corruptLeaf }
    var bytes = Array(page.bytes[positions..<pageEnd])
    var leaf = leaf
    while bytes.count < positionBytes {
      leaf += 1
      guard leaf <= start.segment.lastLeaf else { throw corruptLeaf }
      let page = try pages.leaf(segment: start.segment.id, leaf)
      let end = min(page.endOfFirstDoclist, 4 + positionBytes - bytes.count)
      guard end > 4 else { throw corruptLeaf }
      bytes += page.bytes[4..<end]
      guard bytes.count == positionBytes || page.firstTerm == 0 else { throw corruptLeaf }
    }
    return bytes
  }
}

/// The location of a poslist, or the factor of its posting, in eight bytes.
///
///     slot = 0:1 bit leaf:15 bits start:16 bits count:32 bits
///          | 1:1 bit factor:63 bits
public struct PostingSlot {
  /// The slot as stored in an array.
  public let bits: UInt64

  /// Creates a location; nil if a number is out of range.
  ///
  /// `leaf` is relative to the leaf that was current when `take` was called.
  init?(leaf: Int, start: Int, count: Int) {
    guard leaf >= 0, leaf < 1 << 15, start < 1 << 16, count < 1 << 31 else { return nil }
    bits = UInt64(leaf) << 48 | UInt64(start) << 32 | UInt64(count)
  }

  /// Creates a slot from its bits.
  @inlinable @inline(__always)
  public init(bits: UInt64) { self.bits = bits }

  /// The leaf, relative to the leaf that was current when `take` was called.
  @inlinable @inline(__always)
  public var leaf: Int { Int(bits &>> 48) }

  /// The offset of the first byte on the leaf.
  @inlinable @inline(__always)
  public var start: Int { Int(bits &>> 32 & 0xffff) }

  /// The number of bytes, some of which may be on later leaves.
  @inlinable @inline(__always)
  public var count: Int { Int(bits & 0xffff_ffff) }

  /// Returns the bits of a slot with a factor.
  ///
  /// A factor is never negative, so its sign bit can distinguish it from a location.
  @inlinable @inline(__always)
  public static func scored(_ factor: Double) -> UInt64 { factor.bitPattern | 1 &<< 63 }

  /// Returns true if a slot contains a factor.
  @inlinable @inline(__always)
  public static func isScored(_ bits: UInt64) -> Bool { bits &>> 63 == 1 }

  /// Returns the factor in a slot.
  @inlinable @inline(__always)
  public static func factor(_ bits: UInt64) -> Double { Double(bitPattern: bits & ~(1 &<< 63)) }

  /// Returns a location on the same leaf.
  @inlinable @inline(__always)
  public func moved(to start: Int, count: Int) -> PostingSlot {
    PostingSlot(
      bits: bits & 0xffff_0000_0000_0000 | UInt64(truncatingIfNeeded: start & 0xffff) &<< 32
        | UInt64(truncatingIfNeeded: count & 0xffff_ffff))
  }
}
