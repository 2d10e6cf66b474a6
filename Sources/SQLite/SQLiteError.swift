internal import CSQLite

/// A failure that SQLite reported: its code, its message and the statement, without the bound
/// values.
///
/// The message is for developers and logs. Callers derive the message for users from `code`.
public struct SQLiteError: Error, Equatable, Sendable {
  /// The extended result code, such as 2067 for `SQLITE_CONSTRAINT_UNIQUE`.
  ///
  /// See <https://sqlite.org/rescode.html>.
  public var code: Int32

  /// SQLite's own message.
  public var message: String

  /// The statement that failed, with its parameters as placeholders.
  public var sql: String?

  /// Creates an error from its parts.
  public init(code: Int32, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  /// The low byte of `code`: the kind of failure without its detail.
  public var primaryCode: Int32 { code & 0xff }

  /// True if another connection holds the lock that was needed.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

  /// True if the file could not be opened.
  public var isCannotOpen: Bool { primaryCode == SQLITE_CANTOPEN }

  /// True if the file is damaged.
  public var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT }

  /// True if the file is damaged, or has a value that is too large to be read.
  public var isDamage: Bool { isCorrupt || isTooLarge || primaryCode == SQLITE_NOMEM }

  /// True if the file is not an SQLite database.
  public var isNotADatabase: Bool { primaryCode == SQLITE_NOTADB }

  /// True if the file, or its folder, is not writable.
  public var isReadOnly: Bool { primaryCode == SQLITE_READONLY || primaryCode == SQLITE_PERM }

  /// True if the disk is full, or the file has reached its size limit.
  public var isFull: Bool { primaryCode == SQLITE_FULL }

  /// True if a value or a row exceeds the size limit.
  public var isTooLarge: Bool { primaryCode == SQLITE_TOOBIG }

  /// True if a row of the file has a value of a wrong type or out of range; see
  /// `Statement.integer(at:in:)`.
  public var isWrongValue: Bool { primaryCode == SQLITE_MISMATCH }

  /// True if a row violates a constraint of its table, such as a unique index.
  public var isConstraintViolation: Bool { primaryCode == SQLITE_CONSTRAINT }

  /// True if the operating system failed to write, sync or extend a file.
  public var isWriteFailure: Bool {
    let ioError: Int32 = SQLITE_IOERR
    // The extended codes WRITE, FSYNC, DIR_FSYNC, TRUNCATE and SHMSIZE of rescode.html, whose
    // macros Swift does not import.
    return [3, 4, 5, 6, 19].contains { code == ioError | $0 << 8 }
  }

  /// True if the statement itself is wrong: a syntax error, or a name that does not exist.
  public var isStatementError: Bool { primaryCode == SQLITE_ERROR }
}

extension SQLiteError: CustomStringConvertible {
  /// The message, the code and the statement, for logs.
  public var description: String {
    "SQLite error \(code): \(message)" + (sql.map { " in: \($0)" } ?? "")
  }
}
