internal import FullTextIndex

/// What both ways of evaluation share: the formula, the lengths, what is left out, the best so far.
struct Scorer {
  var scoring: ScoringContext
  /// What a term of the query adds to the score.
  struct Part {
    /// The index of its list.
    var list: Int
    /// What it counts for.
    var weight: Double
  }

  /// The terms of the query in its order; excluded terms are left out.
  let order: [Part]
  /// What each list gives to the passage at hand; 0 where the term does not stand in it.
  var contributions: [Double]
  var excluded: [RowCursor]
  var allowed: AllowedRows
  var top: TopK
  var blocksSkipped = 0
  /// How many passages were seen to match.
  var matched = 0

  /// Whether no excluded term stands in `row`.
  mutating func isIncluded(_ row: UInt32) throws(IndexError) -> Bool {
    for index in excluded.indices {
      try excluded[index].advance(to: row)
      if excluded[index].row == row { return false }
    }
    return true
  }

  /// Adds the contributions up in the order of the query, as FTS5 does, and keeps the passage if it
  /// is among the best.
  ///
  /// - Returns: Whether it may have changed what is among the best.
  mutating func offer(_ row: UInt32) throws(IndexError) -> Bool {
    var score = 0.0
    for part in order { score += part.weight * contributions[part.list] }
    guard top.admits(score), try isIncluded(row) else { return false }
    try top.offer(row, score, &scoring.lengths)
    return true
  }
}
