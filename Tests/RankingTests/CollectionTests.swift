import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

/// Parts of a collection, each in an index of its own, against one index of the whole collection.
struct CollectionTests {
  private static let count = 800
  private static let parts = 8

  @Test(arguments: 0..<parts)
  func `with the collection's statistics, its parts give the hits and scores of the whole`(
    part: Int
  ) throws {
    for number in 0..<Self.count / Self.parts {
      let seed = firstSeed + part * Self.count / Self.parts + number
      var whole = try RandomIndex(seed: seed)
      try whole.change(2 + whole.random.below(8))
      let reader = RankingReader(whole.connection)
      let collection = try Collection(of: &whole)
      #expect(try collection.size == reader.statistics().size, "seed \(seed)")
      for _ in 0..<6 {
        var query = whole.query()
        if query.weights != nil, whole.random.chance(1, in: 2) { query.weights = nil }
        let expected = try reader.search(query)
        let found = try collection.search(query)
        #expect(found.hits == expected.hits, "seed \(seed): \(query)")
        if case .exact(let count) = expected.count, query.countsExactly {
          #expect(found.count == count, "seed \(seed): \(query)")
        }
        if found.hits != expected.hits { return }
      }
    }
  }

  /// The stored bounds were computed with the average length of each part.
  @Test func `parts with passages of very different lengths give the hits of the whole`() throws {
    for seed in seeds(6) {
      var random = SeededGenerator(seed: seed)
      let collection = try Collection(parts: 2)
      let whole = try Collection(parts: 1)
      for id in 1...Int64(6_000) {
        let part = random.below(2)
        let length = part == 0 ? 1 + random.below(6) : 20 + random.below(120)
        let text = random.words(length...length, of: RandomIndex.words, skew: 3)
          .joined(separator: " ")
        try collection.add(id, text, to: part)
        try whole.add(id, text, to: 0)
      }
      for part in collection.parts { try IndexMaintenance.optimize(part.connection) }
      for _ in 0..<20 {
        let words = random.words(1...4, of: RandomIndex.words, skew: 1)
        var query = RankingQuery.any(words, k: [1, 10, 100][random.below(3)])
        if random.chance(1, in: 2) { query.formula = .passages }
        let (found, expected) = (try collection.search(query), try whole.search(query))
        #expect(found.hits == expected.hits, "seed \(seed): \(query)")
      }
    }
  }

  @Test func `statistics that cannot be right are refused`() throws {
    var whole = try RandomIndex(seed: 1)
    try whole.change(8)
    let reader = RankingReader(whole.connection)
    var query = RankingQuery.any(["alfa"], k: 3)
    for (passages, tokens, frequency) in [(0, 9, 0), (9, 0, 1), (9, 90, 10), (9, 90, -1)] {
      query.collection = RankingQuery.Collection(passages: passages, tokens: tokens)
      query.terms[0].documentFrequency = frequency
      #expect(throws: IndexError.unsupportedQuery) { try reader.search(query) }
    }
  }
}

/// The articles of an index, distributed over several.
private struct Collection {
  private(set) var parts: [(connection: Connection, reader: RankingReader)] = []

  init(parts count: Int, rank: String = "bm25(2.0, 1.0)") throws {
    for _ in 0..<count {
      let connection = try Connection(path: ":memory:", access: .create)
      try connection.execute(Project.schema)
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', ?1)", [.text(rank)])
      parts.append((connection, RankingReader(connection)))
    }
  }

  /// Adds an article of one passage, which has the same id, to a part.
  func add(_ id: Int64, _ text: String, to part: Int) throws {
    let connection = parts[part].connection
    try connection.run(
      """
      INSERT INTO articles(id, location, docno, title, content_hash, added_at)
      VALUES (?1, ?1, ?1, 'alfa', '', '')
      """, [.integer(id)])
    try connection.run(
      "INSERT INTO passages(id, article_id, ordinal, start, text) VALUES (?1, ?1, 1, 0, ?2)",
      [.integer(id), .text(text)])
    try connection.run(
      "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, 'alfa', ?2)",
      [.integer(id), .text(text)])
  }

