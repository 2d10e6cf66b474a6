internal import FullTextIndex
internal import SQLite

/// A term of the index, with what has been read about it so far.
struct TermEntry {
  /// The starts of its doclists, newest segment first.
  var starts: [DoclistStart] = []
  /// For each doclist, the locations to which a cursor can skip.
  var skips: [SkipTable?] = []
  /// The term's entry in `posting_blocks`, if it has one.
  var blocks: PostingBlocks?
  /// The number of rows that contain the term in any column; nil if not known yet.
  var documentFrequency: Int?
  /// The posting list in blocks, with factors under the configured weights; nil if it has not been
  /// created.
  var list: PostingList?
  /// The set of all rows; nil if it has not been built.
  var rows: RowSet?
}

/// Looks up terms, and caches the results for later queries.
final class TermCatalog {
  private let connection: Connection
  private let pages: PageStore
  let state: IndexState
  /// The formula for factors and bounds.
  private let bm25: BM25
  /// True if `posting_blocks` was made from this state of the index.
  let hasBlocks: Bool

  /// The recently used terms; `olderEntries` has those used before them.
  private var entries: [[UInt8]: TermEntry] = [:]
  private var olderEntries: [[UInt8]: TermEntry] = [:]
  /// The number of postings decoded and cached in `entries`.
  ///
  /// Beyond the limit, `entries` replaces `olderEntries`, and older terms that have not been used
  /// since are discarded.
  private var cachedPostings = 0
  private static let maxCachedPostings = 1_500_000
  /// The recently used lists that were computed; `olderLists` has those used before them, and is
  /// discarded in the same way.
  private var lists: [PatternKey: ComputedPostingList] = [:]
  private var olderLists: [PatternKey: ComputedPostingList] = [:]
  private var cachedRows = 0

  /// The last ranges that `allowedRows(_:)` cached, and their rows.
  private var allowed: (ranges: [ClosedRange<Int64>], rows: AllowedRows)?
  /// The maximum number of ranges that are not cached, but converted again for each search.
  private static let fewRanges = 16

  /// Creates a catalog, which uses `posting_blocks` unless damage was found there.
  init(
    _ connection: Connection, _ pages: PageStore, _ state: IndexState, _ bm25: BM25,
    _ damage: FoundDamage
  ) throws(IndexError) {
    self.connection = connection
    self.pages = pages
    self.state = state
    self.bm25 = bm25
    let isCurrent = try state.hasCurrentBlocks(in: connection)
    hasBlocks = isCurrent && !damage.isInPostingBlocks
    if isCurrent {
      try pages.verifyPages()
    } else if try state.averagesAreWrong(in: connection) {
      damage.isInIndex = true
    }
  }

  /// Returns the entry of `term`.
  func entry(_ term: [UInt8]) throws(IndexError) -> TermEntry {
    if let cached = entries[term] { return cached }
    if let older = olderEntries.removeValue(forKey: term) {
      entries[term] = older
      cachedPostings += older.list?.decoded ?? 0
      return older
    }
    var entry = TermEntry()
    let lookup = TermLookup(connection: connection, pages: pages)
    for segment in state.structure.segments {
      if let start = try lookup.find(term, in: segment) { entry.starts.append(start) }
    }
    if hasBlocks, !entry.starts.isEmpty {
      entry.blocks = try storedBlocks(term)
      entry.documentFrequency = entry.blocks?.documentFrequency
    }
    if let blocks = entry.blocks {
      entry.skips = [blocks.skips]
    } else {
      for start in entry.starts {
        entry.skips.append(try DoclistIndex.skipTable(for: start, pages))
      }
    }
    if entries.count > 10_000 { age() }
    entries[term] = entry
    return entry
  }

  /// Records that a search decoded postings, some of which may be cached in lists.
  func note(decoded: Int) {
    cachedPostings += decoded
    if cachedPostings > Self.maxCachedPostings { age() }
  }

  private func age() {
    cachedPostings = 0
    olderEntries = entries
    entries = [:]
  }

  private func storedBlocks(_ term: [UInt8]) throws(IndexError) -> PostingBlocks? {
    let bytes = try mapErrors { () throws(SQLiteError) in
      try connection.first(
        "SELECT blocks FROM posting_blocks WHERE term = ?1", [.blob(term)]
      ) { row in row.bytes(at: 0) }
    }
    guard let bytes else { return nil }
    guard let blocks = PostingBlocks(bytes, of: term, bm25) else { throw .corrupt(.postingBlocks) }
    return blocks
  }

  /// Returns the list of a term in blocks; nil if no row contains the term or the side table does
  /// not describe this index.
  func list(_ term: [UInt8], scoring: inout ScoringContext) throws(IndexError) -> PostingList? {
    var entry = try entry(term)
    if let cached = entry.list {
      return cached
    }
    guard hasBlocks, let start = entry.starts.first else { return nil }
    if let blocks = entry.blocks {
      entry.list = try PostingList(start, blocks, pages)
    } else {
      entry.list = try PostingList(start, pages, scoring: &scoring)
      entry.documentFrequency = entry.list?.count ?? 0
    }
    entries[term] = entry
    return entry.list
  }

