internal import SQLite

/// The passages that a filter leaves.
///
/// A filter that keeps few articles is a list of ranges, which makes a search quicker; one that keeps
/// many is best asked about the hits alone.
enum AllowedPassages: Equatable {
  /// All of them.
  case all
  /// Those in ascending ranges that do not touch: few enough to be listed.
  case ranges([ClosedRange<Int64>])
  /// Too many to be listed: each is to be asked for.
  case many

  /// Lists the passages of the articles that meet `filter`, unless there are more than
  /// `mostArticles`: to list 20,000 takes some milliseconds.
  init(
    _ filter: ArticleFilter, _ connection: Connection, mostArticles: Int
  ) throws(SQLiteError) {
    if filter.isEverything {
      self = .all
      return
    }
    let count = try connection.first(
      """
      SELECT count(*) FROM (SELECT 1 FROM articles WHERE \(filter.condition)
                             LIMIT \(mostArticles + 1))
      """, filter.values
    ) { Int($0.integer(at: 0)) }
    guard let count, count <= mostArticles else {
      self = .many
      return
    }
    self = .ranges(try Self.ranges(filter, connection))
  }

  static func ranges(
    _ filter: ArticleFilter, _ connection: Connection
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    try connection.rows(
      """
      SELECT min(passages.id), max(passages.id)
        FROM articles CROSS JOIN passages ON passages.article_id = articles.id
       WHERE \(filter.condition) GROUP BY articles.id
      """, filter.values
    ) { $0.integer(at: 0)...max($0.integer(at: 0), $0.integer(at: 1)) }
    .sorted { $0.lowerBound < $1.lowerBound }.merged
  }
}
