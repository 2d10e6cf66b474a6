public import SQLite

/// Ranks passages by BM25, straight from the posting lists of `passages_fts`.
///
/// The hits, their scores and their order are those of stock FTS5:
///
///     SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH 'aukus OR submarines'
///      ORDER BY rank, rowid LIMIT 10
///
/// but found in a time that hardly depends on how many passages match:
///
///     let reader = RankingReader(connection)
///     let result = try connection.transaction(.read) {
///       try reader.search(.any(["aukus", "submarin"], k: 10))
///     }
///
/// The caller holds a transaction while it searches, so that all reads see one snapshot, and has not
/// itself written to `passages_fts` in it: FTS5 may still hold such writes in memory. Pages and
/// lengths are kept between searches, and dropped when the database has changed.
/// When an error is thrown, stock FTS5 can be asked instead.
///
/// A reader serves one thread at a time, as its connection does.
public final class RankingReader {
  private let connection: Connection
  private let pages: PageStore
  private let lengths: PassageLengths

  private struct Snapshot {
    var state: IndexState
    var catalog: TermCatalog
    var bm25: BM25
    var changes: [Int64]
  }
  private var snapshot: Snapshot?

  /// Creates a reader. Nothing is read yet.
  public init(_ connection: Connection) {
    self.connection = connection
    pages = PageStore(connection)
    lengths = PassageLengths(connection)
  }

  /// The best passages for `query`.
  public func search(_ query: RankingQuery) throws(RankingError) -> RankingResult {
    do {
      let snapshot = try refresh()
      // The catalog is changed in place, and nobody else may hold it then.
      self.snapshot = nil
      var search = RankingSearch(
        query: query, state: snapshot.state, bm25: snapshot.bm25, catalog: snapshot.catalog,
        pages: pages, lengths: lengths)
      let result = try search.run()
      self.snapshot = snapshot
      self.snapshot?.catalog = search.catalog
      return result
    } catch {
      snapshot = nil
      throw error
    }
  }

  /// The snapshot of before if nothing has changed, else a new one.
  private func refresh() throws(RankingError) -> Snapshot {
    let changes = [
      connection.changeCount,
      try reading { () throws(SQLiteError) in
        try connection.first("PRAGMA data_version") { row in row.integer(at: 0) } ?? 0
      },
    ]
    // A rollback changes neither of the numbers; the fingerprint tells.
    let state = try IndexState(connection)
    if let snapshot, snapshot.changes == changes, snapshot.state.fingerprint == state.fingerprint {
      return snapshot
    }
    snapshot = nil
    pages.removeAll()
    lengths.removeAll()
    return Snapshot(
      state: state, catalog: try TermCatalog(connection, pages, state),
      bm25: BM25(averageLength: state.averages.averageLength), changes: changes)
  }
}
