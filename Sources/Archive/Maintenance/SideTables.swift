internal import SQLite

/// The side tables of `schema.sql`.
enum SideTables {
  /// Rebuilds the tables that are derived from the texts alone.
  ///
  /// `IndexMaintenance.optimize` rebuilds those that are derived from the index.
  static func rebuildFromTexts(in connection: Connection) throws(SQLiteError) {
    try TermVariantTable.rebuild(in: connection)
    try JoinedWordTable.rebuild(in: connection)
  }

  /// Empties the tables that are derived from the index, or marks them as outdated.
  ///
  /// Side tables may be incomplete, but all their rows must be correct; see `schema.sql`.
  static func forget(in connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      DELETE FROM passage_lengths;
      DELETE FROM posting_blocks_state;
      DELETE FROM vocabulary_state;
      """)
  }
}
