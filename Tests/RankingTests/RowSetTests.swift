import FullTextIndex
@testable import Ranking
import SQLite
import TestSupport
import Testing

struct RowSetTests {
  /// Returns an index of articles with up to 300 passages, some of whose ids are missing, and the
  /// article of each passage.
  private func articles(
    _ random: inout SeededGenerator
  ) throws -> (connection: Connection, articles: [Int64: Int]) {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    var articles: [Int64: Int] = [:]
    var id: Int64 = 0
    for article in 1...Int.random(in: 1...60, using: &random) {
      try connection.run(
        """
        INSERT INTO articles(id, location, docno, title, content_hash, added_at)
        VALUES (?1, ?1, ?1, '', '', '')
        """, [.integer(article)])
      let size = [1, 3, 64, 300].randomElement(using: &random) ?? 1
      for ordinal in 1...Int.random(in: 1...size, using: &random) {
        id += Int64.random(in: 1...10, using: &random) == 1 ? 70 : 1
        try connection.run(
          "INSERT INTO passages(id, article_id, ordinal, start, text) VALUES (?1, ?2, ?3, 0, 'a')",
          [.integer(id), .integer(article), .integer(ordinal)])
        try connection.run(
          "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, '', 'a')", [.integer(id)])
        articles[id] = article
      }
    }
    return (connection, articles)
  }

  @Test(arguments: 1...8)
  func `passages are spread over their articles as one by one`(seed: Int) throws {
    var random = SeededGenerator(seed: firstSeed + seed)
    let (connection, articles) = try articles(&random)
    for share in [0.001, 0.01, 0.1, 0.5, 1] {
      var rows = RowSet()
      var expected: Set<Int> = []
      for (id, article) in articles where Double.random(in: 0..<1, using: &random) < share {
        try rows.insert(UInt32(id))
        expected.insert(article)
      }
      var lengths = PassageLengths(connection)
      let found = try rows.articles(&lengths)
      let firsts = expected.compactMap { article in
        articles.filter { $0.value == article }.keys.min()
      }
      #expect(Array(found) == firsts.sorted(), "seed \(firstSeed + seed)")
      let whole = try found.wholeArticles(&lengths)
      let passages = articles.keys.filter { whole.contains(UInt32($0)) }
      #expect(
        Set(passages) == Set(articles.filter { expected.contains($0.value) }.keys),
        "seed \(firstSeed + seed)")
    }
  }
}
