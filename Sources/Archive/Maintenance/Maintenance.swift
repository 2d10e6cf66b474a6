internal import FullTextIndex
internal import SQLite

extension Archive {
  /// Merges the index into one segment and rebuilds all side tables.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimize() throws {
    try mapErrors {
      try connection.transaction(.write) {
        try PassageRanges.makeRight(in: connection)
        try SchemaDefinitions.createLaterTable(in: connection)
      }
      try IndexMaintenance.optimize(connection) { try SideTables.rebuildFromTexts(in: connection) }
      try updateForms()
    }
  }

  /// Merges the index into one segment and rebuilds the side tables that `ArticleWriter` does not
  /// maintain.
  ///
  /// - Complexity: O(n) in the size of the index.
  public func optimizeIndex() throws {
    guard variantsAreComplete else { return try optimize() }
    try mapErrors {
      try IndexMaintenance.optimize(connection, keepingLengths: true) {
        // Another process may have written in the meantime.
        try noteWritesOfOthers()
        if !variantsAreComplete { try SideTables.rebuildFromTexts(in: connection) }
      }
      try updateForms()
    }
  }

  /// Updates the tables of written forms if they lack many passages.
  ///
  /// Searches read the texts of the passages that the tables lack.
  public func updateFormsIfManyAreNew() throws(ArchiveError) {
    try mapErrors {
      let count = try WrittenFormTable.uncoveredCount(in: connection, Self.formTokenizer)
      if count > WrittenFormTable.manyRows { try updateForms() }
    }
  }

  private func updateForms() throws {
    try connection.transaction(.write) {
      try WrittenFormTable.update(in: connection, Self.formTokenizer)
    }
  }

  /// True if `optimizeIndex()` is worth its time after a run that stored `passages` passages.
  ///
  /// Passages of earlier runs that ended before they optimized the index also count.
  ///
  /// Optimizing reads and writes the whole index. If at least an eighth of the passages are new,
  /// this takes a fraction of the time that it took to store them; in a small archive, it takes
  /// almost no time.
  public func optimizingPays(afterStoring passages: Int) throws(ArchiveError) -> Bool {
    // If the condition of the index cannot be determined, assume that it needs optimizing.
    guard let health = try? IndexHealth(of: connection) else { return passages > 0 }
    guard !health.isOptimized else { return false }
    let all = health.passages
    let unordered = max(passages, all - (health.passagesWhenOptimized ?? 0))
    return unordered * 8 >= all || all <= 20_000
  }
}
