import Foundation
import TestSupport
import Testing

/// Files of topics in formats other than lines.
struct BatchTopicsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func batch(_ topics: String, _ arguments: String...) throws -> CommandResult {
    try folder.write("topics", topics)
    return try Demo.search(["batch", folder.path("topics")] + arguments)
  }

  /// Returns the error messages without the path of the folder.
  private func errors(_ result: CommandResult) -> [String] {
    result.errors.split(separator: "\n").map { String($0).replacing(folder.path + "/", with: "") }
  }

  private static let trec = """
    <top>
    <num> Number: 301
    <title> moon station
    <desc> Description: AUKUS &amp;
    submarines
    </top>
    <top> <num> Number: 302 <desc> only this </top>
    <top> <num> 301 <title> again </top>
    <top> <num> 303 <title> zzzz
    """

  @Test func `topics of TREC, JSON and lines have the same answers`() throws {
    let lines = "301\tmoon station\nx\tAUKUS submarines\n"
    let expected = try batch(lines, "--format", "trec")
    #expect(expected.status == 0 && expected.output.contains("x Q0 seeds/aukus"))
    for topics in [
      "<top><num>301<title>moon\nstation<top><num>x<title>AUKUS submarines",
      "<topic number=\"301\"><query>moon station</query></topic>"
        + "<topic number=\"x\"><query>AUKUS submarines</query></topic>",
      "{\"id\":301,\"query\":\"moon station\"}\n\n{\"_id\":\"x\",\"text\":\"AUKUS submarines\"}",
      "{\"qid\":\"301\",\"title\":\"moon station\",\"text\":null}\r\n"
        + "{\"query_id\":\"x\",\"question\":\"AUKUS submarines\"}",
      "{\"topic\":\"301\",\"query\":\"moon station\"}\n{\"number\":\"x\",\"query\":\"AUKUS submarines\"}",
    ] {
      #expect(try batch(topics, "--format", "trec") == expected, "\(topics)")
    }
  }

  @Test func `--field selects the part of a topic that is the query`() throws {
    let titles = try batch(Self.trec, "-n1")
    #expect(titles.status == 2)
    #expect(
      errors(titles) == [
        "search: topics:7: the topic \"302\" has no title",
        "search: topics:8: line 1 has the same id, \"301\"; each topic needs its own",
      ])
    func queries(_ result: CommandResult) -> [String] {
      result.output.split(separator: "\n").map { line in
        let answer = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return "\(answer?["id"] ?? "")=\(answer?["query"] ?? "")"
      }
    }
    #expect(queries(titles) == ["301=moon station", "303=zzzz"])
    #expect(
      queries(try batch(Self.trec, "--field", "desc"))
        == ["301=AUKUS & submarines", "302=only this"])
    let both = try batch(Self.trec, "--field", "desc,title")
    #expect(
      queries(both) == ["301=AUKUS & submarines moon station", "302=only this", "303=zzzz"])
    #expect(
      errors(try batch(Self.trec, "--field", "narr,desc")).last
        == "search: topics:9: the topic \"303\" has no narr and no desc")
    for value in ["", "title,", "title,title", "text"] {
      #expect(try batch(Self.trec, "--field", value).status == 64)
    }
    let lines = try batch("moon\n", "--field", "desc")
    #expect(errors(lines) == ["search: --field is for TREC topics, and topics has none"])
    #expect(lines.status == 2 && lines.output == "")
  }

  @Test func `--topics-format overrides detection by the first bytes`() throws {
    let text = "<top>\tmoon\n"
    #expect(
      errors(try batch(text, "--format", "csv")) == ["search: topics:1: the topic has no number"])
    #expect(try batch(text, "--topics-format", "tsv").output.contains("\"id\":\"<top>\""))
    #expect(
      try batch(text, "--topics-format", "lines").output.contains("\"query\":\"<top>\\tmoon\""))
    #expect(
      errors(try batch("moon\n", "--topics-format", "tsv"))
        == ["search: topics:1: expected an id, a tab and a query"])
    #expect(
      errors(try batch("moon\n", "--topics-format", "trec"))
        == ["search: topics:1: there is no <top> or <topic> in it"])
    #expect(try batch("moon\n", "--topics-format", "xml").status == 64)
  }

  @Test func `unreadable objects are reported, and the others are answered`() throws {
    let result = try batch(
      """
      {"id":" ","query":"moon"}
      {"id":2,"query":7}
      {"id":3,"query":"gas"
      ["id"]
      {"id":1,"text":"again"}
      {"id":1.50,"query":"Siberia"}
      """, "--format", "trec", "-n1")
    #expect(result.status == 2)
    let found = errors(result)
    #expect(found.count == 4)
    #expect(found.first == "search: topics:2: the object has no query, text, title or question")
    #expect(found.dropFirst().first?.hasPrefix("search: topics:3: not JSON (") == true)
    #expect(
      found.suffix(2) == [
        "search: topics:4: not a JSON object",
        "search: topics:5: line 1 has the same id, \"1\"; each topic needs its own",
      ])
    #expect(result.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == ["1", "1.50"])
  }

  @Test(arguments: [
    ("a b", "trec", false), ("a b", "csv", true), ("a b", "tsv", true), ("a\u{A0}b", "trec", false),
    ("a\\nb", "csv", true), ("a\\nb", "tsv", false), ("a\\nb", "jsonl", true),
    ("a\\u001b[m", "csv", false), ("a\\u001b[m", "trec", false), ("a\\u001b[m", "jsonl", true),
    ("é-1", "trec", true), ("a,\\\"b", "csv", true),
  ])
  func `an id that a format cannot hold is reported`(id: String, format: String, fits: Bool) throws
  {
    let result = try batch(
      "{\"id\":\"\(id)\",\"query\":\"moon\"}\n{\"id\":2,\"query\":\"moon\"}", "--format", format,
      "-n1")
    #expect(result.status == (fits ? 0 : 2))
    #expect(result.errors.contains("--format \(format) cannot hold the id") == !fits)
    #expect(!result.errors.contains("\u{1B}"))
    if format == "trec" {
      for line in result.output.split(separator: "\n") {
        #expect(line.split(whereSeparator: \.isWhitespace).count == 6)
      }
    }
  }

  @Test func `a run has a thousand documents unless --limit says otherwise`() throws {
    let query = "t\trussia china moon gas the of a to in and\n"
    let run = try batch(query, "--format", "trec", "--any")
    let passages = try batch(query, "--format", "trec", "--passages")
    let count = run.output.split(separator: "\n").count
    #expect(count > 10)
    #expect(passages.output.split(separator: "\n").count > count)
    #expect(
      try batch(query, "--format", "trec", "-n", "4").output.split(separator: "\n").count == 4)
    #expect(try batch(query, "--format", "csv").output.split(separator: "\n").count == 11)
    let names = passages.output.split(separator: "\n").map { $0.split(separator: " ")[2] }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.contains(/#[0-9]+$/) })
  }

  @Test(arguments: [
    (
      "[{\"id\": \"1\", \"query\": \"gas\"}]\n",
      "a JSON array; topics are JSON objects, one on each line"
    ),
    ("[\n  {\n \"id\": 1}]", "a JSON array; topics are JSON objects, one on each line"),
    ("SQLite\0\u{1}gas\n", "not text"),
  ])
  func `a file without topics is refused`(text: String, sentence: String) throws {
    let result = try run(Project.search, ["batch", "-"], input: text)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(sentence), "\(result.errors)")
  }
}
