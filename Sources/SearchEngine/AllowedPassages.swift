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
  /// `mostArticles`: to list 5,000 takes a millisecond.
  init(
    _ filter: ArticleFilter, _ connection: Connection, mostArticles: Int
  ) throws(SQLiteError) {
    if filter.isEverything {
      self = .all
      return
    }
    let ranges = try Self.ranges(filter, connection, limit: mostArticles + 1)
    self = ranges.count > mostArticles ? .many : .ranges(ranges.merged)
  }

  /// The passages of the articles that meet `filter`, as ascending ranges that do not touch.
  static func ranges(
    _ filter: ArticleFilter, _ connection: Connection
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    try ranges(filter, connection, limit: -1).merged
  }

  /// A range for each article, ascending, of `limit` articles at most unless it is negative.
  private static func ranges(
    _ filter: ArticleFilter, _ connection: Connection, limit: Int
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    // The indexes on what filters ask for have these columns too: nothing else is read.
    try connection.rows(
      """
      SELECT first_passage, last_passage FROM articles
       WHERE (\(filter.condition)) AND first_passage IS NOT NULL LIMIT \(limit)
      """, filter.values
    ) { $0.integer(at: 0)...max($0.integer(at: 0), $0.integer(at: 1)) }
    .sorted { $0.lowerBound < $1.lowerBound }
  }
}
