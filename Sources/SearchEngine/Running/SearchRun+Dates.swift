internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// True if the query asks for words, and not only for articles that pass a filter.
  var asksForWords: Bool { plan != nil || request.query.rawExpression != nil }

  /// Articles without a date come last in either order.
  private var byDate: String {
    request.order == .oldest ? "published ASC NULLS LAST" : "published DESC"
  }

  /// Returns the articles that only filters ask for, or all their passages, by date.
  func listed() throws(SQLiteError) -> RankedPassages {
    let table =
      "articles CROSS JOIN passages ON passages.article_id = articles.id"
      + (request.listsPassages ? "" : " AND passages.ordinal = 1")
    let count = filter.values.count
    let hits = try connection.rows(
      """
      SELECT passages.id FROM \(table) WHERE \(filter.condition)
       ORDER BY \(byDate), passages.id LIMIT ?\(count + 1) OFFSET ?\(count + 2)
      """, filter.values + page
    ) { RankingHit(passage: $0.integer(at: 0), score: 0) }
    let counted = request.listsPassages ? table : "articles"
    let total = try connection.first(
      "SELECT count(*) FROM \(counted) WHERE \(filter.condition)", filter.values
    ) { Int($0.integer(at: 0)) }
    return RankedPassages(
      hits: hits, total: total ?? 0, totalIsExact: true, path: .fts5(.filter))
  }

  /// The limit and the offset of the hits to return.
  private var page: [Value] { [.integer(request.limit), .integer(request.offset)] }

  /// Returns the passages that are found, or the best one of each article, by date: first those
  /// with all words, then those with some.
  func dated() throws -> RankedPassages {
    let isGrouped = !request.listsPassages
    let all = try found(tier: tierCount - 1, passages: !isGrouped)
    let first = tierCount > 1 ? try found(tier: 0, passages: !isGrouped) : PassageIDs([])
    let count = filter.values.count
    let table = """
      json_each(?\(count + 1)) AS hits JOIN passages ON passages.id = hits.value
        JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
      """
    let values = filter.values + [all.value]
    let total = try connection.first("SELECT count(*) FROM \(table)", values) {
      Int($0.integer(at: 0))
    }
    let shown = try connection.rows(
      """
      SELECT passages.id, articles.id FROM \(table)
       ORDER BY hits.value NOT IN (SELECT value FROM json_each(?\(count + 2))), \(byDate), hits.value
       LIMIT ?\(count + 3) OFFSET ?\(count + 4)
      """, values + [first.value] + page
    ) { (passage: $0.integer(at: 0), article: $0.integer(at: 1)) }
    let best = try bestPassages(ofArticles: shown.map(\.article))
    return RankedPassages(
      hits: try shown.compactMap { hit in
        try isGrouped ? best.byArticle(hit.article, self) : best.byPassage(hit.passage)
      }, total: total ?? 0, totalIsExact: true, path: best.path)
  }

  /// Returns the hits of a search by relevance that is restricted to these articles.
  private func bestPassages(ofArticles articles: [Int64]) throws -> BestPassages {
    guard let plan, plan.fallback == nil else {
      let ranked = try fts5Ranked(count: .max)
      return BestPassages(ranked.hits, path: ranked.path)
    }
    let allowed = try articles.map { try range(ofArticle: $0) }.merged
    let queries = plan.tiers.map { tier in
      var query = query(tier, of: plan)
      query.allowed = allowed
      // There are no best hits in an order by date.
      query.rescoring = Rescoring()
      query.k = allowed.reduce(0) { $0 + $1.count }
      return query
    }
    let ranked = RankedPassages(try reader.search(queries))
    return BestPassages(ranked.hits, path: ranked.path)
  }

  /// Returns the ids of the passages of an article, which are consecutive.
  func range(ofArticle id: Int64) throws(SQLiteError) -> ClosedRange<Int64> {
    try connection.first(
      "SELECT first_passage, last_passage FROM articles WHERE id = ?1", [.integer(id)]
    ) { $0.integer(at: 0)...max($0.integer(at: 0), $0.integer(at: 1)) } ?? 0...0
  }
}

/// Passages and their scores, by the unit that they stand for.
private struct BestPassages {
  let path: RankingPath
  private let hits: [Int64: RankingHit]
  /// By ascending passage, so that the passages of an article are adjacent.
  private let sorted: [RankingHit]

  init(_ hits: [RankingHit], path: RankingPath) {
    self.path = path
    self.hits = Dictionary(hits.map { ($0.passage, $0) }) { first, _ in first }
    sorted = hits.sorted { $0.passage < $1.passage }
  }

  func byPassage(_ id: Int64) -> RankingHit? { hits[id] }

  /// Returns the hit among the passages of an article; there is at most one.
  func byArticle(_ id: Int64, _ run: SearchRun) throws(SQLiteError) -> RankingHit? {
    let range = try run.range(ofArticle: id)
    let index = sorted.partitioningIndex { $0.passage >= range.lowerBound }
    return index < sorted.count && range.contains(sorted[index].passage) ? sorted[index] : nil
  }
}
