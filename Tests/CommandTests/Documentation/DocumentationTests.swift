import Foundation
import TestSupport
import Testing

/// Every command in the documentation is run on the sample archive, its output compared.
///
/// In a block marked `console` a command follows `$ `, continues after `> `, and its output follows.
/// `RECORD=1 swift test` writes the output into the documents, and fails.
struct DocumentationTests {
  @Test(arguments: [
    "README.md", "docs/database.md", "docs/maintenance.md", "docs/output.md",
    "docs/query-language.md",
  ])
  func `the commands in the documents print what the documents show`(name: String) throws {
    let path = Project.path + "/" + name
    // Some of the commands write: those who read the common archive would have to wait.
    let folder = try Demo.make()
    var lines: [String] = []
    var commands = 0
    var isConsole = false
    var command: String?
    func finish() throws {
      guard let text = command else { return }
      lines += try output(of: text, in: folder)
      commands += 1
      command = nil
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        try finish()
        isConsole = line == "```console"
      } else if isConsole && line.hasPrefix("$ ") {
        try finish()
        command = String(line.dropFirst(2))
      } else if let begun = command, line.hasPrefix("> ") {
        command = begun + "\n" + line.dropFirst(2)
      } else if command != nil {
        continue  // output as it was recorded
      }
      lines.append(line)
    }
    #expect(commands > 0)
    let actual = lines.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try actual.write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
    }
    #expect(actual == text)
  }

  /// The output of a shell with `search` on the PATH and `articles.db` as the archive.
  private func output(of command: String, in folder: TemporaryFolder) throws -> [String] {
    let program = URL(fileURLWithPath: Project.search).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let result = try run(
      "sh", ["-c", command + "\n"],
      environment: [
        "SEARCH_DATABASE": "articles.db", "COLUMNS": "78", "LC_ALL": "C.UTF-8",
        "PATH": program + ":" + path,
      ], in: folder.path)
    let text = (result.output + result.errors)
      .replacing(/"elapsed_ms" : [0-9.e-]+/, with: "\"elapsed_ms\" : 1.5")
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
