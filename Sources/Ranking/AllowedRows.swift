/// The rows that may be hits, asked in ascending order.
struct AllowedRows {
  private let ranges: [ClosedRange<UInt32>]?
  private var index = 0

  /// Creates the set of the rows in `ranges`, ascending and apart from each other; of all rows
  /// where there is nothing.
  init(_ ranges: [ClosedRange<Int64>]?) throws(RankingError) {
    guard let ranges else {
      self.ranges = nil
      return
    }
    var kept: [ClosedRange<UInt32>] = []
    let last = Int64(PostingCursor.end) - 1
    for range in ranges {
      if range.upperBound < 1 || range.lowerBound > last { continue }
      let range = UInt32(max(range.lowerBound, 1))...UInt32(min(range.upperBound, last))
      if let before = kept.last, before.upperBound >= range.lowerBound { throw .unsupportedQuery }
      kept.append(range)
    }
    self.ranges = kept
  }

  /// Whether every row is allowed.
  var isEverything: Bool { ranges == nil }

  /// The first allowed row from `row` on, or `PostingCursor.end`.
  ///
  /// - Precondition: `row` is not below that of the call before.
  @inline(__always)
  mutating func next(from row: UInt32) -> UInt32 {
    guard let ranges else { return row }
    while index < ranges.count, ranges[index].upperBound < row { index += 1 }
    return index < ranges.count ? max(row, ranges[index].lowerBound) : PostingCursor.end
  }
}
