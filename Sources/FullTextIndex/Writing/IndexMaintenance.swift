public import SQLite

/// What keeps ranking fast.
public enum IndexMaintenance {
  /// Merges `passages_fts` into one segment in one transaction, and makes its side tables anew in
  /// another: until that is done they are ignored, since they are not of this index.
  ///
  /// Where `keepingLengths`, the lengths of passages that are stored are known to be right, and only
  /// those are added that are missing. `beforeListing` runs in the second transaction, before the
  /// list of terms is made, and marked as one of this index.
  public static func optimize(
    _ connection: Connection, keepingLengths: Bool = false,
    _ beforeListing: () throws -> Void = {}
  ) throws {
    try connection.transaction(.write) {
      if try needsRebuild(connection) {
        try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
      }
      // It also writes out what a rebuild has left in memory.
      try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
      try PassageLengthTable.rebuild(in: connection, keepingThose: keepingLengths)
    }
    // What ranks by a function of its own has no use for bounds.
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

  /// From how many levels on the index is made anew rather than merged.
  static let manyLevels = 500

  /// Whether `'optimize'` would lead to a damaged index before long.
  ///
  /// In SQLite 3.40 each `'optimize'` puts its segment one or two levels higher than the last, the
  /// levels below stay, and from 2,000 levels on FTS5 takes its own index for damaged. A rebuild
  /// begins at level 0 again.
  static func needsRebuild(_ connection: Connection) throws(IndexError) -> Bool {
    let records = try IndexState.records(connection)
    return try StructureRecord(records.structure).levels.count > manyLevels
  }
}
