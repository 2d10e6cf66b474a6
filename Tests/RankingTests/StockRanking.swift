import FullTextIndex
import Ranking
import SQLite
import SearchModel
import TestSupport

/// The answers of stock FTS5, with which the engine must agree.
///
/// FTS5 finds the passages of each term, and plain sets combine them. Scores are FTS5's own, except
/// for terms that it cannot score as a single term.
struct StockRanking {
  private let connection: Connection
  private let query: RankingQuery
  /// All hits, the best first; they have no scores if FTS5 has none to compare with.
  let hits: [RankingHit]
  /// All passages that match, whatever the grouping.
  let passages: Set<Int64>

  init(
    _ query: RankingQuery, _ connection: Connection, _ words: [RandomIndex.Passage]
  ) throws {
    self.query = query
    self.connection = connection
    let rows = try query.terms.map { try Self.rows($0, connection, words) }
    passages = Self.rows(query.condition, rows).filter { passage in
      query.allowed?.contains { $0.contains(passage) } ?? true
    }
    let scores = try Self.scores(query, connection, words)
    var hits = passages.map { RankingHit(passage: $0, score: scores[$0] ?? 0) }.sorted()
    if query.grouping == .article {
      let articles = try Self.articles(connection)
      var seen: Set<Int64> = []
      hits = hits.filter { seen.insert(articles[$0.passage] ?? 0).inserted }
    }
    self.hits = hits
  }

  private static func rows(
    _ term: RankingQuery.Term, _ connection: Connection, _ words: [RandomIndex.Passage]
  ) throws -> Set<Int64> {
    guard let expression = PatternExpression.expression(term) else {
      return Set(try BruteForceRanking(words, weights: nil, connection).frequencies(term).keys)
    }
    return Set(
      try connection.rows(
        "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1", [.text(expression)]
      ) { row in row.integer(at: 0) })
  }

  private static func rows(
    _ condition: BooleanExpression<Int>, _ rows: [Set<Int64>]
  ) -> Set<Int64> {
    switch condition {
    case .leaf(let index): return rows[index]
    case .any(let parts): return parts.reduce(into: []) { $0.formUnion(Self.rows($1, rows)) }
    case .all:
      let (wanted, excluded) = condition.wantedAndExcluded
      let sets = wanted.map { Self.rows($0, rows) }
      let all = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
      return excluded.reduce(all) { $0.subtracting(Self.rows($1, rows)) }
    case .not: preconditionFailure("an exclusion of nothing")
    }
  }

  private static func scores(
    _ query: RankingQuery, _ connection: Connection, _ words: [RandomIndex.Passage]
  ) throws -> [Int64: Double] {
    let scored = query.terms.filter { $0.isScored }
    if query.hasNear || scored.isEmpty { return [:] }
    guard query.isOfStock else {
      return try BruteForceRanking(words, weights: query.weights, connection)
        .scores(scored, query.formula)
    }
    let rank = query.weights.map { weights in
      "bm25(passages_fts" + weights.map { ", \($0)" }.joined() + ")"
    }
    let match = scored.compactMap { PatternExpression.expression($0) }.joined(separator: " OR ")
    let found = try connection.rows(
      "SELECT rowid, -\(rank ?? "rank") FROM passages_fts WHERE passages_fts MATCH ?1",
      [.text(match)]
    ) { row in (row.integer(at: 0), row.real(at: 1)) }
    return Dictionary(uniqueKeysWithValues: found)
  }

  private static func articles(_ connection: Connection) throws -> [Int64: Int64] {
    Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, article_id FROM passages") { row in
        (row.integer(at: 0), row.integer(at: 1))
      })
  }

  /// Returns the first passage of each matching article, in ascending order.
  func matchingArticles() throws -> [Int64] {
    let articles = try Self.articles(connection)
    let first = Dictionary(articles.map { ($1, $0) }, uniquingKeysWith: min)
    return Set(passages.map { first[articles[$0] ?? 0] ?? 0 }).sorted()
  }

  /// Returns the difference between `result` and stock FTS5; nil if there is none.
  func difference(_ result: RankingResult) -> String? {
    guard result.hits.count == min(query.k, hits.count) else {
      return "\(result.hits.count) hits instead of \(min(query.k, hits.count))"
    }
    for (index, (hit, right)) in zip(result.hits, hits).enumerated() where !query.hasNear {
      // Sums that are added in another order differ in their last bits, and so may the order of
      // hits.
      let isNear = abs(hit.score - right.score) <= 1e-9 * max(1e-3, abs(right.score))
      guard isNear, hit.passage == right.passage || !scoresAlike else {
        return "hit \(index) is \(hit) instead of \(right)"
      }
    }
    if !Set(result.hits.map(\.passage)).isSubset(of: passages) { return "a hit does not match" }
    switch result.count {
    case .exact(let count):
      return count == hits.count ? nil : "\(count) hits in all instead of \(hits.count)"
    case .atLeast(let count):
      if query.countsExactly || query.allowed != nil {
        return "the hits were not counted"
      }
      return count <= hits.count ? nil : "at least \(count) hits instead of \(hits.count)"
    }
  }

  private var scoresAlike: Bool { query.isOfStock }
}

extension RankingQuery {
  /// True if FTS5 gives the same scores for the query.
  fileprivate var isOfStock: Bool {
    formula == .fts5
      && terms.allSatisfy {
        !$0.isScored || ($0.queryWeight == 1 && PatternExpression.scoresAlike($0))
      }
  }
}

extension RandomIndex {
  /// Returns the answer of stock FTS5 to a query; what FTS5 does not support is computed from the
  /// words.
  mutating func stockRanking(_ query: RankingQuery) throws -> StockRanking {
    try StockRanking(query, connection, passages())
  }
}
