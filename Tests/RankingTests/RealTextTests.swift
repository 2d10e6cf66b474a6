import Foundation
import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

/// Ranks real English text, if this machine has the shared corpus.
struct RealTextTests {
  private static let corpus = Project.shared("corpora/ms-docs.jsonl.gz")

  private struct Article: Decodable {
    var title: String
    var text: String
  }

  /// Returns the first articles of the corpus.
  private func articles(_ count: Int) throws -> [Article] {
    let corpus = try #require(Self.corpus)
    let lines = try run("sh", ["-c", "gzip -dc '\(corpus)' 2>/dev/null | head -n \(count)"]).lines
    return try lines.map {
      try JSONDecoder().decode(Article.self, from: Data($0.utf8))
    }
  }

  @Test(
    .enabled(
      if: corpus != nil,
      "shared/corpora/ms-docs.jsonl.gz is not beside the package"))
  func `three hundred queries rank as stock FTS5 ranks them`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    var random = SeededGenerator(seed: firstSeed)
    var queries: [String] = []
    try connection.transaction(.write) {
      var passage: Int64 = 0
      for (index, article) in try articles(2_000).enumerated() {
        let id = Value.integer(index + 1)
        try connection.run(
          """
          INSERT INTO articles(id, location, docno, title, content_hash, added_at)
          VALUES (?1, ?1, ?1, ?2, '', '')
          """, [id, .text(article.title)])
        let words = article.text.split(whereSeparator: \.isWhitespace)
        for (ordinal, start) in stride(from: 0, to: words.count, by: 120).enumerated() {
          passage += 1
          let part = words[start..<min(start + 120, words.count)]
          let text = part.joined(separator: " ")
          try connection.run(
            "INSERT INTO passages(id, article_id, ordinal, start, text) VALUES (?1, ?2, ?3, 0, ?4)",
            [.integer(passage), id, .integer(ordinal + 1), .text(text)])
          try connection.run(
            "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
            [.integer(passage), .text(article.title), .text(text)])
          if random.chance(1, in: 20), part.count > 15 {
            queries.append(part.prefix(1 + random.below(15)).joined(separator: " "))
          }
        }
      }
    }
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let reader = RankingReader(connection)
    #expect(queries.count >= 300)
    // Half of the queries run before the side tables exist, and half afterwards.
    for (index, text) in queries.shuffled(using: &random).prefix(300).enumerated() {
      if index == 150 { try IndexMaintenance.optimize(connection) }
      let terms = try tokenizer.tokens(of: text).map(\.term)
      if terms.isEmpty { continue }
      let query: RankingQuery =
        index.isMultiple(of: 2) ? .any(terms, k: 10) : .all(terms, k: 10)
      let result = try reader.search(query)
      let difference = try stockDifference(result, query, text, connection, tokenizer)
      #expect(difference == nil, "\(text)")
    }
  }

  /// Compares the result with that of stock FTS5, which stems the words itself.
  private func stockDifference(
    _ result: RankingResult, _ query: RankingQuery, _ text: String, _ connection: Connection,
    _ tokenizer: Tokenizer
  ) throws -> String? {
    let isAll = if case .all = query.condition { true } else { false }
    let bytes = Array(text.utf8)
    let words = try tokenizer.tokens(of: text).map {
      "\"" + String(decoding: bytes[$0.range], as: UTF8.self) + "\""
    }
    let stock = try connection.rows(
      """
      SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ?1 ORDER BY rank, rowid LIMIT 10
      """, [.text(words.joined(separator: isAll ? " AND " : " OR "))]
    ) { RankingHit(passage: $0.integer(at: 0), score: $0.real(at: 1)) }
    guard stock.map(\.passage) == result.hits.map(\.passage) else {
      return "\(result.hits) instead of \(stock)"
    }
    for (hit, right) in zip(result.hits, stock)
    where abs(hit.score - right.score) > 1e-9 * right.score {
      return "\(hit) instead of \(right)"
    }
    return nil
  }
}
