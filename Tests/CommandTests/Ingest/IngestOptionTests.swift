import Foundation
import TestSupport
import Testing
import Formats

/// The options of `search ingest`.
struct IngestOptionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.txt", "Title a\n\nText.")
    try folder.write("in/b.txt", "Title b\n\nText.")
    try folder.write("in/many.jsonl", Self.lines(["x", "y", "z"]))
  }

  private static func lines(_ names: [String]) -> String {
    names.map { "{\"id\":\"\($0)\",\"title\":\"T\($0)\",\"kicker\":\"K\($0)\"}\n" }.joined()
  }

  private func ingest(_ arguments: String..., input: String = "") throws -> CommandResult {
    try folder.search(["ingest", "-d", "a.db"] + arguments, input: input)
  }

  private func sql(_ text: String) throws -> String {
    try folder.sql(text, in: "a.db")
  }

  @Test func `fields are mapped, and the map is remembered`() throws {
    #expect(try ingest("in", "--map", "title=kicker,id=title", "--map", "text = title").status == 0)
    let rows = "SELECT docno, title FROM articles WHERE docno LIKE 'T%' ORDER BY 1 LIMIT 1"
    #expect(try sql(rows) == "Tx|Kx\n")
    #expect(try ingest("in").errors.hasPrefix("nothing to do, 3 files unchanged: a.db holds 5"))
    #expect(try ingest().errors.hasPrefix("nothing to do, 3 files unchanged: a.db holds 5"))
    // Options of a later run replace all earlier ones.
    #expect(
      try ingest("in", "--encoding", "auto").errors
        .contains("3 articles added, 2 unchanged, 3 removed"))
    #expect(try sql("SELECT settings FROM roots") == "{}\n")
  }

  @Test func `values are set for articles that lack them, and remembered`() throws {
    try folder.write(
      "in/own.jsonl", "{\"title\": \"Own\", \"publisher\": \"P\", \"date\": \"2021\"}")
    let values = [
      "--set", "publisher=The Post, London", "--set", "date=1998-05", "--set", "language=German",
    ]
    #expect(try folder.search(["ingest", "-d", "a.db", "in"] + values).status == 0)
    let rows = "SELECT DISTINCT publisher, published, language FROM articles ORDER BY 1"
    #expect(try sql(rows) == "P|2021|de\nThe Post, London|1998-05|de\n")
    #expect(try ingest().errors.hasPrefix("nothing to do, 4 files unchanged"))
    try folder.write("in/c.txt", "Title c\n\nText.")
    #expect(try ingest().status == 0)
    #expect(try sql("SELECT published FROM articles WHERE title = 'Title c'") == "1998-05\n")
    let status = try folder.search(["status", "-d", "a.db"])
    #expect(
      status.output.contains(
        "read with --set language=German --set published=1998-05 --set publisher=\"The Post, London\""
      ))
    #expect(try ingest("in", "--set", "author=Ada Quill").status == 0)
    #expect(try sql(rows) == "||\nP|2021|\n")
  }

  @Test func `articles that were repaired are reported, and the exit status is 0`() throws {
    try folder.write(
      "in/a.rss",
      "<rss><channel>\n<item><guid>1</guid><title>AT&T</title></item>\n"
        + "<item><guid>2</guid><title>B</title></item>\n</channel></rss>\n")
    try folder.write("in/nul.txt", Array("T\n\nTe\0xt".utf8))
    let result = try ingest("in", "--report", "r.jsonl", "--verbose")
    #expect(result.status == 0)
    let words = "line 2: an ampersand that is not &amp;"
    #expect(result.errors.contains("repaired in/a.rss#1: \(words)\n"))
    #expect(
      result.errors.contains(
        "2 articles repaired, --report FILE lists them; the first is in/a.rss#1: \(words)\n"))
    #expect(result.errors.contains("5 articles have no text; fields not read: kicker (3); to read"))
    let lines = try folder.text("r.jsonl").split(separator: "\n")
    #expect(
      lines.contains(
        "{\"version\":1,\"location\":\"in/a.rss#1\",\"outcome\":\"added\",\"line\":1,"
          + "\"repaired\":\"\(words)\"}"))
    #expect(
      lines.contains(
        #"{"version":1,"location":"in/nul.txt","outcome":"added","repaired":"line 3: a NUL"}"#))
  }

  @Test func `fields that may hold the text are named`() throws {
    try folder.write("b.jsonl", "{\"title\":\"T\",\"story_x\":\"Words.\"}\n")
    let result = try ingest("b.jsonl")
    #expect(
      result.status == 0
        && result.errors.contains(
          "1 article has no text; fields not read: story_x (1); to read one as the text: "
            + "--map text=story_x\n")
    )
    #expect(try ingest("b.jsonl", "--map", "text=story_x").errors.contains("1 article updated"))
  }

  @Test func `an empty file is no failure, and keeps the articles that it had`() throws {
    #expect(try ingest("in").status == 0)
    try folder.write("in/a.txt", "")
    try folder.write("in/new.html", " \n")
    let result = try ingest("in")
    #expect(result.status == 0 && result.errors.contains("2 files skipped: 2 empty\n"))
    #expect(!result.errors.contains("removed"))
    #expect(try sql("SELECT title FROM articles WHERE location = 'in/a.txt'") == "Title a\n")
    #expect(try ingest("in").errors.hasPrefix("nothing to do, 4 files unchanged"))
    #expect(try !folder.search(["status", "-d", "a.db"]).output.contains("could not be read"))
    try folder.write("in/a.txt", "Title a\n\nMore text.")
    #expect(try ingest("in").errors.contains("1 article updated"))
  }

  @Test func `a mapped field that is missing falls back to the usual ones`() throws {
    #expect(try ingest("in", "--map", "title=nowhere,text=kicker").status == 0)
    #expect(try sql("SELECT title FROM articles WHERE docno = 'x'") == "Tx\n")
    #expect(try sql("SELECT title FROM articles WHERE location = 'in/a.txt'") == "Title a\n")
  }

  @Test func `a file that can no longer be read keeps its articles`() throws {
    _ = try ingest("in")
    try folder.write("in/many.jsonl", Self.lines(["x", "y"]) + "{\"id\":\"z\",\"tit")
    let result = try ingest("in")
    #expect(result.status == 2 && !result.errors.contains("removed"))
    #expect(try sql("SELECT count(*) FROM articles") == "5\n")
    try folder.write("in/many.jsonl", Self.lines(["x", "y"]))
    #expect(try ingest("in").errors.contains("1 removed"))
  }

  @Test func `a folder is recognized by any path to it`() throws {
    _ = try ingest("in")
    for path in [folder.path("in"), folder.path("in/a.txt"), folder.path + "/./in//"] {
      #expect(try ingest(path).errors.hasPrefix("nothing to do"), "\(path)")
    }
    try folder.write("in/sub/c.txt", "Title c\n\nText.")
    let here = try run(
      Project.search, ["ingest", "-d", "../a.db", "."], in: folder.path("in"))
    #expect(here.errors.contains("1 article added"))
    #expect(
      try sql("SELECT location FROM articles WHERE title = 'Title c'") == "in/sub/c.txt\n")
    #expect(try sql("SELECT path FROM roots") == "in\n")
  }

  @Test func `a report replaces nothing but a report`() throws {
    _ = try ingest("in", "--report", "r.jsonl")
    #expect(try ingest("in", "--report", "r.jsonl").status == 0)
    // The start of a line is not enough, nor is a line without its end.
    let own = [
      "{\"version\":1,\"query\":\"moon\",\"outcome\":\"added\"}\n", "{\"version\":1",
      "{\"version\":1,\"location\":\"a\",\"outcome\":\"kept\"}\n",
      "{\"version\":1,\"location\":\"a\",\"outcome\":\"added\"}",
      "{\"version\":1,\"location\":\"a\",\"outcome\":\"added\"}, mine\n",
    ]
    for (number, text) in own.enumerated() { try folder.write("own-\(number)", text) }
    for name in ["a.db", "in/many.jsonl", "in/a.txt"] + own.indices.map({ "own-\($0)" }) {
      let before = FileManager.default.contents(atPath: folder.path(name))
      let result = try ingest("in", "--report", name)
      #expect(result.status == 2 && result.errors.contains("already exists and is not a report"))
      #expect(FileManager.default.contents(atPath: folder.path(name)) == before)
    }
    #expect(try ingest("in", "--report", "-", "-q").status == 0)
  }

  @Test(arguments: [
    (["in", "--map", "headline=title"], "an article has no field \"headline\""),
    (["in", "--set", "docno=1"], "--set cannot set \"docno\"; fields are author, publisher, date"),
    (["in", "--set", "language"], "--set takes FIELD=VALUE"),
    (["in", "--set", "author="], "--set takes FIELD=VALUE"),
    (["in", "--set", "date=soon"], "\"soon\" is not a date such as 2021-10-18"),
    (["in", "--set", "language=???"], "\"???\" is not a language such as de"),
    (["--set", "language=de"], "--map, --set, --encoding and --table need the paths"),
    (["in", "--map", "title"], "--map takes NAME=FIELD"),
    (["in", "--map", "title="], "--map takes NAME=FIELD"),
    (["in", "--encoding", "klingon"], "there is no encoding \"klingon\""),
    (["in", "--encoding", "utf-8//TRANSLIT"], "there is no encoding"),
    (["--encoding", "latin1"], "need the paths that they apply to"),
    (["in", "--null"], "--null needs --files-from"),
    (["in", "--force"], "--force needs --prune"),
    (["in", "-q", "-v"], "exclude each other"),
    (["in", "--dry-run", "--watch"], "exclude each other"),
    (["-", "--watch"], "not standard input"),
    (["in", "--forget", "in"], "cannot be combined with paths or the options"),
    (["in", "--dry-run", "--report", "-"], "both write to standard output"),
  ])
  func `contradictory options are refused before anything is done`(
    arguments: [String], sentence: String
  ) throws {
    let result = try folder.search(["ingest", "-d", "a.db"] + arguments)
    #expect(result.status == 64 && result.output == "")
    let text = result.errors.replacing("\n", with: " ")
    #expect(text.contains(sentence), "\(result.errors)")
    #expect(!folder.contains("a.db"))
  }

  @Test func `without paths and known roots nothing is created`() throws {
    let result = try ingest()
    #expect(result.status == 2 && result.errors.contains("name the files or folders"))
    #expect(!folder.contains("a.db"))
    _ = try ingest("-", input: "Title\n\nText.")
    #expect(try ingest().status == 2)
  }

  @Test func `paths are read from a list separated by newlines or NULs`() throws {
    #expect(try ingest("--files-from", "-", input: "in/a.txt\r\n\nin/b.txt\n").status == 0)
    #expect(try sql("SELECT count(*) FROM articles") == "2\n")
    try folder.write("new\nline.txt", "N\n\nText.")
    try folder.write("list", Array("new\nline.txt\0in/many.jsonl".utf8))
    #expect(try ingest("--files-from", "list", "-0").status == 0)
    #expect(try sql("SELECT count(*) FROM articles") == "6\n")
    // An empty list is not the same as no list.
    let nothing = try ingest("--files-from", "-")
    #expect(nothing.status == 0 && nothing.errors == "" && nothing.output == "")
    #expect(try ingest("--files-from", "none").errors.contains("none cannot be read"))
    let both = try ingest("-", "--files-from", "-")
    #expect(both.status == 2 && both.errors.contains("standard input cannot be both"))
  }

  @Test func `a dry run reports what it would do and writes nothing`() throws {
    let first = try ingest("in", "--dry-run")
    #expect(first.output == "added in/a.txt\nadded in/b.txt\nin/many.jsonl: 3 added\n")
    #expect(first.errors.hasPrefix("3 files read: 5 articles to add\n") && first.status == 0)
    #expect(!folder.contains("a.db"))
    _ = try ingest("in")
    let rows = try sql("SELECT * FROM articles; SELECT * FROM files; SELECT * FROM ingest_runs")
    try folder.write("in/a.txt", "Title a\n\nOther text.")
    try folder.write("in/many.jsonl", Self.lines(["x", "new"]))
    try folder.move("in/b.txt", to: "in/c.txt")
    let second = try ingest("in", "--dry-run", "--prune")
    #expect(
      second.output
        == "updated in/a.txt\nrenamed in/b.txt -> in/c.txt\nin/many.jsonl: 1 added, 2 removed\n")
    #expect(
      try sql("SELECT * FROM articles; SELECT * FROM files; SELECT * FROM ingest_runs") == rows)
  }

  @Test func `missing files are reported, pruned on request, and more than half only by force`()
    throws
  {
    _ = try ingest("in")
    try folder.remove("in/a.txt")
    #expect(try ingest("in").errors.contains("1 file is missing, but its articles are still in"))
    let pruned = try ingest("in", "--prune")
    #expect(pruned.status == 0)
    #expect(pruned.errors.hasPrefix("2 files unchanged: 1 article removed\n"))
    try folder.remove("in")
    let refused = try ingest("--prune")
    #expect(
      refused.status == 2 && refused.errors.contains("in: 2 of 2 files are missing, so nothing"))
    #expect(try sql("SELECT count(*) FROM articles") == "4\n")
    #expect(try ingest("--prune", "--force").errors.contains("4 articles removed"))
    #expect(try sql("SELECT count(*) FROM articles") == "0\n")
  }

  @Test func `a report has a line for every event and is not ingested`() throws {
    try folder.write("in/broken.jsonl", "nonsense\n")
    try folder.write("in/README.md", "# About")
    try folder.write("in/x.unknown", "x")
    let result = try ingest("in", "--report", "in/report.jsonl")
    #expect(result.status == 2)
    let text = try folder.text("in/report.jsonl")
    let lines = text.split(separator: "\n")
    #expect(lines.count == 9, "\(text)")
    #expect(lines.contains(#"{"version":1,"location":"in/a.txt","outcome":"added"}"#))
    #expect(
      lines.contains {
        $0.hasPrefix(
          #"{"version":1,"location":"in/broken.jsonl","outcome":"failed","reason":"not JSON"#)
          && $0.hasSuffix(#","line":1}"#)
      })
    #expect(result.errors.contains("3 files skipped: 1 .unknown, 1 README, 1 written"))
    let schema = try JSONSchema(
      String(contentsOfFile: Project.path + "/docs/output.schema.json", encoding: .utf8))
    for line in lines {
      #expect(schema.problems(try JSONValue(String(line)), "report_line") == [])
      #expect(schema.problems(try JSONValue(String(line))) == [])
    }
    try folder.remove("in/report.jsonl")
    let standard = try ingest("in", "--report", "-", "--quiet")
    #expect(standard.output.split(separator: "\n").count == 6 && standard.status == 0)
    #expect(try ingest("in", "--report", "no/such/folder").status == 2)
    let full = try ingest("in", "--reread", "--report", "/dev/full")
    #expect(full.status == 2 && full.errors.contains("cannot be written: No space left"))
  }

  @Test func `a root is forgotten, and its articles stay`() throws {
    _ = try ingest("in")
    try folder.write("single.txt", "S\n\nText.")
    _ = try ingest("single.txt")
    let forgotten = try ingest("--forget", "./in/")
    #expect(forgotten.status == 0 && forgotten.errors.contains("in is no longer tracked"))
    #expect(try sql("SELECT path FROM roots") == "single.txt\n")
    #expect(try sql("SELECT count(*) FROM articles") == "6\n")
    #expect(try ingest().errors.hasPrefix("nothing to do, 1 file unchanged"))
    let unknown = try ingest("--forget", "other")
    #expect(unknown.status == 2 && unknown.errors.contains("search tracks single.txt"))
    #expect(try ingest("--forget", folder.path("single.txt")).status == 0)
  }

  @Test func `the first failures are listed, or all on request`() throws {
    try folder.write("bad.jsonl", String(repeating: "nonsense\n", count: 50))
    func listed(_ result: CommandResult) -> Int {
      result.errors.split(separator: "\n").count { $0.hasPrefix("search: bad.jsonl:") }
    }
    let first = try ingest("bad.jsonl")
    #expect(listed(first) == 20 && first.errors.contains("50 failures, the first 20 listed above"))
    let quiet = try ingest("bad.jsonl", "--reread", "--quiet")
    #expect(listed(quiet) == 20 && quiet.errors.hasSuffix("search: 30 more failures\n"))
    #expect(listed(try ingest("bad.jsonl", "--reread", "-v")) == 50)
    #expect(try ingest("bad.jsonl").errors.contains("50 failures of earlier runs"))
  }

  @Test func `verbose runs list the changes`() throws {
    let result = try ingest("in", "-v")
    #expect(result.output == "")
    #expect(
      result.errors.hasPrefix(
        "added in/a.txt\nadded in/b.txt\nin/many.jsonl: 3 added\n3 files read"))
  }
}
