@testable import Archive
import SQLite
import TestSupport
import Testing

/// The index must have the same terms at the same positions as the one that FTS5 builds.
struct IndexedTermsTests {
  @Test func `random texts are indexed as FTS5 indexes them`() throws {
    for seed in seeds(40) {
      var random = SeededGenerator(seed: seed)
      let articles = (0..<Int.random(in: 1...6, using: &random)).map { number in
        let texts = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          Self.text(&random)
        }
        return PreparedArticle("\(number)", title: Self.text(&random), paragraphs: texts)
      }
      try Self.expectStockIndex(of: articles, "seed \(seed)")
    }
  }

  @Test(arguments: [
    String(repeating: "a", count: 40_000) + " b " + String(repeating: "é", count: 20_000),
    String(repeating: "x ", count: 50_000), String(repeating: "語", count: 30_000), "", " ", "…",
    String(repeating: "running ", count: 70_000), "hop hopping hoped İstanbul ẞ ŉ ΐ ﬃ",
  ])
  func `texts with long, many or no terms are indexed as FTS5 indexes them`(text: String) throws {
    try Self.expectStockIndex(
      of: [PreparedArticle("a", title: "Title", paragraphs: [text, text])], "")
  }

  @Test func `an article replaced before a commit leaves no terms in the index`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(PreparedArticle("b", title: "Title", paragraphs: ["brown dogs"]))
    for text in ["running wolves", "sleeping foxes", "grey wolves"] {
      _ = try writer.put(
        PreparedArticle("a", title: "Title", paragraphs: [text, "and more of them"]))
    }
    try writer.commit()
    #expect(try Self.count("fox", archive) == 0 && Self.count("run", archive) == 0)
    #expect(try Self.count("wolf", archive) == 0 && Self.count("wolves", archive) == 1)
    #expect(try Self.count("title", archive) == 3 && Self.count("dog", archive) == 1)
    #expect(try archive.check().isEmpty)
  }

  @Test func `a title changed after tokenizing is tokenized again`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    var article = PreparedArticle(
      "a", title: "Old title", paragraphs: ["The text of it.", "More of it."])
    article.metadata.title = "New headline"
    _ = try writer.put(article)
    try writer.commit()
    #expect(try archive.check().isEmpty)
    #expect(try Self.count("headline", archive) == 2)
    #expect(try Self.count("old", archive) == 0)
  }

  @Test func `a replaced article leaves no terms in the index`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(PreparedArticle("a", title: "Title", paragraphs: ["running wolves"]))
    try writer.commit()
    _ = try writer.put(PreparedArticle("a", title: "Title", paragraphs: ["sleeping foxes"]))
    try writer.commit()
    #expect(try Self.count("wolf", archive) == 0 && Self.count("wolves", archive) == 0)
    #expect(try Self.count("fox", archive) == 1)
    try archive.connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
    #expect(try Self.count("fox", archive) == 1)
    #expect(try archive.check().isEmpty)
  }

  private static func count(_ term: String, _ archive: Archive) throws -> Int64? {
    try archive.connection.first(
      "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?1", [.text(term)]
    ) { $0.integer(at: 0) }
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "running", "Łódź", "STRASSE", "straße", "naïve", "U.S.", "20,000", "日本語", "한국어", "🚀",
      "it's", "re-entry", "\u{301}", "e\u{301}", "١٢٣", "Ωμέγα", "ﬁne", "İ", "a_b", "C++", "\n\n",
    ]
    return random.words(0...60, of: pieces).joined(separator: " ")
  }

  /// Writes the articles, and compares the index with the one that FTS5 builds from the same rows.
  private static func expectStockIndex(
    of articles: [PreparedArticle], _ comment: Comment
  ) throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.holding(articles, at: folder.path("a.db"))
    let connection = archive.connection
    try connection.execute(
      "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, passages_fts, instance)")
    func occurrences() throws -> [[String]] {
      try connection.rows("SELECT term, doc, col, offset FROM v ORDER BY 1, 2, 3, 4") { row in
        (0..<4).map { row.text(at: $0) ?? "" }
      }
    }
    func lengths() throws -> [[UInt8]] {
      try connection.rows("SELECT sz FROM passages_fts_docsize ORDER BY id") { $0.bytes(at: 0) }
    }
    let (ours, ourLengths) = (try occurrences(), try lengths())
    try connection.run("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
    #expect(try occurrences() == ours, comment)
    #expect(try lengths() == ourLengths, comment)
    #expect(try archive.check().isEmpty, comment)
  }
}
