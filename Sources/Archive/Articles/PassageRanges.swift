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

  /// Writes what is wrong anew.
  ///
  /// - Returns: How many articles it was wrong for.
  /// - Complexity: O(n) in the passages of the archive.
  @discardableResult
  static func makeRight(in connection: Connection) throws(SQLiteError) -> Int {
    let before = connection.changeCount
    try connection.run(
      """
      UPDATE articles SET first_passage = right.first, last_passage = right.last
        FROM (SELECT articles.id, found.first, found.last FROM \(found) WHERE \(areWrong)) AS right
       WHERE articles.id = right.id
      """)
    return Int(connection.changeCount - before)
  }

  /// Whether an archive has the columns at all, which it lacks if it was made before they were
  /// invented.
  static func areKnown(in connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT 1 FROM pragma_table_info('articles') WHERE name = 'last_passage'"
    ) { _ in true } ?? false
  }
}
