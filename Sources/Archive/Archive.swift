internal import Glibc
package import FullTextIndex
package import SQLite

/// A database of articles and their passages, in one file.
///
/// `schema.sql` defines the tables. This type opens the file, and rejects a file that is not an
/// archive or has a newer schema version. An archive holds one connection, so use an archive from
/// one thread at a time.
public final class Archive {
  /// The version of the schema that this program reads and writes.
  public static let schemaVersion = 3

  /// The tokenizer of the index, read from the line in `schema.sql` that ends with it.
  public static let tokenizer: String = {
    // Every search runs this. Comparing the bytes line by line saves the millisecond that
    // `firstRange(of:)` would take.
    let option = Array("tokenize = \"".utf8)
    let lines = PackageResources.schema_sql.split(separator: UInt8(ascii: "\n"))
    let found = lines.lazy.map { $0.drop { $0 == UInt8(ascii: " ") } }.first {
      $0.starts(with: option)
    }
    return String(decoding: (found ?? []).dropFirst(option.count).dropLast(), as: UTF8.self)
  }()

  /// The tokenizer of the index without its stemmer.
  public static let foldingTokenizer = withoutStemmer(tokenizer)

  static func withoutStemmer(_ tokenizer: String) -> String {
    String(tokenizer.trimmingPrefix("porter "))
  }

  /// The tokenizers for the tables of written forms.
  package static let formTokenizer = FormTokenizer(index: tokenizer, folding: foldingTokenizer)

  /// `application_id` in the header of every archive: "PRES".
  public static let applicationID = DatabaseHeader.archiveID

  /// The path that was opened.
  public let path: String

  /// The connection, for the modules that read the index.
  package let connection: Connection

  /// The schema version of the archive.
  public private(set) var version: Int

  /// The upgrade that was made when an archive of an earlier version was opened for writing, or
  /// nil.
  public private(set) var migration: Migration?

  /// True if `term_variants` and `joined_words` are known to be complete.
  var variantsAreComplete = false
  /// SQLite's `data_version` at the last call of `noteWritesOfOthers()`.
  private var dataVersion: Int64?

  /// Opens the archive at `path` for reading.
  ///
  /// An archive on a read-only disk can be opened too, unless its write-ahead log is not empty.
  ///
  /// The first archives of version 1 have no passage ranges, and an archive made by other programs
  /// may have its text in UTF-16. Such an archive can be copied but not searched. It is rejected
  /// unless `evenWithoutRanges` is set.
  public static func open(
    readingFrom path: String, evenWithoutRanges: Bool = false
  ) throws(ArchiveError) -> Archive {
    try open(readingFrom: path, evenWithoutRanges ? .toCopy : .toSearch)
  }

  /// Opens the archive at `path` for `check()` only, whatever its tables are.
  public static func open(checking path: String) throws(ArchiveError) -> Archive {
    try open(readingFrom: path, .toCheck)
  }

  /// The purpose for which an archive is opened, which determines what it must be like.
  private enum Purpose {
    case toSearch
    case toCopy
    case toCheck
    case toWrite
    case toRepair
  }

  private static func open(
    readingFrom path: String, _ purpose: Purpose
  ) throws(ArchiveError) -> Archive {
    guard let kind = fileKind(of: path) else { throw ArchiveError(.missing, path: path) }
    guard kind != .other else { throw ArchiveError(.notAFile, path: path) }
    guard kind != .scrap else { throw notAnArchive(path) }
    do {
      return try Archive(path: path, access: .readOnly, purpose)
    } catch {
      // On a read-only or full disk, SQLite cannot write its shared-memory file beside the archive.
      let isReadOnlyDisk =
        [.unreadable, .unwritable, .full, .writeFailed].contains(error.kind)
      guard isReadOnlyDisk, isEmpty(path + "-wal"), access(path, R_OK) == 0 else {
        throw error
      }
      return try Archive(path: path, access: .immutable, purpose)
    }
  }

  /// Opens the archive at `path` for writing, and creates it first if it does not exist.
  ///
  /// An archive of an earlier version is upgraded, and a copy of the old archive is kept beside the
  /// new one; see `migration`. `onProgress` is called every now and then during an upgrade.
  ///
  /// With `repairing`, tables and views may be different from what this program reads.
  public static func open(
    writingTo path: String, repairing: Bool = false,
    onProgress: (Migration.Progress) -> Void = { _ in }
  ) throws(ArchiveError) -> Archive {
    switch fileKind(of: path) {
    case .other: throw ArchiveError(.notAFile, path: path)
    case .scrap: throw notAnArchive(path)
    case .file where access(path, W_OK) != 0: throw ArchiveError(.unwritable, path: path)
    case nil where access(folder(of: path), F_OK) != 0: throw ArchiveError(.noFolder, path: path)
    case nil where access(folder(of: path), W_OK) != 0: throw ArchiveError(.unwritable, path: path)
    default: break
    }
    let archive = try Archive(path: path, access: .create, repairing ? .toRepair : .toWrite)
    try archive.mapErrors { try archive.tuneForWriting() }
    if archive.version < schemaVersion {
      archive.migration = try archive.migrate(onProgress)
      archive.version = schemaVersion
    }
    return archive
  }

