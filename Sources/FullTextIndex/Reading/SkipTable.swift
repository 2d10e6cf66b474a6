/// The offsets in a doclist to which a cursor can jump: the starts of its blocks of consecutive
/// postings.
///
/// It comes from FTS5's own doclist index, with a block for each leaf, or from the side table
/// `posting_blocks`, with smaller blocks and a score bound for each.
public final class SkipTable {
  /// An upper bound on the row ids of each block.
  public let limits: [UInt32]
  /// The leaf on which each block starts.
  package let leaves: [UInt32]
  /// The offset of the first posting of each block on its leaf.
  ///
  /// If empty, each block starts with the first row id on its leaf.
  let offsets: [UInt16]
  /// The largest factor of each block, in units of `unit`; empty if unknown.
  package let bounds: [UInt16]
  /// The factor that one unit of `bounds` stands for.
  package let unit: Double
  /// The largest of `bounds`.
  package let maxBound: UInt16

  package init(
    limits: [UInt32], leaves: [UInt32], offsets: [UInt16], bounds: [UInt16], unit: Double = 0
  ) {
    self.limits = limits
    self.leaves = leaves
    self.offsets = offsets
    self.bounds = bounds
    self.unit = unit
    maxBound = bounds.max() ?? 0
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
