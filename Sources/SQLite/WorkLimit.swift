internal import CSQLite
internal import Glibc

/// Stops the statements of a connection: when its interruption is due, or when a statement works for
/// much longer than the size of the file explains.
///
/// A file from elsewhere can make SQLite work for ever, for example by a recursive view in the place
/// of a table. Each row that a statement visits takes some tens of steps of SQLite's virtual machine,
/// so the number of steps is limited by the size of the file.
///
/// See <https://sqlite.org/c3ref/progress_handler.html>.
final class WorkLimit {
  /// The interruption of the current work, if it can be interrupted.
  var interruption: Interruption?
  /// True if the last statement was stopped because it worked for too long.
  private(set) var isExceeded = false

  /// The number of calls of the handler since the statement was last stepped.
  private var calls = 0
  /// The path of the file; nil for a database in memory or in a temporary file.
  private let path: String?

  /// The number of steps between two calls of the handler, which take less than a millisecond.
  private static let stepsPerCall = 1_000
  /// The number of calls that any statement may take: two or three seconds.
  private static let minCalls = 200_000
  /// The number of calls for each page of the file, which has at most some hundred rows: a thousand
  /// times what a scan takes.
  private static let callsPerPage = 50
  private static let pageBytes = 4_096

  /// Limits the work on a connection, which must hold the limit as long as it is open.
  init(_ database: OpaquePointer) {
    let name = sqlite3_db_filename(database, nil).map { String(cString: $0) }
    path = name == "" ? nil : name
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(
      database, Int32(Self.stepsPerCall),
      { context in
        guard let context else { return 0 }
        return Unmanaged<WorkLimit>.fromOpaque(context).takeUnretainedValue().mustStop() ? 1 : 0
      }, context)
  }

  /// Counts from 0 again, before a statement is stepped.
  @inline(__always)
  func begin() {
    calls = 0
    isExceeded = false
  }

  private func mustStop() -> Bool {
    if let interruption, interruption.isDue { return true }
    calls += 1
    if calls % Self.minCalls == 0 { isExceeded = calls > maxCalls }
    return isExceeded
  }

  /// The number of calls that a statement may take.
  private var maxCalls: Int {
    guard let path else { return .max }
    var bytes = 0
    for ending in ["", "-wal"] {
      var status = stat()
      if stat(path + ending, &status) == 0 { bytes += Int(status.st_size) }
    }
    return bytes / Self.pageBytes * Self.callsPerPage
  }

  /// Returns the error of a statement: `isCorrupt` if it was stopped because it worked for too long.
  func error(_ code: Int32, _ message: String, sql: String?) -> SQLiteError {
    isExceeded
      ? SQLiteError(code: SQLITE_CORRUPT, message: "a statement does not end", sql: sql)
      : SQLiteError(code: code, message: message, sql: sql)
  }
}
