public import SQLite

/// Writes the table `posting_blocks`.
public enum PostingBlockTable {
  /// Rebuilds the table if the index has a single segment; otherwise empties it.
  ///
  /// Uses `prepared` if the index has not changed since the blocks were prepared.
  ///
  /// - Precondition: FTS5 has written all changes of this transaction to its tables, which the
  ///   command `'optimize'` makes it do.
  static func rebuild(
    in connection: Connection, from prepared: PreparedBlocks?
  ) throws(IndexError) {
    try mapErrors { () throws(SQLiteError) in
      try connection.run("DELETE FROM posting_blocks")
      try connection.run("DELETE FROM posting_blocks_state")
    }
    try PageChecksumTable.clear(connection)
    let state = try IndexState(of: connection)
    guard canBuild(from: state), let segment = state.structure.segments.first else { return }
    try PageChecksumTable.rebuild(segment, in: connection)
    func store(_ term: [UInt8], _ blocks: [UInt8]) throws(IndexError) {
      try mapErrors { () throws(SQLiteError) in
        try connection.run(
          "INSERT INTO posting_blocks(term, blocks) VALUES (?1, ?2)", [.blob(term), .blob(blocks)])
      }
    }
    if let prepared, prepared.fingerprint == state.fingerprint {
      for (term, blocks) in prepared.blocks { try store(term, blocks) }
    } else {
      try forEachEntry(state, connection) { term, blocks throws(IndexError) in
        try store(term, blocks.encoded(for: term))
      }
    }
    try mapErrors { () throws(SQLiteError) in
      try connection.run(
        "INSERT INTO posting_blocks_state(id, fingerprint) VALUES (1, ?1)",
        [.blob(state.fingerprint)])
    }
  }

  /// Returns true if the index has a single segment, and its weights are finite and not negative.
  static func canBuild(from state: IndexState) -> Bool {
    state.structure.segments.count == 1 && state.weights.allSatisfy { $0 >= 0 && $0.isFinite }
  }

  /// Returns false if the table claims to be current but differs from what a rebuild would write.
  public static func verify(in connection: Connection) throws(IndexError) -> Bool {
    let state = try IndexState(of: connection)
    guard try state.hasCurrentBlocks(in: connection), let segment = state.structure.segments.first
    else { return true }
    guard try PageChecksumTable.verify(segment, in: connection) else { return false }
    var count: Int64 = 0
    var isRight = true
    try forEachEntry(state, connection) { term, blocks throws(IndexError) in
      count += 1
      let stored = try mapErrors { () throws(SQLiteError) in
        try connection.first("SELECT blocks FROM posting_blocks WHERE term = ?1", [.blob(term)]) {
          row in row.bytes(at: 0)
        }
      }
      let bytes = blocks.encoded(for: term)
      // Earlier versions wrote no checksums.
      isRight = isRight && (stored == bytes || stored == bytes.dropLast(Checksum.byteCount))
    }
    let stored = try mapErrors { () throws(SQLiteError) in
      try connection.first("SELECT count(*) FROM posting_blocks") { row in row.integer(at: 0) }
    }
    return isRight && stored == count
  }

  /// Calls `body` with every term that has enough postings to be in the table, and the term's
  /// blocks.
  ///
  /// Reads only `leaves`; if it is nil, all leaves of the only segment.
  static func forEachEntry(
    _ state: IndexState, _ connection: Connection, leaves: Range<Int>? = nil,
    _ body: (_ term: [UInt8], PostingBlocks) throws(IndexError) -> Void
  ) throws(IndexError) {
    guard let segment = state.structure.segments.first else { return }
    let pages = PageStore(connection)
    var lengths = PassageLengths(connection)
    let factors = FactorBounds(averageLength: state.averages.averageLength)
    let columns = ColumnWeights(weights: state.weights)
    for leaf in leaves ?? segment.firstLeaf..<segment.lastLeaf + 1 {
      let page = try pages.leaf(segment: segment.id, leaf)
      var found: [(term: [UInt8], range: Range<Int>)] = []
      let isReadable = page.forEachTerm { term, range in
        // A posting takes at least three bytes, so most terms are ruled out by the length of their
        // doclist.
        if term.first == UInt8(ascii: "0"),
          range.upperBound == page.footer || range.count >= 3 * PostingBlocks.minCount
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
        if let blocks = try PostingBlocks(cursor, columns, factors, &lengths) {
          try body(term, blocks)
        }
      }
    }
  }
}

