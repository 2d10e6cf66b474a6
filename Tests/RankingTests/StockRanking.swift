import FullTextIndex
import Ranking
import SQLite
import TestSupport

/// The same queries asked of stock FTS5: what the engine must agree with.
///
/// Which passages match, FTS5 says for each term alone; how they are put together, plain sets say.
/// Scores are FTS5's own, but for what it cannot score as one term.
struct StockRanking {
  private let connection: Connection
  private let query: RankingQuery
  /// All hits, best first; without scores where FTS5 has none to compare with.
  let hits: [RankingHit]
  /// All passages that match, whatever the grouping.
  let passages: Set<Int64>

  init(
    _ query: RankingQuery, _ connection: Connection, _ words: [RandomIndex.Passage]
  ) throws {
    self.query = query
    self.connection = connection
    let rows = try query.terms.map { try Self.rows($0, connection, words) }
    let condition = query.condition ?? Self.condition(query.terms)
    passages = Self.rows(condition, rows).filter { passage in
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

  private static func condition(_ terms: [RankingQuery.Term]) -> RankingQuery.Condition {
    func indices(_ role: RankingQuery.Role) -> [RankingQuery.Condition] {
      terms.indices.filter { terms[$0].role == role }.map { .term($0) }
    }
    let required = indices(.required)
    return .without(
      required.isEmpty ? .any(indices(.optional)) : .all(required), .any(indices(.excluded)))
  }

  private static func rows(_ condition: RankingQuery.Condition, _ rows: [Set<Int64>]) -> Set<Int64>
  {
    switch condition {
    case .term(let index): return rows[index]
    case .any(let parts): return parts.reduce(into: []) { $0.formUnion(Self.rows($1, rows)) }
    case .all(let parts):
      let sets = parts.map { Self.rows($0, rows) }
      return sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
    case .without(let part, let unwanted):
      return Self.rows(part, rows).subtracting(Self.rows(unwanted, rows))
    }
  }

  private static func scores(
    _ query: RankingQuery, _ connection: Connection, _ words: [RandomIndex.Passage]
  ) throws -> [Int64: Double] {
    let scored = query.terms.filter { $0.role != .excluded }
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

  /// The articles that match: the first passage of each, and how many of its passages match.
  func matchingArticles() throws -> [Int64: Int] {
    let articles = try Self.articles(connection)
    let first = Dictionary(articles.map { ($1, $0) }, uniquingKeysWith: min)
    return Dictionary(
      passages.map { (first[articles[$0] ?? 0] ?? 0, 1) }, uniquingKeysWith: +)
  }

  /// The difference between `result` and stock FTS5; nil if there is none.
  func difference(_ result: RankingResult) -> String? {
    guard result.hits.count == min(query.k, hits.count) else {
      return "\(result.hits.count) hits instead of \(min(query.k, hits.count))"
    }
    for (index, (hit, right)) in zip(result.hits, hits).enumerated() where !query.hasNear {
      // Sums that are added up in another order differ in their last bits, and then in the order.
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
      if query.countsExactly || query.allowed != nil || query.condition != nil, !isFlat {
        return "the hits were not counted"
      }
      return count <= hits.count ? nil : "at least \(count) hits instead of \(hits.count)"
    }
  }

  private var scoresAlike: Bool { query.isOfStock }

  /// True if the roles of the terms may replace the condition, without a promise to count.
  private var isFlat: Bool {
    query.condition != nil && !query.countsExactly && query.allowed == nil
  }
}

extension RankingQuery {
  /// True if FTS5 has the same scores for the query.
  fileprivate var isOfStock: Bool {
    formula == .fts5
      && terms.allSatisfy {
        $0.role == .excluded || ($0.weight == 1 && PatternExpression.scoresAlike($0))
      }
  }
}

extension RandomIndex {
  /// The answer of stock FTS5 to a query, and of a look at the words where FTS5 has none.
  mutating func stockRanking(_ query: RankingQuery) throws -> StockRanking {
    try StockRanking(query, connection, passages())
  }
}
