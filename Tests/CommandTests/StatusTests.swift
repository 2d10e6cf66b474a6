import Foundation
import FullTextIndex
import TestSupport
import Testing
import Formats

@testable import Archive
@testable import Output
@testable import SearchCommand

struct StatusTests {
  private static func status(_ arguments: String...) throws -> CommandResult {
    try Demo.search(["status"] + arguments)
  }

  /// Returns the status of the sample archive, with fixed values for everything that differs from
  /// run to run.
  private func sample() throws -> ArchiveStatus {
    let path = try Demo.folder.get().path("articles.db")
    var status = try Archive.open(readingFrom: path).status()
    status.path = "articles.db"
    (status.bytes, status.logBytes) = (712_704, 0)
    status.roots = status.roots?.map { root in
      var root = root
      root.root.absolutePath = "/home/reader/seeds"
      return root
    }
    status.lastRun?.startedAt = "2026-11-22T06:12:01Z"
    status.lastRun?.endedAt = "2026-11-22T06:12:02Z"
    return status
  }

  @Test(arguments: [20, 40, 80])
  func `the sample archive has the expected status`(width: Int) throws {
    let lines = StatusText(try sample()).lines(Console(width: width, usesColor: false))
    // A path is never broken.
    for line in lines where line.drop(while: { $0 == " " }).contains(" ") {
      #expect(DisplayWidth.columns(of: line) <= max(width, 13), "\(line)")
    }
    try expectGolden("status-\(width).txt", lines.map { $0 + "\n" }.joined())
  }

  @Test func `the status shows problems`() throws {
    var status = try sample()
    status.logBytes = 4_152
    status.schemaVersion = 1
    status.undated = 33
    status.published = nil
    status.publishers = (1...14).map { .init(value: "Publisher \($0)", articles: 1_300 - $0) }
    status.publishers.insert(.init(value: nil, articles: 5_000), at: 0)
    status.languages = []
    status.roots = (1...12).map { number in
      .init(
        root: Root(path: "/r\(number)", absolutePath: "/r\(number)", settings: "{}"),
        files: number, failures: number % 2, isMissing: number == 2)
    }
    status.failedFiles = [
      .init(path: "in/a.jsonl", failures: 3, isWhole: true),
      .init(path: "in/b\u{1B}.zip", failures: 1, isWhole: false),
    ]
    status.failedFileCount = 70
    status.lastRun?.endedAt = nil
    status.index?.segments = 4
    status.index?.blocksAreCurrent = false
    let lines = StatusText(status).lines(Console(width: 80, usesColor: false))
    try expectGolden("status-troubled.txt", lines.map { $0 + "\n" }.joined())
    status.index = nil
    status.roots = nil
    status.lastRun = nil
    let bare = StatusText(status).lines(Console(width: 80, usesColor: false))
    #expect(bare.contains { $0.contains("unreadable, or in an unknown format") })
    #expect(!bare.contains { $0.contains("last run") || $0.contains("tracked") })
  }

  @Test func `the program prints the same in both formats`() throws {
    let text = try Self.status()
    #expect(text.status == 0 && text.errors == "")
    #expect(text.output.contains("33 articles in 112 passages"))
    #expect(text.output.contains("  optimized\n"))
    let json = try Self.status("--format", "json")
    let schema = try JSONSchema(
      String(contentsOfFile: Project.path + "/docs/output.schema.json", encoding: .utf8))
    #expect(schema.problems(try JSONValue(json.output), "status") == [])
    #expect(schema.problems(try JSONValue(json.output)) == [])
    let object = try json.object
    #expect(object["version"] as? Int == 1 && object["articles"] as? Int == 33)
    #expect(object["passages"] as? Int == 112 && object["text_bytes_are_exact"] as? Bool == true)
    let folder = try Demo.folder.get()
    let length = try run(
      "sqlite3",
      [
        "-readonly", folder.path("articles.db"),
        "SELECT sum(length(CAST(text AS BLOB))), (SELECT min(published) FROM articles), "
          + "(SELECT count(DISTINCT publisher) FROM articles) FROM passages",
      ]
    ).output.split { $0 == "|" || $0 == "\n" }
    #expect((object["text_bytes"] as? Int).map { "\($0)" } == String(length[0]))
    #expect((object["published"] as? [String: String])?["first"] == String(length[1]))
    #expect((object["publishers_total"] as? Int).map { "\($0)" } == String(length[2]))
    let run = try #require(object["last_run"] as? [String: Any])
    #expect(run["added"] as? Int == 33 && run["ended_at"] is String)
    let roots = try #require(object["roots"] as? [[String: Any]])
    #expect(roots.map { $0["path"] as? String } == ["seeds"])
    #expect(try Self.status("--format", "json", "--format-version", "2").status == 2)
  }

