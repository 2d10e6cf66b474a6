import Archive
import FullTextIndex
import QueryLanguage
import SQLite
import TestSupport
import Testing

@testable import SearchEngine

/// Searches for written words, compared with reading all passages, in archives whose tables of
/// written forms are missing, current, or behind.
struct RandomFormsTests {
  /// Words that share their stems with others, with accents and capitals.
  static let words = [
    "government", "moon", "govern", "moons", "relations", "station", "governs", "governments",
    "Mooned", "relate", "relational", "Élan", "elans", "stations", "stationed", "governor", "run",
    "running", "runs", "ponies", "pony", "x2", "2021", "2022", "statics", "Governed", "relates",
    "élans", "mo", "über",
  ]

  @Test func `searches find the passages with the words as they are written`() throws {
    var hits = 0
    for seed in seeds(1_600) {
      var random = SeededGenerator(seed: seed)
      let archive = try Archive.open(writingTo: ":memory:")
      let searcher = Searcher(archive)
      if random.chance(1, in: 3) {
        searcher.group.members[0].formLists.maxKept = 1 + random.below(4)
      }
      var count = 0
      for _ in 0...random.below(4) {
        try Self.add(to: archive, &count, &random)
        hits += try Self.compare(searcher, 4, seed, &random)
        if random.chance(1, in: 2) { try archive.optimize() }
        if random.chance(1, in: 5) { try archive.optimizeIndex() }
        hits += try Self.compare(searcher, 4, seed, &random)
      }
      if seed % 8 == 0 { #expect(try archive.check() == [], "seed \(seed)") }
    }
    #expect(hits > 20_000)
  }

  @Test func `rows that the shell changes count at once`() throws {
    let folder = try TemporaryFolder()
    var hits = 0
    for seed in seeds(400) {
      var random = SeededGenerator(seed: seed)
      let path = folder.path("\(seed).db")
      let archive = try Archive.open(writingTo: path)
      let searcher = Searcher(archive)
      var count = 0
      try Self.add(to: archive, &count, &random)
      if random.chance(3, in: 4) { try archive.optimize() }
      hits += try Self.compare(searcher, 2, seed, &random)
      for _ in 0...random.below(2) {
        let changes = (0...random.below(4)).map { _ in Self.change(count, &random) }
        #expect(try run("sqlite3", [path], input: changes.joined()).errors == "")
        hits += try Self.compare(searcher, 4, seed, &random)
        if random.chance(1, in: 2) { try archive.optimize() }
        if random.chance(1, in: 3) { try Self.add(to: archive, &count, &random) }
        hits += try Self.compare(searcher, 2, seed, &random)
      }
      if seed % 4 == 0 { #expect(try archive.check().contains(.writtenForms) == false) }
    }
    #expect(hits > 4_000)
  }

  private static func text(_ counts: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
    random.words(counts, of: words, skew: 2).joined(separator: " ")
  }

  /// Adds some articles, and replaces some.
  private static func add(
    to archive: Archive, _ count: inout Int, _ random: inout SeededGenerator
  ) throws {
    var articles: [PreparedArticle] = []
    for _ in 0...random.below(8) {
      count += 1
      let number = random.chance(1, in: 4) ? 1 + random.below(count) : count
      articles.append(
        PreparedArticle(
          "\(number)", title: text(0...3, &random),
          paragraphs: (0...random.below(3)).map { _ in text(1...9, &random) }))
    }
    try archive.put(articles)
  }

  /// Returns statements that change a random row.
  private static func change(_ count: Int, _ random: inout SeededGenerator) -> String {
    let row = 1 + random.below(2 * count)
    switch random.below(5) {
    case 0:
      return "UPDATE passages SET text = '\(text(1...9, &random))' WHERE id = \(row);"
    case 1:
      return "UPDATE articles SET title = '\(text(0...3, &random))' WHERE id = \(row);"
    case 2: return "DELETE FROM passages WHERE id = \(row);"
    case 3: return "PRAGMA foreign_keys = ON; DELETE FROM articles WHERE id = \(row);"
    default:
      // The second statement also uses the id of a passage that the shell has deleted.
      return """
        INSERT OR IGNORE INTO passages(article_id, ordinal, start, text)
          SELECT id, 100 + (SELECT count(*) FROM passages), 0, '\(text(1...9, &random))'
            FROM articles LIMIT 1;
        INSERT OR IGNORE INTO passages(id, article_id, ordinal, start, text)
          SELECT \(row), id, 200 + (SELECT count(*) FROM passages), 0, '\(text(1...9, &random))'
            FROM articles LIMIT 1;
        """
    }
  }

  /// Compares the answers to random queries.
  ///
  /// - Returns: The number of hits.
  private static func compare(
    _ searcher: Searcher, _ count: Int, _ seed: Int, _ random: inout SeededGenerator
  ) throws -> Int {
    let oracle = try FormOracle(searcher.group.members[0].archive)
    var hits = 0
    for _ in 0..<count {
      let clauses = (0...random.below(2)).map { _ in FormClause.random(words, &random) }
      let text = clauses.map(\.text).joined(separator: " ")
      var request = SearchRequest(Query(text), mode: .any, limit: 1_000, listsPassages: true)
      request.ranking = .plain
      request.suggests = false
      let response = try searcher.search(request)
      let wanted = try oracle.scores(clauses)
      let place: Comment = "seed \(seed): \(text)"
      #expect(Set(response.hits.map(\.passage.id)) == Set(wanted.keys), place)
      for hit in response.hits {
        let score = wanted[hit.passage.id] ?? 0
        #expect((hit.score - score).magnitude <= 1e-9 * score, place)
        #expect(!hit.snippet.highlights.isEmpty || !hit.title.highlights.isEmpty, place)
      }
      hits += response.hits.count
    }
    return hits
  }
}
