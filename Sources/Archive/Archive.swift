internal import Glibc
public import SQLite

/// A database of articles and their passages, in one file.
///
/// `schema.sql` defines it; this type opens it, and refuses what is no archive of a version it
/// knows. One archive is one connection: use it from one thread at a time.
public final class Archive {
  /// The version of the schema that this program reads and writes.
  public static let schemaVersion = 2

  /// The tokenizer of the index, as in `schema.sql`.
  public static let tokenizer = "porter unicode61 remove_diacritics 2"

  /// A tokenizer that cuts text as the index does, and leaves words unstemmed.
  public static let foldingTokenizer = "unicode61 remove_diacritics 2"

  /// `application_id` in the header of every archive: "PRES".
  static let applicationID: Int64 = 0x5052_4553

  /// The path that was opened.
  public let path: String

  /// The connection, for the modules that read the index.
  public let connection: Connection

  /// Stands for the index's tokenizer where the archive is written: see `Archive.tokenizer`.
  private(set) var termReplay: TermReplay?

  /// Whether `term_variants` has all that belongs there, for all that this program knows.
  var variantsAreComplete = false

  /// Opens the archive at `path` to read it.
  ///
  /// An archive on a disk that cannot be written is read too, unless a writer left it unfinished.
  public static func open(readingFrom path: String) throws(ArchiveError) -> Archive {
    guard let kind = fileKind(of: path) else { throw ArchiveError(.missing, path: path) }
    guard kind == .file else { throw ArchiveError(.notAFile, path: path) }
    do {
      return try Archive(path: path, access: .readOnly)
    } catch {
      let isReadOnlyDisk = error.kind == .unreadable || error.kind == .unwritable
      guard isReadOnlyDisk, fileKind(of: path + "-wal") == nil, access(path, R_OK) == 0 else {
        throw error
      }
      return try Archive(path: path, access: .immutable)
    }
  }

  /// Opens the archive at `path` to write it, and makes it first where there is none.
  public static func open(writingTo path: String) throws(ArchiveError) -> Archive {
    switch fileKind(of: path) {
    case .other: throw ArchiveError(.notAFile, path: path)
    case .file where access(path, W_OK) != 0: throw ArchiveError(.unwritable, path: path)
    default: break
    }
    let archive = try Archive(path: path, access: .create)
    try archive.reporting { () throws(SQLiteError) in
      try archive.tuneForWriting()
      try archive.addMissingTables()
      if try !PassageRanges.areKnown(in: archive.connection) {
        try PassageRanges.add(to: archive.connection, schema: schema)
      }
    }
    return archive
  }

  private init(path: String, access: Connection.Access) throws(ArchiveError) {
    self.path = path
    do {
      connection = try Connection(path: path, access: access)
      if access == .create {
        termReplay = try connection.replay(of: "porter")
        try Self.makeSchema(in: connection)
      }
      let version = try Self.version(of: connection)
      guard let version else { throw ArchiveError(.foreign, path: path) }
      guard version <= Self.schemaVersion else {
        throw ArchiveError(.newer(version: version), path: path)
      }
      if access != .create, try !PassageRanges.areKnown(in: connection) {
        throw ArchiveError(.older, path: path)
      }
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    } catch let error as ArchiveError {
      throw error
    } catch {
      throw ArchiveError(.foreign, path: path)
    }
  }

  private func tuneForWriting() throws(SQLiteError) {
    try connection.execute(
      """
      PRAGMA synchronous = NORMAL;   -- in WAL mode a power cut can undo commits, never tear them
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -65536;    -- in KiB
      """)
  }

  /// The schema version of an archive, or nothing for another kind of database.
  private static func version(of connection: Connection) throws(SQLiteError) -> Int? {
    let id = try connection.first("PRAGMA application_id") { $0.integer(at: 0) }
    guard id == applicationID else { return nil }
    return try connection.first("PRAGMA user_version") { Int($0.integer(at: 0)) }
  }

  /// Runs `schema.sql`, unless the database holds something already.
  private static func makeSchema(in connection: Connection) throws(SQLiteError) {
    let isEmpty = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)"
    guard try connection.first(isEmpty, [], { $0.integer(at: 0) }) == 1 else { return }
    do {
      try connection.execute(schema)
    } catch {
      if connection.isInTransaction { try connection.execute("ROLLBACK") }
      // Another process may have made it in the meantime.
      if try version(of: connection) == nil { throw error }
    }
  }

  /// Adds the side tables that an archive lacks which was made before they were invented.
  private func addMissingTables() throws(SQLiteError) {
    let there = Set(
      try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { row in
        row.text(at: 0) ?? ""
      })
    for name in ["vocabulary", "vocabulary_state", "term_variants"] where !there.contains(name) {
      let begin = Self.schema.firstRange(of: "CREATE TABLE \(name) (")
      guard let begin, let end = Self.schema[begin.lowerBound...].firstIndex(of: ";") else {
        continue
      }
      // Another process may add it at the same time.
      let definition = String(Self.schema[begin.lowerBound..<end])
      try connection.execute(
        definition.replacing("CREATE TABLE", with: "CREATE TABLE IF NOT EXISTS", maxReplacements: 1)
      )
    }
  }

  /// The text of `schema.sql`.
  package static var schema: String { String(decoding: PackageResources.schema_sql, as: UTF8.self) }

  /// Runs `body`, and tells its failure as one of this archive.
  package func reporting<T>(_ body: () throws(SQLiteError) -> T) throws(ArchiveError) -> T {
    do {
      return try body()
    } catch {
      throw ArchiveError(error, path: path)
    }
  }
}

private enum FileKind {
  case file
  case other
}

private func fileKind(of path: String) -> FileKind? {
  var status = stat()
  guard stat(path, &status) == 0 else { return nil }
  return status.st_mode & S_IFMT == S_IFREG ? .file : .other
}
