internal import Archive
internal import QueryLanguage
internal import SQLite

/// Ranks passages with FTS5's own `rank`: BM25 with the column weights that the database holds.
///
/// - Complexity: O(m log m) in the matches m, and a few microseconds for each.
struct StockRanking {
  let connection: Connection

  /// The best `count` hits: passages, or the best passage of each article.
  ///
  /// Equal scores are ordered by passage.
  func hits(
    for query: CompiledQuery, count: Int, listsPassages: Bool, reason: StockReason
  ) throws(SQLiteError) -> RankedPassages {
    // The + keeps SQLite from asking FTS5 anew for each row: it collects the hits once, and the
    // rank of what is none is never computed.
    let condition =
      query.matchScores
      ? "" : "AND +rowid IN (SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?2)"
    let values: [Value] = [.text(query.matchScores ? query.match : query.scoringExpression)]
    var matches = try connection.rows(
      """
      SELECT passages.id, passages.article_id, hits.rank
        FROM (SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH ?1 \(condition)) AS hits
        JOIN passages ON passages.id = hits.rowid
      """, query.matchScores ? values : values + [.text(query.match)]
    ) { row in
      // FTS5's rank is better when lower; it is turned round where it is read, here.
      Match(passage: row.integer(at: 0), article: row.integer(at: 1), score: -row.real(at: 2))
    }
    matches.sort { ($1.score, $0.passage) < ($0.score, $1.passage) }
    if !listsPassages {
      var seen: Set<Int64> = []
      matches = matches.filter { seen.insert($0.article).inserted }
    }
    let entries = matches.prefix(count).map {
      RankedPassages.Entry(passage: $0.passage, score: $0.score)
    }
    return RankedPassages(
      entries: entries, total: matches.count, totalIsExact: true, path: .stock(reason))
  }

  private struct Match {
    var passage: Int64
    var article: Int64
    var score: Double
  }
}
