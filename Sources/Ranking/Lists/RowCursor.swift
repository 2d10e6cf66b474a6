internal import FullTextIndex

/// Walks the rows of a list, whether it is a term's or one that was made.
struct RowCursor {
  /// The current row id, or `PostingCursor.end`.
  private(set) var row: UInt32

  private var term: TermCursor?
  private let blocks: PostingList?
  private var block = 0
  private let decodedBefore: Int
  /// All rows, or those of the block at hand: the first `count`.
  private var rows: [UInt32]
  private var count: Int
  private var index = 0

  /// The rows of a term; none where there is no cursor.
  init(_ term: TermCursor?) {
    self.term = term
    blocks = nil
    decodedBefore = 0
    rows = []
    count = 0
    row = term?.row ?? PostingCursor.end
  }

  /// Ascending rows.
  init(_ rows: [UInt32]) {
    self.rows = rows
    blocks = nil
    decodedBefore = 0
    count = rows.count
    row = rows.first ?? PostingCursor.end
  }

  /// The rows of a list in blocks.
  init(_ blocks: PostingList) throws(IndexError) {
    self.blocks = blocks
    decodedBefore = blocks.decoded
    rows = Array(repeating: 0, count: PostingList.longestBlock)
    count = 0
    row = 0
    try load(0)
  }

  /// How many postings have been decoded.
  var decoded: Int { term?.decoded ?? ((blocks?.decoded ?? 0) - decodedBefore) }

  /// Moves to the first row of a block; to the end where there is no such block.
  private mutating func load(_ block: Int) throws(IndexError) {
    guard let blocks, block < blocks.skips.limits.count else {
      row = PostingCursor.end
      return
    }
    self.block = block
    count = try blocks.copyRows(of: block, to: &rows).count
    index = 0
    row = rows[0]
  }

  /// Moves to the next row.
  ///
  /// - Precondition: The cursor is not at its end.
  @inline(__always)
  mutating func next() throws(IndexError) {
    guard term == nil else {
      try term?.next()
      row = term?.row ?? PostingCursor.end
      return
    }
    index += 1
    guard index >= count else {
      row = rows[index]
      return
    }
    try load(block + 1)
  }

  /// Moves to the first row at or past `target`.
  ///
  /// - Complexity: O(log d), where d is the number of rows passed over, in a list that is decoded.
  @inline(__always)
  mutating func advance(to target: UInt32) throws(IndexError) {
    if row >= target { return }
    guard term == nil else {
      row = try term?.advance(to: target) ?? PostingCursor.end
      return
    }
    if let blocks {
      let found = blocks.skips.block(from: block, reaching: target)
      if found != block { try load(found) }
      if row >= target { return }
    }
    index = rows.place(of: target, from: index, below: count)
    row = index < count ? rows[index] : PostingCursor.end
  }
}

extension [UInt32] {
  /// The first place from `start` on that holds `target` or more, in an ascending array; the count
  /// where there is none.
  ///
  /// - Complexity: O(log d), where d is the number of places passed over.
  func place(of target: UInt32, from start: Int) -> Int {
    place(of: target, from: start, below: count)
  }

  /// As above, where only the first `count` ascend.
  func place(of target: UInt32, from start: Int, below count: Int) -> Int {
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
