import Foundation
import TestSupport
import Testing
import Formats
import QueryLanguage

@testable import Output
@testable import SearchEngine

struct JSONSchemaTests {
  private let schema: JSONSchema

  init() throws {
    let path = Project.path + "/docs/output.schema.json"
    schema = try JSONSchema(String(contentsOfFile: path, encoding: .utf8))
  }

  /// Checks that the text fits the definition `name`, and no other kind of output.
  private func expect(_ text: String, fits name: String, _ note: String = "") throws {
    let value = try JSONValue(text)
    #expect(schema.problems(value, name) == [], "\(note)")
    #expect(schema.problems(value) == [], "\(note)")
  }

  @Test(arguments: [
    ["AUKUS submarines"], ["zzzz"], ["é autor:smith \"open ( AND"], ["the"], ["F-35"],
    ["AUKUS", "--explain"], ["subma*", "--explain"], ["moon", "--cite", "--passages"],
    ["russia", "--context", "2", "--passages"],
    ["\"\""], [""], ["russia", "--facets", "publisher,author,language,year"],
    ["zzzz", "--facets", "year"],
    ["--", "-only -left -out"], ["russia", "--sort", "newest", "--cite", "--explain"],
    ["--raw", "moon NOT station"], ["russia", "-n", "1000", "--passages"],
  ])
  func `answers fit the schema`(arguments: [String]) throws {
    let answer = try Demo.search(["query", "--json"] + arguments)
    try expect(answer.output, fits: "results", answer.errors)
    guard !arguments.contains("--facets") else { return }
    let lines = try Demo.search(["query", "--format", "jsonl"] + arguments).output
    for line in lines.split(separator: "\n") { try expect(String(line), fits: "hit_line") }
  }

