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

  /// - Parameter lists: The required lists by ascending document frequency, then the optional ones;
  ///   `places` has the index of each in `Scorer.contributions`.
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
      // Nothing is decoded as long as the blocks alone say no.
      let block = terms[0].bound(at: row)
      if block.bound == 0 { return }
      if !scorer.top.admits(block.bound + sumOfOthers) {
        pass()
        row = block.last + 1
        continue
      }
      try terms[0].advance(to: row, &scorer.factors)
      if terms[0].row != row {
        row = terms[0].row
        if row == PostingCursor.end { return }
        continue
      }
      var sum = 0.0
      var last = PostingCursor.end - 1
      for index in terms.indices {
        let block = terms[index].bound(at: row)
        if block.bound == 0, index < required { return }
        sum += block.bound
        last = min(last, block.last)
      }
      if !scorer.top.admits(sum) {
        pass()
        row = last + 1
        continue
      }
      let next = try meet(at: row)
      if next == row { try offer(row) }
      if next == PostingCursor.end { return }
      row = max(next, row + 1)
    }
  }

  private mutating func pass() {
    isComplete = false
    scorer.blocksSkipped += 1
  }

  /// Asks the other required lists for `row`.
  ///
  /// - Returns: `row` when all have it, else the next that may be in all of them.
  private mutating func meet(at row: UInt32) throws(RankingError) -> UInt32 {
    for index in 1..<max(required, 1) {
      try terms[index].advance(to: row, &scorer.factors)
      if terms[index].row != row { return terms[index].row }
    }
    return row
  }

  private mutating func offer(_ row: UInt32) throws(RankingError) {
    for index in terms.indices {
      var gain = 0.0
      if index >= required { try terms[index].advance(to: row, &scorer.factors) }
      if terms[index].row == row {
        gain = try terms[index].gain(&scorer.factors)
      }
      scorer.contributions[places[index]] = gain
    }
    scorer.matched &+= 1
    _ = try scorer.offer(row)
  }
}
