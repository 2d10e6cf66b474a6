internal import FullTextIndex

/// The numbers of occurrences in each row and column, added up over many posting lists.
struct RowCounts {
  /// Rows are stored in chunks, so that memory is used only near rows with a count.
  private static let chunkBits: UInt32 = 9

  private let columnCount: Int
  /// For each chunk of rows, its index among the chunks in `counts`; -1 if it has no counts.
  private var chunkStarts: [Int32] = []
  private var counts: [UInt32] = []

  init(columnCount: Int) { self.columnCount = columnCount }

  /// Reserves memory for `count` rows up to `lastRow`.
  mutating func reserve(_ count: Int, upTo lastRow: UInt32) {
    let chunks = min(count, Int(lastRow >> Self.chunkBits) + 1)
    counts.reserveCapacity(chunks * columnCount << Int(Self.chunkBits))
  }

  /// Counts the positions of a list in the columns of `mask`.
  mutating func add(_ cursor: inout TermCursor, columns mask: UInt64) throws(IndexError) {
    while cursor.row != PostingCursor.end {
      let chunk = Int(cursor.row >> Self.chunkBits)
      if chunk >= chunkStarts.count || chunkStarts[chunk] < 0 { try add(chunk) }
      let row = Int(cursor.row & (1 << Self.chunkBits - 1))
      try cursor.addCounts(
        to: &counts, at: (Int(chunkStarts[chunk]) << Self.chunkBits + row) * columnCount,
        columns: mask, below: columnCount)
      try cursor.next()
    }
  }

  /// Adds the counts of a list in two columns, or subtracts them.
  mutating func add(_ postings: FormPostings, isSubtracted: Bool = false) throws(IndexError) {
    precondition(columnCount == 2, "\(columnCount) columns")
    for (index, row) in postings.rows.enumerated() {
      let chunk = Int(row >> Self.chunkBits)
      if chunk >= chunkStarts.count || chunkStarts[chunk] < 0 { try add(chunk) }
      let start = Int(chunkStarts[chunk]) << Self.chunkBits + Int(row & (1 << Self.chunkBits - 1))
      for column in 0..<2 {
        let count = postings.counts[2 &* index &+ column]
        counts[2 &* start &+ column] &+= isSubtracted ? 0 &- count : count
      }
    }
  }

  private mutating func add(_ chunk: Int) throws(IndexError) {
    if chunk >= chunkStarts.count {
      chunkStarts += Array(repeating: -1, count: chunk + 1 - chunkStarts.count)
    }
    let size = columnCount << Self.chunkBits
    guard counts.count / size < Int(Int32.max) else { throw .unsupportedFormat }
    chunkStarts[chunk] = Int32(counts.count / size)
    counts.append(contentsOf: repeatElement(0, count: size))
  }

  /// Returns the rows that have a count, in ascending order, and the counts of each row, column by
  /// column.
  func compacted() -> (rows: [UInt32], counts: [UInt32]) {
    var rows: [UInt32] = []
    var compact: [UInt32] = []
    for (chunk, start) in chunkStarts.enumerated() where start >= 0 {
      for row in 0..<1 << Int(Self.chunkBits) {
        let base = (Int(start) << Int(Self.chunkBits) + row) * columnCount
        var sum: UInt32 = 0
        for column in 0..<columnCount { sum |= counts[base + column] }
        if sum == 0 { continue }
        rows.append(UInt32(chunk << Int(Self.chunkBits) + row))
        for column in 0..<columnCount { compact.append(counts[base + column]) }
      }
    }
    return (rows, compact)
  }
}
