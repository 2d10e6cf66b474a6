/// Walks the rows of a list, whether it is a term's or one that was made.
struct RowCursor {
  /// The current row id, or `PostingCursor.end`.
  private(set) var row: UInt32

  private var term: TermCursor?
  private let rows: [UInt32]
  private var index = 0

  /// The rows of a term; none where there is no cursor.
  init(_ term: TermCursor?) {
    self.term = term
    rows = []
    row = term?.row ?? PostingCursor.end
  }

  /// Ascending rows.
  init(_ rows: [UInt32]) {
    self.rows = rows
    row = rows.first ?? PostingCursor.end
  }

  /// How many postings have been decoded.
  var decoded: Int { term?.decoded ?? 0 }

  /// Moves to the next row.
  ///
  /// - Precondition: The cursor is not at its end.
  @inline(__always)
  mutating func next() throws(RankingError) {
    guard term == nil else {
      try term?.next()
      row = term?.row ?? PostingCursor.end
      return
    }
    index += 1
    row = index < rows.count ? rows[index] : PostingCursor.end
  }

  /// Moves to the first row at or past `target`.
  ///
  /// - Complexity: O(log d), where d is the number of rows passed over, in a list that was made.
  @inline(__always)
  mutating func advance(to target: UInt32) throws(RankingError) {
    if row >= target { return }
    guard term == nil else {
      try term?.advance(to: target)
      row = term?.row ?? PostingCursor.end
      return
    }
    index = rows.place(of: target, from: index)
    row = index < rows.count ? rows[index] : PostingCursor.end
  }
}

extension [UInt32] {
  /// The first place from `start` on that holds `target` or more, in an ascending array; the count
  /// where there is none.
  ///
  /// - Complexity: O(log d), where d is the number of places passed over.
  func place(of target: UInt32, from start: Int) -> Int {
    if start >= count || self[start] >= target { return start }
    var low = start  // always below `target`
    var step = 1
    while low + step < count && self[low + step] < target {
      low += step
      step *= 2
    }
    var high = Swift.min(low + step, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self[middle] < target { low = middle } else { high = middle }
    }
    return high
  }
}
