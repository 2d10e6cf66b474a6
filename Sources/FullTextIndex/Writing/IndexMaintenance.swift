public import SQLite

/// Optimizes the index.
public enum IndexMaintenance {
  /// Merges `passages_fts` into one segment in one transaction, and rebuilds its side tables in
  /// another.
  ///
  /// In between, the side tables are ignored, because their fingerprints are out of date. If
  /// `keepingLengths`, the stored passage lengths must be correct, and only missing ones are added.
  /// `beforeListing` is called in the second transaction, before `vocabulary` is rebuilt.
  public static func optimize(
    _ connection: Connection, keepingLengths: Bool = false,
    _ beforeListing: () throws -> Void = {}
  ) throws {
    try connection.transaction(.write) {
      if try needsRebuild(connection) {
        try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
      }
      // This also writes the data that a rebuild left in memory.
      try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
      try PassageLengthTable.rebuild(in: connection, keepingChunks: keepingLengths)
    }
    // The ranking engine cannot read an index with another rank function, so it would never use the
    // remaining tables.
    guard try ranksByBM25(connection) else { return }
    let blocks = try PreparedBlocks(of: connection)
    try connection.transaction(.write) {
      try PostingBlockTable.rebuild(in: connection, from: blocks)
      try beforeListing()
      try VocabularyTable.rebuild(in: connection)
    }
  }

  private static func ranksByBM25(_ connection: Connection) throws(IndexError) -> Bool {
    do throws(IndexError) {
      _ = try IndexState(of: connection)
      return true
    } catch {
      guard error == .unsupportedQuery else { throw error }
      return false
    }
  }

  /// The maximum number of levels; an index with more is rebuilt instead of merged.
  static let maxLevels = 500

  /// Returns true if the index has too many levels to be merged again, and must be rebuilt.
  ///
  /// In SQLite 3.40 each `'optimize'` puts its segment one or two levels above the previous one and
  /// leaves the empty levels below. From 2,000 levels on, FTS5 considers its own index damaged. A
  /// rebuild starts at level 0 again.
  static func needsRebuild(_ connection: Connection) throws(IndexError) -> Bool {
    let records = try IndexState.records(connection)
    return try StructureRecord(records.structure).levels.count > maxLevels
  }
}
