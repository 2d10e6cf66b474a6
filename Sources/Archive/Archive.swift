internal import Glibc
internal import FullTextIndex
package import SQLite

/// A database of articles and their passages, in one file.
///
/// `schema.sql` defines it; this type opens it, and refuses what is no archive of a version it
/// knows. One archive is one connection: use it from one thread at a time.
public final class Archive {
  /// The version of the schema that this program reads and writes.
  public static let schemaVersion = 2

  /// The tokenizer of the index: what `schema.sql` says after `tokenize =`.
  public static let tokenizer: String = {
    let schema = PackageResources.schema_sql
    let option = schema.firstRange(of: "tokenize = '".utf8)
    let value = schema[(option?.upperBound ?? schema.endIndex)...]
    return String(decoding: value.prefix { $0 != UInt8(ascii: "'") }, as: UTF8.self)
  }()

  /// The tokenizer of the index without its stemmer.
  public static let foldingTokenizer =
    String(tokenizer.trimmingPrefix("porter "))

  /// `application_id` in the header of every archive: "PRES".
  public static let applicationID = DatabaseHeader.archiveID

  /// The path that was opened.
  public let path: String

  /// The connection, for the modules that read the index.
  package let connection: Connection

  /// The version of the schema that the archive has.
  public private(set) var version: Int

  /// What was done to an archive of an earlier version when it was opened to be written.
  public private(set) var migration: Migration?

  /// Whether `term_variants` has all that belongs there, for all that this program knows.
  var variantsAreComplete = false
  /// The data version when that was known last.
  private var dataVersion: Int64?

  /// Opens the archive at `path` to read it.
  ///
  /// An archive on a disk that cannot be written is read too, unless a writer left it unfinished.
  ///
  /// The first archives of version 1 do not know the passages of their articles: they can be copied,
  /// but not searched, and are refused unless `evenWithoutRanges` is set.
  public static func open(
    readingFrom path: String, evenWithoutRanges: Bool = false
  ) throws(ArchiveError) -> Archive {
    guard let kind = fileKind(of: path) else { throw ArchiveError(.missing, path: path) }
    guard kind != .other else { throw ArchiveError(.notAFile, path: path) }
    guard kind != .scrap else { throw ArchiveError(.foreign, path: path) }
    do {
      return try Archive(path: path, access: .readOnly, needsRanges: !evenWithoutRanges)
    } catch {
      // What is beside it for others to see cannot be written, or there is no room for it.
      let isReadOnlyDisk =
        [.unreadable, .unwritable, .full, .writeFailed].contains(error.kind)
      guard isReadOnlyDisk, isEmpty(path + "-wal"), access(path, R_OK) == 0 else {
        throw error
      }
      return try Archive(path: path, access: .immutable, needsRanges: !evenWithoutRanges)
    }
  }

  /// Opens the archive at `path` to write it, and makes it first where there is none.
  ///
  /// One of an earlier version is brought up to date, and kept as it was in a file beside it: see
  /// `migration`.
  public static func open(writingTo path: String) throws(ArchiveError) -> Archive {
    switch fileKind(of: path) {
    case .other: throw ArchiveError(.notAFile, path: path)
    case .scrap: throw ArchiveError(.foreign, path: path)
    case .file where access(path, W_OK) != 0: throw ArchiveError(.unwritable, path: path)
    case nil where access(folder(of: path), F_OK) != 0: throw ArchiveError(.noFolder, path: path)
    case nil where access(folder(of: path), W_OK) != 0: throw ArchiveError(.unwritable, path: path)
    default: break
    }
    let archive = try Archive(path: path, access: .create)
    try archive.reporting { try archive.tuneForWriting() }
    if archive.version < schemaVersion {
      do {
        archive.migration = try archive.migrate()
      } catch {
        // It throws nothing else.
        throw error as? ArchiveError ?? ArchiveError(.damaged, path: path)
      }
      archive.version = schemaVersion
    }
    return archive
  }

  private init(
    path: String, access: Connection.Access, needsRanges: Bool = false
  ) throws(ArchiveError) {
    self.path = path
    do {
      connection = try Connection(path: path, access: access)
      if access == .create {
        try Self.makeSchema(in: connection)
      }
      guard let version = try Self.version(of: connection), version > 0 else {
        throw ArchiveError(.foreign, path: path)
      }
      self.version = version
      guard version <= Self.schemaVersion else {
        throw ArchiveError(.newer(version: version), path: path)
      }
      if needsRanges, try !PassageRanges.areKnown(in: connection) {
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
      PRAGMA journal_mode = WAL;     -- a copy made by `search backup` is not in this mode
      PRAGMA synchronous = NORMAL;   -- in WAL mode a power cut can undo commits, never tear them
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -65536;    -- in KiB
      """)
  }

  /// The schema version of an archive, or nothing for another kind of database.
  static func version(of connection: Connection) throws(SQLiteError) -> Int? {
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

  /// Notes, within a transaction, that others have written since the last time; they know nothing of
  /// `term_variants`.
  func noteWritesOfOthers() throws(SQLiteError) {
    let version = try connection.dataVersion()
    if version != dataVersion { variantsAreComplete = false }
    dataVersion = version
  }

  /// The text of `schema.sql`.
  package static var schema: String { String(decoding: PackageResources.schema_sql, as: UTF8.self) }

  /// Runs `body`, which sees the archive as it is at one moment, whoever writes it meanwhile.
  public func snapshot<T>(_ body: () throws -> T) throws -> T {
    try translating { try connection.transaction(.read, body) }
  }

  /// Runs `body`, and tells failures of SQLite and of the ranking engine as such of this archive.
  func translating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: path)
    } catch let error as IndexError {
      throw ArchiveError(error, path: path)
    }
  }

  /// Runs `body`, which fails as SQLite or the ranking engine do, and tells that as a failure of this
  /// archive.
  package func reporting<T>(_ body: () throws -> T) throws(ArchiveError) -> T {
    do {
      return try body()
    } catch {
      if let failure = error as? SQLiteError { throw ArchiveError(failure, path: path) }
      if let failure = error as? IndexError { throw ArchiveError(failure, path: path) }
      throw error as? ArchiveError ?? ArchiveError(.damaged, path: path)
    }
  }
}

private enum FileKind {
  case file
  /// Too short for a database; SQLite would write over it as if it were empty.
  case scrap
  case other
}

private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Whether there is nothing in the file at `path`, or no such file.
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
