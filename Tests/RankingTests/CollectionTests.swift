import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

/// Parts of a collection, each in an index of its own, against one index of the whole collection.
struct CollectionTests {
  private static let seeds = 800
  private static let parts = 8

  @Test(arguments: 0..<parts)
  func `with the collection's statistics, its parts give the hits and scores of the whole`(
    part: Int
  ) throws {
    for number in 0..<Self.seeds / Self.parts {
      let seed = firstSeed + part * Self.seeds / Self.parts + number
      var whole = try RandomIndex(seed: seed)
      try whole.change(2 + whole.random.below(8))
      let reader = RankingReader(whole.connection)
      let collection = try Collection(of: &whole)
      #expect(try collection.size == reader.size, "seed \(seed)")
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
  private var parts: [(connection: Connection, reader: RankingReader)] = []

  init(of whole: inout RandomIndex) throws {
    let count = 1 + whole.random.below(4)
    let rank = try whole.connection.first(
      "SELECT v FROM passages_fts_config WHERE k = 'rank'"
    ) { $0.text(at: 0) }
    for _ in 0..<count {
      let connection = try Connection(path: ":memory:", access: .create)
      try connection.execute(Project.schema)
      try connection.run(
        "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', ?1)",
        [.text(rank.flatMap(\.self) ?? "bm25()")])
      parts.append((connection, RankingReader(connection)))
    }
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
        let size = try part.reader.size
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
      guard case .pattern(let pattern) = query.terms[index].source else { continue }
      let columns = query.terms[index].columns
      query.terms[index].documentFrequency = try parts.reduce(0) { sum, part in
        sum + (try part.reader.documentFrequency(of: pattern, columns: columns))
      }
    }
    var (hits, count) = ([RankingHit](), 0)
    for part in parts {
      let result = try part.reader.search(query)
      hits += result.hits
      switch result.count {
      case .exact(let number), .atLeast(let number): count += number
      }
    }
    return (Array(hits.sorted().prefix(query.k)), count)
  }
}

extension RankingReader {
  fileprivate var size: RankingQuery.Collection {
    get throws {
      let statistics = try statistics()
      return RankingQuery.Collection(
        passages: statistics.passageCount, tokens: statistics.tokenCount)
    }
  }
}
