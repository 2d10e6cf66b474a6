import Foundation
import TestSupport
import Testing

struct ExportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func passages(_ database: String) throws -> String {
    try folder.sql(
      """
      SELECT location, docno, content_hash, ordinal, start, hex(text)
        FROM articles JOIN passages ON article_id = articles.id ORDER BY location, ordinal
      """, in: database)
  }

  /// The articles are of all kinds; their passages are joined by nothing, a space or an empty line.
  @Test func `ingesting an export makes the same archive`() throws {
    for seed in seeds(12) {
      try RandomCorpus(seed: seed, records: 60).write("in", in: folder)
      let (first, second) = ("first-\(seed).db", "second-\(seed).db")
      #expect(try folder.search("ingest", "in", "-d", first).status == 0, "seed \(seed)")
      let lines = "\(seed).jsonl"
      let quiet = CommandResult()
      #expect(try folder.search("export", lines, "-d", first) == quiet, "seed \(seed)")
      #expect(try folder.search("ingest", lines, "-d", second).status == 0, "seed \(seed)")
      let again = try folder.search("export", "-d", second)
      let text = try folder.text(lines)
      #expect(again.output == text && again.errors == "" && again.status == 0, "seed \(seed)")
      #expect(text.split(separator: "\n").count == 80, "seed \(seed)")
      let rows = try passages(first)
      #expect(rows.split(separator: "\n").count > 150, "seed \(seed)")
      #expect(try passages(second) == rows, "seed \(seed)")
      #expect(try folder.search("check", "-d", second).status == 0, "seed \(seed)")
      // Ingesting the export into its own archive changes nothing.
      #expect(
        try folder.search("ingest", lines, "-d", first).errors.contains(": 80 articles unchanged"))
    }
  }

  @Test func `each passage is a document for OpenSearch, and the index has the archive's folding`()
    throws
  {
    try RandomCorpus(seed: 5, records: 30).write("in", in: folder)
    _ = try folder.search("ingest", "in", "-d", "a.db")
    let stored = try folder.sql(
      """
      SELECT passages.id || '|' || article_id || '|' || ordinal || '|' || hex(title) || '|' || hex(text)
        FROM passages JOIN articles ON articles.id = article_id ORDER BY passages.id
      """, in: "a.db")
    #expect(
      try folder.search("export", "a.ndjson", "--format", "opensearch", "-d", "a.db").status == 0)
    let lines = try folder.text("a.ndjson").split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let documents = try stride(from: 0, to: lines.count, by: 2).map { index in
      let action = try #require(lines[index]["index"] as? [String: String])
      let fields = lines[index + 1]
      func hex(_ name: String) -> String {
        (fields[name] as? String ?? "").utf8.map { String(format: "%02X", $0) }.joined()
      }
      return "\(action["_id"] ?? "")|\(fields["article"] ?? "")|\(fields["ordinal"] ?? "")|"
        + hex("title") + "|" + hex("text")
    }
    #expect(documents == stored.split(separator: "\n").map(String.init) && documents.count > 50)
    let index = try folder.search("export", "--format", "opensearch-index", "-d", "a.db")
    let body = try JSONDecoder().decode(OpenSearchIndex.self, from: Data(index.output.utf8))
    let foldings = body.settings.analysis.char_filter.fold.mappings
    for folding in ["A=>a", "É=>e", "Ω=>ω", "\u{301}=>"] { #expect(foldings.contains(folding)) }
    #expect(!foldings.contains { $0.hasPrefix("ß") || $0.hasPrefix("a") })
    #expect(
      Set(lines.flatMap(\.keys)).subtracting(["index"]).isSubset(of: body.mappings.properties.keys))
  }

  @Test func `an export does not replace an archive`() throws {
    try folder.write("in/a.txt", "Title\n\nText.")
    _ = try folder.search("ingest", "in", "-d", "a.db")
    for options in [[], ["--force"]] {
      let told = try folder.search(["export", "a.db", "-d", "a.db"] + options)
      #expect(
        told.status == 2 && told.errors == "search: a.db is a database; choose another name\n")
    }
    #expect(try folder.search("check", "-d", "a.db").status == 0)
    #expect(try folder.search("backup", "-", "-d", "a.db").status == 2)
  }

  @Test func `a line has its members in order, without unknown ones`() throws {
    try folder.write(
      "a.jsonl",
      #"""
      {"text": "Text \\ with\u0001 odd\u2028 parts, 王.\n\nMore.", "title": "A \"title\"",
      """#.split(separator: "\n").joined() + #" "id": 7, "lang": "en", "location": "Rome"}"#)
    _ = try folder.search("ingest", "a.jsonl", "-d", "a.db")
    let result = try folder.search("export", "-d", "a.db")
    #expect(
      result.output == """
        {"pressmark":1,"location":"a.jsonl#7","docno":"7","title":"A \\"title\\"",\
        "language":"en","text":"Text \\\\ with odd\\nparts, 王.\\n\\nMore."}

        """)
  }

  @Test func `an export does not depend on the order of ingesting, ids or times`() throws {
    try folder.write("a.txt", "A\n\none")
    try folder.write("b.txt", "B\n\ntwo")
    _ = try folder.search("ingest", "a.txt", "b.txt", "-d", "ab.db")
    _ = try folder.search("ingest", "b.txt", "a.txt", "-d", "ba.db")
    let lines = try folder.search("export", "-d", "ab.db").output
    #expect(try folder.search("export", "-d", "ba.db").output == lines)
    #expect(lines.split(separator: "\n").count == 2)
  }

  @Test func `an object with the field names of an export is not mistaken for one`() throws {
    let lines = """
      {"id": "1", "title": "Town", "location": "Leipzig", "text": "x"}
      {"id": "2", "title": "Word", "location": "Leipzig", "pressmark": "stamp", "text": "x"}
      {"id": "3", "title": "Future", "location": "Leipzig", "pressmark": 2, "text": "x"}
      """
    try folder.write("towns.jsonl", lines)
    let result = try folder.search("ingest", "towns.jsonl", "-d", "a.db")
    #expect(result.status == 2)
    #expect(
      result.errors.contains(
        "towns.jsonl:3: not a line of 'search export' that this program knows: version 2"))
    let locations = try folder.sql("SELECT location FROM articles", in: "a.db")
    #expect(locations == "towns.jsonl#1\ntowns.jsonl#2\n")
  }

  @Test func `an existing file is replaced only if asked for`() throws {
    try folder.write("a.txt", "A\n\none")
    _ = try folder.search("ingest", "a.txt", "-d", "a.db")
    try folder.write("out.jsonl", "mine")
    let refused = try folder.search("export", "out.jsonl", "-d", "a.db")
    #expect(refused.status == 2)
    #expect(refused.errors == "search: out.jsonl already exists; --force replaces it\n")
    #expect(try folder.search("export", "out.jsonl", "-d", "a.db", "--force").status == 0)
    let made = try folder.text("out.jsonl")
    #expect(made.hasPrefix("{\"pressmark\":1"))
    #expect(
      try folder.search("export", "no/out.jsonl", "-d", "a.db").errors.contains(
        "its folder does not exist"))
  }

  @Test
  func `an export and a backup have the permissions of the archive, and leave other files alone`()
    throws
  {
    try folder.write("a.txt", "A\n\none")
    _ = try folder.search("ingest", "a.txt", "-d", "a.db")
    func mode(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
    }
    for (name, command) in [("out.jsonl", "export"), ("copy.db", "backup")] {
      try folder.setMode(0o600, of: "a.db")
      try folder.write(name + ".partial", "mine")
      #expect(try folder.search(command, name, "-d", "a.db").status == 0)
      #expect(try mode(name) == 0o600)
      #expect(try folder.text(name + ".partial") == "mine")
      try folder.setMode(0o440, of: "a.db")
      #expect(try folder.search(command, name, "-d", "a.db", "--force").status == 0)
      #expect(try mode(name) == 0o440)
    }
  }

  @Test func `the owner of a read-only archive can back it up and export it`() throws {
    guard getuid() == 0, Project.hasProgram("setpriv") else {
      return skip("only root can become somebody who may not write")
    }
    try folder.write("a.txt", "A\n\none")
    _ = try folder.search("ingest", "a.txt", "-d", "a.db")
    // Copies the program, which may be in a folder that only root can read.
    let script = """
      cp "$1" program && chmod 400 a.db && chown -R 65534 . && chmod 755 . program &&
      setpriv --reuid=65534 --clear-groups ./program backup copy.db -d a.db &&
      setpriv --reuid=65534 --clear-groups ./program export out.jsonl -d a.db
      """
    let result = try run("sh", ["-c", script, "sh", Project.search], in: folder.path)
    #expect(result.status == 0 && result.errors == "", "\(result)")
    #expect(try folder.names().filter { $0.contains("partial") } == [])
    #expect(try folder.search("check", "-d", "copy.db").status == 0)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `an export and a backup that are stopped leave nothing behind`(signal: Int32) throws {
    try folder.write(
      "a.jsonl",
      (1...4_000).map {
        "{\"id\": \($0), \"text\": \"\(String(repeating: "word\($0) ", count: 300))\"}\n"
      }
      .joined())
    _ = try folder.search("ingest", "a.jsonl", "-d", "a.db", "--quiet").checked()
    for command in ["export", "backup"] {
      let running = try RunningCommand(
        Project.search, [command, "out.x", "-d", "a.db"], in: folder.path)
      #expect(waitUntil { (try? folder.names().contains { $0.hasPrefix("out.x") }) ?? false })
      running.send(signal)
      let status = running.end().status
      // It may have finished before the signal.
      #expect(status == 0 || status == 128 + signal, "\(command): \(status)")
      let left = try folder.names().filter { $0.hasPrefix("out.x") }
      // A signal may come after the file has got its name, and before the process ends.
      #expect(left == ["out.x"] || status != 0 && left == [])
      if left == ["out.x"] { try folder.remove("out.x") }
    }
  }

  @Test func `an export saves the readable articles of a damaged archive`() throws {
    try RandomCorpus(seed: 3, records: 30).write("in", in: folder)
    _ = try folder.search("ingest", "in", "-d", "a.db")
    let whole = try folder.search("export", "-d", "a.db").output
    // Overwrites the page of the first passage.
    let page = try run(
      "sqlite3",
      [
        folder.path("a.db"),
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "SELECT pageno FROM dbstat WHERE name = 'passages' AND pagetype = 'leaf' LIMIT 1 OFFSET 3",
      ])
    guard let number = page.output.split(separator: "\n").last.flatMap({ Int($0) }) else {
      return skip("this sqlite3 has no dbstat")
    }
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path("a.db")))
    try handle.seek(toOffset: UInt64((number - 1) * 4_096))
    try handle.write(contentsOf: Data(repeating: 0x55, count: 4_096))
    try handle.close()
    let check = try folder.search("check", "-d", "a.db")
    #expect(check.status == 2 && check.errors.contains("search export FILE"))
    let saved = try folder.search("export", "-d", "a.db")
    #expect(
      saved.status == 2
        && saved.errors.contains("cannot be read: its page in the archive is damaged"))
    let (all, some) = (
      Set(whole.split(separator: "\n")), Set(saved.output.split(separator: "\n"))
    )
    #expect(some.isSubset(of: all) && some.count > all.count / 2 && some.count < all.count)
  }
}

/// The parts of an index for OpenSearch that the tests look at.
private struct OpenSearchIndex: Decodable {
  struct Settings: Decodable { var analysis: Analysis }
  struct Analysis: Decodable { var char_filter: CharacterFilters }
  struct CharacterFilters: Decodable { var fold: Folding }
  struct Folding: Decodable { var mappings: [String] }
  struct Mappings: Decodable { var properties: [String: Property] }
  struct Property: Decodable { var type: String }

  var settings: Settings
  var mappings: Mappings
}
