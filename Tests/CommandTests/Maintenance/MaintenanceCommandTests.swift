import Foundation
import TestSupport
import Testing

struct MaintenanceCommandTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("a.db") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try search("ingest", Project.seeds)
  }

  private func search(_ arguments: String...) throws -> CommandResult {
    try folder.search(arguments + ["-d", "a.db"])
  }

  @Test func `a new archive passes its check, and is optimized`() throws {
    let result = try search("check")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output == "a.db: no errors found: 33 articles in 112 passages\n")
    #expect(try folder.sql("SELECT count(*) FROM posting_blocks_state", in: "a.db") == "1\n")
  }

  @Test func `check finds text that differs from the index`() throws {
    try folder.damage(
      "a.db",
      """
      DROP TRIGGER passages_after_update;
      UPDATE passages SET text = 'drifted' WHERE id = 3;
      """)
    let result = try search("check")
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.contains("the index disagrees with the text"))
    // The text itself comes only from its file.
    let repaired = try search("check", "--repair")
    #expect(repaired.status == 2 && repaired.output.contains("rebuilt the full-text index"))
    #expect(!(try search("check").errors.contains("the index disagrees with the text")))
  }

  @Test func `check finds wrong lengths and bounds, and optimize corrects them`() throws {
    try folder.damage(
      "a.db",
      """
      UPDATE passage_lengths SET lengths = zeroblob(length(lengths));
      PRAGMA foreign_keys = OFF;
      """)
    let result = try search("check")
    #expect(result.status == 2)
    #expect(result.errors.contains("of passage lengths wrong; 'search optimize'"))
    #expect(try search("optimize").status == 0)
    #expect(try search("check").status == 0)
  }

  @Test func `check finds passages without an article`() throws {
    try folder.damage(
      "a.db", "DROP TRIGGER articles_after_delete; DELETE FROM articles WHERE id = 1")
    let result = try search("check")
    #expect(result.status == 2 && result.errors.contains("without an article"))
  }

  @Test func `a repair is reported line by line, and the archive passes its check`() throws {
    try folder.damage(
      "a.db",
      """
      DELETE FROM passages WHERE id = 5;
      UPDATE articles SET content_hash = '', first_passage = 7 WHERE id = 1;
      UPDATE articles SET file_id = 99 WHERE id IN (3, 4);
      DROP VIEW article_texts;
      INSERT INTO passages_fts(passages_fts, rowid, title, text) VALUES ('delete', 4, 'x', 'y');
      """)
    let check = try search("check")
    #expect(check.status == 2 && check.output == "")
    for sentence in [
      "missing or wrong definitions: article_texts; 'search check --repair' repairs it",
      "1 article with passages out of order; 'search check --repair' repairs it",
      "1 article with a text that does not match its content_hash",
      "2 references to files or roots that do not exist; 'search check --repair' removes them",
      "1 passage missing from the full-text index",
    ] { #expect(check.errors.contains("search: a.db: " + sentence), "\(check.errors)") }
    let repair = try search("check", "--repair")
    #expect(repair.status == 0 && repair.errors == "")
    #expect(
      repair.output == """
        a.db: restored article_texts
        a.db: split 1 article into passages again; if text was missing, the next 'search ingest' \
        reads the files again
        a.db: updated the content_hash of 1 article
        a.db: removed 2 references to files or roots that do not exist
        a.db: corrected the range of passages of each article
        a.db: rebuilt the full-text index from the text
        a.db: rebuilt passage lengths, score bounds, vocabulary and spellings
        a.db: no errors found: 33 articles in 111 passages

        """)
    #expect(
      try search("check", "--repair").output
        == "a.db: no errors found: 33 articles in 111 passages\n")
  }

  @Test func `a lost passage comes back with the next ingest`() throws {
    let whole = try search("export").output
    try folder.damage("a.db", "DELETE FROM passages WHERE id = 5")
    #expect(try search("check", "--repair").status == 0)
    #expect(try search("export").output != whole)
    #expect(try search("ingest", Project.seeds).status == 0)
    #expect(try search("export").output == whole)
  }

  @Test func `damage to the file is reported with advice and left alone`() throws {
    #expect(try search("backup", "copy.db").status == 0)
    try folder.damagePage(of: "articles_by_author", in: "a.db")
    for arguments in [["check"], ["check", "--repair"]] {
      let result = try folder.search(arguments + ["-d", "a.db"])
      #expect(result.status == 2 && result.output == "", "\(result)")
      #expect(result.errors.contains("is damaged"), "\(result)")
      #expect(result.errors.contains("'search export FILE --database a.db' writes"), "\(result)")
    }
    #expect(try search("backup", "second.db").status == 2)
    #expect(!folder.contains("second.db"))
    // Following the advice of the message gives a good archive.
    #expect(try search("export", "saved.jsonl").status == 0)
    let ingest = try folder.search("ingest", "saved.jsonl", "-d", "new.db")
    #expect(ingest.status == 0)
    let new = try folder.search("export", "-d", "new.db")
    let copy = try folder.search("export", "-d", "copy.db")
    #expect(new.output == copy.output)
  }

  @Test func `a backup is made once, and again on demand`() throws {
    let first = try search("backup", "copy.db")
    #expect(
      first
        == CommandResult(
          output: "copy.db is a copy of a.db: 33 articles in 112 passages\n", errors: "", status: 0)
    )
    let second = try search("backup", "copy.db")
    #expect(
      second
        == CommandResult(
          output: "", errors: "search: copy.db already exists; --force replaces it\n", status: 2))
    #expect(try search("backup", "copy.db", "--force") == first)
    #expect(try search("backup", "a.db", "--force").errors.contains("in use"))
    #expect(
      try search("backup", "no/copy.db").errors.contains(
        "no/copy.db cannot be written: its folder does not exist"))
    let check = try folder.search("check", "-d", "copy.db")
    #expect(check.output == "copy.db: no errors found: 33 articles in 112 passages\n")
    let names = try folder.names()
    #expect(names.filter { $0.hasPrefix("copy") } == ["copy.db"], "\(names)")
  }

  @Test(arguments: [EarlierSchema.version1, .version2])
  func `an archive of an earlier version is searched, and migrated by the next writer`(
    schema: EarlierSchema
  ) throws {
    try schema.make(at: folder.path("old.db"), from: database)
    func old(_ arguments: String...) throws -> CommandResult {
      try folder.search(arguments + ["-d", "old.db"])
    }
    let answer = try old("AUKUS submarines", "--plain")
    #expect(try answer.output == search("AUKUS submarines", "--plain").output)
    #expect(answer.errors == "" && answer.status == 0)
    #expect(try old("check").output == "old.db: no errors found: 33 articles in 112 passages\n")
    let optimize = try old("optimize")
    #expect(optimize.status == 0)
    #expect(
      optimize.errors == """
        search: old.db was updated from schema version \(schema.version) to 3; \
        old.db.v\(schema.version)-backup is a copy of the old state

        """)
    #expect(try old("optimize").errors == "")
    #expect(try old("export").output == search("export").output)
    try EarlierSchema.withoutRanges.make(at: folder.path("older.db"), from: database)
    let older = try folder.search("moon", "-d", "older.db")
    #expect(older.status == 2 && older.errors.contains("'search optimize --database older.db'"))
  }

  @Test func `a newer archive, a folder and a truncated archive have their own messages`() throws {
    try folder.damage("a.db", "PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = try folder.bytes("a.db")
    try folder.write("half.db", bytes.prefix(bytes.count / 2))
    try folder.write("folder.db/x", "")
    try folder.damage("a.db", "PRAGMA user_version = 99")
    let sentences = [
      "a.db": "was made by a newer version of this program (schema 99; this one knows 3)",
      "folder.db": "is not a file", "half.db": "is damaged",
    ]
    for (name, sentence) in sentences {
      for command in [
        ["check"], ["check", "--repair"], ["optimize"], ["backup", "x.db"], ["export"],
      ] {
        // The other commands can read a part of the truncated file first, so their output differs.
        if name == "half.db", command != ["optimize"] { continue }
        let result = try folder.search(command + ["-d", name])
        #expect(result.status == 2 && result.output == "", "\(name) \(command)")
        #expect(result.errors.hasPrefix("search: \(name) \(sentence)"), "\(result.errors)")
      }
    }
    let check = try folder.search("check", "-d", "half.db")
    #expect(check.status == 2 && check.errors.contains("damaged"))
  }

  @Test(arguments: [
    ("text", "only words\n"), ("zip", "PK\u{3}\u{4}" + String(repeating: "z", count: 9_999)),
    ("zeros", String(repeating: "\u{0}", count: 8_192)), ("one", "S"),
  ])
  func `every command refuses a file of another kind and leaves it unchanged`(
    name: String, content: String
  ) throws {
    let path = try folder.write(name, content)
    for arguments in [
      ["check"], ["check", "--repair"], ["optimize"], ["backup", "x.db"], ["export"], ["moon"],
      ["ingest", Project.seeds],
    ] {
      let result = try folder.search(arguments + ["-d", name])
      #expect(
        result
          == CommandResult(
            output: "", errors: "search: \(name) is not a Pressmark archive\n", status: 2))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    #expect(!folder.contains("x.db"))
  }

  @Test func `a search without side tables gives the same answer`() throws {
    func answer() throws -> String {
      let result = try search("AUKUS submarines gas", "--format", "json", "-n", "50")
      return result.output.replacing(/"elapsed_ms" : [0-9.e-]+/, with: "")
    }
    let before = try answer()
    try folder.damage("a.db", "DELETE FROM passage_lengths; DELETE FROM posting_blocks_state")
    #expect(try answer() == before)
    try folder.damage("a.db", "DELETE FROM posting_blocks")
    #expect(try answer() == before)
  }

  @Test func `maintenance does not create a missing archive`() throws {
    for command in [
      ["optimize"], ["check"], ["check", "--repair"], ["backup", "x.db"], ["export"],
    ] {
      let path = folder.path("none.db")
      let result = try folder.search(command + ["-d", path])
      #expect(result.status == 2 && result.errors.contains("there is no archive at"))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
