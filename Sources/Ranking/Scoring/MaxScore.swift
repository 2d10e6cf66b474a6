internal import FullTextIndex

/// Finds the best passages that contain any of the terms, document at a time.
///
/// Turtle and Flood, "Query Evaluation: Strategies and Optimizations" (1995): lists whose bounds
/// together cannot lift a passage over the threshold are not *essential*. They propose no passages,
/// and are only probed for passages that essential lists propose. With bounds for blocks (Ding and
/// Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011), the essential lists are
/// determined again for every *window*: a range of rows in which each essential list stays in one
/// block. Most windows are skipped.
struct MaxScore {
  /// The lists, by ascending maximum.
  private var terms: [ScoredTerm]
  /// The index of each list in `Scorer.contributions`.
  private let listIndices: [Int]
  private(set) var scorer: Scorer
  /// `sums[i]` is an upper bound on the gain from the lists before index i.
  private var sums: [Double]
  /// The index of the first essential list.
  private var essential = 0

  // Reused from window to window to avoid allocations.
  private var bounds: [Double]
  private var window: [Int] = []
  private var partial: [Double]
  private var totals = WindowTotals()
  /// True if all lists are in blocks.
  private let areInBlocks: Bool

  init(_ lists: [ScoredTerm], _ scorer: Scorer) {
    let sorted = lists.indices.sorted { lists[$0].maximum < lists[$1].maximum }
    terms = sorted.map { lists[$0] }
    listIndices = sorted
    self.scorer = scorer
    sums = [0]
    for term in terms { sums.append(sums[sums.count - 1] + term.maximum) }
    areInBlocks = terms.allSatisfy { $0.isInBlocks }
    bounds = Array(repeating: 0, count: lists.count)
    partial = Array(repeating: 0, count: lists.count + 1)
  }

  var scored: Int { terms.reduce(0) { $0 + $1.scored } }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Offers every passage that can be among the best.
  mutating func run() throws(IndexError) {
    var row: UInt32 = 1
    while true {
      try scorer.checkInterruption()
      while essential < terms.count, !scorer.top.admits(sums[essential + 1]) { essential += 1 }
      if essential == terms.count { return }
      row = scorer.allowed.next(from: row)
      if row == PostingCursor.end { return }
      var last = PostingCursor.end - 1
      var sum = sums[essential]
      var isAtEnd = true
      for index in essential..<terms.count {
        let block = terms[index].bound(at: row)
        bounds[index] = block.bound
        if block.bound > 0 {
          isAtEnd = false
          last = min(last, block.last)
          sum += block.bound
        }
      }
      if isAtEnd { return }
      if scorer.top.admits(sum) {
        row = try evaluate(from: row, through: last)
      } else {
        scorer.blocksSkipped += 1
        row = last + 1
      }
      if row >= PostingCursor.end { return }
    }
  }

  /// Offers the passages of a window.
  ///
  /// - Returns: The start of the next window, which is earlier than planned if the threshold has
  ///   risen.
  private mutating func evaluate(from first: UInt32, through last: UInt32)
    throws(IndexError) -> UInt32
  {
    // Sort the lists by their bounds in this window. Those before `minor` are not essential in it:
    // together with the lists that are never essential, they cannot reach the threshold.
    window.removeAll(keepingCapacity: true)
    for index in essential..<terms.count where bounds[index] > 0 {
      var slot = window.count
      window.append(index)
      while slot > 0, bounds[window[slot - 1]] > bounds[index] {
        window[slot] = window[slot - 1]
        slot -= 1
      }
      window[slot] = index
    }
    var rest = sums[essential]
    var minor = 0
    while minor < window.count, !scorer.top.admits(rest + bounds[window[minor]]) {
      rest += bounds[window[minor]]
      minor += 1
    }
    // From each list, a passage needs the gain that it still lacks if it gains the maximum from all
    // other lists.
    var maxGain = rest
    for slot in minor..<window.count { maxGain += bounds[window[slot]] }
    for slot in minor..<window.count {
      let index = window[slot]
      terms[index].require(scorer.top.threshold - (maxGain - bounds[index]) * (1 + 1e-9))
    }
    if areInBlocks, window.count - minor > 1 {
      return try evaluateTogether(from: first, through: last, minor: minor, rest: rest)
    }
    var next = try advance(to: first, through: last, minor)
    while next <= last {
      let row = next
      let allowed = scorer.allowed.next(from: row)
      if allowed != row {
        if allowed > last { return allowed }
        next = try advance(to: allowed, through: last, minor)
        continue
      }
      var score = 0.0
      for slot in minor..<window.count {
        let index = window[slot]
        if terms[index].row == row { score += try terms[index].fullGain(scoring: &scorer.scoring) }
      }
      var isBetter = false
      if scorer.top.admits(score + rest) {
        isBetter = try complete(row, score, minor: minor)
      }
      if isBetter { return row + 1 }
      next = try advance(to: row + 1, through: last, minor)
    }
    return last + 1
  }

