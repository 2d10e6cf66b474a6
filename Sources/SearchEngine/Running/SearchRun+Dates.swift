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
    let counted = request.listsPassages ? table : "articles"
    var found = DatedHits(order: dateOrder, limit: limit)
    for member in group.members {
      var window = ""
      // Sorting the few articles of a narrow filter is as fast as finding a window.
      if case .many = allowed {
        window = try dateOrder.window(first: limit, of: table, filter, member.connection)
      }
      try found.add(
        "SELECT passages.id, 0, \(DateOrder.instant) FROM \(table) WHERE \(filter.condition)\(window)",
        filter.values, member)
      found.total +=
        try member.connection.first(
          "SELECT count(*) FROM \(counted) WHERE \(filter.condition)", filter.values
        ) { Int($0.integer(at: 0)) } ?? 0
    }
    return found.ranked
  }

  /// Returns the first `limit` passages that are found, or a passage of each of the first articles, by
  /// date.
  ///
  /// Hits of an earlier tier come first. They have no scores; see `scoreByDate`.
  func dated(count limit: Int) throws -> RankedPassages {
    let isGrouped = !request.listsPassages
    let all = try found(tier: tierCount - 1, passages: !isGrouped)
    let earlier = try (0..<tierCount - 1).map { try found(tier: $0, passages: !isGrouped) }
    let count = filter.values.count
    let table = """
      json_each(?\(count + 1)) AS hits JOIN passages ON passages.id = hits.value
        JOIN articles ON articles.id = passages.article_id WHERE \(filter.condition)
      """
    // The tier is the number of earlier tiers without the hit.
    let tier =
      earlier.indices.map {
        "(hits.value NOT IN (SELECT value FROM json_each(?\(count + 2 + $0))))"
      }.joined(separator: " + ")
    var dated = DatedHits(order: dateOrder, limit: limit)
    for (index, member) in group.members.enumerated() {
      let values = filter.values + [all[index].value]
      try dated.add(
        "SELECT passages.id, \(tier.isEmpty ? "0" : tier), \(DateOrder.instant) FROM \(table)",
        values + earlier.map { $0[index].value }, member)
      dated.total +=
        try member.connection.first("SELECT count(*) FROM \(table)", values) {
          Int($0.integer(at: 0))
        } ?? 0
    }
    return dated.ranked
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
    let range = try run.group.range(ofArticle: id)
    let index = sorted.partitioningIndex { $0.passage >= range.lowerBound }
    return index < sorted.count && range.contains(sorted[index].passage) ? sorted[index] : nil
  }
}

/// The first hits by date.
private struct DatedHits {
  private struct Hit {
    var passage: Int64
    var tier: Int64
    /// The seconds since 1970; nil without a date.
    var instant: Int64?
  }

  let order: DateOrder
  let limit: Int
  /// The number of all hits.
  var total = 0
  private var hits: [Hit] = []

  init(order: DateOrder, limit: Int) {
    self.order = order
    self.limit = limit
  }

  /// Adds the hits of an archive; `sql` selects the passage, the tier and the instant of each.
  mutating func add(
    _ sql: String, _ values: [Value], _ member: ArchiveGroup.Member
  ) throws(SQLiteError) {
    let parameter = values.count + 1
    hits += try member.connection.rows(
      "\(sql) ORDER BY 2, 3 \(order.direction), 1 LIMIT ?\(parameter)", values + [.integer(limit)]
    ) { row in
      Hit(
        passage: row.integer(at: 0) + member.offsets.passage, tier: row.integer(at: 1),
        instant: row.isNull(at: 2) ? nil : row.integer(at: 2))
    }
  }

  var ranked: RankedPassages {
    let sorted = hits.sorted { a, b in
      if a.tier != b.tier { return a.tier < b.tier }
      if a.instant == b.instant { return a.passage < b.passage }
      guard let first = a.instant, let second = b.instant else { return a.instant != nil }
      return order.isOldestFirst ? first < second : first > second
    }
    return RankedPassages(
      hits: sorted.prefix(limit).map { RankingHit(passage: $0.passage, score: 0) }, total: total,
      totalIsExact: true, path: .fts5(.filter))
  }
}
