internal import SQLite

/// The upgrade of an archive of an earlier version.
public struct Migration: Equatable, Sendable {
  /// The schema version that the archive had.
  public var oldVersion: Int
  /// The path of the copy of the old archive.
  public var backupPath: String
  /// True if the old index did not match the text; the new one is made from the text.
  public var oldIndexWasWrong = false

  /// The state of an upgrade.
  public struct Progress: Equatable, Sendable {
    /// The number of passages that are in the new index so far.
    public var passages: Int
    /// The number of all passages.
    public var total: Int
  }
}

extension Archive {
  /// Upgrades an archive of an earlier version to the current one, in one transaction.
  ///
  /// The archive is first copied to a file beside it. If the process dies, the archive is complete,
  /// in either the old version or the new one.
  ///
  /// - Returns: The upgrade; nil if another process has done it meanwhile.
  func migrate(_ onProgress: (Migration.Progress) -> Void) throws(ArchiveError) -> Migration? {
    try mapErrors {
      try connection.transaction(.write) {
        let oldVersion = try Self.version(of: connection) ?? 0
        guard oldVersion < Self.schemaVersion else { return nil }
        let (backupPath, problems) = try keepBackup(version: oldVersion)
        try upgrade(from: oldVersion, onProgress)
        return Migration(
          oldVersion: oldVersion, backupPath: backupPath,
          oldIndexWasWrong: problems.contains(.indexOutOfStep))
      }
    }
  }

  /// Copies the archive to `PATH.v1-backup`.
  ///
  /// If that file exists, the first free number is appended to the name.
  ///
  /// - Returns: The path, and the problems of the archive.
  private func keepBackup(version: Int) throws -> (path: String, problems: [ArchiveProblem]) {
    // The writing connection cannot be the source of a backup. Another connection sees the last
    // commit, which cannot change while the write lock is held.
    let reader = try Connection(path: path, access: .readOnly)
    for number in 1...10_000 {
      let name = "\(path).v\(version)-backup" + (number == 1 ? "" : "-\(number)")
      do {
        return (name, try ArchiveCopy.make(from: reader, at: path, to: name, replacing: false))
      } catch let error as ArchiveError where error.kind == .exists || error.kind == .inUse {
        continue
      }
    }
    throw ArchiveError(.exists, path: path + ".v\(version)-backup")
  }

  /// Upgrades an archive of an earlier version to the current `schema.sql`.
  ///
  /// Before version 3, the tokenizer cut words at most combining marks, so the index is made again
  /// from the text, as are the tables that are derived from it.
  private func upgrade(
    from oldVersion: Int, _ onProgress: (Migration.Progress) -> Void
  ) throws {
    let knowsRanges = try oldVersion > 1 || addColumns()
    try connection.execute("DROP TABLE passages_fts")
    _ = try SchemaDefinitions.mend(in: connection, fillingIndex: false)
    if !knowsRanges { try PassageRanges.makeRight(in: connection) }
    try SideTables.forget(in: connection)
    try IndexFilling.fill(connection, onProgress)
    try SideTables.rebuildFromTexts(in: connection)
    try connection.execute("PRAGMA user_version = \(Self.schemaVersion)")
  }

  /// Adds the columns that version 1 lacks.
  ///
  /// Version 1 had no table of files. Its first archives also lack the passage ranges, which were
  /// added later without a new version.
  ///
  /// - Returns: True if the archive has the passage ranges already.
  private func addColumns() throws -> Bool {
    let knowsRanges = try PassageRanges.areKnown(in: connection)
    if !knowsRanges {
      try connection.execute(
        """
        ALTER TABLE articles ADD COLUMN first_passage INTEGER;
        ALTER TABLE articles ADD COLUMN last_passage INTEGER;
        DROP TRIGGER IF EXISTS articles_before_delete;
        """)
    }
    try connection.execute("ALTER TABLE articles ADD COLUMN file_id INTEGER REFERENCES files(id)")
    return knowsRanges
  }
}
