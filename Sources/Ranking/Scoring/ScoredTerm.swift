internal import FullTextIndex

/// A term of a query, with a cursor over its posting list.
struct ScoredTerm {
  /// The current row, or `PostingCursor.end`.
  private(set) var row: UInt32 = 0
  /// The inverse document frequency.
  let idf: Double
  /// The idf times the query weight.
  let weightedIDF: Double
  /// The factor by which the idf is multiplied: the number of times that the term is in the query,
  /// or another weight.
  let queryWeight: Double
  /// All rows that contain the term, if they are known.
  var holders: RowSet?
  /// An upper bound on the term's contribution to any passage's score.
  let maximum: Double
  /// The number of gains computed so far.
  private(set) var scored = 0

  // The current block of a list in blocks, copied because the copy is faster to read.
  private var rows: [UInt32] = []
  private var factors: [Double] = []
  private var count = 0
  private var hasFactors = false
  private var index = 0
  private var block = -1
  /// The index of the block's first posting in the list.
  private var base = 0
  private let list: PostingList?
  private let decodedBefore: Int

  /// The cursor of a list that is not in blocks.
  private var cursor: TermCursor?

  /// The blocks of the list, if their bounds are known.
  private let skips: SkipTable?
  /// The gain that one unit of the bounds stands for.
  private let unit: Double
  private var boundBlock = 0
  /// The last row for which `lastBound` holds.
  private var boundLast: UInt32 = 0
  /// The bound that `bound(at:)` returned last.
  private(set) var lastBound = 0.0

  /// The factor below which a posting cannot be among the best.
  private var least = 0.0
  private var scoresAll = true

  /// Creates a term whose list is in blocks; it starts before the first posting.
  init(
    _ list: PostingList, idf: Double, queryWeight: Double, scoring: inout ScoringContext
  ) throws(IndexError) {
    self.list = list
    self.idf = idf
    self.queryWeight = queryWeight
    weightedIDF = idf * queryWeight
    skips = list.skips
    unit = weightedIDF * list.skips.unit
    maximum = Double(list.skips.maxBound) * unit
    decodedBefore = list.decoded
    rows = Array(repeating: 0, count: PostingList.maxBlockSize)
    factors = Array(repeating: 0, count: PostingList.maxBlockSize)
  }

  /// Creates a term whose list is read posting by posting.
  ///
  /// `skips` has the blocks of the list, if their bounds hold for the weights in use.
  init(
    _ cursor: TermCursor, idf: Double, queryWeight: Double, bounds skips: SkipTable?, _ bm25: BM25
  ) {
    self.cursor = cursor
    self.idf = idf
    self.queryWeight = queryWeight
    weightedIDF = idf * queryWeight
    let unit = weightedIDF * (skips?.unit ?? 0)
    self.unit = unit
    self.skips = skips
    list = nil
    decodedBefore = 0
    maximum = skips.map { Double($0.maxBound) * unit } ?? weightedIDF * bm25.maxFactor
    row = cursor.row
  }

  /// The number of postings decoded so far.
  var decoded: Int { cursor?.decoded ?? ((list?.decoded ?? 0) - decodedBefore) }

  /// Returns an upper bound on the gain of `row` and the rows after it, and the last row for which
  /// the bound holds.
  ///
  /// That row is the end of the block that `row` is in, or would be in. The bound is 0 past the end
  /// of the list.
  ///
  /// - Precondition: `row` is not less than in the previous call.
  @inline(__always)
  mutating func bound(at row: UInt32) -> (last: UInt32, bound: Double) {
    if row > boundLast { moveBound(to: row) }
    if skips == nil, self.row == PostingCursor.end { lastBound = 0 }
    return (boundLast, lastBound)
  }

  private mutating func moveBound(to row: UInt32) {
    boundLast = PostingCursor.end - 1
    guard let skips else {
      lastBound = maximum
      return
    }
    boundBlock = skips.block(from: boundBlock, reaching: row)
    lastBound = 0
    guard boundBlock < skips.limits.count else { return }
    boundLast = skips.limits[boundBlock]
    lastBound = Double(skips.bounds[boundBlock]) * unit
  }

  /// Sets the gain below which a passage cannot be among the best.
  ///
  /// If `scoresAll`, factors are computed block by block, because most of the next postings will be
  /// scored.
  mutating func require(_ gain: Double, scoresAll: Bool = true) {
    least = gain / weightedIDF * (1 - 1e-9)
    self.scoresAll = scoresAll || least > 0
  }

  /// Moves to the first posting at or past `target`.
  @inline(__always)
  package mutating func advance(to target: UInt32) throws(IndexError) {
    if row >= target { return }
    guard list != nil else {
      try advanceCursor(to: target)
      return
    }
    if index >= count || rows[count &- 1] < target {
      guard try load(reaching: target) else { return }
    }
    // The next posting is the right one often enough to be tried first.
    if rows[index] < target { index = lowerBound(of: target, from: index) }
    row = rows[index]
  }

