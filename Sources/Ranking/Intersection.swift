/// Finds the best passages that hold all of the required terms, document at a time.
///
/// The rarest list proposes, the others are asked from the next rarest on; one that has passed the
/// proposal makes the next one (*leapfrog*). Blocks whose bounds together cannot reach the threshold
/// are passed over.
struct Intersection {
  /// The required lists by ascending document frequency, then the optional ones.
  private var terms: [ScoredTerm]
  private let places: [Int]
  private let required: Int
  private(set) var scorer: Scorer
  /// What all lists but the first can give together.
  private let sumOfOthers: Double
  /// Whether nothing that matches was passed over, so that `Scorer.matched` is their number.
  private(set) var isComplete = true

  /// Creates an evaluation of the required lists by ascending document frequency, then the optional
  /// ones.
  ///
  /// `places` has the index of each in `Scorer.contributions`.
  init(_ lists: [ScoredTerm], required: Int, places: [Int], _ scorer: Scorer) {
    terms = lists
    self.required = required
    self.places = places
    self.scorer = scorer
    sumOfOthers = lists.dropFirst().reduce(0) { $0 + $1.maximum }
  }

  var scored: Int { terms.reduce(0) { $0 + $1.scored } }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Offers every passage that can be among the best.
  mutating func run() throws(RankingError) {
    var row: UInt32 = 1
    while true {
      row = scorer.allowed.next(from: row)
      if row == PostingCursor.end { return }
      let block = terms[0].bound(at: row)
      if block.bound == 0 { return }
      if scorer.top.admits(block.bound + sumOfOthers) {
        row = try evaluate(from: row, through: block.last)
      } else {
        // Nothing is decoded as long as the blocks alone say no.
        isComplete = false
        scorer.blocksSkipped += 1
        row = block.last + 1
      }
      if row == PostingCursor.end { return }
    }
  }

  /// Offers the passages that stand in one block of the rarest list.
  ///
  /// - Returns: Where to go on: earlier than the block's end when the threshold has risen.
  private mutating func evaluate(from first: UInt32, through last: UInt32)
    throws(RankingError) -> UInt32
  {
    let least = scorer.top.threshold - sumOfOthers * (1 + 1e-9)
    if least > 0 { isComplete = false }
    // As long as few passages have matched, hardly any posting of this list is scored.
    terms[0].require(least, scoresAll: scorer.top.isFull)
    var target = first
    while target <= last {
      let row = try terms[0].advance(to: target, through: last, &scorer.factors)
      if row == PostingCursor.end { return last + 1 }
      target = scorer.allowed.next(from: row)
      if target != row { continue }
      if scorer.top.isFull, try !isPromising(row) {
        isComplete = false
        target = row + 1
        continue
      }
      target = try meet(at: row)
      if target == PostingCursor.end { return target }
      if target == row {
        target += 1
        if try offer(row) { return target }
      }
    }
    return target
  }

  /// Whether the blocks in which `row` stands allow it to be among the best.
  private mutating func isPromising(_ row: UInt32) throws(RankingError) -> Bool {
    var sum = try terms[0].fullGain(&scorer.factors)
    for index in 1..<max(terms.count, 1) { sum += terms[index].bound(at: row).bound }
    return scorer.top.admits(sum)
  }

  /// Asks the other required lists for `row`.
  ///
  /// - Returns: `row` when all have it, else the next that may be in all of them.
  private mutating func meet(at row: UInt32) throws(RankingError) -> UInt32 {
    for index in 1..<max(required, 1) {
      try terms[index].advance(to: row)
      if terms[index].row != row { return terms[index].row }
    }
    return row
  }

  private mutating func offer(_ row: UInt32) throws(RankingError) -> Bool {
    for index in terms.indices {
      var gain = 0.0
      if index >= required { try terms[index].advance(to: row) }
      if terms[index].row == row {
        gain = try terms[index].gain(&scorer.factors)
      }
      scorer.contributions[places[index]] = gain
    }
    scorer.matched &+= 1
    return try scorer.offer(row)
  }
}
