internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// Hits by date of publication.
extension SearchRun {
  private var dateOrder: DateOrder { DateOrder(isOldestFirst: request.order == .oldest) }

  /// Returns the first `limit` hits of a query without words, by date: the articles that pass the
  /// filter, or all passages of these articles.
  func listed(count limit: Int) throws(SQLiteError) -> RankedPassages {
    let table =
      "articles CROSS JOIN passages ON passages.article_id = articles.id"
      + (request.listsPassages ? "" : " AND passages.ordinal = 1")
    let count = filter.values.count
    var window = ""
    // Sorting the few articles of a narrow filter is as fast as finding a window.
    if case .many = allowed {
      window = try dateOrder.window(
        first: limit, of: table, filter, connection)
    }
    let hits = try connection.rows(
      """
      SELECT passages.id FROM \(table) WHERE \(filter.condition)\(window)
       ORDER BY \(dateOrder.terms), passages.id LIMIT ?\(count + 1)
      """, filter.values + [.integer(limit)]
    ) { RankingHit(passage: $0.integer(at: 0), score: 0) }
    let counted = request.listsPassages ? table : "articles"
    let total = try connection.first(
      "SELECT count(*) FROM \(counted) WHERE \(filter.condition)", filter.values
    ) { Int($0.integer(at: 0)) }
    return RankedPassages(
      hits: hits, total: total ?? 0, totalIsExact: true, path: .fts5(.filter))
  }

  /// Returns the first `limit` passages that are found, or a passage of each of the first articles, by
  /// date.
  ///
  /// Hits of an earlier tier come first. They have no scores; see `scoreByDate`.
  func dated(count limit: Int) throws -> RankedPassages {
    let isGrouped = !request.listsPassages
    let all = try found(tier: tierCount - 1, passages: !isGrouped)
    let earlier = try (0..<tierCount - 1).map { try found(tier: $0, passages: !isGrouped).value }
    let count = filter.values.count
    let table = """
      json_each(?\(count + 1)) AS hits JOIN passages ON passages.id = hits.value
        JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
      """
    let values = filter.values + [all.value]
    let total = try connection.first("SELECT count(*) FROM \(table)", values) {
      Int($0.integer(at: 0))
    }
    let tiers = earlier.indices.map {
      "hits.value NOT IN (SELECT value FROM json_each(?\(count + 2 + $0))), "
    }
    let hits = try connection.rows(
      """
      SELECT passages.id FROM \(table)
       ORDER BY \(tiers.joined())\(dateOrder.terms), hits.value LIMIT ?\(count + 2 + earlier.count)
      """, values + earlier + [.integer(limit)]
    ) { RankingHit(passage: $0.integer(at: 0), score: 0) }
    return RankedPassages(
      hits: hits, total: total ?? 0, totalIsExact: true, path: .fts5(.filter))
  }

  /// Gives the hits of a page their scores; if hits are articles, puts the best passage of each in
  /// its place.
  func scoreByDate(_ page: inout HitPage, _ store: HitStore) throws {
    let articles = try page.hits.map { try store.article(ofPassage: $0.passage)?.id ?? 0 }
    let best = try bestPassages(ofArticles: articles)
    page.ranked.path = best.path
    var shown: [RankingHit] = []
    for (hit, article) in zip(page.hits, articles) {
      let found =
        try request.listsPassages
        ? best.byPassage(hit.passage) : best.byArticle(article, self)
      guard let found else { continue }
      if let others = page.copies[hit.passage] { page.copies[found.passage] = others }
      shown.append(found)
    }
    page.hits = shown
  }

  /// Returns the best passages of these articles, from a search by relevance.
  private func bestPassages(ofArticles articles: [Int64]) throws -> BestPassages {
    guard let plan, plan.fallback == nil else {
      let ranked = try fts5Ranked(count: .max)
      return BestPassages(ranked.hits, path: ranked.path)
    }
    let ranked = try self.ranked(inArticles: articles, of: plan)
    return BestPassages(ranked.hits, path: ranked.path)
  }
}

/// Hits, for lookups by passage or by article.
private struct BestPassages {
  let path: RankingPath
  private let hits: [Int64: RankingHit]
  /// The hits by ascending passage, so that the passages of an article are adjacent.
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
