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

  @Test func `a text that is longer than any article is reported by an export, not copied`() throws
  {
    try folder.damage(
      "a.db", "UPDATE passages SET text = CAST(zeroblob(50 << 20) AS TEXT) WHERE id = 10")
    var (lines, unreadable): (Int, [String]) = (0, [])
    try Archive.open(readingFrom: path).export(
      { _ in lines += 1 }, onUnreadable: { unreadable.append($0) }, onChanged: { _ in })
    #expect(lines == 19 && unreadable == ["a4"])
  }

  @Test func `a text that contradicts its hash is not accepted`() throws {
    // The text keeps its length, so that only its hash shows the change.
    try folder.damage(
      "a.db", "UPDATE passages SET text = replace(text, 'graph', 'photo') WHERE id = 10")
    let archive = try Archive.open(writingTo: path)
    #expect(try archive.check() == [.changedArticles(["a4"])])
    // The file /in/a does not exist.
    #expect(try repair(archive) == [.lostTexts(["a4"])])
    #expect(try archive.check() == [.changedArticles(["a4"])])
    try folder.write("a", "there")
    try archive.connection.execute(
      "UPDATE roots SET path = '.', absolute_path = '\(folder.path("."))'; UPDATE files SET path = 'a'"
    )
    #expect(try repair(archive) == [.changedArticles(1)])
    #expect(try archive.check() == [.changedArticles(["a4"])])
    let file = try #require(try archive.file(id: 1))
    #expect(file.contentHash == nil && file.reader == "")
    var changed: [String] = []
    try archive.export({ _ in }, onUnreadable: { _ in }, onChanged: { changed.append($0) })
    #expect(changed == ["a4"])
    // The file has the text with this hash, which replaces the changed text.
    let writer = ArticleWriter(archive: archive)
    let status = FileStatus(size: 1, modified: 9, changed: 9, inode: 9)
    _ = try writer.beginFile(path: "a", rootID: 1, status: status, reader: "v1")
    let article = PreparedArticle(
      "a4", title: "Harbour 4", paragraphs: (0..<3).map { "paragraph \($0) of 4 in Łódź" })
    #expect(try writer.put(article) == .updated)
    let other = PreparedArticle(
      "a5", title: "Harbour 5", paragraphs: (0..<3).map { "paragraph \($0) of 5 in Łódź" })
    #expect(try writer.put(other) == .unchanged)
    try writer.commit()
    #expect(try archive.check() == [])
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
      "UPDATE articles SET content_hash = '' WHERE id < 3", [.changedArticles(["a1", "a2"])],
      [.missingHashes(2)]),
    Damage("UPDATE passage_lengths SET lengths = substr(lengths, 1, 4000)", [], []),
    Damage(
      "UPDATE passage_lengths SET lengths = substr(lengths, 1, 3999) || x'ff' || substr(lengths, 4001)",
      [.lengths(1)], [.sideTables]),
    Damage(
      "UPDATE articles SET last_passage = 9223372036854775807 WHERE id = 2",
      [.numbers(["articles.last_passage": 1]), .passageRanges(1)],
      [.numbers(["articles.last_passage"]), .passageRanges]),
    Damage(
      "UPDATE sqlite_sequence SET seq = 9223372036854775807",
      [.numbers(["sqlite_sequence.seq": 2])], [.numbers(["sqlite_sequence.seq"])]),
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

  static let numbers = [
    "UPDATE articles SET last_passage = 9223372036854775807",
    "UPDATE articles SET first_passage = -9223372036854775808",
    "UPDATE articles SET first_passage = 'one', last_passage = x'ff'",
    "UPDATE articles SET id = 9223372036854775807 WHERE id = 20",
    "UPDATE articles SET id = -9223372036854775808 WHERE id = 20",
    "UPDATE passages SET id = 4294967296 WHERE id = 60",
    "UPDATE passages SET id = 4294967290 WHERE id = 60",
    "UPDATE passages SET id = -1 WHERE id = 1",
    "UPDATE passages SET id = 9223372036854775807 WHERE id = 60",
    "UPDATE passages SET ordinal = 9223372036854775807 WHERE id = 3",
    "UPDATE passages SET start = -9223372036854775808 WHERE id = 3",
    "UPDATE passages SET article_id = 9223372036854775807 WHERE id = 60",
    "UPDATE files SET size = 'x', failures = 9223372036854775807",
    "INSERT INTO ingest_runs(started_at, files) VALUES ('now', 1e300)",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807",
    "UPDATE sqlite_sequence SET seq = 'x'",
    "UPDATE sqlite_sequence SET seq = -1",
    "UPDATE sqlite_sequence SET seq = 4294967295",
  ]

  @Test(arguments: numbers)
  func `wrong numbers are reported and repaired, and the archive can be written again`(
    sql: String
  ) throws {
    try folder.damage("a.db", Self.withoutTriggers + "PRAGMA foreign_keys = OFF;" + sql)
    /// The text of an article that has lost a passage comes only from its file.
    func isSound(_ problems: [ArchiveProblem]) -> Bool {
      problems.allSatisfy { problem in
        if case .changedArticles = problem { sql.contains("SET article_id") } else { false }
      }
    }
    let archive = try Archive.open(writingTo: path)
    let found = try archive.check()
    if !sql.hasSuffix("= -1") || sql.hasPrefix("UPDATE passages") {
      #expect(found.count > 1, "\(found)")
    }
    // An error is allowed here, but neither a trap nor a wrong text.
    _ = try? archive.status()
    _ = try? ArticleWriter(archive: archive).put(
      PreparedArticle("b", title: "T", paragraphs: ["x"]))
    _ = try repair(archive)
    let left = try archive.check()
    #expect(isSound(left), "\(found)")
    let writer = ArticleWriter(archive: archive)
    #expect(try writer.put(PreparedArticle("c", title: "T", paragraphs: ["new"])) == .added)
    try writer.commit()
    #expect(try archive.status().articles == 21)
    #expect(isSound(try archive.check()))
  }

  @Test func `foreign triggers, tables, views, indexes and generated columns are named`() throws {
    try folder.damage(
      "a.db",
      """
      CREATE TRIGGER evil AFTER INSERT ON passages BEGIN SELECT 1; END;
      CREATE TABLE mine (a); CREATE VIEW v AS SELECT 1; CREATE INDEX i ON passages(text);
      CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
      CREATE TABLE _litestream_lock (id INTEGER);
      """)
    let archive = try Archive.open(writingTo: path)
    // The tables of a program that replicates the archive are not among them.
    let found = try archive.check()
    let names = ["trigger evil on passages", "table mine", "view v", "index i on passages"]
    #expect(found == [.foreignDefinitions(names)])
    #expect(found[0].isNote)
    #expect(try repair(archive) == [])
    try folder.damage("a.db", "ALTER TABLE articles ADD COLUMN twice AS (title || title)")
    #expect(
      try archive.check() == [
        .definitions(["articles"]),
        .foreignDefinitions(names + ["generated column articles.twice"]),
      ])
  }

  @Test func `an endless view in the place of a table is not read`() throws {
    let endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"
    try folder.damage("a.db", "DROP TABLE roots; CREATE VIEW roots AS \(endless)")
    let refusal = ArchiveError(.redefined(["roots"]), path: path)
    #expect(throws: refusal) { try Archive.open(readingFrom: path) }
    #expect(throws: refusal) { try Archive.open(writingTo: path) }
    #expect(
      try Archive.open(checking: path).check() == [
        .definitions(["roots"])
      ])
    // A view that nobody checks cannot keep a statement busy for ever either.
    try folder.damage("a.db", "DROP VIEW roots; CREATE VIEW other AS \(endless)")
    let connection = try Connection(path: path, access: .readOnly)
    do {
      _ = try connection.first("SELECT count(*) FROM other") { $0.integer(at: 0) }
      Issue.record("a statement without end has ended")
    } catch {
      #expect(error.isCorrupt)
    }
  }

  @Test func `an archive in UTF-16 is refused, and can be exported`() throws {
    let utf16 = folder.path("utf16.db")
    _ = try run(
      "sqlite3",
      [
        utf16, "PRAGMA encoding = 'UTF-16'", ".read \(Project.path)/schema.sql",
        """
        INSERT INTO articles(location, docno, title, content_hash, added_at)
          VALUES ('a', 'a', 'Łódź', '', '');
        INSERT INTO passages(article_id, ordinal, start, text) VALUES (1, 1, 0, 'Größe 東京');
        """,
      ]
    ).checked()
    #expect(try Archive.open(checking: utf16).check() == [.otherEncoding])
    #expect(throws: ArchiveError(.otherEncoding, path: utf16)) {
      try Archive.open(readingFrom: utf16)
    }
    #expect(throws: ArchiveError(.otherEncoding, path: utf16)) {
      try Archive.open(writingTo: utf16)
    }
    var lines: [UInt8] = []
    try Archive.open(readingFrom: utf16, evenWithoutRanges: true)
      .export({ lines += $0 }, onUnreadable: { _ in }, onChanged: { _ in })
    #expect(
      String(decoding: lines, as: UTF8.self)
        == #"{"pressmark":1,"location":"a","docno":"a","title":"Łódź","text":"Größe 東京"}"# + "\n")
  }

  @Test(arguments: ["", "PRAGMA journal_mode = WAL"])
  func `an archive whose creation was interrupted is empty, and can be filled`(sql: String) throws {
    let new = folder.path("new.db")
    if sql.isEmpty { try folder.write("new.db", "") } else { try folder.damage("new.db", sql) }
    #expect(throws: ArchiveError(.empty, path: new)) { try Archive.open(readingFrom: new) }
    _ = try Archive.holding([PreparedArticle("b", title: "T", paragraphs: ["x"])], at: new)
    #expect(try Archive.open(readingFrom: new).check() == [])
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
          // A changed text comes only from its file.
          case .file, .indexes, .definitions, .changedArticles: true
          default: false
          }
        }
        if left != [] && !isOfFile {
          Issue.record("seed \(seed): \(problems) \(repairs) \(left)")
        }
      } catch let error as ArchiveError {
        reportedCount += 1
        switch error.kind {
        case .damaged, .foreign, .newer, .storage, .incomplete: break
        default: Issue.record("seed \(seed): \(error)")
        }
      }
    }
    #expect(reportedCount > 30)
  }
}
