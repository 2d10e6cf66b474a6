import Foundation
import TestSupport
import Testing

struct IngestCommandTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("archive.db") }

  init() throws { folder = try TemporaryFolder() }

  private func ingest(_ paths: String..., input: String = "") throws -> CommandResult {
    try folder.search(["ingest", "-d", "archive.db"] + paths, input: input)
  }

  /// Runs SQL in the sqlite3 shell, and checks that the index is in step with the text.
  private func shell(_ sql: String) throws -> String {
    let check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);"
    return try folder.sql(check + sql, in: "archive.db")
  }

  @Test func `the sample archive is ingested, and ingesting it again changes nothing`() throws {
    try folder.link("seeds", to: Project.seeds)
    let first = try ingest("seeds")
    #expect(first.status == 0 && first.output == "")
    #expect(
      first.errors.hasPrefix("25 files read: 33 articles added\n1 file skipped: 1 README\n"),
      "\(first.errors)")
    let rows = try shell("SELECT * FROM articles; SELECT * FROM passages;")
    let second = try ingest("./seeds//")
    #expect(
      second.errors
        == "nothing to do, 25 files unchanged: archive.db holds 33 articles in 112 passages\n")
    #expect(try shell("SELECT * FROM articles; SELECT * FROM passages;") == rows)
  }

  @Test func `changed content replaces its passages under new ids`() throws {
    try folder.write("a.txt", "Title\n\nold words\n")
    try folder.write("b.txt", "Other\n\nsame words\n")
    #expect(try ingest("a.txt", "b.txt").status == 0)
    try folder.write("a.txt", "Title\n\nnew words\n")
    #expect(
      try ingest("a.txt", "b.txt").errors.contains("1 file read, 1 unchanged: 1 article updated"))
    #expect(
      try shell(
        "SELECT p.id, p.text FROM articles a JOIN passages p ON article_id = a.id ORDER BY 1")
        == "2|same words\n3|new words\n")
    #expect(try run(Project.search, ["old", "-d", database]).status == 1)
  }

  @Test func `standard input is read in any format`() throws {
    #expect(try ingest("-", input: "Plain title\n\nSome text.\n").status == 0)
    #expect(try shell("SELECT location, title FROM articles") == "-|Plain title\n")
    let lines = "{\"id\": \"x\", \"title\": \"Line\", \"text\": \"More.\"}\n"
    #expect(try ingest("-", input: lines).status == 0)
    #expect(try shell("SELECT title FROM articles WHERE docno = 'x'") == "Line\n")
  }

  @Test func `bad input is reported with its position and reason, and the rest is ingested`() throws
  {
    try folder.write("in/empty.txt", "")
    try folder.write("in/blank.md", " \n\n\t\n")
    try folder.write(
      "in/junk.txt", (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 3) })
    try folder.write("in/latin.txt", [0x63, 0x61, 0x66, 0xE9, 0x0A, 0x0A, 0x78])
    let lines = (1...9).map { number in
      number == 7 ? "{\"title\": \"broken" : "{\"id\": \(number), \"title\": \"T\(number)\"}"
    }
    try folder.write("in/lines.jsonl", lines.joined(separator: "\n"))
    try folder.write("in/shapes.jsonl", "[1]\n42\n{}\n\"text\"\n{\"title\": \"Good\"}\n")
    try folder.write("in/good.txt", "Good\n\nThe rest is ingested.\n")
    try folder.link("in/loop", to: "..")
    try folder.link("in/unreadable.txt", to: "/proc/self/mem")
    let result = try ingest("in", "missing.txt")
    let place = "search: in"
    let expected = [
      "\(place)/junk.txt: not text",
      "\(place)/lines.jsonl:7: not JSON",
      "\(place)/loop/in: a link to a folder above it",
      "\(place)/shapes.jsonl:1: not a JSON object", "\(place)/shapes.jsonl:2: not a JSON object",
      "\(place)/shapes.jsonl:3: neither a title nor a text",
      "\(place)/shapes.jsonl:4: not a JSON object",
      "\(place)/unreadable.txt: cannot be read: Input/output error",
      "search: missing.txt: no such file or folder",
    ]
    #expect(result.status == 2 && result.output == "")
    let told = result.errors.split(separator: "\n").filter { $0.hasPrefix("search: ") }
    #expect(told.count == expected.count, "\(result.errors)")
    for sentence in expected { #expect(result.errors.contains(sentence), "\(sentence)") }
    #expect(!result.errors.contains("nil"))
    #expect(result.errors.contains(": 11 articles added\n") && result.errors.contains("2 empty\n"))
    #expect(try shell("SELECT count(*) FROM articles") == "11\n")
  }

  @Test func `a line of 200 MB is reported and uses little memory`() throws {
    let path = folder.path("huge.jsonl")
    try Data("{\"id\": \"first\", \"title\": \"First\"}\n{\"text\": \"".utf8)
      .write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    let megabyte = Data(repeating: UInt8(ascii: "x"), count: 1_000_000)
    for _ in 0..<200 { try file.write(contentsOf: megabyte) }
    try file.write(contentsOf: Data("\"}\n{\"id\": \"last\", \"title\": \"Last\"}\n".utf8))
    try file.close()
    let result = try run(
      "sh", ["-c", "ulimit -v 600000; exec '\(Project.search)' ingest huge.jsonl -d archive.db"],
      in: folder.path)
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.errors.contains("huge.jsonl:2: larger than 32 MiB, the limit for one article"))
    #expect(try shell("SELECT docno FROM articles") == "first\nlast\n")
  }

  @Test func `an unreadable file is reported, and the rest is ingested`() throws {
    guard getuid() != 0 else { return skip("root may read everything") }
    try folder.write("a.txt", "A\n\nsecret")
    try folder.write("b.txt", "B\n\nopen")
    try folder.setMode(0, of: "a.txt")
    let result = try ingest("a.txt", "b.txt")
    #expect(
      result.status == 2 && result.errors.contains("a.txt: cannot be read: Permission denied"))
    #expect(try shell("SELECT title FROM articles") == "B\n")
  }

  @Test func `a missing converter is reported with the package to install`() throws {
    try folder.write("in/a.pdf", "%PDF-1.4")
    try folder.write(
      "in/b.txt",
      "PK\u{3}\u{4}" + String(repeating: "-", count: 26)
        + "[Content_Types].xml word/document.xml")
    let result = try folder.search(
      ["ingest", "in", "-d", "archive.db"],
      environment: ["PATH": "/nonexistent", "SEARCH_CONVERTERS": nil, "HOME": folder.path])
    #expect(result.status == 2)
    for (place, program, package) in [
      ("in/a.pdf", "pdftotext", "poppler-utils"), ("in/b.txt", "pandoc", "pandoc"),
    ] {
      #expect(
        result.errors.contains(
          "\(place): \(program) is needed to read this and is not installed "
            + "(Debian: apt install \(package))"), "\(result.errors)")
    }
  }
}
