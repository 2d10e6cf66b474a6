import Archive
import Foundation
import TestSupport
import Testing

@testable import SearchServer

/// The examples in docs/api.md.
struct APIDocumentTests {
  /// A request with the answers that the page shows for it.
  private struct Example {
    var method: String
    var target: String
    var body: String
    var answers: [String]
  }

  private func examples() throws -> [Example] {
    let text = try String(contentsOfFile: Project.path + "/docs/api.md", encoding: .utf8)
    return text.components(separatedBy: "```http\n").dropFirst().compactMap { block in
      let parts = (block.components(separatedBy: "\n```").first ?? "")
        .components(separatedBy: "\n\n")
      let words = parts[0].split(separator: " ").map(String.init)
      let isPost = words[0] == "POST"
      let answers = parts.dropFirst(isPost ? 2 : 1).joined(separator: "\n")
      return Example(
        method: words[0], target: words[1], body: isPost ? parts[1] : "",
        answers: isPost ? answers.components(separatedBy: "\n") : [answers])
    }
  }

  @Test func `every example is answered as the page shows`() async throws {
    let folder = try TemporaryFolder()
    let database = folder.path("articles.db")
    let ingest = try await onThread {
      try run(
        Project.search, ["ingest", "seeds", "--database", database], in: Project.path)
    }
    try #require(ingest.status == 0, "\(ingest)")
    try await TestServer.run(database) { server in
      let examples = try examples()
      #expect(examples.count >= 8)
      for example in examples {
        let answer = try await server.get(
          example.target, method: example.method, body: example.body)
        let lines =
          example.body.isEmpty
          ? [answer.text] : answer.text.split(separator: "\n").map(String.init)
        #expect(lines.count == example.answers.count, "\(example.target): \(answer.text)")
        for (line, shown) in zip(lines, example.answers) {
          let actual = try JSONSerialization.jsonObject(with: Data(line.utf8))
          let expected = try JSONSerialization.jsonObject(with: Data(shown.utf8))
          #expect(has(actual, expected), "\(example.target): \(line)")
        }
      }
    }
  }

  /// Returns true if `actual` has all members of `shown`, with the same values.
  private func has(_ actual: Any, _ shown: Any) -> Bool {
    switch (actual, shown) {
    case (let actual as [String: Any], let shown as [String: Any]):
      shown.allSatisfy { key, value in actual[key].map { has($0, value) } ?? false }
    case (let actual as [Any], let shown as [Any]):
      actual.count == shown.count && zip(actual, shown).allSatisfy(has)
    case (let actual as NSObject, let shown as NSObject): actual == shown
    default: false
    }
  }
}
