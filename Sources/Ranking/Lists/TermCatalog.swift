internal import FullTextIndex
internal import SQLite

/// What is known of a term of the index.
struct TermEntry {
  /// Where its doclists begin, newest segment first.
  var starts: [DoclistStart] = []
  /// For each doclist, where a cursor can jump in it.
  var skips: [SkipTable?] = []
  /// What the side table says of the term, if it does.
  var blocks: PostingBlocks?
  /// The rows that hold the term in any column, once they have been counted.
  var documentFrequency: Int?
  /// The list in blocks, with factors under the configured weights.
  var list: PostingList?
  /// All rows, once somebody has asked for them.
  var rows: RowSet?
}

/// Finds terms, and keeps what was found for the next query.
final class TermCatalog {
  private let connection: Connection
  private let pages: PageStore
  let state: IndexState
  /// What factors and bounds are worked out with.
  private let bm25: BM25
  /// Whether `posting_blocks` was made from this very index.
  let hasBlocks: Bool

  /// The terms that were asked for lately, and those before them.
  private var entries: [[UInt8]: TermEntry] = [:]
  private var olderEntries: [[UInt8]: TermEntry] = [:]
  /// How many postings have been decoded and kept in `entries`: when they are too many, `entries`
  /// grow old, and the older ones that nobody has asked for since are let go.
  private var keptPostings = 0
  private static let keptPostingsLimit = 1_500_000
  /// The lists that were made lately, and those before them, which are let go in the same way.
  private var lists: [PatternKey: ComputedPostingList] = [:]
  private var olderLists: [PatternKey: ComputedPostingList] = [:]
  private var keptRows = 0

  /// What was allowed last, as the query said it and as it is asked.
  private var allowed: (ranges: [ClosedRange<Int64>], rows: AllowedRows)?
  /// Up to how many ranges are read anew for each search.
  private static let fewRanges = 16

  init(_ connection: Connection, _ pages: PageStore, _ state: IndexState, _ bm25: BM25)
    throws(IndexError)
  {
    self.connection = connection
    self.pages = pages
    self.state = state
    self.bm25 = bm25
    hasBlocks = try state.hasCurrentBlocks(in: connection)
  }

  /// What is known of `term`.
  func entry(_ term: [UInt8]) throws(IndexError) -> TermEntry {
    if let kept = entries[term] { return kept }
    if let older = olderEntries.removeValue(forKey: term) {
      entries[term] = older
      keptPostings += older.list?.decoded ?? 0
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

  /// Notes that a search decoded postings, some of which the lists keep.
  func note(decoded: Int) {
    keptPostings += decoded
    if keptPostings > Self.keptPostingsLimit { age() }
  }

  private func age() {
    keptPostings = 0
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
    guard let blocks = PostingBlocks(bytes, bm25) else { throw .corrupt(.postingBlocks) }
    return blocks
  }

  /// The list of a term in blocks; nothing where the side table does not tell how long lists are.
  func list(_ term: [UInt8], scoring: inout ScoringContext) throws(IndexError) -> PostingList? {
    var entry = try entry(term)
    if let kept = entry.list {
      return kept
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

  /// All rows of a term that are kept, or that are made, and kept, where `makes` says so.
  ///
  /// A set of rows takes a bit for each passage of the archive.
  ///
  /// - Returns: The rows, and how many postings were decoded to make them; nothing where they were
  ///   not made.
  func rows(
    _ term: [UInt8], makes: () -> Bool
  ) throws(IndexError) -> (set: RowSet, decoded: Int)? {
    var entry = try entry(term)
    if let kept = entry.rows { return (kept, 0) }
    guard makes() else { return nil }
    let set: RowSet
    let decoded: Int
    if entry.starts.count == 1 {
      var cursor = try PostingCursor(entry.starts[0], entry.skips[0], pages)
      set = try RowSet(all: &cursor)
      decoded = cursor.decoded
    } else {
      guard var cursor = try cursor(entry) else { return (RowSet(), 0) }
      set = try RowSet(&cursor, within: AllowedRows(nil))
      decoded = cursor.decoded
    }
    entry.rows = set
    entries[term] = entry
    keptPostings += set.size
    return (set, decoded)
  }

  /// The rows that a query allows, which are kept if they are in many ranges: a filter is often asked
  /// about with one query after the other.
  func allowedRows(_ ranges: [ClosedRange<Int64>]?) throws(IndexError) -> AllowedRows {
    guard let ranges, ranges.count > Self.fewRanges else { return try AllowedRows(ranges) }
    // This takes no time where it is the very same array.
    if let allowed, allowed.ranges == ranges { return allowed.rows }
    var rows = try AllowedRows(ranges)
    try rows.makeSet()
    allowed = (ranges, rows)
    return rows
  }

  /// A list that was made before, if it is still there.
  func keptList(_ key: PatternKey) -> ComputedPostingList? {
    if let kept = lists[key] { return kept }
    guard let older = olderLists.removeValue(forKey: key) else { return nil }
    keep(older, key)
    return older
  }

  /// Keeps a list for the next question.
  func keep(_ list: ComputedPostingList, _ key: PatternKey) {
    if keptRows > Self.keptPostingsLimit || lists.count > 1_000 {
      olderLists = lists
      lists = [:]
      keptRows = 0
    }
    keptRows += list.rows.count
    lists[key] = list
  }

  /// The terms that begin with `prefix`, ascending.
  func prefixTerms(_ prefix: [UInt8]) throws(IndexError) -> [FoundTerm] {
    try PrefixTerms(connection: connection, pages: pages)
      .terms(prefix, in: state.structure.segments)
  }

  /// Where a cursor can jump in a doclist.
  func skipTable(_ start: DoclistStart) throws(IndexError) -> SkipTable? {
    try DoclistIndex.skipTable(for: start, pages)
  }

  /// A cursor on the first posting of a term, or nothing where no row holds it.
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

  /// In how many rows `term` stands; it is counted when no table says it.
  ///
  /// `decoded` grows by the postings that were decoded to count.
  func documentFrequency(_ term: [UInt8], decoded: inout Int) throws(IndexError) -> Int {
    var entry = try entry(term)
    if let kept = entry.documentFrequency { return kept }
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
