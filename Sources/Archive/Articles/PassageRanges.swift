internal import FullTextIndex
package import SQLite

extension Statement {
  /// Returns the range of an article's passages from the columns `first_passage` and
  /// `last_passage`, which start at `column`; nil if the article has none.
  ///
  /// - Throws: An error that `isWrongValue`, unless the columns have ids of passages in order.
  package func passageRange(at column: Int) throws(SQLiteError) -> ClosedRange<Int64>? {
    guard let first = try optionalInteger(at: column, in: PassageIDs.range),
      let last = try optionalInteger(at: column + 1, in: PassageIDs.range)
    else { return nil }
    guard first <= last, last - first < PassageLengths.maxPassagesPerArticle else {
      throw wrongValue(at: column + 1)
    }
    return first...last
  }
}

/// The range of passages of each article: `first_passage` and `last_passage` in `articles`.
enum PassageRanges {
  /// Each article with the actual ids of its passages.
  private static let found = """
    articles LEFT JOIN (SELECT article_id, min(id) AS first, max(id) AS last
                          FROM passages GROUP BY article_id) AS found
      ON found.article_id = articles.id
    """
  private static let areWrong = """
    (articles.first_passage IS NOT found.first OR articles.last_passage IS NOT found.last)
    """

  /// Corrects the ranges that are wrong.
  ///
  /// - Returns: The number of corrected articles.
  /// - Complexity: O(n) in the number of passages.
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

  /// True if the archive has the columns; early archives of version 1 lack them.
  static func areKnown(in connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT 1 FROM pragma_table_info('articles') WHERE name = 'last_passage'"
    ) { _ in true } ?? false
  }
}
