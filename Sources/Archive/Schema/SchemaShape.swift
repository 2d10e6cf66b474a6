internal import SQLite

/// The shape of a database as far as this program depends on it: the tables and the view that it
/// reads are what `schema.sql` makes them.
///
/// A view in the place of a table, or another view under the name of ours, could make every statement
/// compute anything, even without end. So an archive is not opened in that case.
enum SchemaShape {
  /// Returns the names that are defined as something else.
  ///
  /// Each opening of an archive calls this; it takes some tens of microseconds.
  static func wrongNames(in connection: Connection) throws(SQLiteError) -> [String] {
    try connection.rows("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL") { row in
      let (name, type) = (row.text(at: 0) ?? "", row.text(at: 1) ?? "")
      let sql = row.text(at: 2) ?? ""
      return isRight(name, type, sql) ? nil : name
    }.compactMap(\.self)
  }

  private static func isRight(_ name: String, _ type: String, _ sql: String) -> Bool {
    if name == index { return type == "table" && sql.hasPrefix("CREATE VIRTUAL TABLE ") }
    if name.hasPrefix(index + "_") || tables.contains(name) {
      return type == "table" && sql.hasPrefix("CREATE TABLE ")
    }
    // All versions have the same definition.
    if name == view { return type == "view" && sql == viewDefinition }
    return true
  }

  private static let index = "passages_fts"
  private static let view = "indexed_passages"

  /// The names of the tables in `schema.sql`.
  private static let tables: Set<String> = {
    let start = Array("CREATE TABLE ".utf8)
    let lines = PackageResources.schema_sql.split(separator: UInt8(ascii: "\n"))
    return Set(
      lines.lazy.filter { $0.starts(with: start) }.map { line in
        let name = line.dropFirst(start.count).prefix { $0 != UInt8(ascii: " ") }
        return String(decoding: name, as: UTF8.self)
      })
  }()

  /// The statement in `schema.sql` that creates the view, as `sqlite_schema` stores it.
  private static let viewDefinition: String = {
    let lines = PackageResources.schema_sql.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let start = Array("CREATE VIEW \(view) ".utf8)
    let statement = lines.drop { !$0.starts(with: start) }
      .prefix { !$0.isEmpty }.joined(separator: [UInt8(ascii: "\n")])
    return String(decoding: statement.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
  }()
}
