import Foundation
import TestSupport
import Testing

/// `--synonyms`, `--no-synonyms` and `--fuzzy`.
struct OtherWordsCommandTests {
  private let home: TemporaryFolder
  private let file = ".config/pressmark/synonyms.txt"

  init() throws {
    home = try TemporaryFolder()
    try home.write("mine.txt", "# mine\nundersea => submarine\nquad, malabar\n")
  }

  private func search(_ arguments: String..., input: String = "") throws -> CommandResult {
    try Demo.folder.get().search(
      arguments, input: input,
      environment: [
        "HOME": home.path, "XDG_CONFIG_HOME": nil, "SEARCH_DATABASE": "articles.db",
      ])
  }

  private var mine: String { home.path("mine.txt") }

  private static let notice = "search: also searched for synonyms: submarine\n"

  @Test func `a file of synonyms adds their hits, and a notice says so`() throws {
    let without = try search("undersea", "--format", "paths", "--no-suggest")
    let typed = try search("submarine", "--format", "paths", "-n", "100")
    let with = try search("undersea", "--format", "paths", "-n", "100", "--synonyms", mine)
    #expect(without.lines.count < typed.lines.count)
    #expect(Set(with.lines) == Set(typed.lines).union(without.lines))
    #expect(with.errors == Self.notice)
    let object = try search("undersea", "--json", "--synonyms", mine).object
    #expect((object["understood"] as? String)?.hasSuffix("undersea also as \"submarine\"") == true)
    let notices = try #require(object["notices"] as? [[String: Any]])
    #expect(notices.contains { $0["code"] as? String == "synonyms" })
    let chart = try search("timeline", "undersea", "--format", "csv", "--synonyms", mine)
    #expect(chart.lines.count > 2 && chart.errors == Self.notice)
  }

  @Test func `the user's file is used in output for people only`() throws {
    try home.write(file, "undersea => submarine\n")
    for arguments in [[], ["--format", "markdown"]] {
      let result = try Demo.folder.get().search(
        ["undersea"] + arguments,
        environment: [
          "HOME": home.path, "XDG_CONFIG_HOME": nil, "SEARCH_DATABASE": "articles.db",
        ])
      #expect(result.status == 0 && result.errors.contains(Self.notice), "\(result.errors)")
    }
    for option in ["--no-synonyms", "--plain", "--json", "--count", "--format=csv"] {
      let result = try search("undersea", option)
      #expect(!(result.output + result.errors).contains("synonyms"), "\(option)")
    }
    #expect(try search("undersea", "--json", "--synonyms", mine).output.contains("synonyms"))
  }

  @Test func `a batch uses only the file that it names`() throws {
    try home.write(file, "undersea => submarine\n")
    let without = try search("batch", "-", "--no-suggest", input: "undersea\n")
    let with = try search("batch", "-", "--synonyms", mine, input: "undersea\nmalabar\n")
    #expect(!without.output.contains("synonyms"))
    #expect(with.lines.count == 2 && with.lines.allSatisfy { $0.contains("\"synonyms\"") })
    let fuzzy = try search("batch", "-", "--fuzzy", "1", "--no-suggest", input: "sumbarine\n")
    #expect(fuzzy.output.contains("sumbarine also as \\\"submarine\\\""))
  }

  @Test(arguments: [
    ("a\n", "1: expected words separated by commas, or '=>'"),
    ("a, b\n\nc,,d", "3: a word is missing before or after a comma or '=>'"),
    ("a => b => c", "1: a line has at most one '=>'"),
    ("a, ?", "1: '?' has no letters or digits"),
    ("a, 1 2 3 4 5 6 7 8 9", "1: '1 2 3 4 5 6 7 8 9…' has more than 8 words"),
    ("a\u{0}b, \u{1B}?", "1: '?' has no letters or digits"),
  ])
  func `an error in the file has its line`(text: String, message: String) throws {
    try home.write("bad.txt", text)
    try home.write(file, text)
    let path = home.path("bad.txt")
    for result in [
      try search("moon", "--synonyms", path), try search("timeline", "moon", "--synonyms", path),
      try search("batch", "-", "--synonyms", path, input: "moon\n"),
    ] {
      #expect(result == CommandResult(errors: "search: \(path):\(message)\n", status: 2))
    }
    let own = try search("moon")
    #expect(own == CommandResult(errors: "search: \(home.path(file)):\(message)\n", status: 2))
    #expect(try search("moon", "--no-synonyms").status == 0)
  }

  @Test func `a file that cannot be read is an error`() throws {
    let missing = try search("moon", "--synonyms", "none.txt")
    #expect(
      missing.status == 2
        && missing.errors == "search: none.txt cannot be read: No such file or directory\n")
    try home.write("bytes.txt", Array("a, b\n".utf8) + [0xFF, 0x0A])
    let bytes = try search("moon", "--synonyms", home.path("bytes.txt"))
    #expect(bytes.errors == "search: \(home.path("bytes.txt")):2: the line is not UTF-8\n")
    try home.write("large.txt", String(repeating: "# comment\n", count: 110_000))
    let large = try search("moon", "--synonyms", home.path("large.txt"))
    #expect(large.status == 2 && large.errors.contains("has at most 1,048,576 bytes"))
  }

  @Test func `options that exclude each other are errors`() throws {
    for (option, other) in [
      ("--synonyms=\(mine)", "--no-synonyms"), ("--synonyms=\(mine)", "--plain"),
      ("--synonyms=\(mine)", "--raw"), ("--fuzzy=1", "--plain"), ("--fuzzy=2", "--raw"),
    ] {
      let result = try search("moon", option, other)
      let name = option.prefix { $0 != "=" }
      #expect(result.status == 64, "\(option) \(other)")
      #expect(result.errors.contains(other) && result.errors.contains(name))
      #expect(result.errors.contains("exclude each other"))
    }
    for edits in ["3", "-1", "x", ""] {
      #expect(try search("moon", "--fuzzy=\(edits)").status == 64, "\(edits)")
    }
    #expect(try search("moon", "--fuzzy", "0").status == 0)
  }

  @Test func `similar words are found on request`() throws {
    let without = try search("sumbarines", "--format", "paths", "--no-suggest")
    #expect(without.status == 1)
    let with = try search("sumbarines", "--fuzzy", "1", "--format", "paths", "-n", "100")
    #expect(try Set(with.lines) == Set(search("submarine", "--format", "paths", "-n100").lines))
    let explained = try search("pipline", "--fuzzy", "2", "--explain", "-n", "1")
    #expect(explained.errors.contains("pipline also as \"pipeline\", \"airline\""))
    #expect(!explained.output.contains("Showing results"))
    let chart = try search("timeline", "sumbarines", "--fuzzy", "1", "--format", "csv")
    #expect(chart.status == 0)
  }

  @Test func `a saved query keeps its synonyms, which another option replaces`() throws {
    _ = try search("undersea", "--synonyms", mine, "--fuzzy", "1", "--save", "sea")
    #expect(try search("--saved", "sea").errors.contains(Self.notice))
    let without = try search("--saved", "sea", "--no-synonyms", "--fuzzy", "0")
    #expect(!without.errors.contains("synonyms"))
  }
}
