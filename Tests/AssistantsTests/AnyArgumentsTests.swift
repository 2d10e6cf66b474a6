import JSON
import TestSupport
import Testing

@testable import Assistants

/// Random arguments, of which none may lead to a message that is too long.
struct AnyArgumentsTests {
  /// Returns a random value, often one that a parameter of this name can have.
  private func value(_ name: String, _ random: inout SeededGenerator) -> JSONValue {
    if random.chance(1, in: 8) {
      return random.pick([
        nil, true, 0, -1, .number("1e400"), .number("3.5"), "", [], [:], ["", 1], "\0",
        .number(String(repeating: "9", count: 500)),
        .string(String(repeating: "é\"", count: 9_000)),
        .array(Array(repeating: "x", count: 30)),
      ])
    }
    switch name {
    case "query":
      return random.pick([
        "ship", "ship OR word1x1", "", "\"left the harbour\"", "shi* -pilot", "第1艘船", "title:ship",
        "NEAR(ship harbour, 5)", "sihp", "((((", "publisher:post", "zzzz", "author:\"Author 1\"",
        .string(String(repeating: "ship ", count: 1_500)),
      ])
    case "id":
      return random.pick([
        .string(String(random.below(70))), "61", "62", "63", "64", "63#40", "blob", "article://64",
      ])
    case "limit": return random.pick([1, 10, 50, 1_000, 49])
    case "passage": return .number(String(1 + random.below(402)))
    case "since", "until": return random.pick(["2015", "2012-03", "7d", "never", "october-2019"])
    case "sort": return random.pick(["relevance", "newest", "oldest"])
    case "by": return random.pick(["year", "month", "day"])
    case "passages": return random.pick([true, false])
    case "cursor":
      return random.pick([
        "x", "a.1.b", .string("\(random.below(1 << 30)).\(Int.max).0000000000"), "..",
      ])
    default: return random.pick([["the post"], ["Ann Lee"], ["en", "de"], "zh", ["nobody"]])
    }
  }

  @Test func `no message is too long, and text and structured content agree`() throws {
    let folder = try TemporaryFolder()
    let client = TestClient(try AssistantArchive.write(to: folder), .july2026)
    _ = try client.request("tools/list")
    var answers = 0
    var longest = 0
    for seed in seeds(600) {
      var random = SeededGenerator(seed: seed)
      let tool = random.pick(Tool.all)
      var arguments: [String: JSONValue] = [:]
      for parameter in tool.parameters {
        let isLikely = parameter.isRequired ? 19 : 4
        guard random.chance(isLikely, in: 20) else { continue }
        arguments[parameter.name] = value(parameter.name, &random)
      }
      // Follows the cursors for some pages.
      for _ in 0..<4 {
        let result = try client.request(
          "tools/call", ["name": .string(tool.name), "arguments": .object(arguments)])
        longest = max(longest, result.encodedText.utf16.count)
        guard result["isError"] == nil else { break }
        answers += 1
        let content = try client.content(of: result)
        guard let cursor = content["next_cursor"] else { break }
        arguments["cursor"] = cursor
      }
    }
    print("\(answers) answers, the longest of \(longest) characters; seed \(firstSeed)")
    #expect(answers > 300)
    #expect(longest > 20_000)
    try client.validate()
  }
}