  /// Returns all rows of a term if they are cached, or if `makes` returns true.
  ///
  /// `makes` decides whether to build the set of rows, which takes a bit for each passage of the
  /// archive.
  ///
  /// - Returns: The rows, and the number of postings that were decoded for them; nil if they are
  ///   not cached and were not read.
  func rows(
    _ term: [UInt8], makes: () -> Bool
  ) throws(IndexError) -> (set: RowSet, decoded: Int)? {
    var entry = try entry(term)
    if let cached = entry.rows { return (cached, 0) }
    guard makes() else { return nil }
    let (set, decoded) = try rows(of: entry)
    entry.rows = set
    entries[term] = entry
    cachedPostings += set.size
    return (set, decoded)
  }

  /// Reads all rows of a term; also returns the number of postings that were decoded for them.
  func rows(of entry: TermEntry) throws(IndexError) -> (set: RowSet, decoded: Int) {
    if entry.starts.count == 1 {
      var cursor = try PostingCursor(entry.starts[0], entry.skips[0], pages)
      return (try RowSet(all: &cursor), cursor.decoded)
    }
    guard var cursor = try cursor(entry) else { return (RowSet(), 0) }
    return (try RowSet(&cursor, within: AllowedRows(nil)), cursor.decoded)
  }

  /// Returns the rows that a query allows.
  ///
  /// The rows of many ranges are cached, because a filter is often used in several queries in
  /// succession.
  func allowedRows(_ ranges: [ClosedRange<Int64>]?) throws(IndexError) -> AllowedRows {
    guard let ranges, ranges.count > Self.fewRanges else { return try AllowedRows(ranges) }
    // Usually both are the same array, and comparing an array with itself takes no time.
    if let allowed, allowed.ranges == ranges { return allowed.rows }
    var rows = try AllowedRows(ranges)
    try rows.makeSet()
    allowed = (ranges, rows)
    return rows
  }

  /// Returns a cached list, or nil.
  func cachedList(_ key: PatternKey) -> ComputedPostingList? {
    if let cached = lists[key] { return cached }
    guard let older = olderLists.removeValue(forKey: key) else { return nil }
    cache(older, key)
    return older
  }

  /// Caches a list for later queries.
  func cache(_ list: ComputedPostingList, _ key: PatternKey) {
    if cachedRows > Self.maxCachedPostings || lists.count > 1_000 {
      olderLists = lists
      lists = [:]
      cachedRows = 0
    }
    cachedRows += list.rows.count
    lists[key] = list
  }

  /// Returns the terms that start with `prefix`, ascending.
  func prefixTerms(_ prefix: [UInt8]) throws(IndexError) -> [FoundTerm] {
    try PrefixTerms(connection: connection, pages: pages)
      .terms(prefix, in: state.structure.segments)
  }

  /// Returns the locations to which a cursor can skip in a doclist; nil if there are none.
  func skipTable(_ start: DoclistStart) throws(IndexError) -> SkipTable? {
    try DoclistIndex.skipTable(for: start, pages)
  }

  /// Returns a cursor at the first posting of a term; nil if no row contains it.
  ///
  /// Without `columns`, frequencies are not weighted.
  func cursor(_ entry: TermEntry, _ columns: ColumnWeights = ColumnWeights(weights: []))
    throws(IndexError) -> TermCursor?
  {
    var cursors: [PostingCursor] = []
    for (start, skips) in zip(entry.starts, entry.skips) {
      cursors.append(try PostingCursor(start, skips, pages))
    }
    return try TermCursor(cursors, columns)
  }

  /// Returns the number of rows that contain `term`, and counts them if no table has the number.
  ///
  /// Adds the number of postings that had to be decoded to `decoded`.
  func documentFrequency(_ term: [UInt8], decoded: inout Int) throws(IndexError) -> Int {
    var entry = try entry(term)
    if let cached = entry.documentFrequency { return cached }
    var count = 0
    if var cursor = try cursor(entry) {
      while cursor.row != PostingCursor.end {
        count += 1
        try cursor.next()
      }
      decoded += cursor.decoded
    }
    entry.documentFrequency = count
    entries[term] = entry
    return count
  }
}

// MARK: Columns

extension TermCatalog {
  /// Returns the number of columns that can be searched.
  ///
  /// An empty index does not record the number; it is treated as having one column.
  ///
  /// - Throws: `unsupportedFormat`, if there are more columns than a mask has bits.
  func columnCount() throws(IndexError) -> Int {
    let count = state.averages.columnCount
    guard count <= Poslist.maxColumns else { throw .unsupportedFormat }
    guard count > 0 || state.structure.segments.isEmpty else { throw .corrupt(.averages) }
    return max(count, 1)
  }

  /// Returns a mask with a bit for each of `columns`, or for all columns if it is nil.
  func mask(_ columns: Set<Int>?) throws(IndexError) -> UInt64 {
    let count = try columnCount()
    let all = count == Poslist.maxColumns ? UInt64.max : 1 << UInt64(count) - 1
    guard let columns else { return all }
    return columns.reduce(0) { $1 >= 0 && $1 < count ? $0 | 1 << UInt64($1) : $0 }
  }
}
