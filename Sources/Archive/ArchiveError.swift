public import FullTextIndex
public import SQLite

/// Why an archive could not be opened, read or written.
public struct ArchiveError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Kind: Equatable, Sendable {
    /// There is no file at the path.
    case missing
    /// The path is a folder, or something else that is no file.
    case notAFile
    /// The file is no Pressmark archive.
    case foreign
    /// The archive was made by a newer version of the program, with this schema version.
    case newer(version: Int)
    /// The archive was made by an earlier version of the program, and was not written since.
    case older
    /// The bytes of the file contradict themselves.
    case damaged
    /// Another program held the write lock for longer than one waits.
    case busy
    /// The file, or its folder, may not be read.
    case unreadable
    /// The file, or its folder, may not be written.
    case unwritable
    /// The disk is full.
    case full
    /// A file could not be written to its end: the disk failed, or a limit of sizes was reached.
    case writeFailed
    /// There is a file already where one was to be made.
    case exists
    /// Where a file was to be made is an archive that is in use, or was left unfinished.
    case inUse
    /// Where another file was to be made is a database.
    case isDatabase
    /// There is no folder to make the file in.
    case noFolder
    /// A copy of an archive is damaged, or not all of it; it was not kept.
    case copyIsDamaged
    /// The operating system fails, with this error number.
    case system(code: Int32)
    /// Anything else that SQLite reports, by its extended result code.
    case storage(code: Int32)
  }

  /// What went wrong.
  public var kind: Kind
  /// The path of the archive.
  public var path: String

  /// Creates an error from its parts.
  public init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// What a failure of the ranking engine means for the archive at `path`.
  public init(_ error: IndexError, path: String) {
    switch error {
    case .database(let error): self.init(error, path: path)
    default: self.init(.damaged, path: path)
    }
  }

  /// What a failure of SQLite means for the archive at `path`.
  public init(_ error: SQLiteError, path: String) {
    let kind: Kind =
      if error.isBusy {
        .busy
      } else if error.isNotADatabase {
        .foreign
      } else if error.isCorrupt {
        .damaged
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
