/// An entry of the side table `posting_blocks`: the blocks of a long posting list, with the largest
/// factor in each.
///
///     blocks  = version:1 count:4 bytes documentFrequency:4 bytes best:2 bytes x 8
///               { limit:4 bytes } { leaf:4 bytes } { offset:2 bytes } { bound:2 bytes }
///               checksum:4 bytes
///
/// Numbers have their low byte first; see `Checksum` for the last one. Every block except the last has `blockSize` postings.
/// - `limit` is the last row id of a block.
/// - `leaf` and `offset` are the location of the block's first posting.
/// - `bound` is the largest factor in the block, rounded up.
/// - `best` has the factors, rounded down, of the 10th, 20th, 50th and 100th best row, followed by
///   the factors at the same ranks when only the best row of each article counts.
///
/// Factors are in units of `BM25.storedUnit`, and hold for the weights and the average length in
/// the table's fingerprint. Bounds are valid for both `BM25Parameters.fts5` and `.passages`, but
/// `best` only for `.fts5`.
public struct PostingBlocks {
  static let version: UInt8 = 2
  /// The number of postings in a block.
  @inlinable public static var blockSize: Int { 64 }
  /// The minimum number of postings of a list in the table; shorter lists are fast to scan anyway.
  @inlinable public static var minCount: Int { 128 }
  /// The ranks of the factors in `best`.
  static let ranks = [10, 20, 50, 100]

  package var documentFrequency: Int
  var best: [UInt16]
  package var skips: SkipTable

  /// Returns a factor that at least `k` rows reach under `BM25Parameters.fts5`; 0 if the table has
  /// none for `k`.
  ///
  /// If `inDifferentArticles`, at least `k` articles each have a row that reaches the factor.
  package func bestFactor(_ k: Int, inDifferentArticles: Bool) -> Double {
    guard let rank = Self.ranks.firstIndex(where: { $0 >= k }) else { return 0 }
    return Double(best[inDifferentArticles ? rank + Self.ranks.count : rank]) * BM25.storedUnit
  }

  /// Decodes the stored entry of a term; nil if it is malformed, or does not match its checksum.
  package init?(_ bytes: [UInt8], of term: [UInt8], _ bm25: BM25) {
    let head = 9 + 4 * Self.ranks.count
    guard bytes.count >= head, bytes[0] == Self.version else { return nil }
    let count = Int(Self.four(bytes, 1))
    guard count > 0,
      bytes.count == head + 12 * count
        || bytes.count == head + 12 * count + Checksum.byteCount
          && Checksum.isRight(bytes, key: Checksum.key(term))
    else { return nil }
    documentFrequency = Int(Self.four(bytes, 5))
    guard (documentFrequency + Self.blockSize - 1) / Self.blockSize == count else { return nil }
    best = (0..<2 * Self.ranks.count).map { Self.two(bytes, 9 + 2 * $0) }
    let limits = (0..<count).map { Self.four(bytes, head + 4 * $0) }
    var before: UInt32 = 0
    for limit in limits {
      guard limit > before, limit < PostingCursor.end else { return nil }
      before = limit
    }
    let isBounded = bm25.storedUpperUnit.isFinite
    skips = SkipTable(
      limits: limits,
      leaves: (0..<count).map { Self.four(bytes, head + 4 * (count + $0)) },
      offsets: (0..<count).map { Self.two(bytes, head + 8 * count + 2 * $0) },
      bounds: (0..<count).map { isBounded ? Self.two(bytes, head + 10 * count + 2 * $0) : .max },
      unit: isBounded ? bm25.storedUpperUnit : bm25.factorUnit)
  }

  init(documentFrequency: Int, best: [UInt16], skips: SkipTable) {
    self.documentFrequency = documentFrequency
    self.best = best
    self.skips = skips
  }

  /// Returns the bytes to store for a term.
  func encoded(for term: [UInt8]) -> [UInt8] { Checksum.seal(encoded, key: Checksum.key(term)) }

  private var encoded: [UInt8] {
    var bytes: [UInt8] = [Self.version]
    func append(_ value: UInt32, _ count: Int) {
      for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
    append(UInt32(skips.limits.count), 4)
    append(UInt32(documentFrequency), 4)
    for factor in best { append(UInt32(factor), 2) }
    for limit in skips.limits { append(limit, 4) }
    for leaf in skips.leaves { append(leaf, 4) }
    for offset in skips.offsets { append(UInt32(offset), 2) }
    for bound in skips.bounds { append(UInt32(bound), 2) }
    return bytes
  }

  @inline(__always)
  private static func two(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  @inline(__always)
  private static func four(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(two(bytes, offset)) | UInt32(two(bytes, offset + 2)) << 16
  }
}
