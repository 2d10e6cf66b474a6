internal import Archive
internal import SQLite

/// Ranks passages with FTS5's own `rank`: BM25 with the column weights that the database holds.
///
/// - Complexity: O(m log m) in the matches m, and a few microseconds for each.
struct StockRanking {
  /// A passage in the ranking.
  struct Entry: Equatable {
    var passage: Int64
    var article: Int64
    var score: Double
    /// How many other passages of the article match.
    var otherPassages = 0
  }

  let connection: Connection

  /// All passages that match, best first; equal scores are ordered by passage.
  func passages(matching expression: String) throws(SQLiteError) -> [Entry] {
    let entries = try connection.rows(
      """
      SELECT passages.id, passages.article_id, passages_fts.rank
        FROM passages_fts JOIN passages ON passages.id = passages_fts.rowid
       WHERE passages_fts MATCH ?1
      """, [.text(expression)]
    ) { row in
      // FTS5's rank is better when lower; this is the one place where it is turned round.
      Entry(passage: row.integer(at: 0), article: row.integer(at: 1), score: -row.real(at: 2))
    }
    return entries.sorted { ($1.score, $0.passage) < ($0.score, $1.passage) }
  }

  /// The best passage of each article of `ranking`, in the same order.
  static func bestOfEachArticle(_ ranking: [Entry]) -> [Entry] {
    var places: [Int64: Int] = [:]
    var best: [Entry] = []
    for entry in ranking {
      if let place = places[entry.article] {
        best[place].otherPassages += 1
      } else {
        places[entry.article] = best.count
        best.append(entry)
      }
    }
    return best
  }
}
