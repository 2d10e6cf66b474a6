import Foundation
import TestSupport
import Testing

/// What a batch says about its queries beside the answers.
struct BatchListsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func batch(_ topics: String, _ arguments: String...) throws -> CommandResult {
    try folder.write("q.txt", topics)
    return try run(
      Project.search, ["batch", "q.txt", "-d", Demo.folder.get().path("articles.db")] + arguments,
      in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  @Test func `the queries that found nothing are a batch of their own`() throws {
    let result = try batch(
      "moon\nx y\tzzzz qqqq\nd\tdate:2021-13 zzzz\n\"\"\n", "--missing", "m", "--any", "--summary")
    #expect(result.status == 0)
    #expect(result.errors == "4 queries: 1 found something, 3 nothing, 0 failed\n")
    #expect(try text("m") == "x y\tzzzz qqqq\nd\tdate:2021-13 zzzz\n4\t\"\"\n")
    let again = try batch(try text("m"), "--missing", "m2", "--summary")
    #expect(again.status == 1)
    #expect(again.errors == "3 queries: 0 found something, 3 nothing, 0 failed\n")
    #expect(try text("m2") == text("m"))
    // All are found: the list is there, and empty.
    #expect(try batch("moon\n", "--missing", "none").errors == "")
    #expect(try text("none") == "")
  }

  @Test func `a query of several lines is one line of a list`() throws {
    let topics = "{\"id\":\"a\",\"query\":\"zzzz\\n\\tqqqq\\u001b[m\"}\n"
    #expect(try batch(topics, "--missing", "m", "--counts", "c").status == 1)
    #expect(try text("m") == "a\tzzzz  qqqq[m\n")
    #expect(try text("c") == "a\t0\tzzzz  qqqq[m\n")
  }

  @Test func `failures are told, and are in no list`() throws {
    let result = try batch(
      "a\tmoon\nb\tmoon AND (\nc\tzzzz\na\tgas\n", "--strict", "--missing", "m", "--counts", "c",
      "--summary", "--format", "trec")
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("search: q.txt:4: line 1 has the same id, \"a\""))
    #expect(result.errors.hasSuffix("4 queries: 1 found something, 1 nothing, 2 failed\n"))
    #expect(try text("m") == "c\tzzzz\n")
    #expect(try text("c").split(separator: "\n").map { $0.prefix(2) } == ["a\t", "c\t"])
  }

  @Test func `counts are exact, whatever the format, limit and filter`() throws {
    let queries = [
      "moon", "russia china", "gas OR the", "zzzz", "date:2021 russia", "publisher:wire",
    ]
    let topics = queries.joined(separator: "\n")
    for (format, passages) in [("trec", false), ("jsonl", true), ("csv", false)] {
      let options = passages ? ["--passages"] : []
      let result = try batch2(
        topics,
        ["--counts", "c", "--force", "--format", format, "-n1", "--until", "2022"] + options)
      #expect(result.errors == "")
      let lines = try text("c").split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(lines.map { $0[2] } == queries.map { $0[...] })
      for line in lines {
        let whole = try Demo.search(
          [String(line[2]), "--format", "json", "-n", "10000", "--until", "2022"] + options)
        let answer = try #require(whole.json as? [String: Any])
        #expect((answer["hits"] as? [Any])?.count == Int(line[1]), "\(line)")
      }
    }
  }

  /// Where there are many, a search itself does not count them all.
  @Test func `counts are those of the shell in a large archive`() throws {
    guard let corpus = try Corpus.folder() else { return skip("no ../shared/corpora") }
    let queries = [
      ("windows driver", "windows OR driver", ""), ("windows -driver", "windows NOT driver", ""),
      ("\"device driver\"", "\"device driver\"", ""),
      ("windows language:en", "windows", "AND language = 'en'"),
    ]
    try folder.write("q.txt", queries.map(\.0).joined(separator: "\n"))
    for (options, unit) in [(["--passages"], "rowid"), ([], "article_id")] {
      let result = try run(
        Project.search,
        ["batch", "q.txt", "-d", corpus.path("whole.db"), "--plain", "-n1", "--format", "trec"]
          + ["--counts", "c", "--force"] + options, in: folder.path)
      #expect(result.errors == "" && result.status == 0)
      let expected = try queries.enumerated().map { index, query in
        let sql = """
          SELECT count(DISTINCT \(unit == "rowid" ? "passages.id" : unit)) FROM passages_fts
            JOIN passages ON passages.id = passages_fts.rowid
            JOIN articles ON articles.id = article_id
           WHERE passages_fts MATCH '\(query.1)' \(query.2);
          """
        let count = try run("sqlite3", ["-readonly", corpus.path("whole.db"), sql]).output
        return "\(index + 1)\t\(count.split(separator: "\n").first ?? "")\t\(query.0)\n"
      }
      #expect(try text("c") == expected.joined())
    }
  }

  private func batch2(_ topics: String, _ arguments: [String]) throws -> CommandResult {
    try folder.write("q.txt", topics)
    return try run(
      Project.search, ["batch", "q.txt", "-d", Demo.folder.get().path("articles.db")] + arguments,
      in: folder.path)
  }

  @Test(arguments: ["jsonl", "trec", "csv", "tsv"])
  func `--output is the file of what standard output has`(format: String) throws {
    let topics = "moon\nzzzz\nAUKUS \"submarines\"\n"
    func clean(_ text: String) -> String { text.replacing(/"elapsed_ms":[0-9.e-]+/, with: "") }
    let printed = try batch(topics, "--format", format)
    let written = try batch(topics, "--format", format, "-o", "out")
    #expect(written == CommandResult(output: "", errors: "", status: 0))
    #expect(clean(try text("out")) == clean(printed.output))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out.partial")))
    #expect(clean(try batch(topics, "--format", format, "-o", "-").output) == clean(printed.output))
    // A run that finds nothing leaves a file too.
    #expect(try batch("zzzz\n", "--format", format, "-o", "none").status == 1)
    #expect(try text("none").isEmpty == (format == "trec"))
  }

  @Test func `no file is overwritten by accident`() throws {
    let topics = "moon\n"
    try folder.write("there", "mine")
    for option in ["--output", "--missing", "--counts"] {
      let result = try batch(topics, option, "there")
      #expect(result.status == 2)
      #expect(result.errors == "search: there already exists; --force replaces it\n")
      #expect(try text("there") == "mine")
    }
    #expect(try batch(topics, "--output", "there", "--force", "--format", "trec").status == 0)
    #expect(try text("there").hasPrefix("1 Q0 "))
    for arguments in [
      ["-o", "q.txt"], ["-o", "./q.txt"], ["-o", "a", "--missing", "a"],
      ["--counts", "a", "--missing", "a"], ["-o", "there", "--counts", "./there"],
    ] {
      let result = try batch2(topics, arguments + ["--force"])
      #expect(result.status == 2 && result.errors.contains("cannot be used twice"))
      #expect(try text("q.txt") == topics)
    }
    #expect(
      try batch(topics, "-o", "no/where").errors
        == "search: no/where cannot be written: its folder does not exist\n")
    #expect(try batch(topics, "--resume").status == 64)
    #expect(try batch(topics, "--resume", "-o", "-").status == 64)
    #expect(try batch(topics, "--resume", "-o", "x", "--force").status == 64)
    #expect(!FileManager.default.fileExists(atPath: folder.path("x")))
  }
}
