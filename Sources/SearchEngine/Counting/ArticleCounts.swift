internal import CivilCalendar
internal import QueryLanguage
internal import SQLite

/// Counts articles by their fields.
struct ArticleCounts {
  private let group: ArchiveGroup
  /// One passage of each article to count, for each archive; nil to count all articles.
  private let passages: [PassageIDs]?
  /// The filter that the articles have to pass.
  private let filter: ArticleFilter

  init(_ group: ArchiveGroup, passages: [PassageIDs]?, _ filter: ArticleFilter) {
    self.group = group
    self.passages = passages
    self.filter = filter
  }

  private var articles: String {
    guard passages != nil else { return "articles WHERE \(filter.condition)" }
    return """
      json_each(?\(filter.values.count + 1)) JOIN passages ON passages.id = json_each.value
        JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
      """
  }

  /// Returns the rows of a statement in all archives.
  private func rows<T>(
    _ sql: String, _ read: (Statement, ArchiveGroup.Member) throws(SQLiteError) -> T
  ) throws(SQLiteError) -> [T] {
    var found: [T] = []
    for (index, member) in group.members.enumerated() {
      let values = filter.values + (passages.map { [$0[index].value] } ?? [])
      found += try member.connection.rows(sql, values) { (row) throws(SQLiteError) in
        try read(row, member)
      }
    }
    return found
  }

  /// Returns the numbers of a statement in all archives, added up by text, in ascending order of bytes.
  private func sums(_ sql: String) throws(SQLiteError) -> [(text: String?, count: Int)] {
    let rows = try rows(sql) { row, _ in (row.text(at: 0), Int(row.integer(at: 1))) }
    if group.members.count == 1 { return rows }
    var sums: [[UInt8]?: (text: String?, count: Int)] = [:]
    for (text, count) in rows {
      sums[text.map { Array($0.utf8) }, default: (text, 0)].count += count
    }
    return sums.sorted { a, b in
      guard let first = a.key, let second = b.key else { return a.key == nil && b.key != nil }
      return first.lexicographicallyPrecedes(second)
    }.map(\.value)
  }

  /// Returns the number of articles.
  func total() throws(SQLiteError) -> Int {
    try rows("SELECT count(*) FROM \(articles)") { row, _ in Int(row.integer(at: 0)) }
      .reduce(0, +)
  }

  /// Returns the ids of the articles, in ascending order.
  func ids() throws(SQLiteError) -> [Int64] {
    try rows("SELECT articles.id FROM \(articles) ORDER BY 1") { row, member in
      row.integer(at: 0) + member.offsets.article
    }
  }

  /// Returns the number of articles for each value of `field`.
  func facet(_ field: FacetField) throws(SQLiteError) -> Facet {
    let column =
      switch field {
      case .publisher: "publisher"
      case .author: "author"
      case .language: "language"
      // Values that other programs stored may not be dates.
      case .year:
        "CASE WHEN published GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(published, 1, 4) END"
      }
    let found = try sums("SELECT \(column), count(*) FROM \(articles) GROUP BY 1 ORDER BY 1")
    // Equally frequent values stay in the order of their names.
    let sorted = found.enumerated().sorted { a, b in
      (b.element.count, a.offset) < (a.element.count, b.offset)
    }
    return Facet(
      field: field,
      values: sorted.map { Facet.Value(name: $0.element.text, count: $0.element.count) })
  }

  /// Returns the number of articles for each span of time.
  func timeline(_ unit: Timeline.Unit) throws(SQLiteError) -> Timeline {
    let rows = try sums(
      """
      SELECT substr(published, 1, \(CalendarSpan.length(unit))), count(*) FROM \(articles)
       GROUP BY 1 ORDER BY 1
      """
    ).map { (start: $0.text ?? "", count: $0.count) }
    var spans: [Timeline.Span] = []
    var undated = 0
    for row in rows {
      if CalendarSpan(row.start, unit) == nil {
        undated += row.count
      } else {
        spans.append(Timeline.Span(start: row.start, count: row.count))
      }
    }
    return Timeline(unit: unit, spans: spans.filled(unit), undated: undated)
  }
}

/// Ids of passages as a JSON array, for `json_each` in SQL.
struct PassageIDs {
  /// The array, as a parameter.
  let value: Value

  init(_ ids: some Sequence<Int64>) {
    value = .text("[" + ids.map(String.init).joined(separator: ",") + "]")
  }
}

extension [Timeline.Span] {
  /// Returns the spans with the empty ones between them added.
  ///
  /// If the spans are too far apart, for example days over several centuries, they are returned
  /// unchanged.
  fileprivate func filled(_ unit: Timeline.Unit) -> [Timeline.Span] {
    guard let first, let last else { return self }
    let counts = Dictionary(uniqueKeysWithValues: map { ($0.start, $0.count) })
    var filled: [Timeline.Span] = []
    var span = CalendarSpan(first.start, unit)
    while let current = span {
      guard filled.count < Self.maxSpans else { return self }
      filled.append(Timeline.Span(start: current.text, count: counts[current.text] ?? 0))
      span = current.text == last.start ? nil : current.next
    }
    return filled
  }

  private static let maxSpans = 100_000
}

/// A year, a month or a day of the calendar, identified by its first day.
struct CalendarSpan: Equatable {
  private let first: CalendarDay
  private let unit: Timeline.Unit

  /// Parses `2021`, `2021-10` or `2021-10-18`, depending on the unit; nil if there is no such date
  /// in the calendar.
  init?(_ text: String, _ unit: Timeline.Unit) {
    guard text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
      text.utf8.count == Self.length(unit)
    else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard parts.count == Self.partCount(unit),
      let day = CalendarDay(
        year: parts[0], month: parts.count > 1 ? parts[1] : 1, day: parts.count > 2 ? parts[2] : 1)
    else { return nil }
    first = day
    self.unit = unit
  }

  private init(_ first: CalendarDay, _ unit: Timeline.Unit) {
    self.first = first
    self.unit = unit
  }

  /// The number of characters of a date that identify a span of this length.
  static func length(_ unit: Timeline.Unit) -> Int { [4, 7, 10][partCount(unit) - 1] }

  private static func partCount(_ unit: Timeline.Unit) -> Int {
    switch unit {
    case .year: 1
    case .month: 2
    case .day: 3
    }
  }

  /// The span as ISO 8601 writes it.
  var text: String { String(first.description.prefix(Self.length(unit))) }

  /// The next span, or nil after the last one of the calendar.
  var next: CalendarSpan? {
    let day: CalendarDay? =
      switch unit {
      case .year: CalendarDay(year: first.year + 1, month: 1, day: 1)
      case .month where first.month == 12: CalendarDay(year: first.year + 1, month: 1, day: 1)
      case .month: CalendarDay(year: first.year, month: first.month + 1, day: 1)
      case .day: first.adding(days: 1)
      }
    return day.flatMap { $0 == first ? nil : CalendarSpan($0, unit) }
  }
}
