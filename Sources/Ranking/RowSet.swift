/// A set of row ids, a bit for each.
struct RowSet {
  /// A bit for each row would be too many from here on.
  private static let limit: UInt32 = 1 << 30

  private var words: [UInt64] = []

  init() {}

  /// The rows of a list from its cursor on, as far as they are among `allowed`.
  ///
  /// - Complexity: O(min(n, m) log(n + m)) with lists that can skip, where n is the number of
  ///   postings and m of allowed ranges.
  init(_ cursor: inout RowCursor, within allowed: AllowedRows) throws(RankingError) {
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

  /// Adds a row.
  @inline(__always)
  mutating func insert(_ row: UInt32) throws(RankingError) {
    let word = Int(row >> 6)
    if word >= words.count { try grow(toHold: row) }
    words[word] |= 1 << UInt64(row & 63)
  }

  private mutating func grow(toHold row: UInt32) throws(RankingError) {
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
    for index in 0..<min(words.count, other.words.count) { words[index] &= ~other.words[index] }
  }

  /// How many rows there are.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The first row from `row` on, or `PostingCursor.end`.
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
