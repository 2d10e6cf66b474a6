internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// Articles as hits, if the engine cannot read the index.
extension FTS5Ranking {
  /// Returns the best passage of each of the best `count` articles.
  ///
  /// The order is that of the engine: by tier, then by score, then by passage.
  func articles(_ plan: QueryPlan, count: Int) throws(SQLiteError) -> RankedPassages {
    let clauses = try clauseMatches(plan)
    var hits: [(tier: Int, match: Match)] = []
    for match in try anyMatches(plan) {
      guard let tier = clauses.tier(of: match, plan.tiers) else { continue }
      hits.append((tier, match))
    }
    hits.sort { a, b in a.tier != b.tier ? a.tier < b.tier : a.match.hit < b.match.hit }
    var seen: Set<Int64> = []
    let best = hits.lazy.map(\.match).filter { seen.insert($0.article).inserted }.map(\.hit)
    let all = Array(best)
    return RankedPassages(
      hits: Array(all.prefix(count)), total: all.count, totalIsExact: true,
      path: .fts5(plan.fallback ?? .unreadable))
  }

  /// Returns one passage of each article in a tier, the same in every tier, in ascending order.
  func articlePassages(_ plan: QueryPlan, tier: Int) throws(SQLiteError) -> [Int64] {
    let clauses = try clauseMatches(plan)
    let matches = try anyMatches(plan)
    let firsts = Dictionary(
      matches.map { ($0.article, $0.hit.passage) }, uniquingKeysWith: min)
    let articles = matches.filter { clauses.tier(of: $0, plan.tiers).map { $0 <= tier } ?? false }
    return Set(articles.compactMap { firsts[$0.article] }).sorted()
  }

  /// Returns the passages with any of the clauses that are not excluded.
  private func anyMatches(_ plan: QueryPlan) throws(SQLiteError) -> [Match] {
    guard var query = plan.fts5Tiers.last else { return [] }
    query.match = query.scoringExpression
    query.matchScores = true
    return try matches(query)
  }

  private func clauseMatches(_ plan: QueryPlan) throws(SQLiteError) -> ClauseMatches {
    var found = ClauseMatches()
    for (index, clause) in (plan.fts5Tiers.last?.clauses ?? []).enumerated() {
      let rows = try connection.rows(
        """
        SELECT passages.id, passages.article_id
          FROM passages_fts JOIN passages ON passages.id = passages_fts.rowid
         WHERE passages_fts MATCH ?1
        """, [.text(clause.expression)]
      ) { (passage: $0.integer(at: 0), article: $0.integer(at: 1)) }
      for row in rows {
        found.byPassage[row.passage, default: []].insert(index)
        found.byArticle[row.article, default: []].insert(index)
      }
    }
    return found
  }
}

/// The indices of the clauses that each passage, and each article, contains.
private struct ClauseMatches {
  var byPassage: [Int64: Set<Int>] = [:]
  var byArticle: [Int64: Set<Int>] = [:]

  /// Returns the index of the first tier that contains a passage; nil if there is none.
  func tier(of match: FTS5Ranking.Match, _ tiers: [QueryTier]) -> Int? {
    let inPassage = byPassage[match.hit.passage] ?? []
    let inArticle = byArticle[match.article] ?? []
    return tiers.firstIndex { tier in
      (tier.scope == .article || tier.condition.holds(inPassage.contains))
        && (tier.scope == .passage || tier.condition.holds(inArticle.contains))
    }
  }
}
