import Foundation
import TestSupport
import Testing

@testable import Output

/// Text on a terminal: its last line, its line breaks, and the pager.
struct PagerTests {
  /// Runs a shell command on a pseudo-terminal of this size; `search` is the program.
  private func onTerminal(
    _ command: String, columns: Int = 80, rows: Int = 24, _ environment: [String: String?] = [:]
  ) throws -> String? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else {
      skip("no script(1)")
      return nil
    }
    var variables: [String: String?] = [
      "TERM": "xterm", "SEARCH_DATABASE": "articles.db", "PAGER": nil, "PRESSMARK_PAGER": nil,
      "LESS": nil, "COLUMNS": nil, "NO_COLOR": "1",
    ]
    for (name, value) in environment { variables[name] = value }
    let script = """
      stty cols \(columns) rows \(rows) -onlcr; search() { '\(Project.search)' "$@"; }; \(command)
      """
    return try run(
      "/usr/bin/script", ["-qec", script, "/dev/null"], environment: variables,
      in: try Demo.folder.get().path
    ).output
  }

  private let marking = "sed 's/^/> /'"

  @Test func `long text goes through the pager`() throws {
    guard let page = try onTerminal("search russia", ["PRESSMARK_PAGER": marking]) else { return }
    #expect(page.hasPrefix("> 1. ") && page.contains("\n> 10. "))
    let plain = try onTerminal("search russia --no-pager", ["PRESSMARK_PAGER": marking])
    #expect(plain == page.replacing(#/(?m)^> /#, with: ""))
    for (name, value) in [("PRESSMARK_PAGER", ""), ("PRESSMARK_PAGER", "cat"), ("PAGER", " ")] {
      #expect(try onTerminal("search russia", [name: value]) == plain)
    }
    #expect(try onTerminal("search russia", ["PAGER": marking]) == page)
    #expect(
      try onTerminal("search russia", ["PAGER": "false", "PRESSMARK_PAGER": marking]) == page)
  }

  @Test(arguments: [
    "search russia -n 1", "search russia --json", "search russia --format csv -n 100",
    "search russia | cat", "TERM=dumb; export TERM; search russia", "search russia --count",
  ])
  func `no pager is used for short text, for programs or in a pipe`(command: String) throws {
    guard let page = try onTerminal(command, ["PAGER": marking]) else { return }
    #expect(!page.contains("> ") && !page.isEmpty)
  }

  @Test(arguments: ["nosuchpager", "/no/such/pager -x", "sh -c 'exit 127'"])
  func `a pager that is missing is not missed`(pager: String) throws {
    guard let page = try onTerminal("search russia; echo $?", ["PAGER": pager]) else { return }
    #expect(page.hasPrefix("1. ") && page.hasSuffix(")\n0\n"), "\(page.suffix(200))")
    #expect(!page.contains("not found"))
  }

  @Test func `a pager changes no exit status`() throws {
    guard let page = try onTerminal("search russia; echo $?", ["PAGER": "head -n 1"]) else {
      return
    }
    #expect(page.split(separator: "\n").count == 2 && page.hasSuffix("\n0\n"))
    let failed = try onTerminal(
      "search show 1 > /dev/null; search russia; echo $?", ["PAGER": "false"])
    #expect(failed == "0\n")
    // The pager stops at the first line of a very long text.
    let early = try onTerminal(
      "search russia china the -n 1000 --passages; echo $?", ["PAGER": "head -c 1"])
    #expect(early == "10\n")
  }

  @Test func `the default pager is less, with colors`() throws {
    guard Project.hasProgram("less") else { return skip("no less") }
    guard let page = try onTerminal("search russia --color always < /dev/null", rows: 400) else {
      return
    }
    #expect(page.hasPrefix("1. \u{1B}") && !page.contains("ESC["))
    let options = try onTerminal("search russia", ["PAGER": "sh -c 'echo $LESS'"])
    #expect(options == "FRX\n")
    #expect(try onTerminal("search russia", ["PAGER": "sh -c 'echo $LESS'", "LESS": "R"]) == "R\n")
  }

  @Test(arguments: [60, 80, 120])
  func `no word is broken at the end of a line, on standard error too`(columns: Int) throws {
    let commands = [
      "search russia gas --cite", "search 'autor:smith russia'", "search show 2#2 --cite",
      "search moon -house", "search status quo", "search delete 3", "search Petrow",
      "search russia --since 2022 --until 2021", "search zzzz --since never",
    ]
    for command in commands {
      guard let page = try onTerminal("\(command) --no-pager", columns: columns) else { return }
      let whole = try onTerminal("\(command) --no-pager", columns: 5_000) ?? ""
      let words = Set(whole.split { $0.isWhitespace })
      for line in page.split(separator: "\n") {
        let isLong = DisplayWidth.columns(of: String(line)) > columns
        // An address is a word.
        #expect(
          !isLong || line.split(separator: " ").count == 1, "\(line)")
        for word in line.split(whereSeparator: \.isWhitespace) {
          #expect(words.contains(word), "\(command): \(word)")
        }
      }
    }
  }

  @Test func `a word that is longer than a line stays whole`() {
    let console = Console(width: 20, usesColor: false)
    let address = "https://example.com/a/very/long/address"
    #expect(console.lines(of: "see \(address) for it") == ["see", address, "for it"])
    #expect(console.lines(of: "\(address) for it") == [address, "for it"])
    // Scripts without spaces are broken at any character.
    let wide = String(repeating: "海", count: 15)
    #expect(console.lines(of: wide).map(\.count) == [10, 5])
    #expect(console.lines(of: String(repeating: "ก", count: 30)).map(\.count) == [20, 10])
  }

  @Test(arguments: seeds(20))
  func `lines hold the words of a text, as many as fit`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let words = random.words(
      1...60, of: ["a", "of", "word", "longer", String(repeating: "x", count: 31), "é", "don’t"])
    let width = random.below(60) + 10
    let lines = Console(width: width, usesColor: false).lines(of: words.joined(separator: " "))
    #expect(lines.joined(separator: " ") == words.joined(separator: " "), "seed \(seed)")
    for (line, next) in zip(lines, lines.dropFirst()) {
      let first = next.split(separator: " ").first ?? ""
      #expect(line.count <= width || !line.contains(" "), "seed \(seed)")
      #expect(line.count + 1 + first.count > width, "seed \(seed)")
    }
  }

  @Test func `the last line says which hits are shown, and how to see more`() throws {
    func last(_ arguments: String...) throws -> Substring? { try Demo.search(arguments).lines.last }
    let total = try Demo.search(["russia", "--count"]).output.dropLast()
    #expect(try last("russia") == "1-10 of \(total) articles (more: --offset 10)")
    #expect(
      try last("russia", "--offset", "10", "-n", "1")
        == "11 of \(total) articles (more: --offset 11)")
    let rest = try Demo.search(["russia", "--offset", "10", "-n", "1000"]).lines.last
    #expect(rest == "11-\(total) of \(total) articles")
    #expect(try last("russia", "-n", "1000") == "\(total) articles")
    #expect(try last("AUKUS", "-n", "1000", "--passages")?.hasSuffix(" passages") == true)
    let beyond = try Demo.search(["russia", "--offset", "1000"])
    #expect(beyond.output == "" && beyond.status == 0)
    #expect(
      beyond.errors == "search: --offset 1000 is beyond the end: \(total) articles found\n")
    #expect(try Demo.search(["russia", "--offset", "1000", "--format", "csv"]).errors == "")
  }
}
