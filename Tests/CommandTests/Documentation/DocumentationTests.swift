import Foundation
import TestSupport
import Testing

/// Runs the commands in the documents.
///
/// In a block marked `console`, a command follows `$ `, and continues on lines that start with `>
/// `. Its output comes next. `RECORD=1 swift test` writes the output into the documents, and fails.
struct DocumentationTests {
  @Test(arguments: [
    "docs/guide.md", "docs/database.md", "docs/maintenance.md", "docs/output.md",
    "docs/query-language.md", "docs/query-details.md", "docs/scale.md",
  ])
  func `commands print what the document shows`(name: String) throws {
    let path = Project.path + "/" + name
    // Some commands write to the archive, which would delay tests that read the shared one.
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

  /// The README's `sh` blocks must work for somebody who has only a clone of the project: `make`
  /// comes first, there is no archive yet, and `search` is only where `make install` puts it.
  @Test func `the first page of the README runs as printed, in order`() throws {
    let readme = try String(contentsOfFile: Project.path + "/README.md", encoding: .utf8)
    let commands = readme.matches(of: /(?m)^```sh\n((?:.*\n)*?)```$/).flatMap {
      $0.output.1.split(separator: "\n").map(String.init)
    }
    #expect(
      commands.prefix(4) == [
        "make", "make install", "search ingest seeds", "search \"AUKUS submarines\"",
      ])
    let home = try TemporaryFolder()
    try home.write("Documents/moon.txt", "A moon station\n\nNobody has built one yet.\n")
    // Replaces `make`: the program is already built, and the tests must not write to /usr/local.
    try home.write(
      "shim/make",
      "#!/bin/sh\nexec env PATH=\"$REAL_PATH\" make -o build 'SEARCH=\(Project.search)' \"$@\"\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: home.path("shim/make"))
    let path = home.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    var outputs: [String] = []
    for command in commands {
      let result = try run(
        "sh", ["-c", command],
        environment: [
          "HOME": home.path, "XDG_DATA_HOME": nil, "PREFIX": home.path, "REAL_PATH": path,
          "PATH": home.path("shim") + ":" + path,
          // `make test` sets these variables, which would make an inner `make` print its folders.
          "MAKEFLAGS": nil, "MAKELEVEL": nil, "MFLAGS": nil,
        ])
      #expect(result.status == 0, "\(command): \(result.errors)")
      outputs.append(result.output)
    }
    // Each step of the installation ends by printing the next step.
    #expect(outputs[0].hasSuffix("\n    make install\n"))
    #expect(outputs[1].hasSuffix("\n    search ingest seeds\n"))
    #expect(outputs[3].hasPrefix("1. AUKUS submarines: what Australia is buying"))
  }

  @Test func `every link leads to a file and a heading of the project`() throws {
    func prose(_ path: String) throws -> String {
      try String(contentsOfFile: path, encoding: .utf8)
        .replacing(/(?m)^```[a-z]*\n(?:.*\n)*?```$/, with: "")
    }
    let pages = try FileManager.default.contentsOfDirectory(atPath: Project.path + "/docs")
      .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
    var links = 0
    for page in pages + ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
      let url = URL(fileURLWithPath: Project.path).appendingPathComponent(page)
      for match in try prose(url.path).matches(of: /\]\(([^)\s]*)\)/)
      where !match.output.1.hasPrefix("https:") {
        let parts = match.output.1.split(separator: "#", omittingEmptySubsequences: false)
        let file = parts[0].isEmpty ? url : URL(fileURLWithPath: String(parts[0]), relativeTo: url)
        #expect(FileManager.default.fileExists(atPath: file.path), "\(page): \(match.output.1)")
        links += 1
        guard parts.count > 1 else { continue }
        // Anchors as GitHub derives them from headings.
        let anchors = try prose(file.path).matches(of: /(?m)^#+ (.*)$/).map { heading in
          heading.output.1.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
            .replacing(" ", with: "-")
        }
        #expect(anchors.contains(String(parts[1])), "\(page): \(match.output.1)")
      }
    }
    #expect(links > 40)
  }

  /// `make picture` draws the picture.
  @Test func `the picture shows what the program prints`() throws {
    let picture = try String(contentsOfFile: Project.path + "/docs/terminal.svg", encoding: .utf8)
    let shown = picture.matches(of: /<text class="terminal-r[^>]*>([^<]*)<\/text>/)
      .map { $0.output.1.replacing("&#160;", with: "").replacing("&quot;", with: "\"") }.joined()
    let home = try TemporaryFolder()
    let program = URL(fileURLWithPath: Project.search).deletingLastPathComponent().path
    var expected = ""
    for command in ["search ingest seeds", "search \"AUKUS submarines\" --limit 2"] {
      let result = try run(
        "sh", ["-c", command + " 2>&1"],
        environment: [
          "HOME": home.path, "XDG_DATA_HOME": nil, "COLUMNS": "86", "LC_ALL": "C.UTF-8",
          "PATH": program + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
        ])
      expected += "$ " + command + result.output.replacing(home.path, with: "/home/you")
    }
    #expect(shown == expected.filter { !$0.isWhitespace }, "run `make picture`")
  }

  /// Runs a command in a shell with `search` in its PATH and `articles.db` as the archive.
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
