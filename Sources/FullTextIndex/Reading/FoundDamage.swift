/// The damage that was found while a snapshot of the archive was read.
///
/// The readers of one connection share it. A search that finds damage is still answered, in a slower
/// way that does not need the damaged part; this records that people should be told.
public final class FoundDamage {
  /// True if a piece of a side table does not match its checksum or contradicts itself.
  public var isInSideTables = false
  /// True if `posting_blocks` must not be used.
  public var isInPostingBlocks = false {
    didSet { if isInPostingBlocks { isInSideTables = true } }
  }
  /// True if a page or record of the index is damaged, so that answers may be wrong.
  public var isInIndex = false

  /// Creates a record without damage.
  public init() {}

  /// Forgets everything, for another snapshot.
  public func reset() {
    isInPostingBlocks = false
    isInSideTables = false
    isInIndex = false
  }
}
