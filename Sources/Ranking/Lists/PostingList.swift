internal import FullTextIndex

/// The posting list of a term in an index of one segment, block by block, with the factor of each
/// posting under the configured weights.
///
/// A block is decoded when it is first used, and then cached: its rows and factors are valid as
/// long as the index does not change. Computing factors takes several times as long as decoding
/// rows. So the factors of a whole block are computed only if the block is scored; if the block is
/// only probed for a row, just the factor of that row is computed.
final class PostingList {
  /// The maximum number of postings in a block.
  ///
  /// A list that is not in the side table is a single block.
  static let maxBlockSize = PostingBlocks.minCount

  /// The number of postings for which memory is reserved at first.
  private static let firstCapacity = 4_096

  /// The locations of the blocks.
  let skips: SkipTable
  /// The number of postings.
  let count: Int
  // The decoded blocks, one after another in the order of their first use. Allocating and freeing
  // an array for each block would cost more than decoding it.
  private var rows: [UInt32] = []
  /// For each row, its factor or the location of its poslist, as a `PostingSlot`.
  private var values: [UInt64] = []
  /// The start of each block in `rows`, or -1 if it has not been decoded.
  private var starts: [Int] = []
  /// For each block, true if all its factors have been computed.
  private var isScored: [Bool]
  /// Decodes blocks; nil if all have been decoded.
  private var cursor: PostingCursor?

  /// Creates the list of a term that is in `posting_blocks`.
  init(_ start: DoclistStart, _ described: PostingBlocks, _ pages: PageStore)
    throws(IndexError)
  {
    skips = described.skips
    count = described.documentFrequency
    starts = Array(repeating: -1, count: skips.limits.count)
    isScored = Array(repeating: false, count: skips.limits.count)
    cursor = try PostingCursor(start, skips, pages)
  }

  /// Creates a short list, decoded into one block; nil if no row contains the term.
  ///
  /// - Throws: `corrupt`, if the rows do not fit in a block.
  init?(_ start: DoclistStart, _ pages: PageStore, scoring: inout ScoringContext) throws(IndexError)
  {
    var cursor = try PostingCursor(start, nil, pages)
    var best = 0.0
    while cursor.row != PostingCursor.end {
      if cursor.positionBytes > 0 {
        guard rows.count < Self.maxBlockSize else { throw .corrupt(.postingBlocks) }
        let length = try scoring.lengths.length(cursor.row)
        let factor = scoring.bm25.factor(try cursor.frequency(scoring.columns), length: length)
        best = max(best, factor)
        rows.append(cursor.row)
        values.append(PostingSlot.scored(factor))
      }
      try cursor.next()
    }
    guard let last = rows.last else { return nil }
    self.cursor = nil
    count = rows.count
    skips = SkipTable(
      limits: [last], leaves: [UInt32(start.leaf)], offsets: [0],
      bounds: [scoring.bm25.roundedUp(best)], unit: scoring.bm25.factorUnit)
    starts = [0]
    isScored = [true]
  }

  /// Creates a list from ascending rows; nil if there are none.
  ///
  /// `frequency` returns the frequency of the row at an index. `isGiven` is true for a list that
  /// the caller passed in, which may contain passages without tokens.
  init?(
    _ rows: [UInt32], scoring: inout ScoringContext, isGiven: Bool, frequency: (Int) -> Double
  ) throws(IndexError) {
    guard !rows.isEmpty else { return nil }
    let size = rows.count <= Self.maxBlockSize ? rows.count : PostingBlocks.blockSize
    var limits: [UInt32] = []
    var bounds: [UInt16] = []
    values.reserveCapacity(rows.count)
    for start in stride(from: 0, to: rows.count, by: size) {
      let end = min(start + size, rows.count)
      var best = 0.0
      for index in start..<end {
        let row = rows[index]
        let length = try isGiven ? scoring.lengths.lengthOfAny(row) : scoring.lengths.length(row)
        let factor = scoring.bm25.factor(frequency(index), length: length)
        best = max(best, factor)
        values.append(PostingSlot.scored(factor))
      }
      limits.append(rows[end - 1])
      starts.append(start)
      // A factor can be 0, because a weight can, but a bound of 0 would mark the end of the list.
      bounds.append(max(1, scoring.bm25.roundedUp(best)))
    }
    self.rows = rows
    count = rows.count
    self.cursor = nil
    skips = SkipTable(
      limits: limits, leaves: Array(repeating: 0, count: limits.count), offsets: [],
      bounds: bounds, unit: scoring.bm25.factorUnit)
    isScored = Array(repeating: true, count: limits.count)
  }

