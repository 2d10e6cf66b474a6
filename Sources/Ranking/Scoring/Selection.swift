internal import FullTextIndex

/// Finds the best passages of a set of rows, row by row.
///
/// This fits when the rows that may be hits are known or few: each list is asked for them, and
/// blocks whose bounds together cannot reach the threshold are passed over.
struct Selection {
  /// The lists, those that can give most first.
  private var terms: [ScoredTerm]
  /// The index of each in `Scorer.contributions`.
  private let places: [Int]
  private(set) var scorer: Scorer
  private var bounds: [Double]

  init(_ lists: [ScoredTerm], _ scorer: Scorer) {
    let sorted = lists.indices.sorted { lists[$0].maximum > lists[$1].maximum }
    terms = sorted.map { lists[$0] }
    places = sorted
    self.scorer = scorer
    bounds = Array(repeating: 0, count: lists.count)
  }

  var scored: Int { terms.reduce(0) { $0 + $1.scored } }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Offers every allowed row that can be among the best and, unless `needsNone`, holds a term.
  mutating func run(needsNone: Bool) throws(IndexError) {
    var row: UInt32 = 1
    while true {
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

  /// Scores a row, of which `bounds` are those of its blocks, as long as it can be among the best.
  private mutating func offer(_ row: UInt32, needsNone: Bool) throws(IndexError) {
    // Lists that are known not to hold the row need not be decoded to say so. The others are added
    // up anew: by rounding, a sum from which all bounds are taken away may come out below 0.
    var sum = 0.0
    for index in terms.indices {
      if !terms[index].mayHold(row) { bounds[index] = 0 }
      sum += bounds[index]
    }
    guard scorer.top.admits(sum * (1 + 1e-12)) else { return }
    // What has been found, and what the lists that have not been asked may still give; what taking
    // the bounds away one by one costs by rounding is more than made up for.
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
          score += gain * terms[index].boost
        }
        guard scorer.top.admits(score + rest) else { return }
      }
      scorer.contributions[places[index]] = gain
    }
    guard isFound || needsNone else { return }
    scorer.matched &+= 1
    _ = try scorer.offer(row)
  }
}
