internal import Archive
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
    matching expression: String, count: Int, listsPassages: Bool, reason: StockReason
  ) throws(SQLiteError) -> RankedPassages {
    var matches = try connection.rows(
      """
      SELECT passages.id, passages.article_id, passages_fts.rank
        FROM passages_fts JOIN passages ON passages.id = passages_fts.rowid
       WHERE passages_fts MATCH ?1
      """, [.text(expression)]
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
