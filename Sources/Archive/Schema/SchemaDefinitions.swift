internal import SQLite

/// A table, index, view or trigger, as `sqlite_schema` describes it.
struct SchemaObject: Equatable {
  var type: String
  var name: String
  /// The statement that creates it.
  var sql: String

  /// The statement without comments and with single spaces.
  ///
  /// Statements are compared in this form, because `ALTER TABLE` changes the white space.
  var plainSQL: String {
    var plain = ""
    for line in sql.split(separator: "\n") {
      let code = line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
      for word in code.split(whereSeparator: \.isWhitespace) {
        let isTight = plain.hasSuffix("(") || word.hasPrefix(")") || word.hasPrefix(",")
        plain += (plain.isEmpty || isTight ? "" : " ") + word
      }
    }
    return plain
  }
}

/// Compares the definitions of `schema.sql` with those of an archive.
enum SchemaDefinitions {
  /// Returns the objects that `schema.sql` creates, in order, without those that SQLite and FTS5
  /// add.
  static func expected() throws(SQLiteError) -> [SchemaObject] {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Archive.schema)
    return try objects(in: connection)
  }

  /// Returns the objects in an archive, without those that SQLite and FTS5 add.
  static func objects(in connection: Connection) throws(SQLiteError) -> [SchemaObject] {
    try connection.rows(
      """
      SELECT type, name, sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE 'passages\\_fts\\_%' ESCAPE '\\'
       ORDER BY rowid
      """
    ) { row in
      SchemaObject(
        type: row.text(at: 0) ?? "", name: row.text(at: 1) ?? "", sql: row.text(at: 2) ?? "")
    }
  }

  /// A table that the first archives of version 3 do not have; optimizing such an archive creates it.
  static let laterTable = "page_checksums"

  /// Creates `laterTable` if it is missing.
  static func createLaterTable(in connection: Connection) throws(SQLiteError) {
    guard try !objects(in: connection).contains(where: { $0.name == laterTable }),
      let wanted = try expected().first(where: { $0.name == laterTable })
    else { return }
    try connection.execute(wanted.sql)
  }

  /// Returns the names of definitions that are missing or differ from `schema.sql`.
  ///
  /// Definitions that users have added are ignored.
  static func wrongNames(in connection: Connection) throws(SQLiteError) -> [String] {
    let found = try objects(in: connection)
    return try expected().filter { wanted in
      if wanted.name == laterTable {
        return found.contains { $0.name == wanted.name && $0.plainSQL != wanted.plainSQL }
      }
      return !found.contains { $0.name == wanted.name && $0.plainSQL == wanted.plainSQL }
    }.map(\.name)
  }

  /// Returns descriptions of the definitions that `schema.sql` does not have, such as
  /// `trigger t on passages`, and of generated columns in its tables.
  static func foreignObjects(in connection: Connection) throws(SQLiteError) -> [String] {
    let own = try expected()
    let foreign = try connection.rows(
      """
      SELECT type, name, tbl_name FROM sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid
      """
    ) { row in
      let (type, name) = (row.text(at: 0) ?? "", row.text(at: 1) ?? "")
      let table = row.text(at: 2) ?? ""
      return (name, type + " " + name + (table == name ? "" : " on " + table))
    }.filter { found in
      !shadowTables.contains(found.0) && !replicationTables.contains(found.0)
        && !own.contains { $0.name == found.0 }
    }.map(\.1)
    var columns: [String] = []
    for table in own where table.type == "table" {
      // The column `hidden` is 2 or 3 for generated columns.
      columns += try connection.rows(
        "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden IN (2, 3)", [.text(table.name)]
      ) { "generated column \(table.name)." + ($0.text(at: 0) ?? "") }
    }
    return foreign + columns
  }

  /// The tables in which FTS5 stores the index.
  private static let shadowTables = ["data", "idx", "docsize", "config"].map {
    "passages_fts_" + $0
  }

  /// The tables that Litestream adds to an archive that it replicates (docs/availability.md).
  private static let replicationTables: Set<String> = ["_litestream_seq", "_litestream_lock"]

  /// True if the full-text index is defined as in `schema.sql`, with the same columns and
  /// tokenizer.
  static func hasOwnIndex(_ connection: Connection) throws(SQLiteError) -> Bool {
    let found = try objects(in: connection).first { $0.name == "passages_fts" }
    return found != nil && found?.plainSQL == ownIndex
  }

  /// The definition in `schema.sql`, cached because every transaction that adds passages needs it.
  private static let ownIndex = try? expected().first { $0.name == "passages_fts" }?.plainSQL

  /// Creates missing objects, and replaces indexes, views and triggers that differ from
  /// `schema.sql`.
  ///
  /// A table that differs is left unchanged, since replacing it would lose its rows. A new index is
  /// filled from the text, unless `fillingIndex` is false.
  ///
  /// - Returns: The names of the objects that were created or replaced.
  static func mend(
    in connection: Connection, fillingIndex: Bool = true
  ) throws(SQLiteError) -> [String] {
    let found = try objects(in: connection)
    var made: [String] = []
    for wanted in try expected() {
      if let other = found.first(where: { $0.name == wanted.name }) {
        guard other.plainSQL != wanted.plainSQL, other.type != "table" else { continue }
        try connection.execute("DROP \(other.type) \(wanted.name)")
      }
      try connection.execute(wanted.sql)
      if wanted.name == "passages_fts" {
        try connection.execute(indexSettings)
        if fillingIndex {
          try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
        }
      }
      made.append(wanted.name)
    }
    return made
  }

  /// The statements of `schema.sql` that configure a new index.
  private static var indexSettings: String {
    let settings = Archive.schema.split(separator: "\n")
      .filter { $0.hasPrefix("INSERT INTO passages_fts(passages_fts, rank)") }
    return settings.joined(separator: "\n")
  }
}
