internal import CSQLite

/// A connection to one database file, for one thread at a time.
///
/// Every connection
/// - waits for locks (`busyTimeoutMilliseconds`);
/// - distrusts the schema of the file that it opens: with `trusted_schema` off, the views of an
///   untrusted file cannot call functions with side effects;
/// - runs no triggers: they are for people who edit the file with SQLite's shell, and this program
///   writes the dependent rows itself;
/// - checks the b-tree cells that it reads;
/// - limits the size of a value, and the work of a statement (`WorkLimit`);
/// - refuses direct writes to shadow tables (`SQLITE_DBCONFIG_DEFENSIVE`).
///
/// See <https://sqlite.org/security.html>.
public final class Connection {
  /// The access that a connection has to its file.
  public enum Access: Sendable {
    /// Read a file that exists.
    case readOnly
    /// Read a file that nobody changes, without locks, such as one on a read-only disk.
    case immutable
    /// Read and write a file that exists.
    case readWrite
    /// Read and write a file, and create it if it does not exist.
    case create
  }

  let database: OpaquePointer
  private var statements: [String: Statement] = [:]
  private var tokenizers: [String: Tokenizer] = [:]
  private var checkpointer: Checkpointer?
  private let work: WorkLimit
  /// The interruption of the current work, if it can be interrupted.
  public internal(set) var interruption: Interruption? {
    didSet { work.interruption = interruption }
  }

  /// The maximum size of a value or a row: three times that of the longest article, and room for the
  /// ids of ten million hits.
  private static let maxValueBytes: Int32 = 96 << 20

  /// The memory that SQLite may use in this process.
  ///
  /// SQLite reads the keys of an index whole, however large they are. A writer needs about half of
  /// this, for its cache and for the postings that FTS5 collects.
  private static let limitsMemory: Void = { _ = sqlite3_hard_heap_limit64(256 << 20) }()

  /// Opens the file at `path`, or a private in-memory database for `":memory:"`.
  public init(
    path: String, access: Access, busyTimeoutMilliseconds: Int32 = 5_000
  ) throws(SQLiteError) {
    Self.limitsMemory
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
    work = WorkLimit(handle)
    limitValues(to: Self.maxValueBytes)
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

  /// Returns the name to open: the path itself, or a URI for `immutable`, which SQLite accepts only
  /// as a URI parameter.
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
    // Without the empty authority, a path that starts with two slashes would be read as an
    // authority.
    return "file:" + (path.hasPrefix("/") ? "//" : "") + escaped.joined() + "?immutable=1"
  }

  /// Limits the size of a value or a row; reading a larger one fails.
  public func limitValues(to bytes: Int32) { sqlite3_limit(database, SQLITE_LIMIT_LENGTH, bytes) }

  /// Runs statements that return no rows, separated by semicolons.
  public func execute(_ sql: String) throws(SQLiteError) {
    work.begin()
    let result = sqlite3_exec(database, sql, nil, nil, nil)
    guard result == SQLITE_OK else {
      throw work.error(result, String(cString: sqlite3_errmsg(database)), sql: sql)
    }
  }

