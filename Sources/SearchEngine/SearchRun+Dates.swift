internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// Whether words are asked for, and not only what is to hold of articles.
  var asksForWords: Bool { plan != nil || request.query.rawExpression != nil }

  private var byDate: String {
    // Those without a date come last either way.
    "published IS NULL, published " + (request.order == .oldest ? "ASC" : "DESC")
  }

  /// The articles that only filters ask for, or all their passages, by date.
  func listed() throws(SQLiteError) -> RankedPassages {
    let table =
      "articles JOIN passages ON passages.article_id = articles.id"
      + (request.listsPassages ? "" : " AND passages.ordinal = 1")
    let entries = try connection.rows(
      """
      SELECT passages.id FROM \(table) WHERE \(filter.condition)
       ORDER BY \(byDate), passages.id LIMIT \(request.offset + request.limit)
      """, filter.values
    ) { RankedPassages.Entry(passage: $0.integer(at: 0), score: 0) }
    let total = try connection.first(
      "SELECT count(*) FROM \(table) WHERE \(filter.condition)", filter.values
    ) { Int($0.integer(at: 0)) }
    return RankedPassages(
      entries: entries, total: total ?? 0, totalIsExact: true, path: .stock(.filter))
  }

  /// The passages that are found, or the best one of each article, by date.
  func dated() throws -> RankedPassages {
    guard let plan, plan.stockReason == nil else { return try datedByStock() }
    let query = try fullest(plan)
    let page = try page(of: try found(passages: request.listsPassages))
    // The best passages of the articles on the page are the hits of a search in these only.
    var best = query
    best.allowed = try page.articles.map { id throws(SQLiteError) in
      try connection.first(
        "SELECT first_passage, last_passage FROM articles WHERE id = ?1", [.integer(id)]
      ) { $0.integer(at: 0)...max($0.integer(at: 0), $0.integer(at: 1)) } ?? 0...0
    }.sorted { $0.lowerBound < $1.lowerBound }.merged
    best.k = request.listsPassages ? Int(Int32.max) : page.articles.count
    let ranked = RankedPassages(try reader.search([best]))
    return RankedPassages(
      entries: try ordered(ranked.entries, as: page), total: page.total, totalIsExact: true,
      path: ranked.path)
  }

  /// As `dated`, with FTS5.
  private func datedByStock() throws -> RankedPassages {
    var request = request
    (request.offset, request.limit) = (0, Int.max)
    var run = self
    run = SearchRun(
      archive: archive, reader: reader, request: request, plan: plan, filter: filter,
      allowed: allowed, exact: exact)
    let ranked = try run.ranked()
    let page = try page(of: PassageIDs(ranked.entries.map(\.passage)))
    return RankedPassages(
      entries: try ordered(ranked.entries, as: page), total: page.total, totalIsExact: true,
      path: ranked.path)
  }

  /// The articles, or passages, that are shown, in the order of their dates.
  private struct Page {
    /// The ids of passages that stand for the hits.
    var passages: [Int64]
    /// The articles that these are of; each once.
    var articles: [Int64]
    var total: Int
  }

  private func page(of found: PassageIDs) throws(SQLiteError) -> Page {
    let table = """
      json_each(?\(filter.values.count + 1)) JOIN passages ON passages.id = json_each.value
        JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
      """
    let values = filter.values + [found.value]
    let rows = try connection.rows(
      """
      SELECT passages.id, articles.id FROM \(table)
       ORDER BY \(byDate), passages.id LIMIT \(request.offset + request.limit)
      """, values
    ) { (passage: $0.integer(at: 0), article: $0.integer(at: 1)) }
    let total = try connection.first("SELECT count(*) FROM \(table)", values) {
      Int($0.integer(at: 0))
    }
    var seen: Set<Int64> = []
    return Page(
      passages: rows.map(\.passage),
      articles: rows.map(\.article).filter { seen.insert($0).inserted }, total: total ?? 0)
  }

  /// The entries in the order of the page: what they stand for is the same, a passage or an article.
  private func ordered(
    _ entries: [RankedPassages.Entry], as page: Page
  ) throws -> [RankedPassages.Entry] {
    var byKey: [Int64: RankedPassages.Entry] = [:]
    for entry in entries {
      let key =
        request.listsPassages
        ? entry.passage : try archive.passage(id: entry.passage)?.articleID ?? 0
      if byKey[key] == nil { byKey[key] = entry }
    }
    return (request.listsPassages ? page.passages : page.articles).compactMap { byKey[$0] }
  }
}

extension [ClosedRange<Int64>] {
  /// Ascending ranges, those that touch as one.
  var merged: [ClosedRange<Int64>] {
    var merged: [ClosedRange<Int64>] = []
    for range in self {
      if let last = merged.last, last.upperBound + 1 >= range.lowerBound {
        merged[merged.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
