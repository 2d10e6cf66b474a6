internal import FullTextIndex
internal import SQLite

extension Archive {
  /// Merges the index into one piece and makes all side tables anew.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimize() throws {
    try translating {
      _ = try connection.transaction(.write) { try PassageRanges.makeRight(in: connection) }
      try IndexMaintenance.optimize(connection) { try TermVariantTable.rebuild(in: connection) }
    }
  }

  /// Merges the index into one piece and makes anew what goes with it, after a run that wrote with
  /// `ArticleWriter`: the other side tables are right then.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimizeIndex() throws {
    guard variantsAreComplete else { return try optimize() }
    try translating {
      try IndexMaintenance.optimize(connection, keepingLengths: true) {
        // Somebody else may have written in the meantime.
        try noteWritesOfOthers()
        if !variantsAreComplete { try TermVariantTable.rebuild(in: connection) }
      }
    }
  }

  /// Whether `optimizeIndex()` after a run that stored `passages` passages pays for itself.
  ///
  /// What earlier runs stored and did not put in order, since they were stopped, counts too.
  ///
  /// It reads and writes the whole index. When at least an eighth of the passages are new, this
  /// costs a part of what storing them did; in a small archive it takes no time worth speaking of.
  public func optimizingPays(afterStoring passages: Int) throws(ArchiveError) -> Bool {
    // Of an index that cannot be told how it is, nothing is known to be right.
    guard let health = try? IndexHealth(of: connection) else { return passages > 0 }
    guard !health.isOptimized else { return false }
    let all = health.passages
    let unordered = max(passages, all - (health.passagesWhenOptimized ?? 0))
    return unordered * 8 >= all || all <= 20_000
  }
}
