public import FullTextIndex
public import SQLite

/// Ranks passages by BM25, straight from the posting lists of `passages_fts`.
///
/// The hits, their scores and their order are those of stock FTS5:
///
///     SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH 'aukus OR submarines'
///      ORDER BY rank, rowid LIMIT 10
///
/// but the time hardly depends on the number of passages that match:
///
///     let reader = RankingReader(connection)
///     let result = try connection.transaction(.read) {
///       try reader.search(.any(["aukus", "submarin"], k: 10))
///     }
///
/// The caller holds a transaction while it searches, so that all reads see one snapshot. It must
/// not have written to `passages_fts` in that transaction, because FTS5 may still hold such writes
/// in memory. Pages and lengths are cached between searches, until the database changes. After an
/// error, stock FTS5 can be used instead.
///
/// A reader serves one thread at a time, as its connection does.
public final class RankingReader {
  let connection: Connection
  let pages: PageStore
  private var lengths: PassageLengths

  /// The state that is cached between searches.
  struct Snapshot {
    /// A number that is different for each snapshot.
    var generation: Int
    var state: IndexState
    var ownChanges: Int64
    var dataVersion: Int64
  }
  private var snapshot: Snapshot?
  /// The caches of each formula for the snapshot; lists cache factors.
  private var views: [BM25Parameters: View] = [:]
  private var generation = 0

  /// The snapshot as a formula sees it.
  struct View {
    var catalog: TermCatalog
    var bm25: BM25
  }

  /// Creates a reader without reading anything yet.
  public init(_ connection: Connection) {
    self.connection = connection
    pages = PageStore(connection)
    lengths = PassageLengths(connection)
  }

  /// Returns the best passages for `query`.
  public func search(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    if !query.rescoring.isNothing, query.k > 0 { return try rescored(query) }
    return try withSearch(query) { (search) throws(IndexError) in try search.run() }
  }

  /// Calls `body` with a search for `query` in the current index.
  func withSearch<T>(
    _ query: RankingQuery, _ body: (inout RankingSearch) throws(IndexError) -> T
  ) throws(IndexError) -> T {
    guard query.formula.isValid else { throw .unsupportedQuery }
    do {
      let snapshot = try refresh()
      let view = try view(of: snapshot, query.formula)
      var search = RankingSearch(
        query: query, state: snapshot.state, bm25: view.bm25, catalog: view.catalog,
        connection: connection, pages: pages, lengths: lengths)
      // Moved, because with a second reference each change would copy everything.
      lengths = PassageLengths(connection)
      let answer = try body(&search)
      lengths = search.scoring.lengths
      return answer
    } catch {
      snapshot = nil
      views = [:]
      throw error
    }
  }

  /// Returns the cached snapshot if nothing has changed since, otherwise a new one.
  func refresh() throws(IndexError) -> Snapshot {
    let version = try mapErrors { () throws(SQLiteError) in
      try connection.first("PRAGMA data_version") { row in row.integer(at: 0) } ?? 0
    }
    if let snapshot, snapshot.dataVersion == version, connection.isReadOnly { return snapshot }
    // A connection that writes can also roll back, which resets neither counter, but does reset the
    // records.
    let records = try IndexState.records(connection)
    if let snapshot, snapshot.dataVersion == version, snapshot.state.records == records,
      snapshot.ownChanges == connection.changeCount
    {
      return snapshot
    }
    snapshot = nil
    views = [:]
    pages.removeAll()
    lengths = PassageLengths(connection)
    let state = try IndexState(records, connection)
    generation += 1
    let new = Snapshot(
      generation: generation, state: state, ownChanges: connection.changeCount, dataVersion: version
    )
    snapshot = new
    return new
  }

  /// Returns the caches of a formula for a snapshot.
  func view(of snapshot: Snapshot, _ formula: BM25Parameters) throws(IndexError) -> View {
    if let view = views[formula] { return view }
    // A caller that tries many formulas in succession does not return to earlier ones.
    if views.count >= Self.maxViews { views = [:] }
    let bm25 = BM25(formula, averageLength: snapshot.state.averages.averageLength)
    let view = View(
      catalog: try TermCatalog(connection, pages, snapshot.state, bm25), bm25: bm25)
    views[formula] = view
    return view
  }

  private static let maxViews = 4
}
