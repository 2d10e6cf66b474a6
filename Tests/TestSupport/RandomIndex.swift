import FullTextIndex
package import SQLite

/// A small database with articles of random words, indexed by FTS5 itself and changed at random.
///
/// Page size, merging and weights are random too, so that readers meet segments of all kinds.
package struct RandomIndex {
  /// Words that the stemmer leaves alone.
  package static let words = [
    "alfa", "bora", "alba", "duno", "boba", "fimo", "alfu", "hapa", "bofu", "jun",
  ]

  /// A passage, whose words are indices of `words`.
  package struct Passage {
    package var id: Int64
    /// The words of title and text.
    package var columns: [[UInt8]]
  }

  package let connection: Connection
  package var random: SeededGenerator
  /// The ids of the passages.
  package private(set) var ids: [Int64] = []
  private var nextArticle: Int64 = 1
  private let longest: Int
  /// The current passages; nil if they have changed since they were read.
  private var cachedPassages: [Passage]?

  package init(seed: Int) throws {
    random = SeededGenerator(seed: seed)
    longest = random.chance(1, in: 4) ? 300 : 30
    connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
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

  /// Returns the current passages.
  package mutating func passages() throws -> [Passage] {
    if let cachedPassages { return cachedPassages }
    let numbers = Dictionary(
      uniqueKeysWithValues: Self.words.enumerated().map { ($1[...], UInt8($0)) })
    let passages = try connection.rows("SELECT id, title, text FROM indexed_passages") { row in
      let columns = [1, 2].map { column in
        (row.text(at: column) ?? "").split(separator: " ").map { numbers[$0] ?? 0 }
      }
      return Passage(id: row.integer(at: 0), columns: columns)
    }
    cachedPassages = passages
    return passages
  }

  private mutating func text(_ length: Int) -> String {
    random.words(length...length, of: Self.words, skew: 3).joined(separator: " ")
  }

  /// Makes random changes, each in a transaction of its own.
  package mutating func change(_ count: Int) throws {
    cachedPassages = nil
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

  private mutating func maintain() throws {
    switch random.below(4) {
    case 0: try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
    case 1: try connection.transaction(.write) { try PassageLengthTable.rebuild(in: connection) }
    default: try IndexMaintenance.optimize(connection)
    }
  }

  private mutating func insert(_ articles: Int) throws {
    try connection.execute("BEGIN")
    let before = ids.last ?? 0
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
        ids.append(id)
      }
      nextArticle += 1
    }
    if let last = ids.last, last > before {
      try PassageLengthTable.update(of: before + 1...last, in: connection)
    }
    try connection.execute("COMMIT")
  }

  private mutating func delete() throws {
    guard !ids.isEmpty else { return }
    try connection.execute("BEGIN")
    for _ in 0...random.below(5) where !ids.isEmpty {
      let id = ids.remove(at: random.below(ids.count))
      try removeFromIndex(id)
      try connection.run("DELETE FROM passages WHERE id = ?1", [.integer(id)])
      try PassageLengthTable.update(of: id...id, in: connection)
    }
    try connection.execute("COMMIT")
  }

  private mutating func update() throws {
    guard !ids.isEmpty else { return }
    try connection.execute("BEGIN")
    for _ in 0...random.below(5) {
      let id = ids[random.below(ids.count)]
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
