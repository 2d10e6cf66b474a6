public import FullTextIndex
public import SQLite
internal import SearchModel

/// Ranks passages by BM25, straight from the posting lists of `passages_fts`.
///
/// The hits, their scores and their order are those of stock FTS5:
///
///     SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH 'aukus OR submarines'
///      ORDER BY rank, rowid LIMIT 10
///
/// but the time hardly depends on the number of passages that match. For example:
///
///     let reader = RankingReader(connection)
///     let result = try connection.transaction(.read) {
///       try reader.search(.any(["aukus", "submarin"], k: 10))
///     }
///
/// The caller holds a transaction during a search, so that all reads see one snapshot. In that
/// transaction it must not have written to `passages_fts`, because FTS5 may still have such changes
/// only in memory. Pages and lengths are cached between searches, until the database changes. After
/// an error, stock FTS5 can be used instead.
///
/// A reader serves one thread at a time, as its connection does.
public final class RankingReader {
  let connection: Connection
  let pages: PageStore
  private var lengths: PassageLengths

  /// The state that is cached between searches.
  struct Snapshot {
    /// A number that is different for each snapshot of this reader.
    var generation: Int
    var state: IndexState
    var ownChanges: Int64
    var dataVersion: Int64
    /// The highest id of a passage; 0 if there are none.
    var lastPassage: Int64
  }
  private var snapshot: Snapshot?
  /// The caches for the snapshot, by formula and average length; the cached lists contain factors,
  /// which depend on both.
  private var views: [ViewKey: View] = [:]
  private var generation = 0
  /// The damage that was found in the data version `damagedVersion`.
  public let damage = FoundDamage()
  private var damagedVersion: Int64?

  private struct ViewKey: Hashable {
    var formula: BM25Parameters
    var collection: RankingQuery.Collection?
  }

  /// The caches for one snapshot, formula and average length.
  struct View {
    var catalog: TermCatalog
    var bm25: BM25
  }

  /// Creates a reader without reading anything yet.
  public init(_ connection: Connection) {
    self.connection = connection
    pages = PageStore(connection)
    lengths = PassageLengths(connection, damage)
  }

  /// Calls `body` with a search for `query` in the current index.
  func withSearch<T>(
    _ query: RankingQuery, _ body: (inout RankingSearch) throws(IndexError) -> T
  ) throws(IndexError) -> T {
    guard query.formula.isValid, query.collection.map({ $0.passages > 0 && $0.tokens > 0 }) ?? true
    else { throw .unsupportedQuery }
    do {
      let snapshot = try refresh()
      let view = try view(of: snapshot, query.formula, query.collection)
      var search = RankingSearch(
        query: query, state: snapshot.state, bm25: view.bm25, catalog: view.catalog,
        connection: connection, pages: pages, lengths: lengths)
      // The lengths are moved, because a second reference would make each change copy them all.
      lengths = PassageLengths(connection, damage)
      let answer = try body(&search)
      lengths = search.scoring.lengths
      if search.isPartial { forget() }
      return answer
    } catch {
      forget()
      throw error
    }
  }

  /// Ranks without `posting_blocks` until the database changes, because the table is damaged.
  public func ignorePostingBlocks() {
    damage.isInPostingBlocks = true
    forget()
  }

  /// Discards what was cached for the current snapshot: after an error, it may be incomplete.
  private func forget() {
    snapshot = nil
    views = [:]
  }

  /// Returns the cached snapshot if nothing has changed since it was read, otherwise a new one.
  func refresh() throws(IndexError) -> Snapshot {
    let version = try mapErrors { () throws(SQLiteError) in
      try connection.first("PRAGMA data_version") { row in row.integer(at: 0) } ?? 0
    }
    if let snapshot, snapshot.dataVersion == version, connection.isReadOnly { return snapshot }
    // A writing connection can also roll back. That resets neither of the two counters, but it does
    // reset the records.
    let records = try IndexState.records(connection)
    if let snapshot, snapshot.dataVersion == version, snapshot.state.records == records,
      snapshot.ownChanges == connection.changeCount
    {
      return snapshot
    }
    snapshot = nil
    views = [:]
    pages.removeAll()
    lengths = PassageLengths(connection, damage)
    if damagedVersion != version { damage.reset() }
    damagedVersion = version
    let last = try PassageIDs.last(in: connection)
    let state = try IndexState(records, connection)
    generation += 1
    let new = Snapshot(
      generation: generation, state: state, ownChanges: connection.changeCount,
      dataVersion: version, lastPassage: Int64(last))
    snapshot = new
    return new
  }

