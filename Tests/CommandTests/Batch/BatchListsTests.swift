import Foundation
import TestSupport
import Testing

/// The lists and counts that a batch writes in addition to its answers.
struct BatchListsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func batch(_ topics: String, _ arguments: String...) throws -> CommandResult {
    try batch(topics, arguments)
  }

  private func batch(_ topics: String, _ arguments: [String]) throws -> CommandResult {
    try folder.write("q.txt", topics)
    return try folder.search(
      ["batch", "q.txt", "-d", Demo.folder.get().path("articles.db")] + arguments)
  }

  @Test func `--missing writes the queries without hits as a batch`() throws {
    let result = try batch(
      "moon\nx y\tzzzz qqqq\nd\tdate:2021-13 zzzz\n\"\"\n", "--missing", "m", "--any", "--summary")
    #expect(result.status == 0)
    #expect(result.errors == "4 queries: 1 found something, 3 nothing, 0 failed\n")
    #expect(try folder.text("m") == "x y\tzzzz qqqq\nd\tdate:2021-13 zzzz\n4\t\"\"\n")
    let again = try batch(try folder.text("m"), "--missing", "m2", "--summary")
    #expect(again.status == 1)
    #expect(again.errors == "3 queries: 0 found something, 3 nothing, 0 failed\n")
    #expect(try folder.text("m2") == folder.text("m"))
    // All queries have hits: the list exists, and is empty.
    #expect(try batch("moon\n", "--missing", "none").errors == "")
    #expect(try folder.text("none") == "")
  }

  @Test func `a query of several lines is one line in a list`() throws {
    let topics = "{\"id\":\"a\",\"query\":\"zzzz\\n\\tqqqq\\u001b[m\"}\n"
    #expect(try batch(topics, "--missing", "m", "--counts", "c").status == 1)
    #expect(try folder.text("m") == "a\tzzzz  qqqq[m\n")
    #expect(try folder.text("c") == "a\t0\tzzzz  qqqq[m\n")
  }

  @Test func `failures are reported and in no list`() throws {
    let result = try batch(
      "a\tmoon\nb\tmoon AND (\nc\tzzzz\na\tgas\n", "--strict", "--missing", "m", "--counts", "c",
      "--summary", "--format", "trec")
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("search: q.txt:4: line 1 has the same id, \"a\""))
    #expect(result.errors.hasSuffix("4 queries: 1 found something, 1 nothing, 2 failed\n"))
    #expect(try folder.text("m") == "c\tzzzz\n")
    #expect(try folder.text("c").split(separator: "\n").map { $0.prefix(2) } == ["a\t", "c\t"])
  }

  @Test func `counts are exact for any format, limit and filter`() throws {
    let queries = [
      "moon", "russia china", "gas OR the", "zzzz", "date:2021 russia", "publisher:wire",
    ]
    let topics = queries.joined(separator: "\n")
    for (format, passages) in [("trec", false), ("jsonl", true), ("csv", false)] {
      let options = passages ? ["--passages"] : []
      let result = try batch(
        topics,
        ["--counts", "c", "--force", "--format", format, "-n1", "--until", "2022"] + options)
      #expect(result.errors == "")
      let lines = try folder.text("c").split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(lines.map { $0[2] } == queries.map { $0[...] })
      for line in lines {
        let whole = try Demo.search(
          [String(line[2]), "--format", "json", "-n", "10000", "--until", "2022"] + options)
        let answer = try whole.object
        #expect((answer["hits"] as? [Any])?.count == Int(line[1]), "\(line)")
      }
    }
  }

  /// An ordinary search stops counting when there are very many hits.
  @Test func `counts in a large archive equal the shell's`() throws {
    guard let corpus = try Corpus.folder() else { return skip("no ../shared/corpora") }
    let queries = [
      ("windows driver", "windows OR driver", ""), ("windows -driver", "windows NOT driver", ""),
      ("\"device driver\"", "\"device driver\"", ""),
      ("windows language:en", "windows", "AND language = 'en'"),
    ]
    try folder.write("q.txt", queries.map(\.0).joined(separator: "\n"))
    for (options, unit) in [(["--passages"], "rowid"), ([], "article_id")] {
      let result = try folder.search(
        ["batch", "q.txt", "-d", corpus.path("whole.db"), "--plain", "-n1", "--format", "trec"]
          + ["--counts", "c", "--force"] + options)
      #expect(result.errors == "" && result.status == 0)
      let expected = try queries.enumerated().map { index, query in
        let sql = """
          SELECT count(DISTINCT \(unit == "rowid" ? "passages.id" : unit)) FROM passages_fts
            JOIN passages ON passages.id = passages_fts.rowid
            JOIN articles ON articles.id = article_id
           WHERE passages_fts MATCH '\(query.1)' \(query.2);
          """
        let count = try corpus.sql(sql, in: "whole.db")
        return "\(index + 1)\t\(count.split(separator: "\n").first ?? "")\t\(query.0)\n"
      }
      #expect(try folder.text("c") == expected.joined())
    }
  }

  @Test(arguments: ["jsonl", "trec", "csv", "tsv"])
  func `--output writes what standard output would have`(format: String) throws {
    let topics = "moon\nzzzz\nAUKUS \"submarines\"\n"
    func clean(_ text: String) -> String { text.replacing(/"elapsed_ms":[0-9.e-]+/, with: "") }
    let printed = try batch(topics, "--format", format)
    let written = try batch(topics, "--format", format, "-o", "out")
    #expect(written == CommandResult())
    #expect(clean(try folder.text("out")) == clean(printed.output))
    #expect(try !folder.names().contains { $0.hasSuffix(".partial") })
    #expect(clean(try batch(topics, "--format", format, "-o", "-").output) == clean(printed.output))
    // A run that finds nothing writes a file too.
    #expect(try batch("zzzz\n", "--format", format, "-o", "none").status == 1)
    #expect(try folder.text("none").isEmpty == (format == "trec"))
  }

  @Test func `an existing file is overwritten only with --force`() throws {
    let topics = "moon\n"
    try folder.write("there", "mine")
    for option in ["--output", "--missing", "--counts"] {
      let result = try batch(topics, option, "there")
      #expect(result.status == 2)
      #expect(result.errors == "search: there already exists; --force replaces it\n")
      #expect(try folder.text("there") == "mine")
    }
    #expect(try batch(topics, "--output", "there", "--force", "--format", "trec").status == 0)
    #expect(try folder.text("there").hasPrefix("1 Q0 "))
    for arguments in [
      ["-o", "q.txt"], ["-o", "./q.txt"], ["-o", "a", "--missing", "a"],
      ["--counts", "a", "--missing", "a"], ["-o", "there", "--counts", "./there"],
    ] {
      let result = try batch(topics, arguments + ["--force"])
      #expect(result.status == 2 && result.errors.contains("cannot be used twice"))
      #expect(try folder.text("q.txt") == topics)
    }
    #expect(
      try batch(topics, "-o", "no/where").errors
        == "search: no/where cannot be written: its folder does not exist\n")
    // A resumed run replaces only the lists of its own queries.
    for option in ["--missing", "--counts"] {
      for text in ["mine", "1\tmoon", "1\tmoons\n", "1\t?\tmoon\n", "2\t1\tmoon\n", "a\nb\n"] {
        try folder.write("there", text)
        let result = try batch(topics, "-o", "run", "--resume", option, "there")
        #expect(result.status == 2, "\(text)")
        #expect(
          result.errors
            == "search: there exists and is not a list of these queries; choose another name\n")
        #expect(try folder.text("there") == text)
      }
      for text in ["", option == "--missing" ? "1\tmoon\n" : "1\t99\tmoon\n"] {
        try folder.write("there", text)
        #expect(try batch(topics, "-o", "run", "--resume", option, "there").status == 0)
        #expect(try folder.text("there") != text || text == "")
      }
    }
    #expect(try batch(topics, "--resume").status == 64)
    #expect(try batch(topics, "--resume", "-o", "-").status == 64)
    #expect(try batch(topics, "--resume", "-o", "x", "--force").status == 64)
    #expect(!folder.contains("x"))
  }
}
