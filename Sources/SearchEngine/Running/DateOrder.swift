internal import CivilCalendar
internal import SQLite

/// The order of articles by the instant of their publication.
///
/// A time counts in its time zone: 00:30+09:00 is before 23:30-08:00 of the day before. Without a
/// zone, it counts as UTC. A date without a time counts as its beginning. Articles without a date
/// come last in either order, and so do those whose date is not one.
struct DateOrder {
  let isOldestFirst: Bool

  /// The direction of `instant` for ORDER BY.
  var direction: String { isOldestFirst ? "ASC NULLS LAST" : "DESC NULLS LAST" }

  /// The seconds since 1970, in SQL over the table `articles`; NULL for anything that is not a date.
  ///
  /// SQLite reads a number alone as a day and a time alone as one in 2000, so the form is checked
  /// first. If the time or the zone is not valid, the day still counts.
  static let instant = """
    CASE
      WHEN published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
        THEN coalesce(unixepoch(published), unixepoch(substr(published, 1, 10)))
      WHEN published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' THEN unixepoch(published || '-01')
      WHEN published GLOB '[0-9][0-9][0-9][0-9]' THEN unixepoch(published || '-01-01')
    END
    """

  // MARK: A page of many articles

  /// Returns a condition, starting with AND, that the first `count` rows of a table satisfy; empty
  /// if there are fewer rows with a date.
  ///
  /// The index on `published` has dates in the order of their texts. There, an article is less than
  /// a day from its place by instant, because an offset is less than a day. So the first rows by
  /// instant are among those whose text is at most two days beyond that of the last of them.
  ///
  /// - Complexity: O(`count`), and the rows of two days for the statement with the condition,
  ///   unless the filter is narrow. Without it, all rows would be sorted.
  func window(
    first count: Int, of table: String, _ filter: ArticleFilter, _ connection: Connection
  ) throws(SQLiteError) -> String {
    let parameter = filter.values.count + 1
    let last = try connection.first(
      """
      SELECT published FROM \(table)
       WHERE \(filter.condition) AND published IS NOT NULL AND \(Self.instant) IS NOT NULL
       ORDER BY published \(isOldestFirst ? "ASC" : "DESC") LIMIT 1 OFFSET ?\(parameter)
      """, filter.values + [.integer(max(0, count - 1))]
    ) { $0.text(at: 0) ?? "" }
    guard let last, let day = PartialDate(String(last.prefix(10)))?.days(on: .epoch).lowerBound
    else { return "" }
    return isOldestFirst
      ? " AND published < '\(day.adding(days: 2))~'"
      : " AND published >= '\(day.adding(days: -2).leastText)'"
  }
}
