internal import FullTextIndex

/// How often rows hold something, column by column: what a union of many lists adds up to.
struct RowCounts {
  /// Rows are kept in chunks, so that no more are kept than are near one that counts.
  private static let chunkBits: UInt32 = 9

  private let columnCount: Int
  /// For each chunk, where its counts begin in `counts`; -1 where it has none.
  private var places: [Int32] = []
  private var counts: [UInt32] = []

  init(columnCount: Int) { self.columnCount = columnCount }

  /// Counts the positions of a list in the columns of `mask`.
  mutating func add(_ cursor: inout TermCursor, columns mask: UInt64) throws(IndexError) {
    while cursor.row != PostingCursor.end {
      let chunk = Int(cursor.row >> Self.chunkBits)
      if chunk >= places.count || places[chunk] < 0 { try add(chunk) }
      let row = Int(cursor.row & (1 << Self.chunkBits - 1))
      try cursor.addCounts(
        to: &counts, at: (Int(places[chunk]) << Self.chunkBits + row) * columnCount,
        columns: mask, below: columnCount)
      try cursor.next()
    }
  }

  private mutating func add(_ chunk: Int) throws(IndexError) {
    if chunk >= places.count {
      places += Array(repeating: -1, count: chunk + 1 - places.count)
    }
    let size = columnCount << Self.chunkBits
    guard counts.count / size < Int(Int32.max) else { throw .unsupportedFormat }
    places[chunk] = Int32(counts.count / size)
    counts += Array(repeating: 0, count: size)
  }

  /// The rows that have any, ascending, and the counts of all columns of each.
  func compacted() -> (rows: [UInt32], counts: [UInt32]) {
    var rows: [UInt32] = []
    var compact: [UInt32] = []
    for (chunk, place) in places.enumerated() where place >= 0 {
      for row in 0..<1 << Int(Self.chunkBits) {
        let base = (Int(place) << Int(Self.chunkBits) + row) * columnCount
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
