/// The posting list of a term in an index of one segment, block by block, with the factor that each
/// posting has under the configured weights.
///
/// Blocks are decoded when they are first asked for, and kept: a block's rows and factors hold as
/// long as the index stays as it is.
final class PostingList {
  /// A run of postings.
  struct Block {
    let rows: [UInt32]
    let factors: [Double]
  }

  /// Where the blocks are.
  let skips: SkipTable
  private var blocks: [Block?]
  private var cursor: PostingCursor
  /// The block at whose start the cursor stands, if it does at any.
  private var nextBlock = 0
  /// How many postings have been decoded.
  private(set) var decoded = 0

  /// The list of a term that `posting_blocks` describes.
  init(_ start: DoclistStart, _ skips: SkipTable, _ pages: PageStore) throws(RankingError) {
    self.skips = skips
    blocks = Array(repeating: nil, count: skips.limits.count)
    cursor = try PostingCursor(start, skips, pages)
  }

  /// A short list, decoded whole into one block; nothing where no row holds the term.
  init?(
    _ start: DoclistStart, _ columns: ColumnWeights, _ bm25: BM25, _ pages: PageStore,
    _ lengths: inout PassageLengths
  ) throws(RankingError) {
    var cursor = try PostingCursor(start, nil, pages)
    var rows: [UInt32] = []
    var factors: [Double] = []
    while cursor.row != PostingCursor.end {
      if cursor.positionBytes > 0 {
        rows.append(cursor.row)
        let length = try lengths.length(cursor.row)
        factors.append(bm25.factor(try cursor.frequency(columns), length: length))
      }
      try cursor.next()
    }
    guard let last = rows.last else { return nil }
    self.cursor = cursor
    skips = SkipTable(
      limits: [last], leaves: [UInt32(start.leaf)], offsets: [0],
      bounds: [BM25.roundedUp(factors.reduce(0, max))])
    blocks = [Block(rows: rows, factors: factors)]
    decoded = rows.count
  }

  /// How many postings the list holds, when it is decoded whole.
  var countOfOnlyBlock: Int { blocks.first.flatMap { $0 }?.rows.count ?? 0 }

  /// The postings of a block.
  func block(
    _ index: Int, _ columns: ColumnWeights, _ bm25: BM25, _ lengths: inout PassageLengths
  ) throws(RankingError) -> Block {
    if let kept = blocks[index] { return kept }
    // Worked on outside the object: inside, each read would copy the whole cursor.
    var cursor = cursor
    if nextBlock != index { try cursor.restart(at: index) }
    nextBlock = -1
    let limit = skips.limits[index]
    var rows: [UInt32] = []
    var factors: [Double] = []
    rows.reserveCapacity(PostingBlocks.blockSize)
    factors.reserveCapacity(PostingBlocks.blockSize)
    while cursor.row <= limit {
      let row = cursor.row
      guard cursor.positionBytes > 0, rows.count < PostingBlocks.blockSize else {
        throw .corrupt(.postingBlocks)
      }
      let length = try lengths.length(row)
      rows.append(row)
      factors.append(bm25.factor(try cursor.frequency(columns), length: length))
      try cursor.next()
    }
    // A table that does not belong to this list would end elsewhere.
    guard rows.last == limit else { throw .corrupt(.postingBlocks) }
    nextBlock = index + 1
    self.cursor = cursor
    decoded += rows.count
    let block = Block(rows: rows, factors: factors)
    blocks[index] = block
    return block
  }
}
