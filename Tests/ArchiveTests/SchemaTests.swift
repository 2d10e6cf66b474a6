@testable import Archive
import Foundation
import SQLite
import TestSupport
import Testing

struct SchemaTests {
  @Test(arguments: [Archive.Lookup.byTitle, Archive.Lookup.byHash, Archive.Lookup.byDocno])
  func `lookups of articles use their indexes, and read no other rows`(sql: String) throws {
    let archive = try Archive.holding([])
    let plan = try archive.connection.rows("EXPLAIN QUERY PLAN " + sql) { $0.text(at: 3) ?? "" }
    #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH articles USING INDEX"), "\(plan)")
  }

  @Test func `the shell and the program make the same database`() throws {
    let folder = try TemporaryFolder()
    _ = try Archive.open(writingTo: folder.path("program.db"))
    let made = try run("sqlite3", [folder.path("shell.db")], input: Project.schema)
    #expect(made.errors == "" && made.status == 0)
    let dump = """
      PRAGMA application_id; PRAGMA user_version; PRAGMA journal_mode; PRAGMA page_size;
      PRAGMA encoding;
      SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name;
      SELECT * FROM passages_fts_config ORDER BY k;
      """
    let ours = try run("sqlite3", [folder.path("program.db"), dump])
    let theirs = try run("sqlite3", [folder.path("shell.db"), dump])
    #expect(ours.status == 0 && ours.output == theirs.output)
    #expect(ours.output.contains("passages_fts") && ours.output.contains("bm25(2.0, 1.0)"))
  }

  @Test func `the program splits words with the tokenizer of the index`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(Project.schema)
    let definition = try connection.first(
      "SELECT sql FROM sqlite_schema WHERE name = 'passages_fts'"
    ) { $0.text(at: 0) ?? "" }
    #expect(definition?.contains("tokenize = \"\(Archive.tokenizer)\"\n") == true)
    #expect(
      Archive.tokenizer.utf8.count > 80 && "porter \(Archive.foldingTokenizer)" == Archive.tokenizer
    )
  }

  /// Changes made with the shell alone must keep the index in step.
  @Test func `rows that the shell adds, changes and deletes are updated in the index`()
    throws
  {
    let folder = try TemporaryFolder()
    _ = try Archive.open(writingTo: folder.path("a.db"))
    func shell(_ sql: String) throws -> String {
      let check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);"
      let result = try run("sqlite3", [folder.path("a.db"), sql + ";" + check])
      #expect(result.errors == "")
      return result.output
    }
    func found(_ word: String) throws -> String {
      try shell("SELECT group_concat(rowid) FROM passages_fts WHERE passages_fts MATCH '\(word)'")
        .trimmingCharacters(in: .newlines)
    }
    _ = try shell(
      """
      INSERT INTO articles(location, docno, title, content_hash, added_at)
        VALUES ('a', 'a', 'Harbour', '', ''), ('b', 'b', 'Moon', '', '');
      INSERT INTO passages(article_id, ordinal, start, text)
        VALUES (1, 1, 0, 'ships sail'), (1, 2, 12, 'more ships'), (2, 1, 0, 'a station')
      """)
    #expect(try found("ships") == "1,2" && found("harbour") == "1,2" && found("moon") == "3")
    _ = try shell("UPDATE articles SET title = 'Port' WHERE id = 1")
    #expect(try found("harbour") == "" && found("port") == "1,2")
    _ = try shell("UPDATE passages SET text = 'planes fly' WHERE id = 2")
    #expect(try found("ships") == "1" && found("planes") == "2")
    _ = try shell("DELETE FROM articles WHERE id = 1")
    #expect(try found("ships") == "" && found("port") == "" && found("station") == "3")
    let refused = try run(
      "sqlite3", [folder.path("a.db"), "UPDATE passages SET id = 9 WHERE id = 3"])
    #expect(refused.errors.contains("a passage keeps its id"))
  }

  /// After any change by the shell, each article has the right range of passages, and the index is
  /// in step.
  @Test func `passage ranges are right after random changes by the shell`()
    throws
  {
    for seed in seeds(12) {
      var random = SeededGenerator(seed: seed)
      let folder = try TemporaryFolder()
      let archive = try Archive.open(writingTo: folder.path("a.db"))
      var script = "PRAGMA foreign_keys = \(["ON", "OFF"].randomElement(using: &random) ?? "ON");"
      for step in 0..<60 {
        let article = Int.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: script += "DELETE FROM articles WHERE id = \(article);"
        case 1: script += "DELETE FROM passages WHERE article_id = \(article);"
        case 2...4: script += "DELETE FROM passages WHERE id = abs(random()) % \(step + 1);"
        default:
          script += """
            INSERT OR IGNORE INTO articles(id, location, docno, title, content_hash, added_at)
              VALUES (\(article), 'a\(article)', '', 'title \(step)', '', '');
            INSERT INTO passages(article_id, ordinal, start, text)
              VALUES (\(article), \(2 * step), 0, 'ship \(step)'),
                     (\(article), \(2 * step + 1), 0, 'moon \(step)');
            """
        }
      }
      let result = try run("sqlite3", [folder.path("a.db")], input: script)
      #expect(result.errors == "" && result.status == 0, "seed \(seed)")
      // The shell numbers passages differently, and does not compute SHA-256.
      let problems = try archive.check().filter { problem in
        switch problem {
        case .disorderedArticles, .changedArticles, .emptyArticles: false
        default: true
        }
      }
      #expect(problems == [], "seed \(seed)")
    }
  }

  @Test func `wrong ranges of passages are found and corrected`() throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.holding(
      ["a", "b", "c"].map { PreparedArticle($0, title: "T", paragraphs: ["one", "two"]) },
      at: folder.path("a.db"))
    #expect(try archive.check() == [])
    try archive.connection.execute(
      """
      UPDATE articles SET first_passage = NULL WHERE id = 1;
      UPDATE articles SET last_passage = 5 WHERE id = 2;
      """)
    #expect(try archive.check() == [.passageRanges(2)])
    try archive.optimize()
    #expect(try archive.check() == [])
  }
}
