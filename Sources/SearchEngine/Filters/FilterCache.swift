internal import CivilCalendar
internal import QueryLanguage
internal import SQLite

/// What the filters that were asked for lately leave of an archive, until it changes.
struct FilterCache {
  /// A filter as it was looked up in the archive.
  struct Entry {
    /// What was asked for.
    let wanted: FilterExpression
    /// The day that its relative dates are counted from.
    let today: CalendarDay
    let filter: ArticleFilter
    let allowed: AllowedPassages
  }

  /// How many are kept: a wide one takes some 300 KB.
  private static let capacity = 8

  private var entries: [Entry] = []
  private var generation = 0

  /// What was kept for a filter in this state of the archive.
  func entry(_ wanted: FilterExpression, today: CalendarDay, generation: Int) -> Entry? {
    guard generation == self.generation else { return nil }
    return entries.first { $0.wanted == wanted && $0.today == today }
  }

  /// Keeps a filter for the next request; those of another state of the archive are let go.
  mutating func insert(_ entry: Entry, generation: Int) {
    if generation != self.generation || entries.count >= Self.capacity { entries = [] }
    self.generation = generation
    entries.append(entry)
  }
}

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
  /// `maxArticles`: to list 5,000 takes a millisecond.
  init(
    _ filter: ArticleFilter, _ connection: Connection, maxArticles: Int
  ) throws(SQLiteError) {
    if filter.isEverything {
      self = .all
      return
    }
    let ranges = try Self.ranges(filter, connection, limit: maxArticles + 1)
    self = ranges.count > maxArticles ? .many : .ranges(ranges.merged)
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