  /// Offers the passages of a window with several essential lists.
  ///
  /// Adding up gains list by list takes less time than merging the lists row by row.
  private mutating func evaluateTogether(
    from first: UInt32, through last: UInt32, minor: Int, rest: Double
  ) throws(IndexError) -> UInt32 {
    let widest = UInt32(WindowTotals.width - 1)
    let last = last - first > widest ? first + widest : last
    for slot in minor..<window.count {
      try terms[window[slot]].add(
        to: &totals, from: first, through: last, scoring: &scorer.scoring)
    }
    for word in 0...Int(last - first) >> 6 {
      var marks = totals.marks[word]
      if marks == 0 { continue }
      totals.marks[word] = 0
      while marks != 0 {
        let index = word << 6 + marks.trailingZeroBitCount
        marks &= marks &- 1
        let score = totals.gains[index]
        totals.gains[index] = 0
        let row = first + UInt32(index)
        guard scorer.top.admits(score + rest), scorer.allowed.next(from: row) == row else {
          continue
        }
        _ = try complete(row, score, minor: minor)
      }
    }
    return last + 1
  }

  /// Moves the lists that are essential in this window to their first row from `row` on that may be
  /// among the best.
  ///
  /// - Returns: The lowest row of any of these lists.
  @inline(__always)
  private mutating func advance(to row: UInt32, through last: UInt32, _ minor: Int)
    throws(IndexError) -> UInt32
  {
    if row > last { return PostingCursor.end }
    var next = PostingCursor.end
    for slot in minor..<window.count {
      next = min(
        next, try terms[window[slot]].advance(to: row, through: last, scoring: &scorer.scoring))
    }
    return next
  }

  /// Adds the gains of `row` from the lists that did not propose it, as long as the row can be
  /// among the best.
  ///
  /// - Returns: True if the best passages may have changed.
  private mutating func complete(_ row: UInt32, _ score: Double, minor: Int)
    throws(IndexError) -> Bool
  {
    // The bounds of the blocks are checked first, because that decodes nothing.
    let count = essential + minor
    var rest = 0.0
    for slot in 0..<count {
      let index = slot < essential ? slot : window[slot - essential]
      let bound = terms[index].bound(at: row).bound
      rest += bound
      bounds[index] = bound
      partial[slot + 1] = rest
    }
    guard scorer.top.admits(score + rest) else { return false }
    var score = score
    var slot = count
    var isWanted = true
    while slot > 0 {
      slot -= 1
      let index = slot < essential ? slot : window[slot - essential]
      if bounds[index] == 0 { continue }
      guard scorer.top.admits(score + partial[slot + 1]) else {
        isWanted = false
        break
      }
      try terms[index].advance(to: row)
      if terms[index].row == row { score += try terms[index].fullGain(scoring: &scorer.scoring) }
    }
    guard isWanted, scorer.top.admits(score) else { return false }
    // The gains were added up in another order, but `offer` adds them in the order of the query.
    for index in terms.indices {
      scorer.contributions[listIndices[index]] = try terms[index].gain(
        at: row, scoring: &scorer.scoring)
    }
    return try scorer.offer(row)
  }
}

/// The gains added up so far for the passages of a window.
struct WindowTotals {
  /// The maximum number of rows in a window.
  static let width = 1_024

  /// The gain of each row, counted from the first row of the window; all 0 between windows.
  var gains = [Double](repeating: 0, count: width)
  /// A bit for each row, set if the row has a gain; none is set between windows.
  var marks = [UInt64](repeating: 0, count: width / 64)

  /// Adds the gains of a block's postings from `index` on, without those whose factor is below
  /// `least`.
  ///
  /// - Returns: The index of the first posting past `last`.
  mutating func add(
    _ rows: [UInt32], _ factors: [Double], from index: Int, count: Int, base first: UInt32,
    through last: UInt32, least: Double, weightedIDF: Double
  ) -> Int {
    Self.add(
      rows.span, factors.span, from: index, count: count, base: first, through: last, least: least,
      weightedIDF: weightedIDF, &gains, &marks)
  }

  private static func add(
    _ rows: Span<UInt32>, _ factors: Span<Double>, from start: Int, count: Int, base first: UInt32,
    through last: UInt32, least: Double, weightedIDF: Double, _ gains: inout [Double],
    _ marks: inout [UInt64]
  ) -> Int {
    var gains = gains.mutableSpan
    var marks = marks.mutableSpan
    var index = start
    while index < count {
      let row = rows[index]
      if row > last { break }
      let factor = factors[index]
      if factor >= least {
        let offset = Int(row &- first)
        gains[offset] += weightedIDF * factor
        marks[offset &>> 6] |= 1 &<< UInt64(offset & 63)
      }
      index &+= 1
    }
    return index
  }
}
