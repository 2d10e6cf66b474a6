internal import Ranking
internal import SQLite

extension Archive {
  /// Merges the index into one piece and makes all side tables anew.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimize() throws {
    try translating {
      // First: what comes next marks the index as one whose side tables are all up to date.
      try connection.transaction(.write) {
        try PassageRanges.makeRight(in: connection)
        try TermVariantTable.rebuild(in: connection)
      }
      try IndexMaintenance.optimize(connection)
    }
  }

  /// Merges the index into one piece and makes anew what goes with it, after a run that wrote with
  /// `ArticleWriter`: the other side tables are right then.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimizeIndex() throws {
    guard variantsAreComplete else { return try optimize() }
    do {
      try IndexMaintenance.optimize(connection, keepingLengths: true)
    } catch let error as RankingError {
      throw ArchiveError(error, path: path)
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    }
  }

  /// Whether `optimizeIndex()` after a run that stored `passages` passages pays for itself.
  ///
  /// What earlier runs stored and did not put in order, since they were stopped, counts too.
  ///
  /// It reads and writes the whole index. When at least an eighth of the passages are new, this
  /// costs a part of what storing them did; in a small archive it takes no time worth speaking of.
  public func optimizingPays(afterStoring passages: Int) throws(ArchiveError) -> Bool {
    guard passages > 0 else { return false }
    let all = try counts().passages
    let health = try? IndexHealth(of: connection)
    let unordered = max(passages, all - (health?.passagesWhenOptimized ?? 0))
    return unordered * 8 >= all || all <= 20_000
  }
}