  @Test func `read-only and empty archives have a status`() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty/x.unknown", "x")
    try FileManager.default.copyItem(
      atPath: try Demo.folder.get().path("articles.db"), toPath: folder.path("copy.db"))
    try folder.setMode(0o444, of: "copy.db")
    let copy = try run(Project.search, ["status", "-d", folder.path("copy.db")])
    #expect(copy.status == 0 && copy.output.contains("33 articles"))
    _ = try folder.search("ingest", "empty", "-d", "e.db")
    let empty = try folder.search("status", "-d", "e.db")
    #expect(empty.status == 0 && empty.output.contains("0 articles in 0 passages"))
    let none = try run(Project.search, ["status", "-d", folder.path("none.db")])
    #expect(none.status == 2 && none.errors.contains("there is no archive"))
    #expect(!folder.contains("none.db"))
  }

  @Test func `the status shows the options that files are read with`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.jsonl", "{\"headline\":\"T\"}\n")
    let options = ["--map", "text=body,title=headline", "--encoding", "latin1"]
    _ = try folder.search(["ingest", "a.jsonl", "-d", "a.db"] + options)
    let text = try folder.search("status", "-d", "a.db").output
    #expect(
      text.contains("1 file, read with --map text=body,title=headline --encoding"), "\(text)")
    let json = try folder.search("status", "-d", "a.db", "--format", "json")
    let roots = try json.object["roots"] as? [[String: Any]]
    let map = (roots?.first?["settings"] as? [String: Any])?["map"] as? [String: String]
    #expect(map == ["text": "body", "title": "headline"])
  }

  @Test func `the status shows failures, missing roots and runs that died`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a.jsonl", "{\"title\":\"T\"}\nnonsense\nnonsense\n")
    try folder.write("in/empty.html", "<p></p>")
    try folder.write("gone.txt", "G\n\nText.")
    func status() throws -> String {
      try folder.search("status", "-d", "a.db").output
    }
    _ = try folder.search("ingest", "in", "gone.txt", "-d", "a.db")
    try folder.remove("gone.txt")
    let text = try status()
    #expect(text.contains("in/a.jsonl: 2 failures\n"))
    #expect(text.contains("in/empty.html: could not be read to the end\n"))
    #expect(text.contains("gone.txt: 1 file, missing"))
    #expect(text.contains("UTC: 3 files, 2 articles added, 3 failures\n"))
    _ = try folder.sql("UPDATE ingest_runs SET ended_at = NULL", in: "a.db")
    #expect(try status().contains("still running, or interrupted"))
  }

  @Test func `the status of a large archive takes under a second`() throws {
    guard let folder = try Corpus.folder() else { return skip("no ../shared/corpora") }
    let path = folder.path("whole.db")
    _ = try run(Project.search, ["status", "-d", path])
    var text = ""
    let times = try (0..<5).map { _ in
      let start = ContinuousClock.now
      text = try run(Project.search, ["status", "-d", path]).output
      return ContinuousClock.now - start
    }
    // The status takes 0.1 s; reading the texts would take 20 times as long.
    #expect((times.min() ?? .zero) < .seconds(1))
    #expect(text.contains("57,939 articles"))
    let exact = try run(
      "sqlite3", ["-readonly", path, "SELECT sum(length(CAST(text AS BLOB))) FROM passages"])
    let bytes = Double(exact.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    let json = try run(Project.search, ["status", "-d", path, "--format", "json"])
    let told = (try json.object["text_bytes"] as? NSNumber)?.doubleValue ?? 0
    #expect((told - bytes).magnitude < 0.1 * bytes, "\(told) for \(bytes)")
  }
}