  private init(
    path: String, access: Connection.Access, _ purpose: Purpose
  ) throws(ArchiveError) {
    self.path = path
    do {
      connection = try Connection(path: path, access: access)
      if access == .create {
        try Self.makeSchema(in: connection)
      }
      guard let version = try Self.version(of: connection), version > 0 else {
        throw ArchiveError(try Self.holdsNothing(connection) ? .empty : .foreign, path: path)
      }
      self.version = version
      guard version <= Self.schemaVersion else {
        throw ArchiveError(.newer(version: version), path: path)
      }
      try Self.check(connection, purpose, path)
    } catch {
      let error = ArchiveError(cause: error, path: path)
      throw error.map { $0.kind == .foreign ? Self.notAnArchive(path) : $0 }
        ?? Self.notAnArchive(path)
    }
  }

  /// Returns the error for a file that is not an archive.
  private static func notAnArchive(_ path: String) -> ArchiveError {
    ArchiveError(ShardManifest.isManifest(path) ? .manifest : .foreign, path: path)
  }

  /// Throws if the database is not fit for the purpose.
  private static func check(
    _ connection: Connection, _ purpose: Purpose, _ path: String
  ) throws {
    if purpose == .toCheck { return }
    let wrong = try purpose == .toRepair ? [] : SchemaShape.wrongNames(in: connection)
    guard wrong.isEmpty else { throw ArchiveError(.redefined(wrong), path: path) }
    if purpose == .toCopy { return }
    guard try connection.storesUTF8() else { throw ArchiveError(.otherEncoding, path: path) }
    if purpose == .toSearch, try !PassageRanges.areKnown(in: connection) {
      throw ArchiveError(.older, path: path)
    }
  }

  private func tuneForWriting() throws(SQLiteError) {
    try connection.execute(
      """
      PRAGMA journal_mode = WAL;     -- a copy made by `search backup` is not in this mode
      PRAGMA synchronous = NORMAL;   -- in WAL mode a power cut can undo commits, never tear them
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -24576;    -- in KiB
      """)
  }

  /// Returns the schema version of an archive, or nil for another kind of database.
  static func version(of connection: Connection) throws(SQLiteError) -> Int? {
    let id = try connection.first("PRAGMA application_id") { $0.integer(at: 0) }
    guard id == applicationID else { return nil }
    return try connection.first("PRAGMA user_version") { Int($0.integer(at: 0)) }
  }

  /// True if the database holds nothing: an archive is being created, or that was interrupted.
  private static func holdsNothing(_ connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)") {
      $0.integer(at: 0) == 1
    } ?? false
  }

  /// Runs `schema.sql`, unless the database already holds something.
  private static func makeSchema(in connection: Connection) throws(SQLiteError) {
    guard try holdsNothing(connection) else { return }
    do {
      try connection.execute(schema)
    } catch {
      if connection.isInTransaction { try connection.execute("ROLLBACK") }
      // Another process may have created the schema in the meantime.
      if try version(of: connection) == nil { throw error }
    }
  }

  /// Marks `term_variants` and `joined_words` as possibly incomplete if another connection has
  /// written since the last call.
  ///
  /// Other programs do not maintain these tables. Call this method within a transaction.
  func noteWritesOfOthers() throws(SQLiteError) {
    let version = try connection.dataVersion()
    if version != dataVersion { variantsAreComplete = false }
    dataVersion = version
  }

  /// The text of `schema.sql`.
  package static var schema: String { String(decoding: PackageResources.schema_sql, as: UTF8.self) }

  /// Runs `body` on a consistent snapshot of the archive, even if other processes write meanwhile.
  ///
  /// Errors of SQLite and of the index become an `ArchiveError`; any other error of `body` is
  /// rethrown as it is.
  public func snapshot<T>(_ body: () throws -> T) throws -> T {
    do {
      return try connection.transaction(.read, body)
    } catch {
      throw ArchiveError(cause: error, path: path) ?? error
    }
  }

  /// Runs `body`, and rethrows errors of SQLite and of the index as an `ArchiveError`.
  package func mapErrors<T>(_ body: () throws -> T) throws(ArchiveError) -> T {
    do {
      return try body()
    } catch {
      throw ArchiveError(cause: error, path: path) ?? ArchiveError(.damaged, path: path)
    }
  }
}

private enum FileKind {
  case file
  /// Too short to be a database; SQLite would treat it as empty and overwrite it.
  case scrap
  case other
}

private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// True if the file at `path` is empty or does not exist.
private func isEmpty(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) != 0 || status.st_size == 0
}

private func fileKind(of path: String) -> FileKind? {
  var status = stat()
  guard stat(path, &status) == 0 else { return nil }
  guard status.st_mode & S_IFMT == S_IFREG else { return .other }
  return (1..<512).contains(status.st_size) ? .scrap : .file
}
