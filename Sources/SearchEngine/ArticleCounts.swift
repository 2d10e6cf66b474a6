internal import SQLite

/// Counts articles by what is known of them.
struct ArticleCounts {
  let connection: Connection
  /// The articles to count: a passage of each.
  let passages: PassageIDs
  /// Which of them are to be counted.
  let filter: ArticleFilter

  /// How many of the articles have which value of `field`.
  func facet(_ field: FacetField) throws(SQLiteError) -> Facet {
    let column =
      switch field {
      case .publisher: "publisher"
      case .author: "author"
      case .language: "language"
      case .year: "substr(published, 1, 4)"
      }
    let values = try connection.rows(
      """
      SELECT \(column), count(*) FROM \(articles)
       GROUP BY 1 ORDER BY 2 DESC, 1
      """, filter.values + [passages.value]
    ) { Facet.Value(name: $0.text(at: 0), count: Int($0.integer(at: 1))) }
    return Facet(field: field, values: values)
  }

  /// How many of the articles were published when.
  func timeline(_ unit: Timeline.Unit) throws(SQLiteError) -> Timeline {
    let length = CalendarSpan.length(unit)
    let rows = try connection.rows(
      """
      SELECT CASE WHEN length(published) >= \(length) THEN substr(published, 1, \(length)) END,
             count(*)
        FROM \(articles) GROUP BY 1 ORDER BY 1
      """, filter.values + [passages.value]
    ) { (start: $0.text(at: 0), count: Int($0.integer(at: 1))) }
    let undated = rows.first { $0.start == nil }?.count ?? 0
    let known = rows.compactMap { row in
      row.start.map { Timeline.Span(start: $0, count: row.count) }
    }
    return Timeline(unit: unit, spans: known.filled(unit), undated: undated)
  }

  private var articles: String {
    """
    json_each(?\(filter.values.count + 1)) JOIN passages ON passages.id = json_each.value
      JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
    """
  }
}

/// Ids of passages as SQL takes them: as a JSON array, for `json_each`.
struct PassageIDs {
  /// The array, as a parameter.
  let value: Value

  init(_ ids: some Sequence<Int64>) {
    value = .text("[" + ids.map(String.init).joined(separator: ",") + "]")
  }
}

extension [Timeline.Span] {
  /// The spans with those between them in which nothing was published.
  ///
  /// A date that no calendar has, or spans too far apart, leave them as they are.
  fileprivate func filled(_ unit: Timeline.Unit) -> [Timeline.Span] {
    guard let first, let last, allSatisfy({ CalendarSpan($0.start, unit) != nil }) else {
      return self
    }
    let counts = Dictionary(uniqueKeysWithValues: map { ($0.start, $0.count) })
    var filled: [Timeline.Span] = []
    var span = CalendarSpan(first.start, unit)
    while let current = span {
      guard filled.count < Self.mostSpans else { return self }
      filled.append(Timeline.Span(start: current.text, count: counts[current.text] ?? 0))
      span = current.text == last.start ? nil : current.next
    }
    return filled
  }

  private static let mostSpans = 5_000
}
