public import FullTextIndex
public import SQLite

/// The reason why an archive could not be opened, read or written.
public struct ArchiveError: Error, Equatable, Sendable {
  /// The kinds of failure.
  public enum Kind: Equatable, Sendable {
    /// There is no file at the path.
    case missing
    /// The path is a folder, or something else that is not a file.
    case notAFile
    /// The file is not a Pressmark archive.
    case foreign
    /// The file is an empty database: an archive is being created, or that was interrupted.
    case empty
    /// These tables and views are not what `schema.sql` makes them, so they are not read.
    case redefined([String])
    /// The text is stored in another encoding than UTF-8.
    case otherEncoding
    /// A row has a value of a wrong type or out of range.
    case wrongValue
    /// A row cannot be stored, because somebody has added a constraint or damaged a definition.
    case constraint
    /// A table, an index or a column is missing.
    case incomplete
    /// The archive was made by a newer version of the program, with this schema version.
    case newer(version: Int)
    /// The archive was made by an earlier version of the program and has not been upgraded.
    case older
    /// The contents of the file are inconsistent.
    case damaged
    /// Another program held the write lock for longer than the timeout.
    case busy
    /// The file or its folder may not be read.
    case unreadable
    /// The file or its folder may not be written.
    case unwritable
    /// The disk is full.
    case full
    /// The disk has fewer free bytes than the file needs; nothing was written.
    case noSpace(needed: Int64, free: Int64)
    /// A file could not be written completely: the disk failed, or a size limit was reached.
    case writeFailed
    /// The file to be created already exists.
    case exists
    /// The folder to be created already exists.
    case folderExists
    /// The file to be replaced is in use, or its write-ahead log or journal is not empty.
    case inUse
    /// The file to be replaced is a database.
    case isDatabase
    /// The folder for the new file does not exist.
    case noFolder
    /// A copy of an archive is damaged or incomplete, and was discarded.
    case copyIsDamaged
    /// The file is a manifest of shards.
    case manifest
    /// The file is not a manifest of shards.
    case malformedManifest
    /// The archive is not the one that this manifest describes, or has changed since.
    case notInManifest(String)
    /// The operating system reported this error number.
    case system(code: Int32)
    /// Any other error of SQLite, by its extended result code.
    case storage(code: Int32)
  }

  /// The kind of failure.
  public var kind: Kind
  /// The path of the archive.
  public var path: String

  /// Creates an error.
  public init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// Converts `cause` to an error about the archive at `path`; nil if `cause` is not an error of
  /// SQLite, of the index or of an archive.
  package init?(cause: any Error, path: String) {
    switch cause {
    case let error as ArchiveError: self = error
    case let error as IndexError: self.init(error, path: path)
    case let error as SQLiteError: self.init(error, path: path)
    default: return nil
    }
  }

  /// True if an `Interruption` stopped the work; nothing is wrong with the archive then.
  package var isInterruption: Bool {
    if case .storage(let code) = kind {
      SQLiteError(code: code, message: "").isInterruption
    } else {
      false
    }
  }

  /// Converts an error of the index to an error about the archive at `path`.
  public init(_ error: IndexError, path: String) {
    switch error {
    case .database(let error): self.init(error, path: path)
    default: self.init(.damaged, path: path)
    }
  }

  /// Converts an error of SQLite to an error about the archive at `path`.
  public init(_ error: SQLiteError, path: String) {
    let kind: Kind =
      if error.isBusy {
        .busy
      } else if error.isNotADatabase {
        .foreign
      } else if error.isWrongValue {
        .wrongValue
      } else if error.isDamage {
        .damaged
      } else if error.isConstraintViolation {
        .constraint
      } else if error.isStatementError {
        .incomplete
      } else if error.isReadOnly {
        .unwritable
      } else if error.isFull {
        .full
      } else if error.isCannotOpen {
        .unreadable
      } else if error.isWriteFailure {
        .writeFailed
      } else {
        .storage(code: error.code)
      }
    self.init(kind, path: path)
  }
}
