internal import FullTextIndex

/// Finds the best passages that hold all of the required terms, document at a time.
///
/// The rarest list proposes, the others are asked from the next rarest on; one that has passed the
/// proposal makes the next one (*leapfrog*). Blocks whose bounds together cannot reach the threshold
/// are passed over.
struct Intersection {
  /// The required lists by ascending document frequency, then the optional ones.
  private var terms: [ScoredTerm]
  private let listIndices: [Int]
  private let required: Int
  private(set) var scorer: Scorer
  /// What all lists but the first can give together.
  private let sumOfOthers: Double
  /// What all lists but the first can give to the rows through `othersLast`.
  private var othersBound = 0.0
  private var othersLast: UInt32 = 0
  /// Whether nothing that matches was passed over, so that `Scorer.matched` is their number.
  private(set) var isComplete = true

  /// Creates an evaluation of the required lists by ascending document frequency, then the optional
  /// ones.
  ///
  /// `listIndices` has the index of each in `Scorer.contributions`.
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
    // As a span: an array would be asked at each access whether it is shared.
    var lists = terms
    terms = []
    defer { terms = lists }
    var span = lists.mutableSpan
    try run(&span)
  }

  private mutating func run(_ terms: inout MutableSpan<ScoredTerm>) throws(IndexError) {
    var row: UInt32 = 1
    while true {
      row = scorer.allowed.next(from: row)
      if row == PostingCursor.end { return }
      let block = terms[0].bound(at: row)
      if block.bound == 0 { return }
      if scorer.top.admits(block.bound + sumOfOthers) {
        row = try evaluate(&terms, from: row, through: block.last, block.bound)
      } else {
        // Nothing is decoded as long as the blocks alone say no.
        isComplete = false
        scorer.blocksSkipped += 1
        row = block.last + 1
      }
      if row == PostingCursor.end { return }
    }
  }

  /// Offers the passages that stand in one block of the rarest list, which gives `bound` at most.
  ///
  /// - Returns: Where to go on: earlier than the block's end when the threshold has risen.
  private mutating func evaluate(
    _ terms: inout MutableSpan<ScoredTerm>, from first: UInt32, through last: UInt32,
    _ bound: Double
  ) throws(IndexError) -> UInt32 {
    let least = scorer.top.threshold - sumOfOthers * (1 + 1e-9)
    if least > 0 { isComplete = false }
    let isFull = scorer.top.isFull
    // Unless it must give much, few postings of this list are scored: not whole blocks at a time.
    terms[0].require(least, scoresAll: false)
    var target = first
    while target <= last {
      if isFull {
        if target > othersLast { boundOthers(&terms, at: target) }
        guard scorer.top.admits(bound + othersBound) else {
          // The blocks in which it would stand say no, up to the first end of one of them.
          isComplete = false
          target = min(othersLast, last) + 1
          continue
        }
      }
      let row = try terms[0].advance(to: target, through: last, scoring: &scorer.scoring)
      if row == PostingCursor.end { return last + 1 }
      target = scorer.allowed.next(from: row)
      if target != row { continue }
      var gain = 0.0
      if isFull {
        if row > othersLast { boundOthers(&terms, at: row) }
        gain = try terms[0].fullGain(scoring: &scorer.scoring)
        guard scorer.top.admits(gain + othersBound) else {
          isComplete = false
          target = row + 1
          continue
        }
      }
      target = try meet(&terms, at: row, gain: gain, isFull: isFull)
      if target == PostingCursor.end { return target }
      if target == row {
        target += 1
        if try offer(&terms, row) { return target }
      }
    }
    return target
  }

  /// Finds what all lists but the first can give to `row`, and through which row that holds.
  private mutating func boundOthers(_ terms: inout MutableSpan<ScoredTerm>, at row: UInt32) {
    othersBound = 0
    othersLast = PostingCursor.end - 1
    for index in 1..<max(terms.count, 1) {
      let block = terms[index].bound(at: row)
      othersBound += block.bound
      othersLast = min(othersLast, block.last)
    }
  }

  /// Asks the other required lists for `row`, to which the first one gives `gain`.
  ///
  /// Once there are enough passages, what each list gives takes the place of its bound, so that the
  /// longer lists are not even decoded for what cannot be among the best.
  ///
  /// - Returns: `row` when all have it, else the next that may be in all of them and among the best.
  @inline(__always)
  private mutating func meet(
    _ terms: inout MutableSpan<ScoredTerm>, at row: UInt32, gain: Double, isFull: Bool
  ) throws(IndexError) -> UInt32 {
    var sum = gain
    var rest = othersBound * (1 + 1e-12)
    for index in 1..<max(required, 1) {
      try terms[index].advance(to: row)
      if terms[index].row != row { return terms[index].row }
      if isFull {
        sum += try terms[index].fullGain(scoring: &scorer.scoring)
        rest -= terms[index].lastBound
        guard scorer.top.admits(sum + rest) else {
          isComplete = false
          return row + 1
        }
      }
    }
    return row
  }

  /// Scores a passage that is in all of the required lists, as long as it can be among the best.
  ///
  /// - Returns: Whether it may have changed what is among the best.
  private mutating func offer(_ terms: inout MutableSpan<ScoredTerm>, _ row: UInt32)
    throws(IndexError) -> Bool
  {
    scorer.matched &+= 1
    let isFull = scorer.top.isFull
    // The bounds of the lists that have not been asked yet, and what taking them away one by one
    // may have cost by rounding.
    var rest = othersBound * (1 + 1e-12)
    var sum = 0.0
    for index in terms.indices {
      var gain = 0.0
      if index >= required { try terms[index].advance(to: row) }
      if terms[index].row == row {
        gain = try terms[index].gain(scoring: &scorer.scoring)
      }
      scorer.contributions[listIndices[index]] = gain
      if isFull {
        sum += gain * terms[index].queryWeight
        if index > 0 { rest -= terms[index].lastBound }
        guard scorer.top.admits(sum + rest) else { return false }
      }
    }
    return try scorer.offer(row)
  }
}
