internal import CSQLite

/// A prepared statement: bind its parameters, step through its rows, read their columns.
///
/// Columns are counted from 0 and converted by SQLite's rules: text that is not a number reads as
/// the integer 0, NULL as 0 or nil.
public final class Statement {
  private let statement: OpaquePointer
  private let work: WorkLimit

  init(database: OpaquePointer, work: WorkLimit, sql: String) throws(SQLiteError) {
    var prepared: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    let result = sqlite3_prepare_v3(database, sql, -1, flags, &prepared, nil)
    guard result == SQLITE_OK else {
      throw SQLiteError(code: result, message: String(cString: sqlite3_errmsg(database)), sql: sql)
    }
    guard let prepared else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "the statement is empty", sql: sql)
    }
    statement = prepared
    self.work = work
  }

  deinit { sqlite3_finalize(statement) }

  /// The text of the statement, with its parameters as placeholders.
  public var sql: String { sqlite3_sql(statement).map { String(cString: $0) } ?? "" }

  /// The number of columns in each row.
  public var columnCount: Int { Int(sqlite3_column_count(statement)) }

  /// The names of the columns, in order.
  public var columnNames: [String] {
    (0..<Int32(columnCount)).map { column in
      sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
    }
  }

  /// Binds all parameters in order; parameters without a value become NULL.
  public func bind(_ values: [Value]) throws(SQLiteError) {
    sqlite3_clear_bindings(statement)
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
  }

  /// Binds one parameter, counted from 1, and leaves the others unchanged.
  public func bind(_ integer: Int64, at index: Int) throws(SQLiteError) {
    let result = sqlite3_bind_int64(statement, Int32(index), integer)
    if result != SQLITE_OK { throw error(result) }
  }

  /// Runs `body` with `text` bound to one parameter, counted from 1, without copying the text.
  public func binding<T>(
    _ text: String, at index: Int, _ body: () throws(SQLiteError) -> T
  ) throws(SQLiteError) -> T {
    var text = text
    let result = text.withUTF8 { utf8 -> Result<T, SQLiteError> in
      let result = csqlite_bind_static_text(
        statement, Int32(index), UnsafeRawPointer(utf8.baseAddress), UInt64(utf8.count))
      guard result == SQLITE_OK else { return .failure(error(result)) }
      defer { sqlite3_bind_null(statement, Int32(index)) }
      do throws(SQLiteError) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Runs the statement to its end with `text` bound to one parameter, which is NULL afterwards.
  public func run(with text: String, at index: Int) throws(SQLiteError) {
    try binding(text, at: index) { () throws(SQLiteError) in while try step() {} }
  }

  private func bind(_ value: Value, at index: Int32) throws(SQLiteError) {
    let result =
      switch value {
      case .null: sqlite3_bind_null(statement, index)
      case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
      case .real(let real): sqlite3_bind_double(statement, index, real)
      case .text(let text): bind(text, at: index)
      case .blob(let bytes):
        bytes.withUnsafeBytes { bytes in
          // A null pointer would bind NULL, and an empty array may have one.
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(statement, index, 0)
            : csqlite_bind_blob(statement, index, bytes.baseAddress, UInt64(bytes.count))
        }
      }
    if result != SQLITE_OK { throw error(result) }
  }

  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { characters in
        characters.isEmpty
          ? csqlite_bind_text(statement, index, "", 0)
          : csqlite_bind_text(statement, index, characters.baseAddress, UInt64(characters.count))
      }
    }
  }

  /// Moves to the next row.
  ///
  /// After the last row the statement is reset and can be bound and run again.
  ///
  /// - Returns: True if there is a row to read.
  public func step() throws(SQLiteError) -> Bool {
    work.begin()
    let result = sqlite3_step(statement)
    switch result {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(statement)
      return false
    default:
      let failure = error(result)
      sqlite3_reset(statement)
      throw failure
    }
  }

  /// True between the first row and the last, until the statement is reset.
  var isBusy: Bool { sqlite3_stmt_busy(statement) != 0 }

  /// Discards the unread rows and releases their read lock.
  public func reset() { sqlite3_reset(statement) }

  /// Returns true if the column of this row is NULL.
  public func isNull(at column: Int) -> Bool {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
  }

  /// Returns true if the column is an integer.
  public func isInteger(at column: Int) -> Bool {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER
  }

  /// Returns the column as an integer.
  public func integer(at column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  /// Returns the column as an integer in `range`.
  ///
  /// SQLite stores any value in any column, so numbers with which a program computes are read with
  /// this method.
  ///
  /// - Throws: An error that `isWrongValue`, if the column is not such an integer.
  public func integer(
    at column: Int, in range: ClosedRange<Int64>
  ) throws(SQLiteError) -> Int64 {
    let value = integer(at: column)
    guard sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER, range.contains(value)
    else { throw wrongValue(at: column) }
    return value
  }

  /// Returns the column as an integer in `range`; nil if it is NULL.
  public func optionalInteger(
    at column: Int, in range: ClosedRange<Int64>
  ) throws(SQLiteError) -> Int64? {
    isNull(at: column) ? nil : try integer(at: column, in: range)
  }

  /// Returns an error that `isWrongValue`, about a column.
  public func wrongValue(at column: Int) -> SQLiteError {
    let name = sqlite3_column_name(statement, Int32(column)).map { String(cString: $0) } ?? ""
    return SQLiteError(code: SQLITE_MISMATCH, message: "wrong value of \(name)", sql: sql)
  }

  /// Returns the column as a double.
  public func real(at column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

  /// Returns the column as text; nil if it is NULL.
  ///
  /// Bytes that are not UTF-8 become U+FFFD.
  public func text(at column: Int) -> String? {
    guard let start = sqlite3_column_text(statement, Int32(column)) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Returns the bytes of the column as text, which may be invalid UTF-8; nil if it is NULL.
  public func utf8(at column: Int) -> [UInt8]? {
    guard let start = sqlite3_column_text(statement, Int32(column)) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Calls `body` with the bytes of the column as text in UTF-8, whatever the encoding of the
  /// database; they are valid only during the call.
  public func withUTF8<T>(at column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let start = sqlite3_column_text(statement, Int32(column))
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// Returns true if the column is a BLOB.
  public func isBlob(at column: Int) -> Bool {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_BLOB
  }

  /// Returns the number of bytes of a text or BLOB column.
  public func byteCount(at column: Int) -> Int {
    Int(sqlite3_column_bytes(statement, Int32(column)))
  }

  /// Returns a copy of the column's bytes; empty if it is NULL.
  public func bytes(at column: Int) -> [UInt8] {
    let start = sqlite3_column_blob(statement, Int32(column))
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return start == nil ? [] : Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Calls `body` with the column's bytes, which are valid only during the call.
  public func withBytes<T>(at column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let start = sqlite3_column_blob(statement, Int32(column))
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  private func error(_ code: Int32) -> SQLiteError {
    let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
    return work.error(code, message, sql: sql)
  }
}

/// A value that is bound to a parameter of a statement.
public enum Value: Equatable, Sendable {
  /// SQL's NULL.
  case null
  /// A 64-bit integer.
  case integer(Int64)
  /// A double.
  case real(Double)
  /// Text, stored as UTF-8.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// Returns the text, or NULL for nil.
  public static func text(orNull text: String?) -> Value { text.map(Value.text) ?? .null }

  /// Returns the value as a 64-bit integer.
  public static func integer(_ value: Int) -> Value { .integer(Int64(value)) }
}