  /// Returns the index of the first posting of the block at or past `target`.
  ///
  /// The posting at `index` must be before `target`.
  private func lowerBound(of target: UInt32, from index: Int) -> Int {
    var low = index
    var high = count &- 1
    while high &- low > 1 {
      let middle = (low &+ high) &>> 1
      if rows[middle] < target { low = middle } else { high = middle }
    }
    return high
  }

  /// Moves to the first posting from `target` through `last` that may have the required gain.
  ///
  /// - Precondition: `target` and `last` are in one block, or between two.
  /// - Returns: Its row, or `PostingCursor.end` if there is none.
  @inline(__always)
  mutating func advance(
    to target: UInt32, through last: UInt32, scoring: inout ScoringContext
  ) throws(IndexError) -> UInt32 {
    try advance(to: target)
    if row > last { return PostingCursor.end }
    if list == nil || !scoresAll { return row }
    try loadFactors(scoring: &scoring)
    var found = index
    while factors[found] < least {
      found &+= 1
      guard found < count else {
        index = found &- 1
        row = rows[index]
        return PostingCursor.end
      }
    }
    index = found
    row = rows[index]
    return row <= last ? row : PostingCursor.end
  }

  private mutating func advanceCursor(to target: UInt32) throws(IndexError) {
    try cursor?.advance(to: target)
    row = cursor?.row ?? PostingCursor.end
  }

  /// Loads the block that may contain `target`.
  ///
  /// - Returns: False at the end of the list.
  private mutating func load(reaching target: UInt32) throws(IndexError) -> Bool {
    guard let list else { return false }
    index = 0
    count = 0
    block = list.skips.block(from: max(block, 0), reaching: target)
    guard block < list.skips.limits.count else {
      row = PostingCursor.end
      return false
    }
    let range = try list.copyRows(of: block, to: &rows)
    base = range.lowerBound
    count = range.count
    hasFactors = false
    return true
  }

  /// Computes the factors of the current block, if they have not been computed.
  @inline(__always)
  private mutating func loadFactors(scoring: inout ScoringContext) throws(IndexError) {
    if hasFactors { return }
    try list?.copyFactors(of: block, to: &factors, scoring: &scoring)
    hasFactors = true
  }

  @inline(__always)
  private func factor(at index: Int, scoring: inout ScoringContext) throws(IndexError) -> Double {
    if hasFactors { return factors[index] }
    return try list?.factor(base &+ index, of: block, scoring: &scoring) ?? 0
  }

  /// Returns false if `row` is known to lack the term; decodes nothing.
  @inline(__always)
  func mayHold(_ row: UInt32) -> Bool { holders?.contains(row) ?? true }

  /// True if the list is in blocks.
  var isInBlocks: Bool { list != nil }

  /// Adds the gains of the passages in a window that may be among the best.
  ///
  /// - Precondition: The list is in blocks, and all its rows in the window are in one block.
  mutating func add(
    to totals: inout WindowTotals, from first: UInt32, through last: UInt32,
    scoring: inout ScoringContext
  ) throws(IndexError) {
    try advance(to: first)
    if row > last { return }
    try loadFactors(scoring: &scoring)
    let next = totals.add(
      rows, factors, from: index, count: count, base: first, through: last, least: least,
      weightedIDF: weightedIDF)
    scored &+= next &- index
    index = min(next, count &- 1)
    row = rows[index]
  }

  /// Returns the gain of the passage `row` at a query weight of 1; 0 if it lacks the term.
  ///
  /// - Precondition: The list is at `row`, or in the block that contains it.
  mutating func gain(at row: UInt32, scoring: inout ScoringContext) throws(IndexError) -> Double {
    if self.row == row { return try gain(scoring: &scoring) }
    guard list != nil, self.row > row || index == count - 1 else { return 0 }
    let index = rows.lowerBound(of: row, from: 0, below: count)
    guard index < count, rows[index] == row else { return 0 }
    return idf * (try factor(at: index, scoring: &scoring))
  }

  /// Returns the gain of the current passage, times the query weight.
  @inline(__always)
  mutating func fullGain(scoring: inout ScoringContext) throws(IndexError) -> Double {
    if list != nil {
      scored &+= 1
      return weightedIDF * (try factor(at: index, scoring: &scoring))
    }
    return try gain(scoring: &scoring) / idf * weightedIDF
  }

  /// Returns the gain of the current passage at a query weight of 1.
  @inline(__always)
  mutating func gain(scoring: inout ScoringContext) throws(IndexError) -> Double {
    scored &+= 1
    if list != nil { return idf * (try factor(at: index, scoring: &scoring)) }
    return try gainOfCursor(scoring: &scoring)
  }

  private mutating func gainOfCursor(scoring: inout ScoringContext) throws(IndexError) -> Double {
    let length = try scoring.lengths.length(row)
    guard let frequency = try cursor?.frequency() else { return 0 }
    return idf * scoring.bm25.factor(frequency, length: length)
  }
}
