internal import FullTextIndex
internal import SQLite

/// The state shared by all evaluations: formula, lengths, exclusions and the best hits so far.
struct Scorer {
  var scoring: ScoringContext
  /// A term of the query that is scored.
  struct Part {
    /// The index of its list.
    var list: Int
    /// The positive factor by which the idf is multiplied.
    var queryWeight: Double
  }

  /// The scored terms, in the order of the query.
  let order: [Part]
  /// The gain of the current passage from each list; 0 if the list lacks the passage.
  var contributions: [Double]
  var excluded: ExcludedRows
  var allowed: AllowedRows
  var top: TopK
  var blocksSkipped = 0
  let connection: Connection
  private var steps: UInt8 = 0

  init(
    scoring: ScoringContext, order: [Part], contributions: [Double], excluded: ExcludedRows,
    allowed: AllowedRows, top: TopK, connection: Connection
  ) {
    self.scoring = scoring
    self.order = order
    self.contributions = contributions
    self.excluded = excluded
    self.allowed = allowed
    self.top = top
    self.connection = connection
  }

  /// Throws if the search must stop.
  ///
  /// Asks at every 256th call, so that it can be called for every row or block.
  @inline(__always)
  mutating func checkInterruption() throws(IndexError) {
    steps &+= 1
    if steps == 0 { try connection.checkIndexInterruption() }
  }

  /// Adds up the contributions in the order of the query, as FTS5 does, and keeps the passage if it
  /// is among the best.
  ///
  /// - Returns: True if the best passages may have changed.
  mutating func offer(_ row: UInt32) throws(IndexError) -> Bool {
    var score = 0.0
    for part in order { score += part.queryWeight * contributions[part.list] }
    guard top.admits(score), try !excluded.contains(row, &scoring.lengths) else { return false }
    try top.offer(row, score, &scoring.lengths)
    return true
  }
}
