internal import SQLite

/// Which passages belong to each article, as `first_passage` and `last_passage` of `articles` say.
enum PassageRanges {
  /// Each article with the ids that its passages really have.
  private static let found = """
    articles LEFT JOIN (SELECT article_id, min(id) AS first, max(id) AS last
                          FROM passages GROUP BY article_id) AS found
      ON found.article_id = articles.id
    """
  private static let areWrong = """
    (articles.first_passage IS NOT found.first OR articles.last_passage IS NOT found.last)
    """

  /// How many articles say it wrong.
  ///
  /// - Complexity: O(n) in the passages of the archive.
  static func wrongCount(in connection: Connection) throws(SQLiteError) -> Int {
    try connection.first("SELECT count(*) FROM \(found) WHERE \(areWrong)") {
      Int($0.integer(at: 0))
    } ?? 0
  }

  /// Writes what is wrong anew.
  ///
  /// - Complexity: O(n) in the passages of the archive.
  static func makeRight(in connection: Connection) throws(SQLiteError) {
    try connection.run(
      """
      UPDATE articles SET first_passage = right.first, last_passage = right.last
        FROM (SELECT articles.id, found.first, found.last FROM \(found) WHERE \(areWrong)) AS right
       WHERE articles.id = right.id
      """)
  }

  /// Whether an archive has the columns at all, which it lacks if it was made before they were
  /// invented.
  static func areKnown(in connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT 1 FROM pragma_table_info('articles') WHERE name = 'last_passage'"
    ) { _ in true } ?? false
  }

  /// Adds the columns to an archive that lacks them, and what `schema.sql` makes of them.
  static func add(to connection: Connection, schema: String) throws(SQLiteError) {
    var statements = """
      BEGIN IMMEDIATE;
      ALTER TABLE articles ADD COLUMN first_passage INTEGER;
      ALTER TABLE articles ADD COLUMN last_passage INTEGER;
      DROP TRIGGER IF EXISTS articles_before_delete;
      """
    for column in ["publisher", "author", "language", "published"] {
      statements += "DROP INDEX IF EXISTS articles_by_\(column);"
      statements += definition("CREATE INDEX articles_by_\(column) ", through: ";", in: schema)
    }
    for name in ["passages_after_insert", "passages_before_delete", "articles_after_delete"] {
      statements += "DROP TRIGGER IF EXISTS \(name);"
      statements += definition("CREATE TRIGGER \(name) ", through: "END;", in: schema)
    }
    do {
      try connection.execute(statements)
      try makeRight(in: connection)
      try connection.execute("COMMIT")
    } catch {
      if connection.isInTransaction { try connection.execute("ROLLBACK") }
      // Another process may have done it in the meantime.
      if try !areKnown(in: connection) { throw error }
    }
  }

  /// The statement of the schema that begins and ends so.
  private static func definition(_ begin: String, through end: String, in schema: String) -> String
  {
    guard let begin = schema.firstRange(of: begin) else { return "" }
    let rest = schema[begin.lowerBound...]
    return String(rest.firstRange(of: end).map { rest[..<$0.upperBound] } ?? rest)
  }
}