  /// Returns a statement for `sql`, bound to `values`.
  ///
  /// Statements are prepared once and cached by their text. While the rows of the cached one are
  /// being read, the same text gets a second statement, so that a nested loop cannot reset the
  /// statement of the outer loop. The caller steps the statement, and resets it if it leaves rows
  /// unread.
  public func statement(_ sql: String, _ values: [Value] = []) throws(SQLiteError) -> Statement {
    let statement: Statement
    if let cached = statements[sql], !cached.isBusy {
      statement = cached
    } else {
      statement = try Statement(database: database, work: work, sql: sql)
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

  /// Returns the results of calling `body` with each row, in order.
  public func rows<T>(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> [T] {
    let statement = try statement(sql, values)
    defer { statement.reset() }
    var result: [T] = []
    while try statement.step() { result.append(try body(statement)) }
    return result
  }

  /// Returns the result of calling `body` with the first row; nil if there is no row.
  public func first<T>(
    _ sql: String, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T? {
    let statement = try statement(sql, values)
    defer { statement.reset() }
    return try statement.step() ? try body(statement) : nil
  }

  /// The row id of the most recent insert on this connection.
  public var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(database) }

  /// The number of rows that this connection has changed since it was opened, including rows of
  /// shadow tables.
  ///
  /// The count never decreases, not even on a rollback. If neither the count nor `dataVersion()`
  /// has changed, data that was read earlier is still current.
  public var changeCount: Int64 { sqlite3_total_changes64(database) }

  /// Returns a number that changes when another connection commits, but not when this one does.
  public func dataVersion() throws(SQLiteError) -> Int64 {
    try first("PRAGMA data_version") { $0.integer(at: 0) } ?? 0
  }

  /// True if the database stores text in UTF-8.
  public func storesUTF8() throws(SQLiteError) -> Bool {
    try first("PRAGMA encoding") { $0.text(at: 0) == "UTF-8" } ?? true
  }

  /// The absolute path of the file; nil for an in-memory database.
  public var path: String? {
    guard let path = sqlite3_db_filename(database, nil), path.pointee != 0 else { return nil }
    return String(cString: path)
  }

  /// True if this connection cannot write.
  public var isReadOnly: Bool { sqlite3_db_readonly(database, "main") == 1 }

  /// True if a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

  /// The kind of lock with which a transaction begins.
  public enum TransactionKind: String, Sendable {
    /// Takes the write lock at once, so that a later write cannot fail because another connection
    /// holds it.
    case write = "BEGIN IMMEDIATE"
    /// Sees one snapshot, taken at the first read.
    case read = "BEGIN DEFERRED"
  }

  /// Runs `body` in one transaction, which is committed, or rolled back if `body` throws.
  public func transaction<T>(_ kind: TransactionKind, _ body: () throws -> T) throws -> T {
    try execute(kind.rawValue)
    do {
      let value = try body()
      do {
        try execute("COMMIT")
      } catch {
        // In a damaged file even the end of a read transaction can fail, but nothing is lost then.
        guard kind == .read else { throw error }
        if isInTransaction { try? execute("ROLLBACK") }
      }
      return value
    } catch {
      // After some failures, such as a full disk, SQLite has already rolled back. Report the first
      // error, not one from a second rollback.
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body`, which may write to the shadow tables of a virtual table.
  ///
  /// The change of the setting makes SQLite prepare all statements again, before and after `body`.
  public func writingShadowTables<T>(_ body: () throws -> T) rethrows -> T {
    csqlite_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 0)
    defer { csqlite_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1) }
    return try body()
  }

  /// Returns FTS5's tokenizer for `specification`, such as `"porter unicode61"`.
  ///
  /// The tokenizer is created once for each connection.
  public func tokenizer(_ specification: String) throws(SQLiteError) -> Tokenizer {
    if let cached = tokenizers[specification] { return cached }
    let tokenizer = try Tokenizer(database: database, specification: specification)
    tokenizers[specification] = tokenizer
    return tokenizer
  }

  /// Checkpoints the write-ahead log on a background thread for the lifetime of this connection.
  ///
  /// - Parameter maxPages: The log length, in pages, at which a commit waits for the checkpoint, so
  ///   that the log does not fill the disk. The default is 512 MiB with pages of 4 KiB.
  public func checkpointInBackground(maxPages: Int = 131_072) {
    guard checkpointer == nil, let path else { return }
    let checkpointer = Checkpointer(path: path, maxPages: Int32(clamping: maxPages))
    checkpointer.watch(database)
    self.checkpointer = checkpointer
  }

  /// Copies as much of the write-ahead log into the database as it can without waiting for other
  /// connections.
  func checkpoint() {
    sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
  }
}

// MARK: Backup

extension Connection {
  /// Replaces the database of another connection with a copy of this connection's database.
  ///
  /// The copy is one snapshot, that of the open transaction if there is one. Other connections may
  /// write in the meantime. See <https://sqlite.org/backup.html>.
  public func backup(to other: Connection) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(other.database, "main", database, "main") else {
      throw other.lastError
    }
    // Copy all pages in one step: between steps, a commit by another writer would restart the
    // backup.
    let result = sqlite3_backup_step(backup, -1)
    let ended = sqlite3_backup_finish(backup)
    guard result == SQLITE_DONE else {
      if ended != SQLITE_OK { throw other.lastError }
      throw SQLiteError(code: result, message: String(cString: sqlite3_errstr(result)))
    }
  }

  private var lastError: SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)))
  }
}
