internal import SQLite

/// What was done to an archive of an earlier version when it was opened to be written.
public struct Migration: Equatable, Sendable {
  /// The version of the schema that the archive had.
  public var oldVersion: Int
  /// Where the archive is kept as it was.
  public var backupPath: String
}

extension Archive {
  /// Brings an archive of an earlier version up to this one, in one transaction.
  ///
  /// Before, the archive is copied into a file beside it; whenever the process dies, the archive is
  /// whole and of the one version or the other.
  ///
  /// - Returns: What was done; nothing where another process has done it meanwhile.
  func migrate() throws -> Migration? {
    try translating {
      try connection.transaction(.write) {
        let oldVersion = try Self.version(of: connection) ?? 0
        guard oldVersion < Self.schemaVersion else { return nil }
        let backupPath = try keepBackup(version: oldVersion)
        try upgrade()
        return Migration(oldVersion: oldVersion, backupPath: backupPath)
      }
    }
  }

  /// Copies the archive to `PATH.v1-backup`, or under the first number behind that which is free.
  private func keepBackup(version: Int) throws -> String {
    // A connection that writes cannot be copied from. Another one sees what was committed last, and
    // that stays so, since the lock to write is held.
    let reader = try Connection(path: path, access: .readOnly)
    for number in 1...10_000 {
      let name = "\(path).v\(version)-backup" + (number == 1 ? "" : "-\(number)")
      do {
        // That the index is out of step is mended as well afterwards.
        _ = try ArchiveCopy.make(from: reader, at: path, to: name, replacing: false)
        return name
      } catch let error as ArchiveError where error.kind == .exists || error.kind == .inUse {
        continue
      }
    }
    throw ArchiveError(.exists, path: path + ".v\(version)-backup")
  }

  /// Makes of whatever version 1 was what `schema.sql` makes now.
  ///
  /// It had no table of files. There are archives of it that have neither the ranges of passages
  /// nor the tables of terms, since these came while it was current.
  private func upgrade() throws {
    let knowsRanges = try PassageRanges.areKnown(in: connection)
    let knowsVariants = try hasTable("term_variants")
    if !knowsRanges {
      try connection.execute(
        """
        ALTER TABLE articles ADD COLUMN first_passage INTEGER;
        ALTER TABLE articles ADD COLUMN last_passage INTEGER;
        DROP TRIGGER IF EXISTS articles_before_delete;
        """)
    }
    try connection.execute("ALTER TABLE articles ADD COLUMN file_id INTEGER REFERENCES files(id)")
    _ = try SchemaDefinitions.mend(in: connection)
    if !knowsRanges { try PassageRanges.makeRight(in: connection) }
    if !knowsVariants { try TermVariantTable.rebuild(in: connection) }
    try connection.execute("PRAGMA user_version = \(Self.schemaVersion)")
  }

  private func hasTable(_ name: String) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", [.text(name)]
    ) { _ in true } ?? false
  }
}
