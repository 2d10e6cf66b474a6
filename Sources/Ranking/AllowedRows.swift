/// The rows that may be hits, asked in ascending order.
struct AllowedRows {
  // What is allowed is everything, one of many ranges, or a set.
  private let ranges: [ClosedRange<UInt32>]
  /// The last row of each range.
  private let limits: [UInt32]
  private let set: RowSet?
  private var index = 0

  /// Whether every row is allowed.
  let isEverything: Bool
  /// How many rows are allowed, whether the index has them or not.
  let count: Int

  /// Creates the set of the rows in `ranges`, ascending and apart from each other; of all rows
  /// where there is nothing.
  init(_ ranges: [ClosedRange<Int64>]?) throws(RankingError) {
    set = nil
    isEverything = ranges == nil
    var kept: [ClosedRange<UInt32>] = []
    kept.reserveCapacity(ranges?.count ?? 0)
    var count = 0
    let last = Int64(PostingCursor.end) - 1
    for range in ranges ?? [] {
      if range.upperBound < 1 || range.lowerBound > last { continue }
      let range = UInt32(max(range.lowerBound, 1))...UInt32(min(range.upperBound, last))
      if let before = kept.last, before.upperBound >= range.lowerBound { throw .unsupportedQuery }
      kept.append(range)
      count += range.count
    }
    self.ranges = kept
    limits = kept.map(\.upperBound)
    self.count = ranges == nil ? Int(last) : count
  }

  /// The rows of `set`.
  init(_ set: RowSet) {
    self.set = set
    ranges = []
    limits = []
    isEverything = false
    count = set.count
  }

  /// The same rows as a set.
  ///
  /// - Complexity: O(`count`).
  func rows() throws(RankingError) -> RowSet {
    if let set { return set }
    var rows = RowSet()
    for range in ranges { for row in range { try rows.insert(row) } }
    return rows
  }

  /// The first allowed row from `row` on, or `PostingCursor.end`.
  ///
  /// - Precondition: `row` is not below that of the call before.
  /// - Complexity: O(log d), where d is the number of ranges passed over.
  @inline(__always)
  mutating func next(from row: UInt32) -> UInt32 {
    if isEverything { return row }
    if index < limits.count {
      if limits[index] < row { index = limits.place(of: row, from: index) }
      return index < limits.count ? max(row, ranges[index].lowerBound) : PostingCursor.end
    }
    return set?.next(from: row) ?? PostingCursor.end
  }
}
