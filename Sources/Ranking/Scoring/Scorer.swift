internal import FullTextIndex

/// The state shared by all evaluations: formula, lengths, exclusions and the best hits so far.
struct Scorer {
  var scoring: ScoringContext
  /// A term of the query that is scored.
  struct Part {
    /// The index of its list.
    var list: Int
    /// The factor of its idf.
    var queryWeight: Double
  }

  /// The scored terms, in the order of the query.
  let order: [Part]
  /// The gain of the current passage from each list; 0 if the list lacks it.
  var contributions: [Double]
  var excluded: ExcludedRows
  var allowed: AllowedRows
  var top: TopK
  var blocksSkipped = 0
  /// The number of matching passages visited.
  var matched = 0

  /// Adds up the contributions in the order of the query, as FTS5 does, and keeps the passage if it
  /// is among the best.
  ///
  /// - Returns: True if the best passages may have changed.
  mutating func offer(_ row: UInt32) throws(IndexError) -> Bool {
    var score = 0.0
    for part in order { score += part.queryWeight * contributions[part.list] }
    guard top.admits(score), try !excluded.contains(row) else { return false }
    try top.offer(row, score, &scoring.lengths)
    return true
  }
}
