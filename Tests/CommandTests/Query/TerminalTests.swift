import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand

/// Output for terminals, which must not contain harmful control sequences.
struct TerminalTests {
  /// Runs `search` on a pseudo-terminal, created by script(1).
  private func onTerminal(
    _ arguments: String, _ environment: [String: String?] = [:]
  ) throws -> String? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else { return nil }
    var variables: [String: String?] = ["TERM": "xterm-256color", "FORCE_HYPERLINK": nil]
    for (name, value) in environment { variables[name] = value }
    let folder = try Demo.folder.get().path
    return try run(
      "/usr/bin/script",
      ["-qec", "'\(Project.search)' \(arguments) -d articles.db", "/dev/null"],
      environment: variables, in: folder
    ).output
  }

  private static let link = "\u{1B}]8;"

  @Test func `titles are links on a terminal that supports them`() throws {
    guard let page = try onTerminal("AUKUS -n 1") else { return skip("no script(1)") }
    let title =
      "\u{1B}[1mAUKUS submarines: what Australia is buying, and who will build it\u{1B}[0m"
    let address = "https://example.com/southern-compass/2023/03/aukus-submarines"
    #expect(page.contains("\u{1B}]8;id=hit1;\(address)\u{1B}\\\(title)\u{1B}]8;;\u{1B}\\"))
    let shown = try #require(try onTerminal("show 1"))
    #expect(shown.hasPrefix("\u{1B}]8;id=title;https://"))
  }

  @Test func `titles are not links if unwanted or unsupported`() throws {
    for (arguments, environment) in [
      ("", ["TERM": "dumb"]), ("", ["TERM": "linux"]), ("", ["TERM": nil]),
      ("", ["NO_COLOR": "1"]), ("", ["FORCE_HYPERLINK": "0"]), ("--color never", [:]),
      ("--format markdown", [:]), ("--format json", [:]),
    ] as [(String, [String: String?])] {
      guard let page = try onTerminal("AUKUS -n 1 \(arguments)", environment) else {
        return skip("no script(1)")
      }
      #expect(page.contains("AUKUS") && !page.contains(Self.link), "\(arguments) \(environment)")
    }
    #expect(try !Demo.search(["AUKUS", "--color", "always"]).output.contains(Self.link))
    let forced = try Demo.search(["AUKUS", "-n", "1"], environment: ["FORCE_HYPERLINK": "1"])
    #expect(forced.output.contains(Self.link))
  }

  @Test func `an article without a web address links to its file`() throws {
    let folder = try TemporaryFolder()
    try folder.write("ö & \u{1F600}/a#b.txt", "A title\n\nUnmistakable.\n")
    try folder.write("many.jsonl", "{\"id\":\"x\",\"title\":\"T\",\"text\":\"unmistakable\"}\n")
    #expect(
      try folder.search("ingest", ".", "-d", "a.db").status == 0)
    let result = try folder.search(
      ["unmistakable", "-d", "a.db"], environment: ["FORCE_HYPERLINK": "1"])
    let host = ProcessInfo.processInfo.hostName
    #expect(result.output.contains("/%C3%B6%20%26%20%F0%9F%98%80/a%23b.txt\u{1B}\\"))
    #expect(result.output.contains("/many.jsonl\u{1B}\\"))
    #expect(result.output.contains(";file://\(host)/"), "\(host)")
    // Nothing links to a file that no longer exists.
    try folder.remove("many.jsonl")
    let later = try folder.search(
      ["unmistakable", "-d", "a.db"], environment: ["FORCE_HYPERLINK": "1"])
    #expect(!later.output.contains("many.jsonl\u{1B}"))
  }

  @Test func `output fits very narrow terminals`() throws {
    for width in [12, 20] {
      let result = try Demo.search(
        ["津軽海峡 AUKUS", "-n", "3", "--cite"], environment: ["COLUMNS": "\(width)"])
      for line in result.output.split(separator: "\n") {
        // A long word is not broken; the number of a hit and the indent may stand before it.
        let words = line.split(separator: " ").filter {
          !$0.hasSuffix(".") || Int($0.dropLast()) == nil
        }
        #expect(DisplayWidth.columns(of: String(line)) <= max(width, 13) || words.count == 1)
      }
    }
    try expectGolden(
      "narrow.txt", try Demo.search(["津軽海峡"], environment: ["COLUMNS": "20"]).output)
  }

  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("海", 2), ("ｱ", 1), ("Ａ", 2), ("😀", 2), ("👩‍👩‍👧", 2),
    ("🇦🇺", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("\u{200B}", 0), ("\u{2060}", 0), ("…", 1), ("█", 1),
  ])
  func `characters have their display width`(character: Character, columns: Int) {
    #expect(DisplayWidth.columns(of: character) == columns)
  }
}
