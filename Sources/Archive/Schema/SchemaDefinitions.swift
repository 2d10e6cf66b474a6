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

  /// Returns the names of definitions that are missing or differ from `schema.sql`.
  ///
  /// Definitions that users have added are ignored.
  static func wrongNames(in connection: Connection) throws(SQLiteError) -> [String] {
    let found = try objects(in: connection)
    return try expected().filter { wanted in
      !found.contains { $0.name == wanted.name && $0.plainSQL == wanted.plainSQL }
    }.map(\.name)
  }

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