  /// Returns the caches of a formula for a snapshot, with the average length of `collection` or of
  /// the index.
  func view(
    of snapshot: Snapshot, _ formula: BM25Parameters, _ collection: RankingQuery.Collection? = nil
  ) throws(IndexError) -> View {
    let key = ViewKey(formula: formula, collection: collection)
    if let view = views[key] { return view }
    // A caller that tries many formulas in succession is unlikely to use the earlier ones again.
    if views.count >= Self.maxViews { views = [:] }
    let own = snapshot.state.averages.averageLength
    let bm25 = BM25(
      formula, averageLength: collection?.averageLength ?? own, storedAverageLength: own)
    let view = View(
      catalog: try TermCatalog(connection, pages, snapshot.state, bm25, damage), bm25: bm25)
    views[key] = view
    return view
  }

  private static let maxViews = 4
}

extension RankingReader {
  /// Returns all passages that `query` finds.
  ///
  /// Ignores `k`, and computes no scores.
  ///
  /// - Complexity: O(n) in the postings of all lists; the result takes a bit for each passage of
  ///   the archive.
  public func matches(_ query: RankingQuery) throws(IndexError) -> RowSet {
    try withSearch(query) { (search) throws(IndexError) in try search.matches() }
  }

  /// Returns the allowed passages that contain each of some terms of `query`, by the index of the
  /// term, whatever the condition of the query.
  ///
  /// - Complexity: Like `matches(_:)`.
  public func passages(
    withEachOf terms: Set<Int>, in query: RankingQuery
  ) throws(IndexError) -> [Int: RowSet] {
    try withSearch(query) { (search) throws(IndexError) in
      let lists = try search.lists()
      let allowed = try search.catalog.allowedRows(query.allowed)
      var found: [Int: RowSet] = [:]
      for term in terms { found[term] = try search.rows(.leaf(term), lists, within: allowed) }
      return found
    }
  }

  /// Returns all articles in which `query` finds passages, by their first passages, whether or not
  /// `query` finds these.
  ///
  /// - Complexity: Like `matches(_:)`.
  public func matchingArticles(_ query: RankingQuery) throws(IndexError) -> RowSet {
    try withSearch(query) { (search) throws(IndexError) in try search.matchingArticles() }
  }

  /// Returns the number of passages that contain `pattern` in any of `columns`; in any column if
  /// that is nil.
  public func documentFrequency(
    of pattern: Pattern, columns: Set<Int>? = nil
  ) throws(IndexError) -> Int {
    let query = RankingQuery([RankingQuery.Term(pattern, columns: columns)], k: 0)
    return try withSearch(query) { (search) throws(IndexError) in
      try search.lists().lists.first?.documentFrequency ?? 0
    }
  }
}

extension RankingReader: PassageRanking {
  /// Returns the best passages for `query`, without its rescoring.
  public func best(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    try withSearch(query) { (search) throws(IndexError) in try search.run() }
  }

  /// Returns the passage of a hit or, if hits are grouped, the first passage of its article.
  public func group(of hit: RankingHit, _ query: RankingQuery) throws(IndexError) -> Int64 {
    if query.grouping == .none { return hit.passage }
    return try withSearch(query) { (search) throws(IndexError) in
      Int64(try search.scoring.lengths.firstOfArticle(UInt32(hit.passage)))
    }
  }

  /// Returns how the hits of `query` are counted.
  func counting(_ query: RankingQuery) throws(IndexError) -> HitCounting {
    try withSearch(query) { (search) throws(IndexError) in search.counting(try search.lists()) }
  }
}

/// The statistics of the index that scores depend on.
public struct IndexStatistics: Equatable, Sendable {
  /// The size of the index.
  public var size: RankingQuery.Collection
  /// The weight of each column, as `passages_fts` is configured.
  public var columnWeights: [Double]
}

extension RankingReader {
  /// Returns the current statistics of the index.
  public func statistics() throws(IndexError) -> IndexStatistics {
    try withSearch(RankingQuery([], k: 0)) { search in
      IndexStatistics(
        size: RankingQuery.Collection(
          passages: search.state.averages.rowCount, tokens: search.state.averages.tokenCount),
        columnWeights: search.scoring.columns.weights)
    }
  }
}
