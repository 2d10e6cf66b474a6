internal import Archive
internal import CivilCalendar
internal import FoundationEssentials
internal import QueryLanguage
internal import SQLite
internal import SearchModel

/// A filter on articles as an SQL condition.
///
/// Names and languages are first looked up among those in the archive, so that the condition
/// compares whole values and can use an index.
struct ArticleFilter: Equatable {
  /// A condition on the table `articles`.
  ///
  /// A row for which it is NULL does not pass.
  private(set) var condition: String
  /// The values of its parameters, from `?1` on.
  private(set) var values: [Value] = []
  /// Notices about values that no article of the archive has, and about dates in the wrong order.
  private(set) var notices: [Notice] = []

  /// The filter that every article passes.
  static let everything = ArticleFilter()

  private init() { condition = "1" }

  /// True if every article passes.
  var isEverything: Bool { self == .everything }

  /// Looks up the names in `expression`; relative dates are counted from `today`.
  init(
    _ expression: FilterExpression, today: CalendarDay, names: NameLookup
  ) throws(SQLiteError) {
    condition = ""
    let ordered = expression.orderingDates(on: today)
    notices = ordered.notices
    condition = try sql(ordered.filter, today, names)
  }

  private mutating func sql(
    _ expression: FilterExpression, _ today: CalendarDay, _ names: NameLookup
  ) throws(SQLiteError) -> String {
    switch expression {
    case .any(let parts): return try sql(parts, " OR ", today, names)
    case .all(let parts): return try sql(parts, " AND ", today, names)
    // A negated condition does not exclude articles for which the condition is unknown, such as
    // those without a date.
    case .not(let part): return "NOT ifnull(\(try sql(part, today, names)), 0)"
    case .leaf(.date(let range)): return date(range.days(on: today))
    case .leaf(.field(let field, let value)):
      let found = try names.values(of: field, matching: value)
      if found.isEmpty {
        let kind: Notice.Kind =
          field == .language
          ? .unknownLanguage(value, known: try names.languages()) : .unknownValue(field, value)
        notices.append(Notice(kind: kind))
      }
      // One parameter, however many names there are.
      return "\(field.rawValue) IN (SELECT value FROM json_each(\(parameter(json(found)))))"
    }
  }

  private mutating func sql(
    _ parts: [FilterExpression], _ word: String, _ today: CalendarDay, _ names: NameLookup
  ) throws(SQLiteError) -> String {
    var conditions: [String] = []
    for part in parts { conditions.append(try sql(part, today, names)) }
    return "(" + conditions.joined(separator: word) + ")"
  }

  private mutating func date(_ days: (first: CalendarDay?, last: CalendarDay?)) -> String {
    // ISO 8601 dates are ordered as text. A year or a month counts as its first day, so `2021` is
    // not before `2021-01-01`. `~` sorts after everything that may follow a day.
    let since = days.first.map { "published >= " + parameter($0.leastText) }
    let until = days.last.map { "published < " + parameter("\($0)~") }
    return "(" + [since, until].compactMap(\.self).joined(separator: " AND ") + ")"
  }

  private func json(_ names: [String]) -> String {
    // Strings can always be encoded.
    (try? JSONEncoder().encode(names)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  private mutating func parameter(_ text: String) -> String {
    values.append(.text(text))
    return "?\(values.count)"
  }
}

extension CalendarDay {
  /// The first of the ISO 8601 dates, in the order of texts, that start on this day: `2021` for
  /// 2021-01-01, and `2021-10` for 2021-10-01.
  var leastText: String {
    let text = description
    return String(day > 1 ? text[...] : month > 1 ? text.dropLast(3) : text.dropLast(6))
  }
}

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

  /// The maximum number of entries; an entry for a wide filter takes about 300 KB.
  private static let capacity = 8

  private var entries: [Entry] = []
  private var generation = 0

  /// Returns the entry of a filter in this state of the archive, or nil.
  func entry(_ wanted: FilterExpression, today: CalendarDay, generation: Int) -> Entry? {
    guard generation == self.generation else { return nil }
    return entries.first { $0.wanted == wanted && $0.today == today }
  }

  /// Adds an entry; first discards all others if the archive has changed or the cache is full.
  mutating func insert(_ entry: Entry, generation: Int) {
    if generation != self.generation || entries.count >= Self.capacity { entries = [] }
    self.generation = generation
    entries.append(entry)
  }
}

/// The passages that pass a filter.
///
/// If few articles pass, their passages are listed as ranges, which makes the search faster. If
/// many articles pass, checking only the hits is faster.
enum AllowedPassages: Equatable {
  /// All passages.
  case all
  /// The passages in these ranges, which are ascending and not adjacent.
  case ranges([ClosedRange<Int64>])
  /// Too many passages to list; each hit has to be checked.
  case many

  /// Lists the passages of the articles that pass `filter`, unless more than `maxArticles` articles
  /// pass.
  ///
  /// Listing 5,000 articles takes a millisecond.
  init(
    _ filter: ArticleFilter, _ group: ArchiveGroup, maxArticles: Int
  ) throws(SQLiteError) {
    if filter.isEverything {
      self = .all
      return
    }
    let ranges = try Self.ranges(filter, group, limit: maxArticles + 1)
    self = ranges.count > maxArticles ? .many : .ranges(ranges.merged)
  }

  /// Returns the passages of the articles that pass `filter`, as ascending, non-adjacent ranges.
  static func ranges(
    _ filter: ArticleFilter, _ group: ArchiveGroup
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    try ranges(filter, group, limit: -1).merged
  }

  /// Returns a range for each article, in ascending order.
  ///
  /// Returns at most `limit` ranges in each archive, unless `limit` is negative.
  private static func ranges(
    _ filter: ArticleFilter, _ group: ArchiveGroup, limit: Int
  ) throws(SQLiteError) -> [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    for member in group.members {
      let offset = member.offsets.passage
      // The indexes on filter columns also contain these two columns, so the table itself is not
      // read.
      ranges += try member.connection.rows(
        """
        SELECT first_passage, last_passage FROM articles
         WHERE (\(filter.condition)) AND first_passage IS NOT NULL LIMIT \(limit)
        """, filter.values
      ) { row throws(SQLiteError) in try row.passageRange(at: 0) }
      .compactMap { $0.map { $0.lowerBound + offset...$0.upperBound + offset } }
    }
    return ranges.sorted { $0.lowerBound < $1.lowerBound }
  }
}
