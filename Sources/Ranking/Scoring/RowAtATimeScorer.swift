internal import FullTextIndex

/// Finds the best passages of a set of rows, row by row.
///
/// This suits queries whose possible hits are known or few. Only these rows are looked up in the
/// lists, and blocks whose bounds together cannot reach the threshold are skipped.
struct RowAtATimeScorer {
  /// The lists, by descending maximum.
  private var terms: [ScoredTerm]
  /// The index of each list in `Scorer.contributions`.
  private let listIndices: [Int]
  private(set) var scorer: Scorer
  private var bounds: [Double]

  init(_ lists: [ScoredTerm], _ scorer: Scorer) {
    let sorted = lists.indices.sorted { lists[$0].maximum > lists[$1].maximum }
    terms = sorted.map { lists[$0] }
    listIndices = sorted
    self.scorer = scorer
    bounds = Array(repeating: 0, count: lists.count)
  }

  var scored: Int { terms.reduce(0) { $0 + $1.scored } }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Offers every allowed row that can be among the best; unless `needsNone`, the row must contain
  /// a term.
  mutating func run(needsNone: Bool) throws(IndexError) {
    var row: UInt32 = 1
    while true {
      try scorer.checkInterruption()
      row = scorer.allowed.next(from: row)
      if row == PostingCursor.end { return }
      var last = PostingCursor.end - 1
      var sum = 0.0
      for index in terms.indices {
        let block = terms[index].bound(at: row)
        bounds[index] = block.bound
        sum += block.bound
        last = min(last, block.last)
      }
      if scorer.top.admits(sum) {
        try offer(row, needsNone: needsNone)
        row += 1
      } else {
        scorer.blocksSkipped += 1
        row = last + 1
      }
      if row == PostingCursor.end { return }
    }
  }

  /// Scores a row, but stops as soon as it cannot be among the best.
  ///
  /// `bounds` must have the bounds of the blocks that may contain the row.
  private mutating func offer(_ row: UInt32, needsNone: Bool) throws(IndexError) {
    // Lists that are known to lack the row need not be decoded. The other bounds are summed again:
    // because of rounding, subtracting from the old sum might end below 0.
    var sum = 0.0
    for index in terms.indices {
      if !terms[index].mayHold(row) { bounds[index] = 0 }
      sum += bounds[index]
    }
    guard scorer.top.admits(sum * (1 + 1e-12)) else { return }
    // The score so far, and the maximum gain from the remaining lists. The factor compensates for
    // the rounding of the subtractions.
    var score = 0.0
    var rest = sum * (1 + 1e-12)
    var isFound = false
    for index in terms.indices {
      var gain = 0.0
      if bounds[index] > 0 {
        rest -= bounds[index]
        try terms[index].advance(to: row)
        if terms[index].row == row {
          isFound = true
          gain = try terms[index].gain(scoring: &scorer.scoring)
          score += gain * terms[index].queryWeight
        }
        guard scorer.top.admits(score + rest) else { return }
      }
      scorer.contributions[listIndices[index]] = gain
    }
    guard isFound || needsNone else { return }
    _ = try scorer.offer(row)
  }
}
