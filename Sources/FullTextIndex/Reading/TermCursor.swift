package import SQLite

/// A cursor over the posting list of one term in all segments.
///
/// If several segments contain a row, the newest segment counts; an empty poslist there means that
/// the row has been deleted.
package struct TermCursor {
  /// The current row id, or `PostingCursor.end`.
  package private(set) var row: UInt32 = 0

  private let columns: ColumnWeights
  private var newest: PostingCursor
  private var older: [PostingCursor]
  /// The cursor of the current row: 0 is `newest`, i + 1 is `older[i]`.
  private var current = 0

  /// Creates a cursor on the first live posting; nil if `cursors` is empty.
  ///
  /// `cursors` has one cursor for each segment that contains the term, newest segment first.
  package init?(_ cursors: [PostingCursor], _ columns: ColumnWeights) throws(IndexError) {
    guard let newest = cursors.first else { return nil }
    self.newest = newest
    self.columns = columns
    older = Array(cursors.dropFirst())
    try settle()
  }

  /// The number of postings decoded so far.
  package var decoded: Int { older.reduce(newest.decoded) { $0 + $1.decoded } }

  /// Returns f, the weighted term frequency, in the current row.
  @inline(__always)
  package func frequency() throws(IndexError) -> Double {
    current == 0
      ? try newest.frequency(columns) : try older[current - 1].frequency(columns)
  }

  /// Appends the positions of the current row in the columns of `mask` to `positions`.
  ///
  /// It is mutating only to avoid copying a cursor out of the array.
  package mutating func appendPositions(
    to positions: inout [UInt64], columns mask: UInt64, below columnCount: Int
  )
    throws(IndexError)
  {
    if current == 0 {
      try newest.appendPositions(to: &positions, columns: mask, below: columnCount)
    } else {
      try older[current - 1].appendPositions(to: &positions, columns: mask, below: columnCount)
    }
  }

  /// Adds the number of positions of the current row in each column of `mask` to `counts`.
  @inline(__always)
  package mutating func addCounts(
    to counts: inout [UInt32], at base: Int, columns mask: UInt64, below columnCount: Int
  ) throws(IndexError) {
    if current == 0 {
      try newest.addCounts(to: &counts, at: base, columns: mask, below: columnCount)
    } else {
      try older[current - 1].addCounts(to: &counts, at: base, columns: mask, below: columnCount)
    }
  }

  /// Moves to the next live posting.
  ///
  /// - Precondition: The cursor is not at its end.
  @inline(__always)
  package mutating func next() throws(IndexError) {
    if older.isEmpty {
      try newest.next()
    } else {
      try nextOfMany()
    }
    try settle()
  }

  private mutating func nextOfMany() throws(IndexError) {
    if newest.row == row { try newest.next() }
    for index in older.indices where older[index].row == row { try older[index].next() }
  }

  /// Moves to the first live posting at or past `target`.
  ///
  /// - Returns: The row of that posting.
  @inline(__always)
  @discardableResult
  package mutating func advance(to target: UInt32) throws(IndexError) -> UInt32 {
    if row >= target { return row }
    try newest.advance(to: target)
    if !older.isEmpty {
      for index in older.indices { try older[index].advance(to: target) }
    }
    try settle()
    return row
  }

  /// Moves to the lowest current row of all segments, skipping deleted rows.
  @inline(__always)
  private mutating func settle() throws(IndexError) {
    if older.isEmpty {
      while newest.positionBytes == 0, newest.row != PostingCursor.end { try newest.next() }
      row = newest.row
      return
    }
    try settleMany()
  }

  private mutating func settleMany() throws(IndexError) {
    while true {
      row = newest.row
      current = 0
      for (index, cursor) in older.enumerated() where cursor.row < row {
        row = cursor.row
        current = index + 1
      }
      if row == PostingCursor.end { return }
      let bytes = current == 0 ? newest.positionBytes : older[current - 1].positionBytes
      if bytes > 0 { return }
      try nextOfMany()
    }
  }
}

/// A cursor over the ascending rows of a posting list.
///
/// A new cursor is on the first row; after the last one, `row` is `PostingCursor.end`. Generic code
/// is specialized for each type of cursor.
package protocol RowCursor {
  /// The current row, or `PostingCursor.end`.
  var row: UInt32 { get }
  /// The number of postings decoded so far.
  var decoded: Int { get }

  /// Moves to the next row.
  ///
  /// - Precondition: The cursor is not at its end.
  mutating func next() throws(IndexError)

  /// Moves to the first row at or past `target`, and returns it.
  ///
  /// - Complexity: O(log d), where d is the number of rows that are skipped, if the list can skip.
  @discardableResult
  mutating func advance(to target: UInt32) throws(IndexError) -> UInt32
}

extension TermCursor: RowCursor {}

extension [UInt32] {
  /// Returns the first index from `start` on whose value is `target` or more; `count` if there is
  /// none.
  ///
  /// - Precondition: The first `count` values ascend.
  /// - Complexity: O(log d), where d is the number of values that are skipped.
  @inlinable package func lowerBound(of target: UInt32, from start: Int, below count: Int) -> Int {
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

/// The start of the doclist of a term in one segment.
package struct DoclistStart {
  var segment: Segment
  /// The leaf that contains the term.
  package var leaf: Int
  /// The range of the doclist on that leaf, which may be empty if the doclist starts on the next
  /// leaf.
  package var range: Range<Int>
  /// True if the doclist has a doclist index.
  var hasIndex: Bool
}

/// Finds terms in segments.
package struct TermLookup {
  private let connection: Connection
  private let pages: PageStore

  package init(connection: Connection, pages: PageStore) {
    self.connection = connection
    self.pages = pages
  }

  /// Returns the start of the doclist of `term` in `segment`; nil if the segment does not have the
  /// term.
  package func find(_ term: [UInt8], in segment: Segment) throws(IndexError) -> DoclistStart? {
    // The main index marks its terms with a `0`.
    let key = [UInt8(ascii: "0")] + term
    let directory = TermDirectory(segment: segment, connection: connection, pages: pages)
    let entry = try directory.last(upTo: key)
    let page = try directory.page(of: entry)
    let id = PageStore.id(segment: segment.id, leaf: entry.leaf)
    switch try page.place(of: key, id) {
    case .found(let range):
      // The index belongs to the last doclist of the leaf.
      return DoclistStart(
        segment: segment, leaf: entry.leaf, range: range,
        hasIndex: entry.hasIndex && range.upperBound == page.footer)
    case .between:
      return nil
    case .afterLast:
      try directory.checkNoTerm(upTo: key, onLeafAfter: entry.leaf)
      return nil
    }
  }
}