  @Test func `the lines of a batch fit the schema`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("q", "AUKUS\nzzzz\nx\tautor:smith\n( *\nsubma* OR NEAR(a b)\n")
    let lines = try Demo.search(["batch", file]).output.split(separator: "\n")
    #expect(lines.count == 5)
    for line in lines { try expect(String(line), fits: "results") }
  }

  @Test func `rare members fit the schema`() throws {
    var hit = Sample.hit(publisher: "P", published: "2021", url: "u", language: "en")
    hit.missing = ["word"]
    hit.explanation = Sample.explanation(gains: [1.5, 0])
    hit.locator = PassageLocator(offset: 5, passageCount: 3)
    var answered = Sample.answer([hit])
    answered.notices = [Notice(kind: .didYouMean(replacement: "a", typed: "b"))]
    answered.request.facets = [.year]
    answered.request.explains = true
    answered.facetsTotal = 7
    let text = try Sample.rendered(answered, .json)
    try expect(text, fits: "results")
    #expect(text.contains("\"facets_total\" : 7"))
    #expect(
      !schema.problems(try JSONValue(text.replacing(" : 7,", with: " : -7,")), "results").isEmpty)
    for member in ["missing", "explanation", "citation"] {
      #expect(try JSONValue(text)["hits"].map { "\($0)".contains(member) } == true)
    }
  }

  @Test(arguments: [
    ["AUKUS"], ["zzzz"], ["AUKUS", "--by", "day"], ["AUKUS", "--by", "year"], ["a AND"],
    ["\"\""],
  ])
  func `timelines fit the schema`(arguments: [String]) throws {
    try expect(
      try Demo.search(["timeline", "--format", "json"] + arguments).output, fits: "timeline")
  }

  @Test(arguments: [
    ["1"], ["1#2"], ["1#2", "--cite"], ["1", "--cite"], ["1#1", "--context", "0"],
  ])
  func `articles fit the schema`(arguments: [String]) throws {
    try expect(try Demo.search(["show", "--format", "json"] + arguments).output, fits: "excerpt")
  }

  @Test(arguments: [
    ["--topics"], [], ["--measures", "p@5"], ["--measures", "ndcg-exp@1,bpref", "--topics"],
  ])
  func `evaluations fit the schema`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let one = try folder.write("one.run", "1 Q0 a 1 2 tag\n1 Q0 b 2 1 tag\n")
    let other = try folder.write("other.run", "2 Q0 a 1 2 -\n")
    let qrels = try folder.write("qrels", "1 0 b 1\n1 0 a 0\n2 0 a 3\n")
    for runs in [[one, qrels], [one, qrels, other], [one, qrels, one, other]] {
      let output = try Demo.search(["evaluate", "--format", "json"] + runs + arguments).output
      try expect(output, fits: "evaluation")
      let wrong = try JSONValue(output.replacing("\"measure\" : \"", with: "\"measure\" : \"x"))
      #expect(!schema.problems(wrong, "evaluation").isEmpty)
    }
  }

  @Test(arguments: [
    ("\"version\" : 1", "\"version\" : 2"), ("\"version\" : 1", "\"version\" : true"),
    ("\"rank\" : 1", "\"rank\" : 0"), ("\"rank\" : 1", "\"rank\" : 1.5"),
    ("\"rank\" : 1", "\"rang\" : 1"), ("\"total_is_exact\" : true", "\"total_is_exact\" : 1"),
    ("\"start\" : ", "\"start\" : -1, \"x\" : "), ("\"total\" : ", "\"total\" : -"),
    ("\"docno\" : ", "\"more\" : 1, \"docno\" : "), ("\"notices\" : [", "\"notices\" : [{}"),
    ("\"highlights\" : [", "\"highlights\" : [[1], "), ("\"query\" : ", "\"query\" : [], \"x\" : "),
  ])
  func `a wrong answer does not fit`(right: String, wrong: String) throws {
    let answer = try Demo.search(["AUKUS submarines", "--json", "-n", "1"]).output
    #expect(answer.contains(right))
    let value = try JSONValue(answer.replacing(right, with: wrong))
    #expect(!schema.problems(value, "results").isEmpty)
    #expect(!schema.problems(value).isEmpty)
  }

  @Test(arguments: [
    ("{\"maximum\": 1}", "1", false), ("{\"type\": \"integer\"}", "1", true),
    ("{\"type\": \"integer\"}", "1.5", false), ("{\"type\": \"number\"}", "1", true),
    ("{\"type\": [\"null\", \"string\"]}", "null", true), ("{\"const\": 1}", "2", false),
    ("{\"enum\": [1, \"a\"]}", "\"a\"", true), ("{\"enum\": [1, \"a\"]}", "\"b\"", false),
    ("{\"pattern\": \"^a+$\"}", "\"aa\"", true), ("{\"pattern\": \"^a+$\"}", "\"ab\"", false),
    ("{\"minimum\": 1}", "0", false), ("{\"items\": {\"const\": 1}}", "[1, 2]", false),
    ("{\"required\": [\"a\"]}", "{}", false), ("{}", "{\"a\": 1}", false),
    ("{\"minItems\": 1}", "[]", false), ("{\"maxItems\": 1}", "[1, 2]", false),
    ("{\"properties\": {\"a\": {\"const\": 1}}}", "{\"a\": 1}", true),
    ("{\"properties\": {\"a\": {\"const\": 1}}}", "{\"a\": 2}", false),
    ("{\"oneOf\": [{\"const\": 1}, {\"type\": \"integer\"}]}", "1", false),
    ("{\"oneOf\": [{\"const\": 1}, {\"type\": \"integer\"}]}", "2", true),
    ("{\"$ref\": \"#/$defs/x\"}", "1", false),
    ("{\"$ref\": \"#/$defs/x\", \"$defs\": {\"x\": {\"const\": 1}}}", "1", true),
    ("{\"allOf\": [{\"const\": 1}]}", "2", false),
  ])
  func `the schema uses no keyword that the checker ignores`(
    schema: String, value: String, fits: Bool
  ) throws {
    #expect(try JSONSchema(schema).problems(JSONValue(value)).isEmpty == fits)
  }
}
