internal import FullTextIndex

/// A term of a query on its way through its posting list.
struct ScoredTerm {
  /// The current row, or `PostingCursor.end`.
  private(set) var row: UInt32 = 0
  /// idf.
  let weight: Double
  /// idf, times what the term counts for in the query.
  let fullWeight: Double
  /// What the term counts for in the query: how often it stands there, or a weight.
  let boost: Double
  /// All rows that hold the term, where that is known.
  var holders: RowSet?
  /// What no passage can gain from the term more than.
  let maximum: Double
  /// How many gains were computed.
  private(set) var scored = 0

  // The block at hand, of a list in blocks: a copy, which is read faster than the list.
  private var rows: [UInt32] = []
  private var factors: [Double] = []
  private var count = 0
  private var hasFactors = false
  private var index = 0
  private var block = -1
  /// Where the block begins in the list.
  private var base = 0
  private let list: PostingList?
  private let decodedBefore: Int

  /// Walks a list that is not in blocks.
  private var cursor: TermCursor?

  /// The blocks with their bounds, where they are known.
  private let skips: SkipTable?
  /// What a unit of the bounds is worth.
  private let unit: Double
  private var boundBlock = 0
  /// Through which row `lastBound` holds, once it does.
  private var boundLast: UInt32 = 0
  /// What a passage in the block of the last `bound(at:)` can gain from the term.
  private(set) var lastBound = 0.0

  /// The factor that a posting must have to be worth a look.
  private var least = 0.0
  private var scoresAll = true

  /// A term whose list is in blocks, at its first posting.
  init(
    _ list: PostingList, weight: Double, boost: Double, scoring: inout ScoringContext
  ) throws(IndexError) {
    self.list = list
    self.weight = weight
    self.boost = boost
    fullWeight = weight * boost
    skips = list.skips
    unit = fullWeight * list.skips.unit
    maximum = Double(list.skips.maximalBound) * unit
    decodedBefore = list.decoded
    rows = Array(repeating: 0, count: PostingList.longestBlock)
    factors = Array(repeating: 0, count: PostingList.longestBlock)
  }

  /// A term whose list is walked posting by posting.
  ///
  /// `skips` are the blocks of the list, if it has bounds that hold for the weights in use.
  init(
    _ cursor: TermCursor, weight: Double, boost: Double, bounds skips: SkipTable?, _ bm25: BM25
  ) {
    self.cursor = cursor
    self.weight = weight
    self.boost = boost
    fullWeight = weight * boost
    let unit = fullWeight * (skips?.unit ?? 0)
    self.unit = unit
    self.skips = skips
    list = nil
    decodedBefore = 0
    maximum = skips.map { Double($0.maximalBound) * unit } ?? fullWeight * bm25.maximalFactor
    row = cursor.row
  }

  /// How many postings were decoded.
  var decoded: Int { cursor?.decoded ?? ((list?.decoded ?? 0) - decodedBefore) }

  /// The last row of the block that holds `row`, or would, and what a passage in it can gain from
  /// the term; the bound is 0 past the end of the list.
  ///
  /// - Precondition: `row` is not below that of the call before.
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

  /// Sets what the term must give to a passage for it to be worth a look.
  ///
  /// `scoresAll` is whether most postings that are walked over will be scored, so that their factors
  /// are best computed block by block.
  mutating func require(_ gain: Double, scoresAll: Bool = true) {
    least = gain / fullWeight * (1 - 1e-9)
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
    // The next one is the right one often enough to be tried first.
    if rows[index] < target { index = place(of: target, from: index) }
    row = rows[index]
  }

  /// The first posting of the block at or past `target`, which the one at `index` is not.
  private func place(of target: UInt32, from index: Int) -> Int {
    var low = index
    var high = count &- 1
    while high &- low > 1 {
      let middle = (low &+ high) &>> 1
      if rows[middle] < target { low = middle } else { high = middle }
    }
    return high
  }

  /// Moves to the first posting at or past `target` that is past `last` or may give what is
  /// required.
  ///
  /// - Precondition: `target` and `last` are in one block, or between two.
  /// - Returns: Its row, or `PostingCursor.end` where it is past `last`.
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

  /// Makes the block that may hold `target` the one at hand; at the end of the list there is none.
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

  /// Sees to it that the block at hand has factors.
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

  /// Whether the term may stand in `row`, as far as that is known without decoding anything.
  @inline(__always)
  func mayHold(_ row: UInt32) -> Bool { holders?.contains(row) ?? true }

  /// Whether the list is in blocks.
  var isInBlocks: Bool { list != nil }

  /// Adds what the term gives to each passage of a window that it may be worth a look in.
  ///
  /// - Precondition: The list is in blocks, and one block holds all of its rows in the window.
  mutating func add(
    to totals: inout WindowTotals, from first: UInt32, through last: UInt32,
    scoring: inout ScoringContext
  ) throws(IndexError) {
    try advance(to: first)
    if row > last { return }
    try loadFactors(scoring: &scoring)
    let next = totals.add(
      rows, factors, from: index, count: count, base: first, through: last, least: least,
      weight: fullWeight)
    scored &+= next &- index
    index = min(next, count &- 1)
    row = rows[index]
  }

  /// What the passage `row` gains from the term, if that counts once; 0 where the term does not stand in it.
  ///
  /// - Precondition: The list stands at `row`, or in the block that holds it.
  mutating func gain(at row: UInt32, scoring: inout ScoringContext) throws(IndexError) -> Double {
    if self.row == row { return try gain(scoring: &scoring) }
    guard list != nil, self.row > row || index == count - 1 else { return 0 }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    guard low < count, rows[low] == row else { return 0 }
    return weight * (try factor(at: low, scoring: &scoring))
  }

  /// What the passage at hand gains from the term, times what it counts for in the query.
  @inline(__always)
  mutating func fullGain(scoring: inout ScoringContext) throws(IndexError) -> Double {
    if list != nil {
      scored &+= 1
      return fullWeight * (try factor(at: index, scoring: &scoring))
    }
    return try gain(scoring: &scoring) / weight * fullWeight
  }

  /// What the passage at hand gains from the term, if that counts once.
  @inline(__always)
  mutating func gain(scoring: inout ScoringContext) throws(IndexError) -> Double {
    scored &+= 1
    if list != nil { return weight * (try factor(at: index, scoring: &scoring)) }
    return try gainOfCursor(scoring: &scoring)
  }

  private mutating func gainOfCursor(scoring: inout ScoringContext) throws(IndexError) -> Double {
    let length = try scoring.lengths.length(row)
    guard let frequency = try cursor?.frequency() else { return 0 }
    return weight * scoring.bm25.factor(frequency, length: length)
  }
}
