public import SQLite

/// Keeping the table `posting_blocks`.
public enum PostingBlockTable {
  /// Makes the table anew from the index as it is, when it is one segment; else empties it.
  ///
  /// What this transaction has written to `passages_fts` before must have been flushed, as
  /// `'optimize'` does.
  ///
  /// - Returns: How many terms the table holds.
  @discardableResult
  public static func rebuild(in connection: Connection) throws(RankingError) -> Int {
    try reading { () throws(SQLiteError) in
      try connection.run("DELETE FROM posting_blocks")
      try connection.run("DELETE FROM posting_blocks_state")
    }
    let state = try IndexState(IndexState.records(connection), connection)
    guard state.structure.segments.count == 1,
      state.weights.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return 0 }
    var count = 0
    try make(state, connection) { term, blocks throws(RankingError) in
      count += 1
      try reading { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO posting_blocks(term, blocks) VALUES (?1, ?2)",
          [.blob(term), .blob(blocks.encoded)])
      }
    }
    try reading { () throws(SQLiteError) in
      try connection.run(
        "INSERT INTO posting_blocks_state(id, fingerprint) VALUES (1, ?1)",
        [.blob(state.fingerprint)])
    }
    return count
  }

  /// Whether the table is stale, which is no fault, or says what it would say if made anew.
  public static func verify(in connection: Connection) throws(RankingError) -> Bool {
    let state = try IndexState(IndexState.records(connection), connection)
    let catalog = try TermCatalog(connection, PageStore(connection), state)
    guard catalog.hasBlocks else { return true }
    var count: Int64 = 0
    var isRight = true
    try make(state, connection) { term, blocks throws(RankingError) in
      count += 1
      let stored = try reading { () throws(SQLiteError) in
        try connection.first("SELECT blocks FROM posting_blocks WHERE term = ?1", [.blob(term)]) {
          row in row.bytes(at: 0)
        }
      }
      if stored != blocks.encoded { isRight = false }
    }
    let stored = try reading { () throws(SQLiteError) in
      try connection.first("SELECT count(*) FROM posting_blocks") { row in row.integer(at: 0) }
    }
    return isRight && stored == count
  }

  /// Calls `body` with every term of the only segment that has many postings.
  private static func make(
    _ state: IndexState, _ connection: Connection,
    _ body: (_ term: [UInt8], PostingBlocks) throws(RankingError) -> Void
  ) throws(RankingError) {
    guard let segment = state.structure.segments.first else { return }
    let pages = PageStore(connection)
    var lengths = PassageLengths(connection)
    let bm25 = BM25(averageLength: state.averages.averageLength)
    let columns = ColumnWeights(weights: state.weights)
    for leaf in segment.firstLeaf...segment.lastLeaf {
      let page = try pages.leaf(segment: segment.id, leaf)
      var found: [(term: [UInt8], range: Range<Int>)] = []
      let isReadable = page.forEachTerm { term, range in
        // A posting takes three bytes at least: most terms are too rare at a glance.
        if term.first == UInt8(ascii: "0"),
          range.upperBound == page.footer || range.count >= 3 * PostingBlocks.minimalCount
        {
          found.append((Array(term.dropFirst()), range))
        }
        return true
      }
      guard isReadable else {
        throw .corrupt(.leaf(PageStore.id(segment: segment.id, leaf: leaf)))
      }
      for (term, range) in found {
        let start = DoclistStart(segment: segment, leaf: leaf, range: range, hasIndex: false)
        let cursor = try PostingCursor(start, nil, pages)
        if let blocks = try PostingBlocks(cursor, columns, bm25, &lengths) {
          try body(term, blocks)
        }
      }
    }
  }
}

extension PostingBlocks {
  /// Describes a posting list, from its first posting on; nothing when it is short, or holds a row
  /// that was deleted, which a table of one segment has no need of.
  init?(
    _ cursor: PostingCursor, _ columns: ColumnWeights, _ bm25: BM25,
    _ lengths: inout PassageLengths
  ) throws(RankingError) {
    var cursor = cursor
    var count = 0
    var limits: [UInt32] = []
    var leaves: [UInt32] = []
    var offsets: [UInt16] = []
    var bounds: [UInt16] = []
    var bestRows = BestFactors()
    var bestArticles = BestFactors()
    var article: UInt32 = 0
    var bestOfArticle: UInt16 = 0
    while cursor.row != PostingCursor.end {
      guard cursor.positionBytes > 0 else { return nil }
      let row = cursor.row
      let factor = bm25.factor(
        try cursor.frequency(columns), length: try lengths.length(row))
      let bound = BM25.roundedUp(factor)
      if count % Self.blockSize == 0 {
        limits.append(row)
        leaves.append(UInt32(cursor.leaf))
        offsets.append(UInt16(cursor.rowOffset))
        bounds.append(bound)
      } else {
        limits[limits.count - 1] = row
        bounds[bounds.count - 1] = max(bounds[bounds.count - 1], bound)
      }
      let least = BM25.roundedDown(factor)
      bestRows.add(least)
      if least > bestArticles.least {
        let first = try lengths.firstOfArticle(row)
        if first != article {
          bestArticles.add(bestOfArticle)
          article = first
          bestOfArticle = 0
        }
        bestOfArticle = max(bestOfArticle, least)
      }
      count += 1
      try cursor.next()
    }
    guard count >= Self.minimalCount else { return nil }
    bestArticles.add(bestOfArticle)
    self.init(
      documentFrequency: count,
      best: Self.ranks.map { bestRows[$0] } + Self.ranks.map { bestArticles[$0] },
      skips: SkipTable(limits: limits, leaves: leaves, offsets: offsets, bounds: bounds))
  }
}

/// The largest hundred of many factors.
private struct BestFactors {
  private static let count = 100
  /// Descending.
  private var factors: [UInt16] = []

  /// What a factor must be above to be kept.
  var least: UInt16 { factors.count == Self.count ? factors[Self.count - 1] : 0 }

  mutating func add(_ factor: UInt16) {
    guard factor > least else { return }
    var index = factors.count
    while index > 0, factors[index - 1] < factor { index -= 1 }
    factors.insert(factor, at: index)
    if factors.count > Self.count { factors.removeLast() }
  }

  /// The factor at a rank from 1 on; 0 where there are fewer.
  subscript(rank: Int) -> UInt16 { rank <= factors.count ? factors[rank - 1] : 0 }
}
