internal import SQLite

/// A table, index, view or trigger, as `sqlite_schema` describes it.
struct SchemaObject: Equatable {
  var type: String
  var name: String
  /// The statement that makes it.
  var sql: String

  /// The statement without comments and with single spaces: `ALTER TABLE` writes it otherwise than
  /// a person does.
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

/// What `schema.sql` defines, compared with what an archive has.
enum SchemaDefinitions {
  /// What `schema.sql` makes, in its order, but for what SQLite and FTS5 make on their own.
  static func expected() throws(SQLiteError) -> [SchemaObject] {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Archive.schema)
    return try objects(in: connection)
  }

  /// What an archive has, but for what SQLite and FTS5 make on their own.
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

  /// The names of what is missing or otherwise than `schema.sql` has it.
  ///
  /// What somebody has added beside it is theirs.
  static func wrongNames(in connection: Connection) throws(SQLiteError) -> [String] {
    let found = try objects(in: connection)
    return try expected().filter { wanted in
      !found.contains { $0.name == wanted.name && $0.plainSQL == wanted.plainSQL }
    }.map(\.name)
  }

  /// Whether the full-text index is defined as `schema.sql` has it: its columns, its tokenizer and all.
  static func hasOwnIndex(_ connection: Connection) throws(SQLiteError) -> Bool {
    let found = try objects(in: connection).first { $0.name == "passages_fts" }
    return found != nil && found?.plainSQL == ownIndex
  }

  /// The definition in `schema.sql`, made once: every transaction that adds passages asks for it.
  private static let ownIndex = try? expected().first { $0.name == "passages_fts" }?.plainSQL

  /// Makes what is missing, and makes anew the indexes, views and triggers that are otherwise than
  /// `schema.sql` has them.
  ///
  /// A table that is otherwise is left: its rows would be lost.
  ///
  /// - Returns: The names of what was made.
  static func mend(in connection: Connection) throws(SQLiteError) -> [String] {
    let found = try objects(in: connection)
    var made: [String] = []
    for wanted in try expected() {
      if let other = found.first(where: { $0.name == wanted.name }) {
        guard other.sql != wanted.sql, other.type != "table" else { continue }
        try connection.execute("DROP \(other.type) \(wanted.name)")
      }
      try connection.execute(wanted.sql)
      if wanted.name == "passages_fts" { try connection.execute(indexSettings) }
      made.append(wanted.name)
    }
    return made
  }

  /// The statements that configure a new index, taken from `schema.sql`, and one that fills it.
  private static var indexSettings: String {
    let settings = Archive.schema.split(separator: "\n")
      .filter { $0.hasPrefix("INSERT INTO passages_fts(passages_fts, rank)") }
    return settings.joined(separator: "\n")
      + "\nINSERT INTO passages_fts(passages_fts) VALUES ('rebuild');"
  }
}
