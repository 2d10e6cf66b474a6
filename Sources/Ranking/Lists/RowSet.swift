internal import FullTextIndex

/// A set of row ids, with one bit for each: the passages that satisfy a query.
public struct RowSet: Sequence, Equatable, Sendable {
  /// The lowest row id that is not supported, because the set would take too much memory.
  private static let limit: UInt32 = 1 << 30

  /// The bit of row r is bit r % 64 of word r / 64; rows past the last word are not in the set.
  var words: [UInt64] = []

  init() {}

  /// Creates the set of the rows of a list that are in `allowed`, from the cursor's current row on.
  ///
  /// - Complexity: O(min(n, m) log(n + m)) for lists that can skip, with n postings and m allowed
  ///   ranges.
  init(_ cursor: inout some RowCursor, within allowed: AllowedRows) throws(IndexError) {
    if allowed.isEverything {
      while cursor.row != PostingCursor.end {
        try insert(cursor.row)
        try cursor.next()
      }
      return
    }
    var allowed = allowed
    while cursor.row != PostingCursor.end {
      let row = allowed.next(from: cursor.row)
      if row == cursor.row {
        try insert(row)
        try cursor.next()
      } else if row == PostingCursor.end {
        return
      } else {
        try cursor.advance(to: row)
      }
    }
  }

  /// Creates the set of all rows of a list within one segment, without deleted rows.
  ///
  /// - Complexity: O(n) in the postings, in a third of the time that moving a cursor from row to
  ///   row takes.
  init(all cursor: inout PostingCursor) throws(IndexError) {
    while cursor.row != PostingCursor.end {
      if Int(cursor.row >> 6) >= words.count {
        // The size is doubled, because `takeRowsOnLeaf(into:)` stops where there is no room.
        try grow(toHold: Swift.min(Swift.max(cursor.row, UInt32(words.count) << 7), Self.limit - 1))
      }
      if cursor.positionBytes > 0 { try insert(cursor.row) }
      try cursor.takeRowsOnLeaf(into: &words)
      try cursor.next()
    }
  }

  /// Creates the set of the rows in ascending ranges.
  init(_ ranges: [ClosedRange<UInt32>]) throws(IndexError) {
    if let last = ranges.last { try grow(toHold: last.upperBound) }
    for range in ranges {
      let (first, last) = (Int(range.lowerBound >> 6), Int(range.upperBound >> 6))
      let begin = UInt64.max << UInt64(range.lowerBound & 63)
      let end = UInt64.max >> UInt64(63 - range.upperBound & 63)
      if first == last {
        words[first] |= begin & end
      } else {
        words[first] |= begin
        for word in first + 1..<last { words[word] = .max }
        words[last] |= end
      }
    }
  }

  /// Adds a row.
  @inline(__always)
  mutating func insert(_ row: UInt32) throws(IndexError) {
    let word = Int(row >> 6)
    if word >= words.count { try grow(toHold: row) }
    words[word] |= 1 << UInt64(row & 63)
  }

  private mutating func grow(toHold row: UInt32) throws(IndexError) {
    guard row < Self.limit else { throw .unsupportedFormat }
    words += Array(repeating: 0, count: Int(row >> 6) + 1 - words.count)
  }

  mutating func formUnion(_ other: RowSet) {
    if other.words.count > words.count {
      words += Array(repeating: 0, count: other.words.count - words.count)
    }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  mutating func subtract(_ other: RowSet) {
    for index in 0..<Swift.min(words.count, other.words.count) {
      words[index] &= ~other.words[index]
    }
  }

  mutating func formIntersection(_ other: RowSet) {
    if words.count > other.words.count { words.removeLast(words.count - other.words.count) }
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Returns true if a row is in the set.
  @inline(__always)
  func contains(_ row: UInt32) -> Bool {
    let word = Int(row >> 6)
    return word < words.count && words[word] >> UInt64(row & 63) & 1 != 0
  }

  /// Removes a row.
  @inline(__always)
  mutating func remove(_ row: UInt32) {
    let word = Int(row >> 6)
    if word < words.count { words[word] &= ~(1 << UInt64(row & 63)) }
  }

  /// The size in words of 64 bits.
  var size: Int { words.count }

  /// True if the set has no rows.
  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The number of rows.
  ///
  /// - Complexity: O(n), where n is the highest row, with 64 rows in each step.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Returns the lowest row of the set that is at least `row`; `PostingCursor.end` if there is
  /// none.
  @inline(__always)
  func next(from row: UInt32) -> UInt32 {
    var word = Int(row >> 6)
    guard word < words.count else { return PostingCursor.end }
    var bits = words[word] & (UInt64.max << UInt64(row & 63))
    while bits == 0 {
      word += 1
      guard word < words.count else { return PostingCursor.end }
      bits = words[word]
    }
    return UInt32(word << 6 + bits.trailingZeroBitCount)
  }
}

extension RowSet {
  /// Iterates over the rows, ascending.
  public struct Iterator: IteratorProtocol {
    fileprivate let rows: RowSet
    fileprivate var row: UInt32 = 0

    /// Returns the id of the next passage.
    public mutating func next() -> Int64? {
      let next = rows.next(from: row)
      guard next != PostingCursor.end else { return nil }
      row = next + 1
      return Int64(next)
    }
  }

  /// Returns an iterator over the ids of the passages, in ascending order.
  public func makeIterator() -> Iterator { Iterator(rows: self) }
}

/// The rows that may be hits, for lookups in ascending order.
struct AllowedRows {
  // Unless `isEverything`, the allowed rows are those of `ranges`. If there is a `set`, it is used
  // instead.
  private let ranges: [ClosedRange<UInt32>]
  /// The last row of each range.
  private let limits: [UInt32]
  private var set: RowSet?
  private var index = 0

  /// True if every row is allowed.
  let isEverything: Bool
  /// The number of allowed rows, including ids that are not in the index.
  let count: Int

  /// Allows the rows in `ranges`, which are ascending and disjoint; all rows if it is nil.
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

  /// Builds a set of the ranges, for repeated lookups.
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

  /// Returns the lowest allowed row that is at least `row`; `PostingCursor.end` if there is none.
  ///
  /// - Precondition: `row` is not less than in the previous call.
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
