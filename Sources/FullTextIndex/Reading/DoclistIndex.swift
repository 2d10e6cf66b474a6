/// FTS5's skip list for a doclist that spans several leaves.
///
///     page  = flags:byte leaf:varint firstRow:varint { entry }     bit 0 of flags: not the root
///     entry = zero byte               no row starts on the next leaf (or page below)
///           | delta:varint            its first row id minus the previous one
///
/// A page of height 0 lists the first row ids of leaves; a page of height h + 1 lists those of
/// pages of height h. A page is row `segment << 37 + 1 << 36 + height << 31 + leaf` of
/// `passages_fts_data`. In the id of the root, `leaf` is the leaf that contains the term.
package struct DoclistIndex {
  private let pages: PageStore
  private let start: DoclistStart
  private var entries: [(leaf: Int, row: UInt32)] = []

  /// Returns the blocks of the doclist at `start`, one for each leaf on which a row starts; nil if
  /// the doclist has no index.
  package static func skipTable(for start: DoclistStart, _ pages: PageStore) throws(IndexError)
    -> SkipTable?
  {
    guard start.hasIndex else { return nil }
    var index = DoclistIndex(pages: pages, start: start)
    var height = 0
    while true {
      let id = index.id(height: height, leaf: start.leaf)
      guard height < 32, let bytes = try pages.record(id) else { throw .corrupt(.doclistIndex(id)) }
      guard let flags = bytes.first, flags <= 1 else { throw .corrupt(.doclistIndex(id)) }
      if flags == 0 {
        try index.read(bytes, height: height, id: id)
        break
      }
      height += 1
    }
    let entries = index.entries
    // The first block is the part on the term's own leaf, which has no entry.
    var limits: [UInt32] = []
    var leaves = [UInt32(start.leaf)]
    for entry in entries {
      guard entry.leaf > start.leaf, entry.row > 1 else {
        if entry.leaf == start.leaf { continue }
        throw .corrupt(.doclistIndex(index.id(height: 0, leaf: start.leaf)))
      }
      limits.append(entry.row - 1)
      leaves.append(UInt32(entry.leaf))
    }
    limits.append(UInt32.max - 1)
    return SkipTable(limits: limits, leaves: leaves, offsets: [], bounds: [])
  }

  private init(pages: PageStore, start: DoclistStart) {
    self.pages = pages
    self.start = start
  }

  private func id(height: Int, leaf: Int) -> Int64 {
    Self.id(segment: start.segment.id, height: height, leaf: leaf)
  }

  /// Returns the id of a page in `passages_fts_data`.
  static func id(segment: Int, height: Int, leaf: Int) -> Int64 {
    Int64(segment) << 37 + 1 << 36 + Int64(height) << 31 + Int64(leaf)
  }

  private mutating func read(_ bytes: [UInt8], height: Int, id: Int64) throws(IndexError) {
    var offset = 1
    guard var leaf = Varint.readInt(bytes, &offset, bytes.count),
      var row = Varint.readInt(bytes, &offset, bytes.count), leaf >= start.leaf
    else { throw .corrupt(.doclistIndex(id)) }
    try visit(leaf: leaf, row: row, height: height)
    while offset < bytes.count {
      leaf += 1
      if bytes[offset] == 0 {
        offset += 1
        continue
      }
      guard let delta = Varint.readInt(bytes, &offset, bytes.count) else {
        throw .corrupt(.doclistIndex(id))
      }
      row += delta
      try visit(leaf: leaf, row: row, height: height)
    }
  }

  private mutating func visit(leaf: Int, row: Int, height: Int) throws(IndexError) {
    let last = entries.last
    guard leaf <= start.segment.lastLeaf, row > 0, row < Int(UInt32.max) else {
      throw .corrupt(.doclistIndex(id(height: height, leaf: leaf)))
    }
    if height == 0 {
      guard last.map({ $0.leaf < leaf && $0.row < row }) ?? true else {
        throw .corrupt(.doclistIndex(id(height: 0, leaf: leaf)))
      }
      entries.append((leaf, UInt32(row)))
      return
    }
    let id = id(height: height - 1, leaf: leaf)
    guard let bytes = try pages.record(id) else { throw .corrupt(.doclistIndex(id)) }
    try read(bytes, height: height - 1, id: id)
  }
}

/// The locations in a doclist to which a cursor can jump: the starts of blocks of consecutive
/// postings.
///
/// The blocks come from FTS5's own doclist index, with one block for each leaf, or from the side
/// table `posting_blocks`, with smaller blocks and a score bound for each.
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

  /// Returns the first block from `block` on that may contain `row` or a later row; the number of
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
