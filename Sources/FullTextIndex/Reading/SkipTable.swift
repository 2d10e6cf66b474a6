/// Where a cursor can jump into a doclist: its blocks of consecutive postings.
///
/// It is made from FTS5's own doclist index, with a block for each leaf, or from the side table
/// `posting_blocks`, with smaller blocks and a bound of the score in each.
public final class SkipTable {
  /// The highest row id that each block may hold; the last one holds the end of the doclist.
  public let limits: [UInt32]
  /// The leaf that holds the start of each block.
  package let leaves: [UInt32]
  /// The offset of the first posting of each block on its leaf; 0 for the first of an earlier
  /// doclist there.
  ///
  /// Empty where that holds for all.
  let offsets: [UInt16]
  /// For each block, the largest term frequency factor in units of `unit`; or empty.
  package let bounds: [UInt16]
  /// What a unit of the bounds is worth.
  package let unit: Double
  /// The largest of `bounds`.
  package let maximalBound: UInt16

  package init(
    limits: [UInt32], leaves: [UInt32], offsets: [UInt16], bounds: [UInt16], unit: Double = 0
  ) {
    self.limits = limits
    self.leaves = leaves
    self.offsets = offsets
    self.bounds = bounds
    self.unit = unit
    maximalBound = bounds.max() ?? 0
  }

  /// Returns the first block from `block` on that may contain `row` or a later one; the number of
  /// blocks if there is none.
  ///
  /// - Complexity: O(log d), where d is the number of blocks that are skipped.
  @inlinable @inline(__always)
  public func block(from block: Int, reaching row: UInt32) -> Int {
    let count = limits.count
    if block >= count || limits[block] >= row { return block }
    return limits.lowerBound(of: row, from: block, below: count)
  }
}
