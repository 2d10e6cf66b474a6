internal import FullTextIndex

/// The posting list of a term in an index of one segment, block by block, with the factor that each
/// posting has under the configured weights.
///
/// Blocks are decoded when they are first asked for, and kept: a block's rows and factors hold as
/// long as the index stays as it is. Factors take several times as long as rows, so that they are
/// computed for a whole block only where it is scored, not where it is probed for a row.
final class PostingList {
  /// How many postings a block has at most: a list that the side table does not describe is one.
  static let longestBlock = PostingBlocks.minimalCount

  /// For how many postings there is room at first.
  private static let firstCapacity = 4_096

  /// Where the blocks are.
  let skips: SkipTable
  /// How many postings there are.
  let count: Int
  // What has been decoded, one block after another as they were asked for: an array for each block
  // would cost more to make and to free than the block costs to decode.
  private var rows: [UInt32] = []
  /// For each row its factor, as `PostingSlot.scored(_:)` has it, or where its poslist is.
  private var values: [UInt64] = []
  /// Where each block begins in `rows`; -1 as long as it is not there.
  private var starts: [Int] = []
  /// For each block whether all of its factors have been computed.
  private var isScored: [Bool]
  /// Decodes what is not there yet; nothing where all is.
  private var cursor: PostingCursor?

  /// The list of a term that `posting_blocks` describes.
  init(_ start: DoclistStart, _ described: PostingBlocks, _ pages: PageStore)
    throws(IndexError)
  {
    skips = described.skips
    count = described.documentFrequency
    starts = Array(repeating: -1, count: skips.limits.count)
    isScored = Array(repeating: false, count: skips.limits.count)
    cursor = try PostingCursor(start, skips, pages)
  }

  /// A short list, decoded whole into one block; nothing where no row holds the term, or more than
  /// fit in a block.
  init?(_ start: DoclistStart, _ pages: PageStore, scoring: inout ScoringContext) throws(IndexError)
  {
    var cursor = try PostingCursor(start, nil, pages)
    var best = 0.0
    while cursor.row != PostingCursor.end {
      if cursor.positionBytes > 0 {
        guard rows.count < Self.longestBlock else { throw .corrupt(.postingBlocks) }
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

  /// A list that is known already: ascending rows, and the frequency of each by its index; nothing
  /// where there are no rows.
  ///
  /// `isGiven` is whether the caller made it: then it may hold passages without a token.
  init?(
    _ rows: [UInt32], scoring: inout ScoringContext, isGiven: Bool, frequency: (Int) -> Double
  ) throws(IndexError) {
    guard !rows.isEmpty else { return nil }
    let size = rows.count <= Self.longestBlock ? rows.count : PostingBlocks.blockSize
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
      // A bound of 0 would stand for the end of the list, and a weight may be 0.
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

  /// How many postings have been decoded.
  var decoded: Int { rows.count }

  /// Where a block's postings are, which are decoded if they are not yet.
  private func range(_ block: Int) throws(IndexError) -> Range<Int> {
    let size =
      starts.count == 1
      ? count : min(PostingBlocks.blockSize, count - block * PostingBlocks.blockSize)
    let start = starts[block]
    return try start >= 0 ? start..<start + size : decode(block, size)
  }

  private func decode(_ block: Int, _ size: Int) throws(IndexError) -> Range<Int> {
    if rows.isEmpty {
      // To grow from nothing little by little would cost more than to decode.
      rows.reserveCapacity(min(count, Self.firstCapacity))
      values.reserveCapacity(min(count, Self.firstCapacity))
    }
    try cursor?.restart(at: block, leaf: Int(skips.leaves[block]))
    // Taken out meanwhile: if they were lent to a long call, every access anywhere would be tracked.
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
      // Much of the list is wanted: to move it again and again would cost more than room does.
      rows.reserveCapacity(count)
      values.reserveCapacity(count)
    }
    rows.append(contentsOf: repeatElement(0, count: size))
    values.append(contentsOf: repeatElement(0, count: size))
    try cursor?.take(&rows, &values, range)
    // A table that does not belong to this list would end elsewhere.
    guard rows[range.upperBound - 1] == skips.limits[block] else { throw .corrupt(.postingBlocks) }
    starts[block] = range.lowerBound
    return range
  }

  /// Copies the rows of a block.
  ///
  /// - Returns: The places of its postings in the list.
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

  /// The factor of the posting at a place that `copyRows(of:to:)` has told.
  @inline(__always)
  func factor(_ place: Int, of block: Int, scoring: inout ScoringContext) throws(IndexError)
    -> Double
  {
    let value = values[place]
    if PostingSlot.isScored(value) { return PostingSlot.factor(value) }
    return try makeFactor(place, of: block, scoring: &scoring)
  }

  private func makeFactor(_ place: Int, of block: Int, scoring: inout ScoringContext)
    throws(IndexError) -> Double
  {
    let poslist = PostingSlot(bits: values[place])
    let firstLeaf = Int(skips.leaves[block])
    let frequency: Double
    if let found = cursor?.frequencyOnLeaf(at: poslist, firstLeaf, scoring.columns) {
      frequency = found
    } else {
      frequency = try cursor?.frequency(at: poslist, firstLeaf, scoring.columns) ?? 0
    }
    let factor = scoring.bm25.factor(frequency, length: try scoring.lengths.length(rows[place]))
    values[place] = PostingSlot.scored(factor)
    return factor
  }
}