  /// The number of postings that have been decoded.
  var decoded: Int { rows.count }

  /// Returns the range of a block's postings, decoding them first if necessary.
  private func range(_ block: Int) throws(IndexError) -> Range<Int> {
    let size =
      starts.count == 1
      ? count : min(PostingBlocks.blockSize, count - block * PostingBlocks.blockSize)
    let start = starts[block]
    return try start >= 0 ? start..<start + size : decode(block, size)
  }

  private func decode(_ block: Int, _ size: Int) throws(IndexError) -> Range<Int> {
    if rows.isEmpty {
      // Growing from empty in small steps would cost more than decoding.
      rows.reserveCapacity(min(count, Self.firstCapacity))
      values.reserveCapacity(min(count, Self.firstCapacity))
    }
    try cursor?.restart(at: block, leaf: Int(skips.leaves[block]))
    // The arrays are moved out of `self` for the call. Passed as properties of `self`, they would
    // be checked for exclusive access at every use.
    var rows = self.rows
    var values = self.values
    self.rows = []
    self.values = []
    defer {
      self.rows = rows
      self.values = values
    }
    let range = rows.count..<rows.count + size
    if range.upperBound > rows.capacity {
      // Much of the list is in use: growing the arrays repeatedly would cost more than reserving
      // memory for the whole list.
      rows.reserveCapacity(count)
      values.reserveCapacity(count)
    }
    rows.append(contentsOf: repeatElement(0, count: size))
    values.append(contentsOf: repeatElement(0, count: size))
    try cursor?.take(&rows, &values, range)
    // The last row differs if the table does not belong to this list.
    guard rows[range.upperBound - 1] == skips.limits[block] else { throw .corrupt(.postingBlocks) }
    starts[block] = range.lowerBound
    return range
  }

  /// Copies the rows of a block.
  ///
  /// - Returns: The range of its postings in the list.
  func copyRows(of block: Int, to target: inout [UInt32]) throws(IndexError) -> Range<Int> {
    let range = try range(block)
    Self.copy(rows, range, to: &target)
    return range
  }

  private static func copy(_ rows: [UInt32], _ range: Range<Int>, to target: inout [UInt32]) {
    var target = target.mutableSpan
    let source = rows.span.extracting(range)
    for index in source.indices { target[index] = source[index] }
  }

  /// Copies the factors of a block.
  func copyFactors(of block: Int, to target: inout [Double], scoring: inout ScoringContext)
    throws(IndexError)
  {
    let range = try range(block)
    if !isScored[block] {
      var values = self.values
      self.values = []
      defer { self.values = values }
      try cursor?.replace(
        &values, rows, range, firstLeaf: Int(skips.leaves[block]), scoring: &scoring)
      isScored[block] = true
    }
    Self.copy(values, range, to: &target)
  }

  private static func copy(_ values: [UInt64], _ range: Range<Int>, to target: inout [Double]) {
    var target = target.mutableSpan
    let source = values.span.extracting(range)
    for index in source.indices { target[index] = PostingSlot.factor(source[index]) }
  }

  /// Returns the factor of the posting at an index in the range that `copyRows(of:to:)` returned.
  @inline(__always)
  func factor(_ index: Int, of block: Int, scoring: inout ScoringContext) throws(IndexError)
    -> Double
  {
    let value = values[index]
    if PostingSlot.isScored(value) { return PostingSlot.factor(value) }
    return try makeFactor(index, of: block, scoring: &scoring)
  }

  private func makeFactor(_ index: Int, of block: Int, scoring: inout ScoringContext)
    throws(IndexError) -> Double
  {
    let poslist = PostingSlot(bits: values[index])
    let firstLeaf = Int(skips.leaves[block])
    let frequency: Double
    if let found = cursor?.frequencyOnLeaf(at: poslist, firstLeaf, scoring.columns) {
      frequency = found
    } else {
      frequency = try cursor?.frequency(at: poslist, firstLeaf, scoring.columns) ?? 0
    }
    let factor = scoring.bm25.factor(frequency, length: try scoring.lengths.length(rows[index]))
    values[index] = PostingSlot.scored(factor)
    return factor
  }
}
