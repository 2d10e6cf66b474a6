@testable import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct CheckTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("a.db") }

  init() throws {
    folder = try TemporaryFolder()
    let articles = (1...20).map { number in
      PreparedArticle(
        "a\(number)", title: "Harbour \(number)",
        paragraphs: (0..<3).map { "paragraph \($0) of \(number) in Łódź" })
    }
    let archive = try Archive.holding(articles, at: path)
    try archive.optimize()
    try archive.connection.execute(
      """
      INSERT INTO roots VALUES (1, 'in', '/in', '{}');
      INSERT INTO files VALUES (1, 'in/a', 1, 9, 9, 9, 9, 'ab', 'v1', 0);
      UPDATE articles SET file_id = 1;
      """)
  }

  private func repair(_ archive: Archive) throws -> [ArchiveRepair] {
    try archive.repair { text in
      var start = 0
      let passages = text.components(separatedBy: "\n\n").map { paragraph in
        defer { start += paragraph.utf8.count + 2 }
        return Passage(start: start, text: paragraph)
      }
      return (text, passages)
    }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    var sql: String
    var problems: [ArchiveProblem]
    var repairs: [ArchiveRepair]
    var testDescription: String { sql }

    init(_ sql: String, _ problems: [ArchiveProblem], _ repairs: [ArchiveRepair]) {
      self.sql = sql
      self.problems = problems
      self.repairs = repairs
    }
  }

  /// Drops the triggers, so that the following changes leave the index out of step.
  private static let withoutTriggers = """
    DROP TRIGGER passages_after_insert; DROP TRIGGER passages_before_delete;
    DROP TRIGGER passages_after_update; DROP TRIGGER articles_after_delete;
    DROP TRIGGER passages_keep_their_place; DROP TRIGGER articles_after_update;
    """

  static let damages: [Damage] = [
    Damage("SELECT 1", [], []),
    Damage(
      "DROP TRIGGER articles_after_update; DROP VIEW article_texts; DROP INDEX articles_by_file;",
      [.definitions(["articles_by_file", "article_texts", "articles_after_update"])],
      [.definitions(["articles_by_file", "article_texts", "articles_after_update"])]),
    Damage(
      "DROP TABLE ingest_runs; DROP TABLE vocabulary",
      [.definitions(["ingest_runs", "vocabulary"])],
      [.definitions(["ingest_runs", "vocabulary"]), .sideTables]),
    Damage(
      "UPDATE articles SET content_hash = 'x' WHERE id < 3", [.changedArticles(2)],
      [
        .changedArticles(2)
      ]),
    Damage(
      "UPDATE passages SET text = 'Paragraph 0 OF 4 in Lodz 12' WHERE id = 10",
      [.changedArticles(1)], [.changedArticles(1)]),
    Damage(
      "UPDATE passages SET ordinal = 9 WHERE id IN (1, 4)", [.disorderedArticles(2)],
      [
        .disorderedArticles(2), .passageRanges, .index, .sideTables,
      ]),
    Damage(
      "UPDATE passages SET start = start + 1 WHERE id = 3", [.disorderedArticles(1)],
      [
        .disorderedArticles(1), .passageRanges, .index, .sideTables,
      ]),
    Damage(
      "DELETE FROM passages WHERE id = 5", [.disorderedArticles(1)],
      [
        .disorderedArticles(1), .passageRanges, .index, .sideTables,
      ]),
    Damage(
      "DELETE FROM passages WHERE article_id = 7", [.emptyArticles(1)],
      [
        .emptyArticles(1), .passageRanges, .index, .sideTables,
      ]),
    Damage(
      "UPDATE articles SET first_passage = NULL WHERE id = 5", [.passageRanges(1)],
      [
        .passageRanges
      ]),
    Damage("DELETE FROM files", [.references(20)], [.references(20)]),
    Damage("DELETE FROM roots", [.references(1)], [.references(1)]),
    Damage(
      "UPDATE passage_lengths SET lengths = zeroblob(length(lengths))", [.lengths(1)],
      [.sideTables]),
    Damage("DELETE FROM vocabulary", [.vocabulary], [.sideTables]),
    Damage("DELETE FROM term_variants", [.vocabulary], [.sideTables]),
    Damage(
      "DELETE FROM written_forms WHERE first_form = (SELECT min(first_form) FROM written_forms)",
      [.writtenForms], [.sideTables]),
    Damage("DELETE FROM written_forms_state", [], []),
    Damage(
      "INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y')",
      [.missingFromIndex(1)], [.index, .sideTables]),
    Damage(
      "INSERT INTO passages_fts(rowid, title, text) VALUES (999, 'x', 'y')", [.strayInIndex(1)],
      [.index, .sideTables]),
    Damage(
      """
      INSERT INTO passages_fts(passages_fts, rowid, title, text)
        SELECT 'delete', 4, title, text FROM indexed_passages WHERE id = 4;
      INSERT INTO passages_fts(rowid, title, text) VALUES (4, 'x', 'y');
      """, [.indexOutOfStep], [.index, .sideTables]),
    Damage(
      "UPDATE passages_fts_data SET block = zeroblob(length(block)) WHERE id > 10",
      [.indexOutOfStep], [.index, .sideTables]),
    Damage(
      withoutTriggers + "DELETE FROM articles WHERE id = 3",
      [
        .definitions([
          "passages_after_insert", "passages_before_delete", "passages_after_update",
          "passages_keep_their_place", "articles_after_update", "articles_after_delete",
        ]), .strayPassages(3), .indexOutOfStep,
      ],
      [
        .definitions([
          "passages_after_insert", "passages_before_delete", "passages_after_update",
          "passages_keep_their_place", "articles_after_update", "articles_after_delete",
        ]), .strayPassages(3), .index, .sideTables,
      ]),
  ]

  @Test(arguments: damages)
  func `each kind of damage is reported and repaired`(damage: Damage) throws {
    try folder.damage("a.db", damage.sql)
    // A read-only archive is enough to find the damage.
    let found = try Archive.open(readingFrom: path).check()
    let wanted = damage.problems
    #expect(wanted.allSatisfy(found.contains), "\(found)")
    // If a table was changed, the side tables that are built from it are wrong too.
    let others = found.filter { !wanted.contains($0) }
    #expect(wanted.isEmpty == found.isEmpty)
    for problem in others {
      switch problem {
      case .lengths, .postingBlocks, .vocabulary, .writtenForms, .indexOutOfStep: break
      default: Issue.record("\(problem)")
      }
    }
    let archive = try Archive.open(writingTo: path)
    #expect(try archive.check() == found)
    #expect(try repair(archive) == damage.repairs)
    #expect(try archive.check() == [])
    #expect(try repair(archive) == [])
  }

  @Test func `an article that lost a passage is split again, and its file is read again`() throws {
    try folder.damage("a.db", "DELETE FROM passages WHERE id = 5")
    let archive = try Archive.open(writingTo: path)
    _ = try repair(archive)
    #expect(
      try archive.text(ofArticle: 2)
        == "paragraph 0 of 2 in Łódź\n\nparagraph 2 of 2 in Łódź")
    let file = try archive.connection.first("SELECT content_hash, reader FROM files") { row in
      (row.isNull(at: 0), row.text(at: 1))
    }
    #expect(file?.0 == true && file?.1 == "")
    #expect(try archive.passages(ofArticle: 2, 1...9).map(\.id) == [61, 62])
  }

  @Test func `passages with wrong numbers still make the same text after a repair`() throws {
    let archive = try Archive.open(writingTo: path)
    let text = try archive.text(ofArticle: 2)
    try folder.damage("a.db", "UPDATE passages SET ordinal = 9 WHERE id = 4")
    #expect(try archive.text(ofArticle: 2) != text)
    #expect(try repair(archive).first == .disorderedArticles(1))
    #expect(try archive.text(ofArticle: 2) == text)
    // No text is missing, so the file need not be read again.
    #expect(try archive.connection.first("SELECT reader FROM files") { $0.text(at: 0) } == "v1")
  }

  @Test func `an archive that cannot be written is checked in a copy`() throws {
    try folder.damage(
      "a.db",
      "INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y')")
    try folder.damage("a.db", "INSERT INTO passages_fts(rowid, title, text) VALUES (4, 'x', 'y')")
    let script = """
      mkdir ro && cp a.db ro/a.db && chmod 555 ro && chmod 444 ro/a.db && chmod 755 .
      """
    #expect(try run("sh", ["-c", script], in: folder.path).status == 0)
    let archive = try Archive.open(readingFrom: folder.path("ro/a.db"))
    #expect(try archive.check().contains(.indexOutOfStep))
  }

  @Test func `SQLite's own indexes are rebuilt`() throws {
    let root = try Connection(path: path, access: .readOnly).first(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'articles_by_published'"
    ) { $0.integer(at: 0) }
    let other = try Connection(path: path, access: .readOnly).first(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'files_by_size'"
    ) { $0.integer(at: 0) }
    // Swaps the root pages of the two indexes.
    let swap = """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET rootpage = \(try #require(other)) WHERE name = 'articles_by_published';
      UPDATE sqlite_schema SET rootpage = \(try #require(root)) WHERE name = 'files_by_size';
      """
    try folder.damage("a.db", swap)
    let archive = try Archive.open(writingTo: path)
    #expect(try archive.check() == [.indexes])
    #expect(try repair(archive) == [.indexes])
    #expect(try archive.check() == [])
  }

  /// Any wrong byte leads to an answer or an error, never to a crash; a repaired archive passes the
  /// check.
  @Test func `wrong bytes are reported or repaired`() throws {
    try Connection(path: path, access: .readWrite).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var reportedCount = 0
    for seed in seeds(60) {
      var random = SeededGenerator(seed: seed)
      var bytes = whole
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let index = Int.random(in: 100..<bytes.count, using: &random)
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      let damaged = folder.path("damaged-\(seed).db")
      try bytes.write(to: URL(fileURLWithPath: damaged))
      do {
        let archive = try Archive.open(writingTo: damaged)
        let problems = try archive.check()
        if problems != [] { reportedCount += 1 }
        let repairs = try repair(archive)
        let left = try archive.check()
        let isOfFile = left.contains { problem in
          switch problem {
          case .file, .indexes, .definitions: true
          default: false
          }
        }
        if left != [] && !isOfFile {
          Issue.record("seed \(seed): \(problems) \(repairs) \(left)")
        }
      } catch let error as ArchiveError {
        reportedCount += 1
        switch error.kind {
        case .damaged, .foreign, .newer, .storage: break
        default: Issue.record("seed \(seed): \(error)")
        }
      }
    }
    #expect(reportedCount > 30)
  }
}
