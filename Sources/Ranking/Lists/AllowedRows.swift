internal import FullTextIndex

/// The rows that may be hits, asked in ascending order.
struct AllowedRows {
  // What is allowed is everything, one of many ranges, or a set; of ranges there can be a set too.
  private let ranges: [ClosedRange<UInt32>]
  /// The last row of each range.
  private let limits: [UInt32]
  private var set: RowSet?
  private var index = 0

  /// Whether every row is allowed.
  let isEverything: Bool
  /// How many rows are allowed, whether the index has them or not.
  let count: Int

  /// Creates the set of the rows in `ranges`, ascending and apart from each other; of all rows
  /// where there is nothing.
  init(_ ranges: [ClosedRange<Int64>]?) throws(IndexError) {
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

  /// Makes a set of ranges, which is asked for again and again.
  mutating func makeSet() throws(IndexError) {
    if !isEverything { set = try rows() }
  }

  /// The same rows as a set.
  ///
  /// - Precondition: Not all rows are allowed.
  /// - Complexity: O(r + n / 64), where r is the number of ranges and n the highest row.
  func rows() throws(IndexError) -> RowSet {
    if let set { return set }
    return try RowSet(ranges)
  }

  /// The first allowed row from `row` on, or `PostingCursor.end`.
  ///
  /// - Precondition: `row` is not below that of the call before.
  /// - Complexity: O(log d), where d is the number of ranges passed over.
  @inline(__always)
  mutating func next(from row: UInt32) -> UInt32 {
    if isEverything { return row }
    if let set { return set.next(from: row) }
    if index < limits.count, limits[index] < row {
      index = limits.lowerBound(of: row, from: index, below: limits.count)
    }
    return index < limits.count ? max(row, ranges[index].lowerBound) : PostingCursor.end
  }
}
