internal import FullTextIndex

/// The rows that may be hits, queried in ascending order.
struct AllowedRows {
  // Either everything is allowed, or the rows of many ranges, or those of a set. Ranges may have a
  // set too.
  private let ranges: [ClosedRange<UInt32>]
  /// The last row of each range.
  private let limits: [UInt32]
  private var set: RowSet?
  private var index = 0

  /// True if every row is allowed.
  let isEverything: Bool
  /// The number of allowed rows, including those that the index does not have.
  let count: Int

  /// Allows the rows in `ranges`, which are ascending and disjoint, or all rows if it is nil.
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

  /// Allows the rows of `set`.
  init(_ set: RowSet) {
    self.set = set
    ranges = []
    limits = []
    isEverything = false
    count = set.count
  }

  /// Builds a set of the ranges, for rows that are queried repeatedly.
  mutating func makeSet() throws(IndexError) {
    if !isEverything { set = try rows() }
  }

  /// Returns the rows as a set.
  ///
  /// - Precondition: Not all rows are allowed.
  /// - Complexity: O(r + n / 64), where r is the number of ranges and n the highest row.
  func rows() throws(IndexError) -> RowSet {
    if let set { return set }
    return try RowSet(ranges)
  }

  /// Returns the first allowed row from `row` on, or `PostingCursor.end`.
  ///
  /// - Precondition: `row` is not below that of the previous call.
  /// - Complexity: O(log d), where d is the number of ranges skipped.
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
