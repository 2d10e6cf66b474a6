@testable import Archive
import Foundation
import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

/// An archive that the stock sqlite3 shell changes too must stay consistent.
struct SharedArchiveTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("a.db") }
  private let archive: Archive
  private let writer: ArticleWriter

  init() throws {
    folder = try TemporaryFolder()
    archive = try Archive.open(writingTo: folder.path("a.db"))
    writer = ArticleWriter(archive: archive)
    for number in 1...3 {
      _ = try writer.put(
        PreparedArticle("a\(number)", title: "Harbour", paragraphs: ["zebra crossings"]))
    }
    try writer.commit()
  }

  private func count(_ expression: String) throws -> Int64? {
    try archive.connection.first(
      "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?1", [.text(expression)]
    ) { $0.integer(at: 0) }
  }

  private func isInStep() throws -> Bool { try IndexCheck.agreesWithText(archive.connection) }

  @Test(arguments: [
    "tokenize = 'unicode61'", "tokenize = 'porter', prefix = '2 3'", "detail = 'column'",
    "columnsize = 0",
  ])
  func `an index with other options is updated with those options`(option: String) throws {
    try folder.damage(
      "a.db",
      """
      DROP TABLE passages_fts;
      CREATE VIRTUAL TABLE passages_fts USING fts5(title, text, content = 'indexed_passages',
        content_rowid = 'id', \(option));
      INSERT INTO passages_fts(passages_fts) VALUES ('rebuild');
      """)
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["more zebra crossings"]))
    if !option.hasPrefix("columnsize") { try writer.commit() } else { try? writer.commit() }
    #expect(try isInStep())
    if !option.hasPrefix("columnsize") { #expect(try count("ze*") == 4) }
  }

  @Test func `a title that is not UTF-8 is removed from the index`() throws {
    try folder.damage("a.db", "UPDATE articles SET title = CAST(x'616263AA' AS TEXT) WHERE id = 1")
    #expect(try isInStep())
    _ = try writer.put(PreparedArticle("a1", title: "Harbour", paragraphs: ["other words"]))
    try writer.commit()
    #expect(try isInStep() && archive.check().isEmpty)
  }

  @Test func `passages without consecutive ids are replaced`() throws {
    try folder.damage(
      "a.db",
      """
      INSERT INTO passages (id, article_id, ordinal, start, text) VALUES (5002, 1, 2, 17, 'far');
      """)
    try archive.optimize()
    _ = try writer.put(PreparedArticle("a1", title: "Harbour", paragraphs: ["other words"]))
    try writer.commit()
    #expect(try PassageLengthTable.verify(in: archive.connection).isEmpty)
    #expect(try isInStep())
  }

  @Test func `spellings in text changed by the shell are found after the next write`() throws {
    try archive.optimize()
    try folder.damage("a.db", "UPDATE passages SET text = 'Die Straße' WHERE id = 1")
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["words"]))
    try writer.commit()
    try archive.optimizeIndex()
    let rows = try archive.connection.rows("SELECT folded FROM term_variants") {
      $0.text(at: 0) ?? ""
    }
    #expect(rows == ["strass"])
  }

  @Test func `spelling variants of deleted text do no harm`() throws {
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["Die Straße"]))
    try writer.commit()
    try archive.optimizeIndex()
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["Die Gasse"]))
    try writer.commit()
    try archive.optimizeIndex()
    #expect(try archive.check().isEmpty)
  }

  @Test func `an index with another rank function is written and optimized`() throws {
    try folder.damage(
      "a.db", "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(1.0, 1.0) ')")
    try folder.damage("a.db", "UPDATE passages_fts_config SET v = 'other(1.0)' WHERE k = 'rank'")
    let other = try Archive.open(writingTo: path)
    let writer = ArticleWriter(archive: other)
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["words"]))
    try writer.commit()
    try other.optimizeIndex()
    #expect(try other.check().isEmpty)
  }

  @Test func `optimizing pays if an earlier optimization was not finished`() throws {
    try archive.optimize()
    #expect(try !archive.optimizingPays(afterStoring: 0))
    try archive.connection.run("DELETE FROM posting_blocks_state")
    #expect(try archive.optimizingPays(afterStoring: 0))
  }

  @Test func `a writer can continue after a failure`() throws {
    _ = try writer.put(PreparedArticle("b", title: "Bridge", paragraphs: ["lost words"]))
    // The next write fails.
    try archive.connection.execute("PRAGMA query_only = ON")
    #expect(throws: ArchiveError.self) { try writer.commit() }
    try archive.connection.execute("PRAGMA query_only = OFF")
    _ = try writer.put(PreparedArticle("c", title: "Bridge", paragraphs: ["kept words"]))
    try writer.commit()
    #expect(try count("lost") == 0 && count("kept") == 1)
    #expect(try archive.check().isEmpty)
  }

  @Test func `a backup does not replace an archive that is open`() throws {
    let other = try RunningCommand(
      "sqlite3", [path, "-cmd", "SELECT count(*) FROM articles;"], in: folder.path)
    #expect(waitUntil { other.outputText.contains("3") })
    let source = try Archive.open(writingTo: folder.path("b.db"))
    #expect(throws: ArchiveError(.inUse, path: path)) {
      try source.backup(to: path, replacing: true)
    }
    other.send(SIGKILL)
    _ = other.end()
  }
}
