internal import CSQLite

/// A connection to one database file, for one thread at a time.
///
/// Every connection waits for locks (`busyTimeoutMilliseconds`), distrusts the schema of the file
/// that it opens (`trusted_schema` off: a strange file's views cannot call functions with side
/// effects; triggers off: they serve those who edit with the shell, and a program writes what it
/// means itself), checks the b-tree cells that it reads, and refuses direct writes to shadow tables
/// (`SQLITE_DBCONFIG_DEFENSIVE`). See <https://sqlite.org/security.html>.
public final class Connection {
  /// What a connection may do.
  public enum Access: Sendable {
    /// Read a file that exists.
    case readOnly
    /// Read a file that nobody changes: on a read-only disk, where no lock can be taken.
    case immutable
    /// Read and write a file that exists.
    case readWrite
    /// Read and write a file, made anew where there is none.
    case create
  }

  let database: OpaquePointer
  private var statements: [String: Statement] = [:]
  private var tokenizers: [String: Tokenizer] = [:]
  private var checkpointer: Checkpointer?

  /// Opens the file at `path`, or a private one in memory for `":memory:"`.
  public init(
    path: String, access: Access, busyTimeoutMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) {
    var handle: OpaquePointer?
    let result = sqlite3_open_v2(Self.name(of: path, access), &handle, Self.flags(access), nil)
    guard let handle else {
      throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory")
    }
    guard result == SQLITE_OK else {
      let message = String(cString: sqlite3_errmsg(handle))
      sqlite3_close_v2(handle)
      throw SQLiteError(code: result, message: message)
    }
    database = handle
    sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    csqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    csqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    try execute("PRAGMA cell_size_check = ON")
    if access == .readOnly || access == .immutable { try execute("PRAGMA query_only = ON") }
  }

  deinit {
    checkpointer?.stop(database)
    sqlite3_close_v2(database)
  }

  private static func flags(_ access: Access) -> Int32 {
    let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    return switch access {
    case .readOnly: common | SQLITE_OPEN_READONLY
    case .immutable: common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    case .readWrite: common | SQLITE_OPEN_READWRITE
    case .create: common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    }
  }

