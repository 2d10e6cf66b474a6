internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Ranks passages by FTS5's own `rank`: BM25 with the column weights stored in the database.
///
/// - Complexity: O(m log m) in the number of matches m, with a few microseconds for each.
struct FTS5Ranking {
  let connection: Connection
  let filter: ArticleFilter

  /// Returns the best `count` hits: passages, or the best passage of each article.
  ///
  /// All hits satisfy the last query; hits of the first query come before the others. Equal scores
  /// are ordered by passage.
  func hits(
    for tiers: [CompiledQuery], count: Int, listsPassages: Bool, reason: FallbackReason
  ) throws(SQLiteError) -> RankedPassages {
    var matches: [Match] = []
    if let last = tiers.last { matches = try self.matches(last) }
    if tiers.count > 1 {
      let first = Set(try passages(tiers[0]))
      for index in matches.indices {
        matches[index].isOfLastTier = !first.contains(matches[index].hit.passage)
      }
    }
    matches.sort { a, b in
      if a.isOfLastTier != b.isOfLastTier { return b.isOfLastTier }
      return a.hit < b.hit
    }
    if !listsPassages {
      var seen: Set<Int64> = []
      matches = matches.filter { seen.insert($0.article).inserted }
    }
    return RankedPassages(
      hits: matches.prefix(count).map(\.hit), total: matches.count, totalIsExact: true,
      path: .fts5(reason))
  }

  /// Returns the passages that `query` finds, without applying the filter.
  ///
  /// If `isGrouped`, returns only the first passage of each article.
  func passages(
    _ query: CompiledQuery, isGrouped: Bool = false
  ) throws(SQLiteError) -> [Int64] {
    let sql =
      isGrouped
      ? """
      SELECT min(hits.id) FROM (SELECT rowid AS id FROM passages_fts WHERE passages_fts MATCH ?1)
          AS hits JOIN passages ON passages.id = hits.id GROUP BY article_id
      """ : "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1"
    return try connection.rows(sql, [.text(query.match)]) { $0.integer(at: 0) }
  }

  struct Match {
    var hit: RankingHit
    var article: Int64
    /// True if only the last tier contains the passage; see `QueryPlan.tiers`.
    var isOfLastTier = false
  }

  /// Returns the passages that `query` finds and the filter allows, in no particular order.
  func matches(_ query: CompiledQuery) throws(SQLiteError) -> [Match] {
    let first = filter.values.count + 1
    // The + keeps SQLite from querying FTS5 again for each row. Matches are collected once, and
    // rank is computed only for the matches.
    let condition =
      query.matchScores
      ? ""
      : "AND +rowid IN (SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?\(first + 1))"
    let values: [Value] =
      query.matchScores
      ? [.text(query.match)] : [.text(query.scoringExpression), .text(query.match)]
    return try connection.rows(
      """
      SELECT passages.id, passages.article_id, hits.rank
        FROM (SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH ?\(first) \(condition))
          AS hits
        JOIN passages ON passages.id = hits.rowid
        JOIN articles ON articles.id = passages.article_id
       WHERE \(filter.condition)
      """, filter.values + values
    ) { row in
      // In FTS5, a lower rank is better. This is the only place where the sign is changed.
      Match(
        hit: RankingHit(passage: row.integer(at: 0), score: -row.real(at: 2)),
        article: row.integer(at: 1))
    }
  }
}
