import Foundation
import TestSupport
import Testing

struct MaintenanceCommandTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("a.db") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try run(Project.search, ["ingest", Project.seeds, "-d", database])
  }

  private func shell(_ sql: String) throws {
    let result = try run("sqlite3", [database, ".dbconfig defensive off", sql])
    #expect(result.errors == "")
  }

  private func check() throws -> CommandResult {
    try run(Project.search, ["check", "-d", database])
  }

  @Test func `a new archive is whole, and optimized`() throws {
    let result = try check()
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output == "\(database): no errors found: 33 articles in 112 passages\n")
    let state = try run("sqlite3", [database, "SELECT count(*) FROM posting_blocks_state"])
    #expect(state.output == "1\n")
  }

  @Test func `text that drifted from the index is seen`() throws {
    try shell(
      """
      DROP TRIGGER passages_after_update;
      UPDATE passages SET text = 'drifted' WHERE id = 3;
      """)
    let result = try check()
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.contains("the index disagrees with the text"))
    #expect(try run(Project.search, ["check", "--repair", "-d", database]).status == 0)
    #expect(try check().status == 0)
  }

  @Test func `wrong lengths and bounds are seen, and optimize mends them`() throws {
    try shell(
      """
      UPDATE passage_lengths SET lengths = zeroblob(length(lengths));
      PRAGMA foreign_keys = OFF;
      """)
    let result = try check()
    #expect(result.status == 2)
    #expect(result.errors.contains("of passage lengths wrong; 'search optimize'"))
    #expect(try run(Project.search, ["optimize", "-d", database]).status == 0)
    #expect(try check().status == 0)
  }

  @Test func `passages without an article are seen`() throws {
    try shell("DROP TRIGGER articles_after_delete; DELETE FROM articles WHERE id = 1")
    let result = try check()
    #expect(result.status == 2 && result.errors.contains("without an article"))
  }

  private func search(_ arguments: String...) throws -> CommandResult {
    try run(Project.search, arguments + ["-d", "a.db"], in: folder.path)
  }

  @Test func `what is repaired is told line by line, and then the archive is whole`() throws {
    try shell(
      """
      DELETE FROM passages WHERE id = 5;
      UPDATE articles SET content_hash = 'x', first_passage = 7 WHERE id = 1;
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
    try shell("DELETE FROM passages WHERE id = 5")
    #expect(try search("check", "--repair").status == 0)
    #expect(try search("export").output != whole)
    #expect(try run(Project.search, ["ingest", Project.seeds, "-d", database]).status == 0)
    #expect(try search("export").output == whole)
  }

  @Test func `damage of the file is told with what can be done, and left alone`() throws {
    #expect(try search("backup", "copy.db").status == 0)
    try shell("PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: database))
    let root = try run(
      "sqlite3",
      [database, "SELECT rootpage FROM sqlite_schema WHERE name = 'articles_by_author'"])
    let page = (Int(root.output.dropLast()) ?? 1) - 1
    for place in page * 4_096..<page * 4_096 + 64 { bytes[place] = 0x55 }
    try bytes.write(to: URL(fileURLWithPath: database))
    for arguments in [["check"], ["check", "--repair"]] {
      let result = try run(Project.search, arguments + ["-d", "a.db"], in: folder.path)
      #expect(result.status == 2 && result.output == "", "\(result)")
      #expect(result.errors.contains("is damaged"), "\(result)")
      #expect(result.errors.contains("'search export FILE --database a.db' writes"), "\(result)")
    }
    #expect(try search("backup", "second.db").status == 2)
    #expect(!FileManager.default.fileExists(atPath: folder.path("second.db")))
    // The way that is named leads to a whole archive.
    #expect(try search("export", "saved.jsonl").status == 0)
    let ingest = try run(
      Project.search, ["ingest", "saved.jsonl", "-d", "new.db"], in: folder.path)
    #expect(ingest.status == 0)
    let new = try run(Project.search, ["export", "-d", "new.db"], in: folder.path)
    let copy = try run(Project.search, ["export", "-d", "copy.db"], in: folder.path)
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
    let check = try run(Project.search, ["check", "-d", "copy.db"], in: folder.path)
    #expect(check.output == "copy.db: no errors found: 33 articles in 112 passages\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.filter { $0.hasPrefix("copy") } == ["copy.db"], "\(names)")
  }

  @Test func `an archive of version 1 is searched, and migrated by the next that writes it`() throws
  {
    try SchemaV1.last.make(at: folder.path("old.db"), from: database)
    func old(_ arguments: String...) throws -> CommandResult {
      try run(Project.search, arguments + ["-d", "old.db"], in: folder.path)
    }
    let answer = try old("AUKUS submarines", "--plain")
    #expect(try answer.output == search("AUKUS submarines", "--plain").output)
    #expect(answer.errors == "" && answer.status == 0)
    #expect(try old("check").output == "old.db: no errors found: 33 articles in 112 passages\n")
    let optimize = try old("optimize")
    #expect(optimize.status == 0)
    #expect(
      optimize.errors == """
        search: old.db was updated from schema version 1 to 2; old.db.v1-backup is a copy of the \
        old state

        """)
    #expect(try old("optimize").errors == "")
    #expect(try old("export").output == search("export").output)
    try SchemaV1.withoutRanges.make(at: folder.path("older.db"), from: database)
    let older = try run(Project.search, ["moon", "-d", "older.db"], in: folder.path)
    #expect(older.status == 2 && older.errors.contains("'search optimize --database older.db'"))
  }

  @Test func `a newer archive, a folder and half an archive are told apart`() throws {
    try shell("PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: database))
    try folder.write("half.db", bytes.prefix(bytes.count / 2))
    try folder.write("folder.db/x", "")
    try shell("PRAGMA user_version = 99")
    let sentences = [
      "a.db": "was made by a newer version of this program (schema 99; this one knows 2)",
      "folder.db": "is not a file", "half.db": "is damaged",
    ]
    for (name, sentence) in sentences {
      for command in [
        ["check"], ["check", "--repair"], ["optimize"], ["backup", "x"], ["export"],
      ] {
        // What half a file still has can be exported, and its damage is found by looking for it.
        if name == "half.db", command != ["optimize"] { continue }
        let result = try run(Project.search, command + ["-d", name], in: folder.path)
        #expect(result.status == 2 && result.output == "", "\(name) \(command)")
        #expect(result.errors.hasPrefix("search: \(name) \(sentence)"), "\(result.errors)")
      }
    }
    let check = try run(Project.search, ["check", "-d", "half.db"], in: folder.path)
    #expect(check.status == 2 && check.errors.contains("damaged"))
  }

  @Test(arguments: [
    ("text", "only words\n"), ("zip", "PK\u{3}\u{4}" + String(repeating: "z", count: 9_999)),
    ("zeros", String(repeating: "\u{0}", count: 8_192)), ("one", "S"),
  ])
  func `a file of another kind is refused by every command, and left as it was`(
    name: String, content: String
  ) throws {
    let path = try folder.write(name, content)
    for arguments in [
      ["check"], ["check", "--repair"], ["optimize"], ["backup", "x.db"], ["export"], ["moon"],
      ["ingest", Project.seeds],
    ] {
      let result = try run(Project.search, arguments + ["-d", name], in: folder.path)
      #expect(
        result
          == CommandResult(
            output: "", errors: "search: \(name) is not a Pressmark archive\n", status: 2))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    #expect(!FileManager.default.fileExists(atPath: folder.path("x.db")))
  }

  @Test func `searching goes on without the side tables, with the same answer`() throws {
    func answer() throws -> String {
      let result = try run(
        Project.search, ["AUKUS submarines gas", "-d", database, "--format", "json", "-n", "50"])
      return result.output.replacing(/"elapsed_ms" : [0-9.e-]+/, with: "")
    }
    let before = try answer()
    try shell("DELETE FROM passage_lengths; DELETE FROM posting_blocks_state")
    #expect(try answer() == before)
    try shell("DELETE FROM posting_blocks")
    #expect(try answer() == before)
  }

  @Test func `maintenance of an archive that is not there makes none`() throws {
    for command in [["optimize"], ["check"], ["check", "--repair"], ["backup", "x"], ["export"]] {
      let path = folder.path("none.db")
      let result = try run(Project.search, command + ["-d", path], in: folder.path)
      #expect(result.status == 2 && result.errors.contains("there is no archive at"))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
