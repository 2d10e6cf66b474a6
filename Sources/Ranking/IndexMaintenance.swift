public import SQLite

/// What keeps ranking fast.
public enum IndexMaintenance {
  /// Merges `passages_fts` into one segment and makes both side tables anew, in one transaction.
  public static func optimize(_ connection: Connection) throws {
    try connection.transaction(.write) {
      try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
      try PassageLengthTable.rebuild(in: connection)
      try PostingBlockTable.rebuild(in: connection)
    }
  }
}
