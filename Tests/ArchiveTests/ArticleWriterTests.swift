import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct ArticleWriterTests {
  /// After every step the archive must equal the dictionary.
  @Test func `random writes, commits and rollbacks agree with a dictionary`() throws {
    for seed in seeds(60) {
      let folder = try TemporaryFolder()
      try Model(path: folder.path("a.db"), seed: seed).play(steps: 40)
    }
  }

  @Test
  func `the first transaction, which drops indexes, leaves them all, with or without a commit`()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    let archive = try Archive.open(writingTo: path)
    let definitions = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    func indexes() throws -> [[String?]] {
      try archive.connection.rows(definitions) { [$0.text(at: 0), $0.text(at: 1)] }
    }
    let expected = try indexes()
    let writer = ArticleWriter(archive: archive)
    let articles = (0..<50).map {
      PreparedArticle(
        "article \($0 % 7)#\($0)", title: "Title \(99 - $0)", paragraphs: ["Text \($0)."])
    }
    for article in articles { _ = try writer.put(article) }
    #expect(try indexes().count < expected.count)
    try archive.connection.execute("ROLLBACK")
    #expect(try indexes() == expected)
    let second = ArticleWriter(archive: archive)
    for article in articles {
      _ = try second.put(article)
      if article == articles[30] { try second.commit() }
    }
    try second.commit()
    #expect(try indexes() == expected)
    #expect(try archive.check() == [])
    #expect(try archive.articles(titled: "title 60", limit: 9) == [40])
    #expect(try archive.articles(withHash: articles[3].contentHash) == [4])
  }

  @Test func `the content hash equals what sha256sum prints for the text`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.holding(
      [PreparedArticle("a", title: "T", paragraphs: ["Erste Łódź", "第二", ""])],
      at: folder.path("a.db"))
    let sum = try run(
      "sh",
      [
        "-c",
        "printf %s \"$(sqlite3 \(folder.path("a.db")) 'SELECT text FROM article_texts')\" | sha256sum",
      ])
    let stored = try #require(try archive.article(id: 1))
    // The shell's $( ) drops trailing newlines, so the sum does not cover the separator before the
    // last passage, which is empty.
    let other = PreparedArticle(metadata: stored.metadata, text: "Erste Łódź\n\n第二", passages: [])
    #expect(sum.output.hasPrefix(other.contentHash))
    #expect(try archive.text(ofArticle: 1) == "Erste Łódź\n\n第二\n\n")
  }

  @Test func `an article without text is found by its title`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.holding(
      [PreparedArticle("a", title: "Lonely title", paragraphs: [])], at: folder.path("a.db"))
    let found = try archive.connection.rows(
      "SELECT rowid FROM passages_fts WHERE passages_fts MATCH 'lonely'"
    ) { $0.integer(at: 0) }
    #expect(found == [1])
    #expect(try archive.text(ofArticle: 1) == "")
  }
}

/// Applies random writes to an archive and a dictionary.
private final class Model {
  private let path: String
  private let seed: Int
  private var articles: RandomArticles
  private var archive: Archive
  private var writer: ArticleWriter
  private var committed: [String: PreparedArticle] = [:]
  private var current: [String: PreparedArticle] = [:]

  init(path: String, seed: Int) throws {
    self.path = path
    self.seed = seed
    articles = RandomArticles(seed: seed, Self.shape)
    archive = try Archive.open(writingTo: path)
    writer = ArticleWriter(archive: archive)
  }

  func play(steps: Int) throws {
    for _ in 0..<steps {
      switch articles.random.below(10) {
      case 0:
        try writer.commit()
        committed = current
        try verify()
      case 1: try reopen()
      default: try put()
      }
    }
    try writer.commit()
    committed = current
    try verify()
  }

  private func put() throws {
    let location = "article \(articles.random.below(6))"
    let isRepeat = Bool.random(using: &articles.random)
    let given =
      isRepeat ? current[location] ?? articles.article(location) : articles.article(location)
    let expected: ArticleWriter.Outcome =
      current[location] == nil ? .added : current[location] == given ? .unchanged : .updated
    #expect(try writer.put(given) == expected, "seed \(seed)")
    current[location] = given
  }

  private static var shape: RandomArticles.Shape {
    var shape = RandomArticles.Shape(
      words: ["ship", "ships", "moon", "Łódź", "don't", "F-35", "津軽海峡"])
    shape.title = 1...1
    shape.passages = 1...4
    return shape
  }

  /// Discards what was not committed, as a killed process would.
  private func reopen() throws {
    writer = ArticleWriter(archive: try Archive.open(readingFrom: path))
    archive = try Archive.open(writingTo: path)
    writer = ArticleWriter(archive: archive)
    current = committed
    try verify()
  }

  private func verify() throws {
    let connection = archive.connection
    try connection.execute(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)")
    for (location, expected) in committed {
      let stored = try #require(try archive.article(named: location), "seed \(seed)")
      #expect(stored.metadata == expected.metadata, "seed \(seed)")
      #expect(stored.contentHash == expected.contentHash, "seed \(seed)")
      let rows = try connection.rows(
        "SELECT id, ordinal, start, text FROM passages WHERE article_id = ?1 ORDER BY ordinal",
        [.integer(stored.id)]
      ) { row in
        (
          row.integer(at: 0), Int(row.integer(at: 1)),
          Passage(start: Int(row.integer(at: 2)), text: row.text(at: 3) ?? "")
        )
      }
      #expect(rows.map(\.2) == expected.passages, "seed \(seed)")
      #expect(rows.map(\.1) == Array(1...rows.count), "seed \(seed)")
      let ids = rows.map(\.0)
      #expect(ids == Array(ids[0]..<ids[0] + Int64(ids.count)), "ids in a row, seed \(seed)")
      let noted = try connection.first(
        "SELECT first_passage, last_passage FROM articles WHERE id = ?1", [.integer(stored.id)]
      ) { [$0.integer(at: 0), $0.integer(at: 1)] }
      #expect(noted == [ids[0], ids[ids.count - 1]], "seed \(seed)")
    }
    #expect(try archive.counts().articles == committed.count, "seed \(seed)")
  }
}
