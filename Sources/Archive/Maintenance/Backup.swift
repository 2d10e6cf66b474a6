internal import Glibc
internal import SQLite

extension Archive {
  /// Copies the current state of the archive to a file at `path`, even while other processes write.
  ///
  /// The copy is a single file. It gets its final name only after it has been verified. An existing
  /// file is replaced only if `replacing` is set.
  ///
  /// - Returns: Problems of the copy that the archive has too.
  public func backup(to path: String, replacing: Bool = false) throws -> [ArchiveProblem] {
    try mapErrors {
      try ArchiveCopy.make(from: connection, at: self.path, to: path, replacing: replacing)
    }
  }
}

enum ArchiveCopy {
  /// Copies the database of `source`, the file at `sourcePath`, to `path`.
  ///
  /// - Returns: `indexOutOfStep` if the source's index does not match its text; otherwise no
  ///   problems.
  /// - Throws: `ArchiveError.copyIsDamaged`, if SQLite finds the copy damaged, or rows are missing.
  static func make(
    from source: Connection, at sourcePath: String, to path: String, replacing: Bool
  ) throws -> [ArchiveProblem] {
    guard !isSameFile(sourcePath, path) else { throw ArchiveError(.inUse, path: path) }
    try source.checkSpace(at: path)
    let file = try PendingFile(
      at: path, replacing: replacing, isDatabase: true, permissionsOf: sourcePath)
    do {
      let counts = try copy(source, to: file.partialPath)
      let problems = try verify(file.partialPath, counts, path)
      try file.finish()
      return problems
    } catch let error as SQLiteError {
      // A corruption error concerns the source; any other error concerns the copy.
      throw ArchiveError(error, path: error.isCorrupt ? sourcePath : path)
    }
  }

  /// - Returns: The numbers of rows in the copied tables.
  private static func copy(_ source: Connection, to path: String) throws -> [Int64] {
    let copy = try Connection(path: path, access: .readWrite)
    // Syncing can wait: an incomplete copy is discarded, and a complete copy is synced at the end.
    try copy.execute("PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
    let counts = try source.transaction(.read) {
      let counts = try rowCounts(source)
      try source.backup(to: copy)
      return counts
    }
    try copy.execute("PRAGMA journal_mode = DELETE")
    return counts
  }

  private static func verify(
    _ copy: String, _ counts: [Int64], _ path: String
  ) throws -> [ArchiveProblem] {
    let copy = try Connection(path: copy, access: .readWrite)
    let findings = try copy.rows("PRAGMA integrity_check") { $0.text(at: 0) ?? "" }
    guard findings == ["ok"], try rowCounts(copy) == counts else {
      throw ArchiveError(.copyIsDamaged, path: path)
    }
    return try IndexCheck.agreesWithText(copy) ? [] : [.indexOutOfStep]
  }

  /// Returns the numbers of articles, of passages, and of passages in the full-text index.
  private static func rowCounts(_ connection: Connection) throws(SQLiteError) -> [Int64] {
    try connection.first(
      """
      SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages),
             (SELECT count(*) FROM passages_fts_docsize)
      """
    ) { row in (0..<3).map { row.integer(at: $0) } } ?? []
  }

  private static func isSameFile(_ path: String, _ other: String) -> Bool {
    var (status, otherStatus) = (stat(), stat())
    return stat(path, &status) == 0 && stat(other, &otherStatus) == 0
      && status.st_dev == otherStatus.st_dev && status.st_ino == otherStatus.st_ino
  }
}
