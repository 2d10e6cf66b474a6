internal import FullTextIndex

/// A cursor over a list in blocks; it decodes one block at a time.
struct BlockCursor: RowCursor {
  private(set) var row: UInt32 = 0
  private let list: PostingList
  private let decodedBefore: Int
  private var block = 0
  /// The rows of the current block, in the first `count` elements.
  private var rows = Array(repeating: UInt32(0), count: PostingList.maxBlockSize)
  private var count = 0
  private var index = 0

  init(_ list: PostingList) throws(IndexError) {
    self.list = list
    decodedBefore = list.decoded
    try load(0)
  }

  var decoded: Int { list.decoded - decodedBefore }

  /// Moves to the first row of a block, or to the end if there is no such block.
  private mutating func load(_ block: Int) throws(IndexError) {
    guard block < list.skips.limits.count else {
      row = PostingCursor.end
      return
    }
    self.block = block
    count = try list.copyRows(of: block, to: &rows).count
    index = 0
    row = rows[0]
  }

  @inline(__always)
  mutating func next() throws(IndexError) {
    index += 1
    if index < count { row = rows[index] } else { try load(block + 1) }
  }

  @inline(__always)
  @discardableResult
  mutating func advance(to target: UInt32) throws(IndexError) -> UInt32 {
    if row >= target { return row }
    let found = list.skips.block(from: block, reaching: target)
    if found != block { try load(found) }
    if row >= target { return row }
    index = rows.lowerBound(of: target, from: index, below: count)
    row = index < count ? rows[index] : PostingCursor.end
    return row
  }
}

/// A cursor over rows in an array.
struct ArrayCursor: RowCursor {
  private(set) var row: UInt32
  private let rows: [UInt32]
  private var index = 0
  let decoded = 0

  init(_ rows: [UInt32]) {
    self.rows = rows
    row = rows.first ?? PostingCursor.end
  }

  @inline(__always)
  mutating func next() {
    index += 1
    row = index < rows.count ? rows[index] : PostingCursor.end
  }

  @inline(__always)
  @discardableResult
  mutating func advance(to target: UInt32) -> UInt32 {
    if row >= target { return row }
    index = rows.lowerBound(of: target, from: index, below: rows.count)
    row = index < rows.count ? rows[index] : PostingCursor.end
    return row
  }
}

/// The rows of all excluded lists, for lookups in ascending order.
struct ExcludedRows {
  private var terms: [TermCursor] = []
  private var arrays: [ArrayCursor] = []
  /// True if a row is excluded with its whole article.
  private var excludesArticles = false

  /// Creates the union of those of `lists` that are excluded.
  ///
  /// If `excludesArticles`, a row is also excluded if a list contains another passage of its
  /// article.
  init(
    _ lists: [QueryList], excludesArticles: Bool, _ catalog: TermCatalog
  ) throws(IndexError) {
    self.excludesArticles = excludesArticles
    for list in lists where list.isExcluded {
      switch list.postings {
      case .term(_, let entry):
        if let cursor = try catalog.cursor(entry) { terms.append(cursor) }
      case .computed(let list): arrays.append(ArrayCursor(list.rows))
      }
    }
  }

  /// Creates an instance that excludes nothing.
  init() {}

  var isEmpty: Bool { terms.isEmpty && arrays.isEmpty }

  var decoded: Int { terms.reduce(0) { $0 + $1.decoded } }

  /// Returns true if `row` is excluded.
  ///
  /// - Precondition: `row` is not less than in the previous call.
  mutating func contains(
    _ row: UInt32, _ lengths: inout PassageLengths
  ) throws(IndexError) -> Bool {
    if isEmpty { return false }
    let first = excludesArticles ? try lengths.firstOfArticle(row) : row
    for index in terms.indices {
      let found = try terms[index].advance(to: first)
      if try excludes(found, first, &lengths) { return true }
    }
    for index in arrays.indices
    where try excludes(arrays[index].advance(to: first), first, &lengths) {
      return true
    }
    return false
  }

  /// Returns true if `found`, the next row of a list, is `first` or in the article that starts
  /// there.
  private func excludes(
    _ found: UInt32, _ first: UInt32, _ lengths: inout PassageLengths
  ) throws(IndexError) -> Bool {
    if found == first { return true }
    guard excludesArticles, found != PostingCursor.end else { return false }
    return try lengths.firstOfArticle(found) == first
  }
}
