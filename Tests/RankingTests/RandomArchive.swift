import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport

extension SeededGenerator {
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func chance(_ numerator: Int, in denominator: Int) -> Bool {
    below(denominator) < numerator
  }
}

/// A small database with articles of random words, changed at random.
struct RandomArchive {
  /// Words that the stemmer leaves alone.
  static let words = [
    "alfa", "bora", "alba", "duno", "boba", "fimo", "alfu", "hapa", "bofu", "jun",
  ]

  let connection: Connection
  var random: SeededGenerator
  private var nextArticle: Int64 = 1
  private(set) var passages: [Int64] = []
  private let longest: Int
  /// What stands in the passages, as long as they stay as they are.
  private var wordsOfPassages: [BruteForceRanking.Passage]?

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: Int(seed))
    longest = random.chance(1, in: 4) ? 300 : 30
    connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(try TestSchema.text())
    let pageSize = [32, 40, 64, 128, 500, 4_050][random.below(6)]
    try connection.execute(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('pgsz', \(pageSize))")
    if random.chance(1, in: 2) {
      try connection.execute(
        """
        INSERT INTO passages_fts(passages_fts, rank) VALUES ('automerge', \([0, 2, 4][random.below(3)]));
        INSERT INTO passages_fts(passages_fts, rank) VALUES ('crisismerge', \(2 + random.below(8)));
        """)
    }
    if random.chance(1, in: 4) {
      let rank = ["bm25(1.0, 1.0)", "bm25(0.5)", "bm25(10.0, 3.5)", "bm25()"][random.below(4)]
      try connection.execute(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', '\(rank)')")
    }
  }

  mutating func text(_ length: Int) -> String {
    (0..<length).map { _ in
      // The first words are far more frequent than the last.
      Self.words[min(random.below(10), random.below(10), random.below(10))]
    }.joined(separator: " ")
  }

  /// What stock FTS5, and a look at the words, say of a query.
  mutating func stockRanking(_ query: RankingQuery) throws -> StockRanking {
    if wordsOfPassages == nil { wordsOfPassages = try BruteForceRanking.passages(connection) }
    return try StockRanking(query, connection, wordsOfPassages ?? [])
  }

  /// Random changes, each in a transaction of its own.
  mutating func change(_ count: Int) throws {
    wordsOfPassages = nil
    for _ in 0..<count {
      switch random.below(10) {
      case 0...5: try insert(1 + random.below(30))
      case 6: try delete()
      case 7: try update()
      case 8:
        try connection.run(
          "INSERT INTO passages_fts(passages_fts, rank) VALUES ('merge', ?1)",
          [.integer([1, 2, 8, -4][random.below(4)])])
      default:
        if random.chance(1, in: 3) { try maintain() }
      }
    }
  }

  mutating func maintain() throws {
    switch random.below(4) {
    case 0: try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
    case 1: try connection.transaction(.write) { try PassageLengthTable.rebuild(in: connection) }
    default: try IndexMaintenance.optimize(connection)
    }
  }

  private mutating func insert(_ articles: Int) throws {
    try connection.execute("BEGIN")
    let before = passages.last ?? 0
    for _ in 0..<articles {
      let title = text(random.below(4))
      try connection.run(
        """
        INSERT INTO articles(id, location, docno, title, content_hash, added_at)
        VALUES (?1, ?1, ?1, ?2, '', '')
        """, [.integer(nextArticle), .text(title)])
      for ordinal in 1...1 + random.below(3) {
        let text = text(random.chance(1, in: 20) ? random.below(longest) : random.below(12))
        try connection.run(
          "INSERT INTO passages(article_id, ordinal, start, text) VALUES (?1, ?2, 0, ?3)",
          [.integer(nextArticle), .integer(ordinal), .text(text)])
        let id = connection.lastInsertedRowID
        try connection.run(
          "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
          [.integer(id), .text(title), .text(text)])
        passages.append(id)
      }
      nextArticle += 1
    }
    if let last = passages.last, last > before {
      try PassageLengthTable.update(of: before + 1...last, in: connection)
    }
    try connection.execute("COMMIT")
  }

  private mutating func delete() throws {
    guard !passages.isEmpty else { return }
    try connection.execute("BEGIN")
    for _ in 0...random.below(5) where !passages.isEmpty {
      let id = passages.remove(at: random.below(passages.count))
      try removeFromIndex(id)
      try connection.run("DELETE FROM passages WHERE id = ?1", [.integer(id)])
      try PassageLengthTable.update(of: id...id, in: connection)
    }
    try connection.execute("COMMIT")
  }

  private mutating func update() throws {
    guard !passages.isEmpty else { return }
    try connection.execute("BEGIN")
    for _ in 0...random.below(5) {
      let id = passages[random.below(passages.count)]
      try removeFromIndex(id)
      try connection.run(
        "UPDATE passages SET text = ?2 WHERE id = ?1",
        [.integer(id), .text(text(random.below(20)))])
      try connection.run(
        "INSERT INTO passages_fts(rowid, title, text) SELECT * FROM indexed_passages WHERE id = ?1",
        [.integer(id)])
      try PassageLengthTable.update(of: id...id, in: connection)
    }
    try connection.execute("COMMIT")
  }

  private func removeFromIndex(_ id: Int64) throws {
    try connection.run(
      """
      INSERT INTO passages_fts(passages_fts, rowid, title, text)
      SELECT 'delete', id, title, text FROM indexed_passages WHERE id = ?1
      """, [.integer(id)])
  }
}