extension PostingBlocks {
  /// Creates the blocks of the posting list of `cursor`, which must be on its first posting; nil if
  /// the list is too short.
  ///
  /// Also nil if the list has a deleted row, which never happens in an optimized index.
  fileprivate init?(
    _ cursor: PostingCursor, _ columns: ColumnWeights, _ factors: FactorBounds,
    _ lengths: inout PassageLengths
  ) throws(IndexError) {
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
    // The last row and the largest factor of the current block.
    var limit: UInt32 = 0
    var bound: UInt16 = 0
    while cursor.row != PostingCursor.end {
      guard cursor.positionBytes > 0 else { return nil }
      let row = cursor.row
      let factor = factors.bounds(
        try cursor.frequency(columns), length: try lengths.length(row))
      if count % Self.blockSize == 0 {
        if count > 0 {
          limits.append(limit)
          bounds.append(bound)
        }
        leaves.append(UInt32(cursor.leaf))
        offsets.append(UInt16(cursor.rowOffset))
        bound = 0
      }
      limit = row
      bound = max(bound, factor.upper)
      bestRows.add(factor.lower)
      if factor.lower > bestArticles.threshold {
        let first = try lengths.firstOfArticle(row)
        if first != article {
          bestArticles.add(bestOfArticle)
          article = first
          bestOfArticle = 0
        }
        bestOfArticle = max(bestOfArticle, factor.lower)
      }
      count += 1
      try cursor.next()
    }
    guard count >= Self.minCount else { return nil }
    limits.append(limit)
    bounds.append(bound)
    bestArticles.add(bestOfArticle)
    self.init(
      documentFrequency: count,
      best: Self.ranks.map { bestRows[$0] } + Self.ranks.map { bestArticles[$0] },
      skips: SkipTable(
        limits: limits, leaves: leaves, offsets: offsets, bounds: bounds, unit: BM25.storedUnit))
  }
}

/// Computes bounds of factors, and caches those for small frequencies and lengths.
private struct FactorBounds {
  struct Bounds {
    var upper: UInt16
    var lower: UInt16
  }

  private static let frequencies = 16
  private static let lengths = 1_024

  private let fts5: BM25
  private let passages: BM25
  /// The bounds for small frequencies and lengths, ordered by frequency and then by length.
  private var cached: [Bounds] = []

  init(averageLength: Double) {
    fts5 = BM25(.fts5, averageLength: averageLength)
    passages = BM25(.passages, averageLength: averageLength)
    cached.reserveCapacity(Self.frequencies * Self.lengths)
    for frequency in 0..<Self.frequencies {
      for length in 0..<Self.lengths { cached.append(compute(Double(frequency), length)) }
    }
  }

  @inline(__always)
  func bounds(_ frequency: Double, length: Int) -> Bounds {
    if frequency >= 0, frequency < Double(Self.frequencies), length < Self.lengths {
      let whole = Int(frequency)
      if Double(whole) == frequency { return cached[whole * Self.lengths + length] }
    }
    return compute(frequency, length)
  }

  private func compute(_ frequency: Double, _ length: Int) -> Bounds {
    let factor = fts5.factor(frequency, length: length)
    return Bounds(
      upper: max(
        fts5.roundedUp(factor), passages.roundedUp(passages.factor(frequency, length: length))),
      lower: fts5.roundedDown(factor))
  }
}

/// The hundred largest of the factors that were added.
private struct BestFactors {
  private static let count = 100
  /// The factors, largest first.
  private var factors: [UInt16] = []

  /// The value that a factor must exceed to be added.
  var threshold: UInt16 { factors.count == Self.count ? factors[Self.count - 1] : 0 }

  mutating func add(_ factor: UInt16) {
    guard factor > threshold else { return }
    var index = factors.count
    while index > 0, factors[index - 1] < factor { index -= 1 }
    factors.insert(factor, at: index)
    if factors.count > Self.count { factors.removeLast() }
  }

  /// The factor at `rank`, counted from 1; 0 if there are fewer factors.
  subscript(rank: Int) -> UInt16 { rank <= factors.count ? factors[rank - 1] : 0 }
}
