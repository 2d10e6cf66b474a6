internal import SQLite

/// Counts articles by what is known of them.
struct ArticleCounts {
  let connection: Connection
  /// The articles to count: a passage of each, as a JSON array of ids.
  let passages: String

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
      SELECT \(column), count(*) FROM \(Self.articles)
       GROUP BY 1 ORDER BY 2 DESC, 1
      """, [.text(passages)]
    ) { Facet.Value(name: $0.text(at: 0), count: Int($0.integer(at: 1))) }
    return Facet(field: field, values: values)
  }

  /// How many of the articles were published when.
  func timeline(_ unit: Timeline.Unit) throws(SQLiteError) -> Timeline {
    let length =
      switch unit {
      case .year: 4
      case .month: 7
      case .day: 10
      }
    let rows = try connection.rows(
      """
      SELECT CASE WHEN length(published) >= ?2 THEN substr(published, 1, ?2) END, count(*)
        FROM \(Self.articles) GROUP BY 1 ORDER BY 1
      """, [.text(passages), .integer(Int64(length))]
    ) { (start: $0.text(at: 0), count: Int($0.integer(at: 1))) }
    let undated = rows.first { $0.start == nil }?.count ?? 0
    let known = rows.compactMap { row in
      row.start.map { Timeline.Span(start: $0, count: row.count) }
    }
    return Timeline(unit: unit, spans: known.filled(unit), undated: undated)
  }

  private static let articles = """
    json_each(?1) JOIN passages ON passages.id = json_each.value
      JOIN articles ON articles.id = passages.article_id
    """
}

extension [Timeline.Span] {
  /// The spans with those between them that have no article.
  ///
  /// A date that no calendar has, or a gap of more than a few thousand spans, leaves them as they
  /// are.
  fileprivate func filled(_ unit: Timeline.Unit) -> [Timeline.Span] {
    let places = compactMap { CalendarSpan($0.start, unit)?.number }
    guard let first = places.first, let last = places.last, places.count == count,
      last - first < Self.mostSpans
    else { return self }
    var counts: [Int: Int] = [:]
    for (place, span) in zip(places, self) { counts[place] = span.count }
    return (first...last).map {
      Timeline.Span(start: CalendarSpan(number: $0, unit).text, count: counts[$0] ?? 0)
    }
  }

  private static let mostSpans = 5_000
}
