internal import FullTextIndex

/// Finds the best passages that contain all required terms, document at a time.
///
/// The rarest list proposes a row, and the other lists are checked in order of frequency. A list
/// that lacks the row makes the next proposal: the row to which it has moved (*leapfrog*). Blocks
/// whose bounds together cannot reach the threshold are skipped.
struct Intersection {
  /// The required lists by ascending document frequency, then the optional ones.
  private var terms: [ScoredTerm]
  private let listIndices: [Int]
  private let required: Int
  private(set) var scorer: Scorer
  /// An upper bound on the gain from all lists but the first.
  private let sumOfOthers: Double
  /// Like `sumOfOthers`, but only for the rows through `othersLast`, and therefore lower.
  private var othersBound = 0.0
  private var othersLast: UInt32 = 0

  /// Creates an evaluation of the required lists by ascending document frequency, then the optional
  /// ones.
  ///
  /// `listIndices` has the index of each list in `Scorer.contributions`.
  init(_ lists: [ScoredTerm], required: Int, listIndices: [Int], _ scorer: Scorer) {
    terms = lists
    self.required = required
    self.listIndices = listIndices
    self.scorer = scorer
    sumOfOthers = lists.dropFirst().reduce(0) { $0 + $1.maximum }
  }

  var scored: Int { terms.reduce(0) { $0 + $1.scored } }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Offers every passage that can be among the best.
  mutating func run() throws(IndexError) {
    // A span, because an array would be checked for uniqueness at each access.
    var lists = terms
    terms = []
    defer { terms = lists }
    var span = lists.mutableSpan
    try run(&span)
  }

  private mutating func run(_ terms: inout MutableSpan<ScoredTerm>) throws(IndexError) {
    var row: UInt32 = 1
    while true {
      try scorer.checkInterruption()
      row = scorer.allowed.next(from: row)
      if row == PostingCursor.end { return }
      let block = terms[0].bound(at: row)
      if block.bound == 0 { return }
      if scorer.top.admits(block.bound + sumOfOthers) {
        row = try evaluate(&terms, from: row, through: block.last, block.bound)
      } else {
        // A block that its bound rules out is skipped without decoding anything.
        scorer.blocksSkipped += 1
        row = block.last + 1
      }
      if row == PostingCursor.end { return }
    }
  }

  /// Offers the passages in one block of the rarest list, whose gain is at most `bound`.
  ///
  /// - Returns: The row to continue from, which is before the end of the block if the threshold has
  ///   risen.
  private mutating func evaluate(
    _ terms: inout MutableSpan<ScoredTerm>, from first: UInt32, through last: UInt32,
    _ bound: Double
  ) throws(IndexError) -> UInt32 {
    let least = scorer.top.threshold - sumOfOthers * (1 + 1e-9)
    let isSelective = scorer.top.isSelective
    // Few postings of the rarest list are scored, so their factors are not computed block by block.
    terms[0].require(least, scoresAll: false)
    var target = first
    while target <= last {
      if isSelective {
        if target > othersLast { boundOthers(&terms, at: target) }
        guard scorer.top.admits(bound + othersBound) else {
          // No row up to the first end of a block of the other lists can be among the best.
          target = min(othersLast, last) + 1
          continue
        }
      }
      let row = try terms[0].advance(to: target, through: last, scoring: &scorer.scoring)
      if row == PostingCursor.end { return last + 1 }
      target = scorer.allowed.next(from: row)
      if target != row { continue }
      var gain = 0.0
      if isSelective {
        if row > othersLast { boundOthers(&terms, at: row) }
        gain = try terms[0].fullGain(scoring: &scorer.scoring)
        guard scorer.top.admits(gain + othersBound) else {
          target = row + 1
          continue
        }
      }
      target = try meet(&terms, at: row, gain: gain, isSelective: isSelective)
      if target == PostingCursor.end { return target }
      if target == row {
        target += 1
        if try offer(&terms, row) { return target }
      }
    }
    return target
  }

  /// Sets `othersBound` to the maximum gain of `row` from all lists but the first, and `othersLast`
  /// to the last row for which that bound holds.
  private mutating func boundOthers(_ terms: inout MutableSpan<ScoredTerm>, at row: UInt32) {
    othersBound = 0
    othersLast = PostingCursor.end - 1
    for index in 1..<max(terms.count, 1) {
      let block = terms[index].bound(at: row)
      othersBound += block.bound
      othersLast = min(othersLast, block.last)
    }
  }

  /// Moves the other required lists to `row`; `gain` is its gain from the first list.
  ///
  /// If `isSelective`, the gain from each list replaces the bound of the list. So longer lists are not
  /// even decoded for passages that cannot be among the best.
  ///
  /// - Returns: `row` if all required lists contain it, otherwise the next row that may be in all
  ///   of them and among the best.
  @inline(__always)
  private mutating func meet(
    _ terms: inout MutableSpan<ScoredTerm>, at row: UInt32, gain: Double, isSelective: Bool
  ) throws(IndexError) -> UInt32 {
    var sum = gain
    var rest = othersBound * (1 + 1e-12)
    for index in 1..<max(required, 1) {
      try terms[index].advance(to: row)
      if terms[index].row != row { return terms[index].row }
      if isSelective {
        sum += try terms[index].fullGain(scoring: &scorer.scoring)
        rest -= terms[index].lastBound
        guard scorer.top.admits(sum + rest) else {
          return row + 1
        }
      }
    }
    return row
  }

  /// Scores a passage that all required lists contain, but stops as soon as it cannot be among the
  /// best.
  ///
  /// - Returns: True if the best passages may have changed.
  private mutating func offer(_ terms: inout MutableSpan<ScoredTerm>, _ row: UInt32)
    throws(IndexError) -> Bool
  {
    let isSelective = scorer.top.isSelective
    // The bounds of the lists not visited yet. The factor compensates for the rounding of the
    // subtractions.
    var rest = othersBound * (1 + 1e-12)
    var sum = 0.0
    for index in terms.indices {
      var gain = 0.0
      if index >= required { try terms[index].advance(to: row) }
      if terms[index].row == row {
        gain = try terms[index].gain(scoring: &scorer.scoring)
      }
      scorer.contributions[listIndices[index]] = gain
      if isSelective {
        sum += gain * terms[index].queryWeight
        if index > 0 { rest -= terms[index].lastBound }
        guard scorer.top.admits(sum + rest) else { return false }
      }
    }
    return try scorer.offer(row)
  }
}
