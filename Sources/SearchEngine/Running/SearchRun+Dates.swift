internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// Hits by date of publication.
extension SearchRun {
  private var dateOrder: DateOrder { DateOrder(isOldestFirst: request.order == .oldest) }

  /// Returns the hits of a query without words, by date: the articles that pass the filter, or all
  /// passages of these articles.
  func listed() throws(SQLiteError) -> RankedPassages {
    let table =
      "articles CROSS JOIN passages ON passages.article_id = articles.id"
      + (request.listsPassages ? "" : " AND passages.ordinal = 1")
    let count = filter.values.count
    var window = ""
    // Sorting the few articles of a narrow filter is as fast as finding a window.
    if case .many = allowed {
      window = try dateOrder.window(
        first: request.offset + request.limit, of: table, filter, connection)
    }
    let hits = try connection.rows(
      """
      SELECT passages.id FROM \(table) WHERE \(filter.condition)\(window)
       ORDER BY \(dateOrder.terms), passages.id LIMIT ?\(count + 1) OFFSET ?\(count + 2)
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

  /// Returns the passages that are found, or the best passage of each article, by date.
  ///
  /// Hits of an earlier tier come first.
  func dated() throws -> RankedPassages {
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
    let limit = count + 2 + earlier.count
    let shown = try connection.rows(
      """
      SELECT passages.id, articles.id FROM \(table)
       ORDER BY \(tiers.joined())\(dateOrder.terms), hits.value
       LIMIT ?\(limit) OFFSET ?\(limit + 1)
      """, values + earlier + page
    ) { (passage: $0.integer(at: 0), article: $0.integer(at: 1)) }
    let best = try bestPassages(ofArticles: shown.map(\.article))
    return RankedPassages(
      hits: try shown.compactMap { hit in
        try isGrouped ? best.byArticle(hit.article, self) : best.byPassage(hit.passage)
      }, total: total ?? 0, totalIsExact: true, path: best.path)
  }

  /// Returns the best passages of these articles, from a search by relevance.
  private func bestPassages(ofArticles articles: [Int64]) throws -> BestPassages {
    guard let plan, plan.fallback == nil else {
      let ranked = try fts5Ranked(count: .max)
      return BestPassages(ranked.hits, path: ranked.path)
    }
    let allowed = try articles.map { try range(ofArticle: $0) }.merged
    let queries = plan.tiers.map { tier in
      var query = query(tier, of: plan)
      query.allowed = allowed
      // In an order by date, there are no best hits to rescore.
      query.rescoring = Rescoring()
      query.k = allowed.reduce(0) { $0 + $1.count }
      return query
    }
    let ranked = RankedPassages(try reader.search(queries))
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
