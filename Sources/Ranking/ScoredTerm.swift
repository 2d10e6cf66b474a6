/// A term of a query on its way through its posting list.
struct ScoredTerm {
  var cursor: TermCursor
  /// idf.
  let weight: Double
  /// How often the term stands in the query.
  let repeats: Double
  /// What no passage can gain from the term more than.
  let maximum: Double

  /// The blocks with their bounds, where they are known.
  private let skips: SkipTable?
  /// What a unit of the bounds is worth.
  private let unit: Double
  private var block = 0

  /// - Parameter skips: The blocks of the list, with bounds that hold for the weights in use.
  init(_ cursor: TermCursor, weight: Double, repeats: Int, bounds skips: SkipTable?) {
    self.cursor = cursor
    self.weight = weight
    self.repeats = Double(repeats)
    self.skips = skips
    unit = weight * Double(repeats) * BM25.factorUnit
    maximum =
      skips.map { Double($0.bounds.max() ?? 0) * weight * Double(repeats) * BM25.factorUnit }
      ?? weight * Double(repeats) * BM25.maximalFactor
  }

  /// Whether anything is known of parts of the list.
  var hasBounds: Bool { skips != nil }

  /// The last row of the block that holds `row`, or would, and what a passage in it can gain from
  /// the term; the bound is 0 past the end of the list.
  ///
  /// - Precondition: `row` is not below that of the call before.
  @inline(__always)
  mutating func bound(at row: UInt32) -> (last: UInt32, bound: Double) {
    guard let skips else {
      return cursor.row == PostingCursor.end
        ? (PostingCursor.end - 1, 0) : (PostingCursor.end - 1, maximum)
    }
    block = skips.block(from: block, reaching: row)
    guard block < skips.limits.count else { return (PostingCursor.end - 1, 0) }
    return (skips.limits[block], Double(skips.bounds[block]) * unit)
  }
}