  init(of whole: inout RandomIndex) throws {
    let count = 1 + whole.random.below(4)
    let rank = try whole.connection.first(
      "SELECT v FROM passages_fts_config WHERE k = 'rank'"
    ) { $0.text(at: 0) }
    try self.init(parts: count, rank: rank.flatMap(\.self) ?? "bm25()")
    let articles = try whole.connection.rows("SELECT id, title FROM articles ORDER BY id") {
      (id: $0.integer(at: 0), title: $0.text(at: 1) ?? "")
    }
    for article in articles {
      let connection = parts[whole.random.below(count)].connection
      try connection.run(
        """
        INSERT INTO articles(id, location, docno, title, content_hash, added_at)
        VALUES (?1, ?1, ?1, ?2, '', '')
        """, [.integer(article.id), .text(article.title)])
      let passages = try whole.connection.rows(
        "SELECT id, ordinal, start, text FROM passages WHERE article_id = ?1 ORDER BY ordinal",
        [.integer(article.id)]
      ) { row in
        [row.integer(at: 0), row.integer(at: 1), row.integer(at: 2)].map(Value.integer)
          + [.text(row.text(at: 3) ?? "")]
      }
      for passage in passages {
        try connection.run(
          "INSERT INTO passages(id, ordinal, start, text, article_id) VALUES (?1, ?2, ?3, ?4, ?5)",
          passage + [.integer(article.id)])
        // The program's connections run no triggers.
        try connection.run(
          "INSERT INTO passages_fts(rowid, title, text) VALUES (?1, ?2, ?3)",
          [passage[0], .text(article.title), passage[3]])
      }
    }
    for part in parts where whole.random.chance(1, in: 2) {
      try IndexMaintenance.optimize(part.connection)
    }
  }

  /// The sum of the parts' sizes.
  var size: RankingQuery.Collection {
    get throws {
      try parts.reduce(into: RankingQuery.Collection(passages: 0, tokens: 0)) { sum, part in
        let size = try part.reader.statistics().size
        sum.passages += size.passages
        sum.tokens += size.tokens
      }
    }
  }

  /// Returns the best hits of all parts, which are ranked with the statistics of the collection.
  func search(_ query: RankingQuery) throws -> (hits: [RankingHit], count: Int) {
    var query = query
    query.collection = try size
    if query.collection?.tokens == 0 { query.collection = nil }
    for index in query.terms.indices {
      let columns = query.terms[index].columns
      query.terms[index].documentFrequency =
        switch query.terms[index].source {
        case .list(let list): list.count
        case .pattern(let pattern):
          try parts.reduce(0) { sum, part in
            sum + (try part.reader.documentFrequency(of: pattern, columns: columns))
          }
        }
    }
    let asked = query
    var (hits, count) = ([RankingHit](), 0)
    for part in parts {
      for index in query.terms.indices {
        guard case .list(let list) = asked.terms[index].source else { continue }
        query.terms[index].source = .list(try list.only(in: part.connection))
      }
      let result = try part.reader.search(query)
      hits += result.hits
      switch result.count {
      case .exact(let number), .atLeast(let number): count += number
      }
    }
    return (Array(hits.sorted().prefix(query.k)), count)
  }
}

extension ExternalPostings {
  /// Returns the postings of the passages that an index has.
  fileprivate func only(in connection: Connection) throws -> ExternalPostings {
    let ids = Set(try connection.rows("SELECT id FROM passages") { $0.integer(at: 0) })
    let kept = passages.indices.filter { ids.contains(passages[$0]) }
    return ExternalPostings(kept.map { passages[$0] }, frequencies: kept.map { frequencies[$0] })
  }
}
