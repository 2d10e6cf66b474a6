import Ranking
import SQLite

/// The same queries asked of stock FTS5: what the engine must agree with.
enum StockRanking {
  /// All hits of `query`, best first.
  static func hits(_ query: RankingQuery, _ connection: Connection) throws -> [RankingHit] {
    let scored = query.terms.filter { $0.role != .excluded }
    guard !scored.isEmpty else { return [] }
    let required = Set(query.terms.filter { $0.role == .required }.map(\.bytes))
    let excluded = query.terms.filter { $0.role == .excluded }
    var ids: Set<Int64>?
    for term in required {
      let found = try rows(expression([term], " OR ", query.columns), connection)
      ids = ids.map { $0.intersection(found) } ?? found
    }
    var without: Set<Int64> = []
    if !excluded.isEmpty {
      without = try rows(expression(excluded.map(\.bytes), " OR ", query.columns), connection)
    }
    let isAll = scored.allSatisfy { $0.role == .required }
    let match = expression(scored.map(\.bytes), isAll ? " AND " : " OR ", query.columns)
    let rank = query.weights.map { weights in
      "bm25(passages_fts" + weights.map { ", \($0)" }.joined() + ")"
    }
    let found = try connection.rows(
      "SELECT rowid, \(rank ?? "rank") FROM passages_fts WHERE passages_fts MATCH ?1",
      [.text(match)]
    ) { row in RankingHit(passage: row.integer(at: 0), score: -row.real(at: 1)) }
    var hits = found.filter { hit in
      (ids?.contains(hit.passage) ?? true) && !without.contains(hit.passage)
        && (query.allowed?.contains { $0.contains(hit.passage) } ?? true)
    }.sorted()
    if query.grouping == .article {
      let articles = try connection.rows("SELECT id, article_id FROM passages") { row in
        (row.integer(at: 0), row.integer(at: 1))
      }
      let article = Dictionary(uniqueKeysWithValues: articles)
      var seen: Set<Int64> = []
      hits = hits.filter { seen.insert(article[$0.passage] ?? 0).inserted }
    }
    return hits
  }

  private static func rows(_ match: String, _ connection: Connection) throws -> Set<Int64> {
    Set(
      try connection.rows(
        "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1", [.text(match)]
      ) { row in row.integer(at: 0) })
  }

  private static func expression(
    _ terms: [[UInt8]], _ connective: String, _ columns: Set<Int>?
  ) -> String {
    let names = ["title", "text"]
    let words = terms.map { "\"" + String(decoding: $0, as: UTF8.self) + "\"" }
      .joined(separator: connective)
    guard let columns else { return words }
    return "{" + columns.sorted().map { names[$0] }.joined(separator: " ") + "} : (" + words + ")"
  }

  /// Why `result` is not what stock FTS5 says, or nothing where it is.
  static func difference(
    _ result: RankingResult, _ query: RankingQuery, _ connection: Connection
  ) throws -> String? {
    let all = try hits(query, connection)
    let wanted = Array(all.prefix(query.k))
    guard result.hits.count == wanted.count else {
      return "\(result.hits.count) hits instead of \(wanted.count)"
    }
    for (index, (hit, right)) in zip(result.hits, wanted).enumerated() {
      guard abs(hit.score - right.score) <= 1e-9 * abs(right.score) else {
        return "hit \(index) is \(hit) instead of \(right)"
      }
      guard hit.passage == right.passage else {
        return "hit \(index) is \(hit) instead of \(right)"
      }
    }
    switch result.count {
    case .exact(let count):
      return count == all.count ? nil : "\(count) hits in all instead of \(all.count)"
    case .atLeast(let count):
      if query.countsExactly { return "the hits were not counted" }
      return count <= all.count ? nil : "at least \(count) hits instead of \(all.count)"
    }
  }
}
