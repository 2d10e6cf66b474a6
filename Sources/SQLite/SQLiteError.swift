internal import CSQLite

/// A failure that SQLite reported: its code, its words and the statement, never the bound values.
///
/// The words are for developers and logs. What people read is written by the caller, from `code`.
public struct SQLiteError: Error, Equatable, Sendable {
  /// The extended result code, such as 2067 for `SQLITE_CONSTRAINT_UNIQUE`.
  ///
  /// See <https://sqlite.org/rescode.html>.
  public var code: Int32

  /// SQLite's own message.
  public var message: String

  /// The statement that failed, with its parameters unfilled.
  public var sql: String?

  /// Creates an error from its parts.
  public init(code: Int32, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  /// The low byte of `code`: the kind of failure without its detail.
  public var primaryCode: Int32 { code & 0xff }

  /// Whether another connection holds the lock that was needed.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

  /// Whether the file could not be opened at all.
  public var isCannotOpen: Bool { primaryCode == SQLITE_CANTOPEN }

  /// Whether the bytes of the file contradict themselves.
  public var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT }

  /// Whether the file is no SQLite database.
  public var isNotADatabase: Bool { primaryCode == SQLITE_NOTADB }

  /// Whether the file, or the folder it is in, may not be written.
  public var isReadOnly: Bool { primaryCode == SQLITE_READONLY || primaryCode == SQLITE_PERM }

  /// Whether the disk, or a set limit of the file's size, is full.
  public var isFull: Bool { primaryCode == SQLITE_FULL }

  /// Whether a value or a row is larger than may be read.
  public var isTooLarge: Bool { primaryCode == SQLITE_TOOBIG }

  /// Whether the operating system did not write what it was told to write, or make a file longer.
  public var isWriteFailure: Bool {
    let ioError: Int32 = SQLITE_IOERR
    // Write, fsync, fsync of the folder, truncate, and the size of the shared memory file: see
    // rescode.html; Swift does not import these macros.
    return [3, 4, 5, 6, 19].contains { code == ioError | $0 << 8 }
  }

  /// Whether the statement itself is at fault: a syntax error, or a name that does not exist.
  public var isStatementError: Bool { primaryCode == SQLITE_ERROR }
}

extension SQLiteError: CustomStringConvertible {
  /// The message, the code and the statement, for logs.
  public var description: String {
    "SQLite error \(code): \(message)" + (sql.map { " in: \($0)" } ?? "")
  }
}
