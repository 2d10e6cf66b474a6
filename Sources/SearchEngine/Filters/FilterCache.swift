internal import CivilCalendar
internal import QueryLanguage
internal import SQLite

/// The recently used filters and the passages that pass them, until the archive changes.
struct FilterCache {
  /// A filter that has been looked up in the archive.
  struct Entry {
    /// The expression that was looked up.
    let wanted: FilterExpression
    /// The day that its relative dates are counted from.
    let today: CalendarDay
    let filter: ArticleFilter
    let allowed: AllowedPassages
  }

  /// The maximum number of entries.
  ///
  /// One of a wide filter takes about 300 KB.
  private static let capacity = 8

  private var entries: [Entry] = []
  private var generation = 0

  /// Returns the entry of a filter in this state of the archive, or nil.
  func entry(_ wanted: FilterExpression, today: CalendarDay, generation: Int) -> Entry? {
    guard generation == self.generation else { return nil }
    return entries.first { $0.wanted == wanted && $0.today == today }
  }

  /// Adds an entry, and discards those of other states of the archive.
  mutating func insert(_ entry: Entry, generation: Int) {
    if generation != self.generation || entries.count >= Self.capacity { entries = [] }
    self.generation = generation
    entries.append(entry)
  }
}

/// The passages that pass a filter.
///
/// A filter that few articles pass is a list of ranges, which makes a search faster. One that many
/// pass is better applied to the hits alone.
enum AllowedPassages: Equatable {
  /// All passages.
  case all
  /// Those in these ascending, non-adjacent ranges.
  case ranges([ClosedRange<Int64>])
  /// Too many to list; each hit has to be checked.
  case many

  /// Lists the passages of the articles that pass `filter`, unless there are more than
  /// `maxArticles` of these: listing 5,000 takes a millisecond.
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

  /// Returns the passages of the articles that pass `filter`, as ascending, non-adjacent ranges.
  static func ranges(
    _ filter: ArticleFilter, _ connection: Connection
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    try ranges(filter, connection, limit: -1).merged
  }

  /// Returns an ascending range for each article, and at most `limit` ranges unless it is negative.
  private static func ranges(
    _ filter: ArticleFilter, _ connection: Connection, limit: Int
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    // The indexes on filter columns contain these columns too, so nothing else is read.
    try connection.rows(
      """
      SELECT first_passage, last_passage FROM articles
       WHERE (\(filter.condition)) AND first_passage IS NOT NULL LIMIT \(limit)
      """, filter.values
    ) { $0.integer(at: 0)...max($0.integer(at: 0), $0.integer(at: 1)) }
    .sorted { $0.lowerBound < $1.lowerBound }
  }
}
