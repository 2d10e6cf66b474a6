/// Many postings at a time, and their frequencies.
extension PostingCursor {
  /// Notes the current posting and those after it in `range` of `rows` and `places`, and stops at
  /// the last.
  ///
  /// Places count leaves from the current one.
  package mutating func take(
    _ rows: inout [UInt32], _ places: inout [UInt64], _ range: Range<Int>
  ) throws(IndexError) {
    let firstLeaf = leaf
    var index = range.lowerBound
    while true {
      guard row != Self.end, positionBytes > 0 else { throw .corrupt(.postingBlocks) }
      guard let place = PostingSlot(leaf: leaf - firstLeaf, start: positions, count: positionBytes)
      else { throw .unsupportedFormat }
      rows[index] = row
      places[index] = place.bits
      index += 1
      try takeOnLeaf(&rows, &places, &index, range.upperBound, place)
      if index == range.upperBound { return }
      try next()
    }
  }

  /// Notes the postings after the current one whose heads are on this leaf, far from its end.
  private mutating func takeOnLeaf(
    _ rows: inout [UInt32], _ places: inout [UInt64], _ index: inout Int, _ end: Int,
    _ place: PostingSlot
  ) throws(IndexError) {
    let bytes = page.bytes
    var rows = rows.mutableSpan
    var places = places.mutableSpan
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
      places[index] = place.moved(to: offset, count: size).bits
      index &+= 1
      offset &+= size
    }
    guard index > first else { return }
    self.row = row
    positions = offset &- size
    positionBytes = size
    decoded &+= index &- first
  }

  /// Sets the bits of the rows after the current one whose heads are on this leaf, far from its end,
  /// as long as `words` has room, and stops at the last.
  ///
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
      // Nothing is left of a row without positions.
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

  /// What `frequency(_:)` says of a posting of the list, whose place counts from `firstLeaf`, if all
  /// of it is on the leaf at hand and can be read.
  @inline(__always)
  package func frequencyOnLeaf(at place: PostingSlot, _ firstLeaf: Int, _ columns: ColumnWeights)
    -> Double?
  {
    let stop = place.start &+ place.count
    guard place.leaf &+ firstLeaf == leaf, stop <= pageEnd else { return nil }
    return columns.sum(page.bytes, place.start, stop)
  }

  /// What `frequency(_:)` says of any posting of the list, whose place counts from `firstLeaf`.
  ///
  /// Afterwards the cursor must be restarted.
  @inline(__always)
  package mutating func frequency(at place: PostingSlot, _ firstLeaf: Int, _ columns: ColumnWeights)
    throws(IndexError) -> Double
  {
    if place.leaf &+ firstLeaf != leaf { try open(place.leaf &+ firstLeaf) }
    // Not by way of `frequency(_:)`, which would be given a copy of the cursor each time.
    if let frequency = frequencyOnLeaf(at: place, firstLeaf, columns) { return frequency }
    positions = place.start
    positionBytes = place.count
    return try frequency(columns)
  }

  /// Makes factors from the places of postings, where that has not been done.
  ///
  /// Afterwards the cursor must be restarted.
  package mutating func replace(
    _ places: inout [UInt64], _ rows: [UInt32], _ range: Range<Int>, firstLeaf: Int,
    scoring: inout ScoringContext
  ) throws(IndexError) {
    let columns = scoring.columns
    for index in range where !PostingSlot.isScored(places[index]) {
      let place = PostingSlot(bits: places[index])
      let frequency = try frequency(at: place, firstLeaf, columns)
      let length = try scoring.lengths.length(rows[index])
      places[index] = PostingSlot.scored(scoring.bm25.factor(frequency, length: length))
    }
  }

  /// The sum of the weights of the columns in which the term stands, once for each time, in the
  /// order in which FTS5 adds them up.
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

  /// Adds how many positions the current row has in each column of `mask` to `counts`.
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

  /// The poslist, put together from the leaves over which it runs.
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
