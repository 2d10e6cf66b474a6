internal import Glibc
internal import SQLite

/// An SQLite database that another program wrote, opened read-only.
package struct SourceDatabase {
  /// A table or view.
  struct Table {
    var name: String
    var type: String
    /// A name for the row id (`rowid`, `_rowid_` or `oid`) that no column has; nil if there is no
    /// such name, as in a view, or if the columns leave no room for it in a query.
    var rowID: String?
    /// The columns of the primary key, for a table without row ids.
    fileprivate var keys: [String] = []

    /// Returns the query for all rows, or for the rows after a row id, which is a bound parameter.
    func query(after rowID: Int64?) -> String {
      var query = "SELECT \(self.rowID.map { $0 + ", " } ?? "")* FROM \(quoted(name))"
      if let id = self.rowID {
        query += rowID == nil ? " ORDER BY \(id)" : " WHERE \(id) > ? ORDER BY \(id)"
      } else if !keys.isEmpty {
        query += " ORDER BY " + keys.map(quoted).joined(separator: ", ")
      }
      return query
    }
  }

  /// SQLite's default limit (https://sqlite.org/limits.html#max_column); tables have the same one.
  private static let maxResultColumns = 2_000

  private let connection: Connection

  init(path: String) throws(ReadError) {
    connection = try Self.read { () throws(SQLiteError) in
      guard Self.mayBeImmutable(path) else {
        return try Connection(path: path, access: .readOnly)
      }
      // Without this, reading a database in WAL mode would create files next to it.
      return try Connection(path: path, access: .immutable)
    }
  }

  /// True if a database is in WAL mode (https://sqlite.org/fileformat.html) and has no log.
  private static func mayBeImmutable(_ path: String) -> Bool {
    guard header(of: path)?.isInWALMode == true else { return false }
    var status = stat()
    return stat(path + "-wal", &status) != 0 || status.st_size == 0
  }

  /// Returns the header of the file at `path`; nil if it is not a database.
  private static func header(of path: String) -> DatabaseHeader? {
    let head = try? InputFile(path: path).stream.peek(DatabaseHeader.byteCount)
    return head.flatMap { DatabaseHeader($0) }
  }

  /// True if the file at `path` is a Pressmark archive.
  package static func isArchive(_ path: String) -> Bool { header(of: path)?.isArchive == true }

  func limitValues(to bytes: Int) { connection.limitValues(to: Int32(clamping: bytes)) }

  func statement(_ query: String, _ rowID: Int64? = nil) throws(ReadError) -> Statement {
    try Self.read { () throws(SQLiteError) in
      try connection.statement(query, rowID.map { [.integer($0)] } ?? [])
    }
  }

  /// Returns the row id of the first row, or of the first row after `last`.
  func rowID(in table: Table, after last: Int64?) throws(ReadError) -> Int64? {
    guard let id = table.rowID else { return nil }
    return try Self.read { () throws(SQLiteError) in
      try connection.first(
        "SELECT \(id) FROM \(quoted(table.name))"
          + (last == nil ? "" : " WHERE \(id) > ?") + " ORDER BY \(id) LIMIT 1",
        last.map { [.integer($0)] } ?? []
      ) { $0.integer(at: 0) }
    }
  }

  /// Returns the columns of a table or view; `isKey` is true for those in its primary key.
  func columns(of table: String) throws(ReadError) -> [(name: String, isKey: Bool)] {
    try Self.read { () throws(SQLiteError) in
      try connection.rows("SELECT name, pk FROM pragma_table_info(?)", [.text(table)]) { row in
        (row.text(at: 0) ?? "", row.integer(at: 1) > 0)
      }
    }
  }

  /// Returns the table that the settings name.
  ///
  /// If the settings name none, returns the only table that holds articles.
  func table(_ settings: ReaderSettings) throws(ReadError) -> Table {
    let tables = try tables()
    let existing = tables.prefix(40).map { String($0.name.prefix(40)) }
    if let name = settings.table {
      let isNamed = { (table: Table) in table.name == name }
      let isAlmostNamed = { (table: Table) in table.name.lowercased() == name.lowercased() }
      guard let table = tables.first(where: isNamed) ?? tables.first(where: isAlmostNamed) else {
        throw .noTable(name, existing: existing)
      }
      try requireKnownField(among: columns(of: table.name).map(\.name), settings)
      return table
    }
    let own = tables.filter { $0.type == "table" }
    var known: [Table] = []
    for table in own
    where (try? requireKnownField(among: columns(of: table.name).map(\.name), settings)) != nil {
      known.append(table)
    }
    if let table = known.first, known.count == 1 { return table }
    if tables.isEmpty { throw .empty }
    if let table = own.first, tables.count == 1 {
      try requireKnownField(among: columns(of: table.name).map(\.name), settings)
    }
    throw .tableNotNamed(existing: existing)
  }

  /// Returns all tables and views, except internal ones.
  private func tables() throws(ReadError) -> [Table] {
    let query = """
      SELECT name, type, wr FROM pragma_table_list
        WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY name
      """
    let listed = try Self.read { () throws(SQLiteError) in
      try connection.rows(query) { row in
        (Table(name: row.text(at: 0) ?? "", type: row.text(at: 1) ?? ""), row.integer(at: 2) == 0)
      }
    }
    var tables: [Table] = []
    for (table, hasRowID) in listed {
      var table = table
      if table.type == "table" {
        let columns = try columns(of: table.name)
        let names = Set(columns.map { $0.name.lowercased() })
        if !hasRowID {
          table.keys = columns.filter(\.isKey).map(\.name)
        } else if columns.count < Self.maxResultColumns {
          table.rowID = ["rowid", "_rowid_", "oid"].first { !names.contains($0) }
        }
      }
      tables.append(table)
    }
    return tables
  }

  /// Converts an SQLite error to the reason why the database cannot be read.
  static func reason(_ error: SQLiteError) -> ReadError {
    if error.isTooLarge { return .tooLarge(limit: DatabaseReader.maxValueBytes) }
    if error.isBusy { return .unreadable("another program is writing it") }
    if error.isCannotOpen { return .unreadable("SQLite cannot open it") }
    if error.isReadOnly { return .unreadable("a program that wrote it has not finished") }
    let detail =
      error.isNotADatabase || error.isCorrupt
      ? "damaged, or encrypted"
      : error.isStatementError
        ? "it needs what this SQLite does not have" : "result code \(error.code)"
    return .malformed(format: "an SQLite database that can be read", detail: detail)
  }

  private static func read<T>(
    _ body: () throws(SQLiteError) -> T
  ) throws(ReadError) -> T {
    do throws(SQLiteError) { return try body() } catch { throw reason(error) }
  }
}

/// Returns a name quoted for SQL.
private func quoted(_ name: String) -> String {
  "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