  /// The path as it is, or as a URI where only a URI can say what is wanted.
  private static func name(of path: String, _ access: Access) -> String {
    guard access == .immutable else { return path }
    let escaped = path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case UInt8(ascii: "?"): "%3f"
      case UInt8(ascii: "#"): "%23"
      case 0x80...: "%" + String(byte, radix: 16)
      default: String(decoding: CollectionOfOne(byte), as: Unicode.ASCII.self)
      }
    }
    // Behind two slashes a path that begins with two is one.
    return "file:" + (path.hasPrefix("/") ? "//" : "") + escaped.joined() + "?immutable=1"
  }

  /// Sets the most bytes that a value or a row may have; what is larger cannot be read.
  public func limitValues(to bytes: Int32) { sqlite3_limit(database, SQLITE_LIMIT_LENGTH, bytes) }

  /// Runs statements that return no rows, parted by semicolons.
  public func execute(_ sql: String) throws(SQLiteError) {
    let result = sqlite3_exec(database, sql, nil, nil, nil)
    guard result == SQLITE_OK else {
      throw SQLiteError(code: result, message: String(cString: sqlite3_errmsg(database)), sql: sql)
    }
  }

  /// A statement for `sql`, bound to `values`.
  ///
  /// Statements are prepared once and cached by their text. While the rows of the cached one are
  /// being read, the same text gets a second statement, so that a nested loop cannot reset the outer
  /// one. The caller steps the statement, and resets it if it leaves rows unread.
  public func statement(_ sql: String, _ values: [Value] = []) throws(SQLiteError) -> Statement {
    let statement: Statement
    if let cached = statements[sql], !cached.isBusy {
      statement = cached
    } else {
      statement = try Statement(database: database, sql: sql)
      if statements[sql] == nil { statements[sql] = statement }
    }
    try statement.bind(values)
    return statement
  }

  /// Runs one statement to its end.
  public func run(_ sql: String, _ values: [Value] = []) throws(SQLiteError) {
    let statement = try statement(sql, values)
    while try statement.step() {}
  }

  /// What `body` makes of each row, in order.
  public func rows<T>(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> [T] {
    let statement = try statement(sql, values)
    defer { statement.reset() }
    var result: [T] = []
    while try statement.step() { result.append(try body(statement)) }
    return result
  }

  /// What `body` makes of the first row, or nothing where there is none.
  public func first<T>(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T? {
    let statement = try statement(sql, values)
    defer { statement.reset() }
    return try statement.step() ? try body(statement) : nil
  }

  /// The row id of the newest insert on this connection.
  public var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(database) }

  /// How many rows this connection has changed since it was opened, shadow tables included.
  ///
  /// It never falls, not even on a rollback: together with `PRAGMA data_version`, which counts the
  /// commits of others, it says whether something that was read before may have changed.
  public var changeCount: Int64 { sqlite3_total_changes64(database) }

  /// A number that changes when another connection commits, and never by this one's own commits.
  public func dataVersion() throws(SQLiteError) -> Int64 {
    try first("PRAGMA data_version") { $0.integer(at: 0) } ?? 0
  }

  /// The file that it is connected to, by its whole path; nothing where the database is in memory.
  public var path: String? {
    guard let path = sqlite3_db_filename(database, nil), path.pointee != 0 else { return nil }
    return String(cString: path)
  }

  /// Whether this connection cannot write.
  public var isReadOnly: Bool { sqlite3_db_readonly(database, "main") == 1 }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

  /// How a transaction begins.
  public enum TransactionKind: String, Sendable {
    /// Takes the write lock at once, so that a later write cannot fail for want of it.
    case write = "BEGIN IMMEDIATE"
    /// Takes a snapshot with the first read, and keeps it.
    case read = "BEGIN DEFERRED"
  }

  /// Runs `body` in one transaction: all of it is kept, or, when it throws, none.
  public func transaction<T>(_ kind: TransactionKind, _ body: () throws -> T) throws -> T {
    try execute(kind.rawValue)
    do {
      let value = try body()
      do {
        try execute("COMMIT")
      } catch {
        // In a damaged file even the end of reading can fail, when nothing can be lost any more.
        guard kind == .read else { throw error }
        if isInTransaction { try? execute("ROLLBACK") }
      }
      return value
    } catch {
      // Some failures (a full disk) have already rolled back; the first error is the one to tell.
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body`, which may write to the tables that belong to a virtual table.
  ///
  /// All statements are prepared anew before and after it.
  public func writingShadowTables<T>(_ body: () throws -> T) rethrows -> T {
    csqlite_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 0)
    defer { csqlite_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1) }
    return try body()
  }

  /// The tokenizer that FTS5 knows by `specification`, such as `"porter unicode61"`.
  ///
  /// It is made once for each connection.
  public func tokenizer(_ specification: String) throws(SQLiteError) -> Tokenizer {
    if let kept = tokenizers[specification] { return kept }
    let tokenizer = try Tokenizer(database: database, specification: specification)
    tokenizers[specification] = tokenizer
    return tokenizer
  }

  /// Has a thread copy what is committed from the write-ahead log into the database, as long as this
  /// connection is there.
  ///
  /// - Parameter mostPages: At how many pages in the log a commit waits until they are copied, so
  ///   that the log does not fill the disk: here 512 MiB, if pages have 4 KiB.
  public func checkpointInBackground(mostPages: Int = 131_072) {
    guard checkpointer == nil, let path else { return }
    let checkpointer = Checkpointer(path: path, mostPages: Int32(clamping: mostPages))
    checkpointer.watch(database)
    self.checkpointer = checkpointer
  }

  /// Copies what it can from the write-ahead log into the database, without waiting for anybody.
  func checkpoint() {
    sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
  }
}
