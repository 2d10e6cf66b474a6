import Foundation
import TestSupport
import Testing

@testable import SearchCommand

/// The completions of command lines, as the program computes them and as real shells show them.
struct CompletionTests {
  /// Publishers whose names need quotation marks or have capitals, the most frequent first.
  private static let publishers = [
    "BBC News", "BBC World", "The \"Q\" & $HOME Co", "O'Reilly Media", "Reuters: World",
    "back\\slash", "Ünïcode Press", "`date`", "a;b|c", "New York Times", "new york post",
  ]

  /// A folder with an archive `n.db` of articles by these publishers.
  private static let folder = Result {
    let folder = try TemporaryFolder(isShared: true)
    var lines = ""
    for (index, publisher) in publishers.enumerated() {
      for copy in 0..<(publishers.count - index) {
        let article = [
          "title": "Title \(index).\(copy)", "text": "moon \(index) \(copy)",
          "publisher": publisher, "author": "Quill, \(index)", "language": "en",
        ]
        lines += String(decoding: try JSONEncoder().encode(article), as: UTF8.self) + "\n"
      }
    }
    try folder.write("n.jsonl", lines)
    _ = try folder.search("ingest", "n.jsonl", "-d", "n.db")
    return folder
  }

  /// Returns what `--complete` prints for a command line.
  private func completed(
    _ line: String, _ environment: [String: String?] = ["SEARCH_DATABASE": "n.db"]
  ) throws -> [String] {
    let result = try Self.folder.get()
      .search(["--complete", "zsh", line], environment: environment).checked()
    return result.lines.map { String($0.prefix { $0 != "\t" }) }
  }

  @Test(arguments: [
    ("search tim", ["words", "timeline"]),
    ("search --facet", ["words", "--facets"]),
    ("search moon --publ", ["words", "--publisher"]),
    ("search query --publisher bbc --publ", ["words", "--publisher"]),
    ("search moon --facets year --facet", ["words"]),
    ("search -- --facet", ["words"]),
    ("search --no", ["words", "--no-suggest", "--no-synonyms", "--no-pager"]),
    ("search moon sta", ["words"]),
    ("search timeline --by ", ["words", "year", "month", "day"]),
    ("search --sort ", ["words", "relevance", "newest", "oldest"]),
    ("search --sort=ne", ["words", "--sort=newest"]),
    ("search --facets ", ["words", "publisher", "author", "language", "year"]),
    ("search --facets year,pub", ["words", "year,publisher"]),
    ("search moon -n 5 --publisher BBC", ["words", "BBC News", "BBC World"]),
    ("search -qn5 --publisher bbc", ["words", "BBC News", "BBC World"]),
    ("search --publisher new", ["words", "new york post"]),
    ("search --publisher NEW", ["words", "New York Times"]),
    ("search --publisher=O", ["words", "--publisher=O'Reilly Media"]),
    ("search --publisher 'The \"", ["words", "The \"Q\" & $HOME Co"]),
    ("search timeline moon --author 'Quill, 1", ["words", "Quill, 1", "Quill, 10"]),
    ("search --language ", ["words", "en"]),
    ("search show 6", ["words", "6", "60", "61", "62", "63", "64", "65", "66"]),
    ("search show 1 ", ["words"]),
    ("search show x", ["words"]),
    ("search similar 66", ["words", "66"]),
    ("search similar n", ["files"]),
    ("search ingest a b", ["files"]),
    ("search -d ", ["files"]),
    ("search --database=n", ["files"]),
    ("search help sta", ["words", "status", "statistics"]),
    ("search --publisher", ["words", "--publisher"]),
    ("search nosuch --nosuch --publisher BBC\\ W", ["words", "BBC World"]),
    ("search", ["words"]),
  ])
  func `a command line is completed`(line: String, expected: [String]) throws {
    #expect(try completed(line) == expected)
  }

  @Test func `options and subcommands have their first sentence`() throws {
    let lines = try run(Project.search, ["--complete", "fish", "search --off"]).checked().output
    #expect(lines == "words\n--offset\tSkip this many hits at the start of the list\n")
    let commands = try run(Project.search, ["--complete", "fish", "search que"]).checked().output
    #expect(commands == "words\nquery\tSearch for words\n")
    for option in try completed("search --").dropFirst() {
      #expect(try completed("search \(option)").contains(option))
    }
  }

  @Test func `the archive is the one that the command line names`() throws {
    let none: [String: String?] = [
      "SEARCH_DATABASE": "none.db", "HOME": try Self.folder.get().path,
    ]
    let name = ["words", "O'Reilly Media"]
    #expect(try completed("search --publisher O", none) == ["words"])
    for line in [
      "search -d n.db --publisher O", "search --database=n.db --publisher O",
      "search -dn.db --publisher O", "search -d none.db -d ./n.db --publisher O",
      "search -d ~/n.db --publisher O", "SEARCH_DATABASE=n.db search --publisher O",
    ] {
      #expect(try completed(line, none) == name, "\(line)")
    }
    #expect(try completed("search -d none.db --publisher O") == ["words"])
  }

  @Test func `without an archive nothing is printed on standard error, and no file is written`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write("broken.db", "This is no archive.\n")
    for line in ["search --publisher B", "search show 1", "search -d broken.db show 1"] {
      for database in ["none.db", "broken.db", ".", "/dev/null"] {
        let result = try folder.search(
          ["--complete", "bash", line, "1"],
          environment: ["SEARCH_DATABASE": database, "HOME": folder.path])
        #expect(result == CommandResult(output: "words\n"), "\(line) \(database)")
      }
    }
    #expect(try folder.names() == ["broken.db"])
  }

  @Test(arguments: seeds(4))
  func `bash reads quoted words back`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet = "ab é'\"\\$`!*?;&|<>()[]{}~#^=:,".map(String.init)
    for quote in [nil, "'", "\""] as [Unicode.Scalar?] {
      let words = (0..<40).map { _ in random.words(1...8, of: alphabet).joined() }
      let mark = quote.map(String.init) ?? ""
      let line = words.map { mark + ShellWords.quoted($0, in: quote) + mark }
        .joined(separator: " ")
      #expect(ShellWords(line).all == words, "seed \(seed)")
      let result = try run("bash", ["-c", "printf '%s\\n' \(line)"]).checked()
      #expect(result.output == words.map { $0 + "\n" }.joined(), "seed \(seed)")
    }
  }

  /// What to type, where `⇥` is the Tab key, and the command line after that.
  private static let typed = [
    ("search --pub⇥", "search --publisher "),
    ("search -- moon -⇥", "search -- moon -"),
    ("search tim⇥", "search timeline "),
    ("search --publisher bbc⇥", "search --publisher BBC\\ "),
    ("search --publisher 'The⇥", "search --publisher 'The \"Q\" & $HOME Co' "),
    ("search --publisher \"The⇥", "search --publisher \"The \\\"Q\\\" & \\$HOME Co\" "),
    ("search --publisher The⇥", "search --publisher The\\ \\\"Q\\\"\\ \\&\\ \\$HOME\\ Co "),
    ("search --publisher O⇥", "search --publisher O\\'Reilly\\ Media "),
    ("search --publisher=Reu⇥", "search --publisher=Reuters:\\ World "),
    ("search --publisher=Reuters:⇥", "search --publisher=Reuters:\\ World "),
    ("search --publisher Reuters:\\ W⇥", "search --publisher Reuters:\\ World "),
    ("search --publisher back⇥", "search --publisher back\\\\slash "),
    ("search --publisher 'a;⇥", "search --publisher 'a;b|c' "),
    ("search --publisher new⇥", "search --publisher new\\ york\\ post "),
    ("search --publisher Ün⇥", "search --publisher Ünïcode\\ Press "),
    ("search -d none.db --publisher O⇥", "search -d none.db --publisher O"),
    ("search --facets publisher,a⇥", "search --facets publisher,author "),
    ("search --format=js⇥", "search --format=json"),
    ("search ingest n.j⇥", "search ingest n.jsonl "),
    ("search --database=n.j⇥", "search --database=n.jsonl "),
    ("search show 65⇥", "search show 65 "),
  ]

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a real shell completes command lines`(shell: String) throws {
    guard Project.hasProgram(shell), Project.hasPython else {
      return skip("no \(shell) or python3")
    }
    let folder = try Self.folder.get()
    try FileManager.default.createDirectory(
      atPath: folder.path("\(shell)-bin"), withIntermediateDirectories: true)
    try folder.link("\(shell)-bin/search", to: Project.search)
    try folder.write(
      "completions.\(shell)",
      run(Project.search, ["--generate-completion-script", shell]).checked().output)
    let lines = Self.typed.map(\.0) + ["search show 1⇥", "search --no-sug⇥"]
    let input = try lines.map { line in
      let text = line.replacing("⇥", with: "\t")
      return String(decoding: try JSONEncoder().encode(text), as: UTF8.self) + "\n"
    }.joined()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let result = try run(
      "python3", [Project.fixture("complete.py"), shell, folder.path("completions.\(shell)")],
      input: input,
      environment: [
        "PATH": folder.path("\(shell)-bin") + ":" + path, "SEARCH_DATABASE": "n.db",
        "HOME": folder.path,
      ], in: folder.path)
    struct Completed: Decodable {
      var line: String
      var shown: String
    }
    let completed = try result.lines.map {
      try JSONDecoder().decode(Completed.self, from: Data($0.utf8))
    }
    try #require(completed.count == lines.count, "\(result.errors)")
    for ((typed, expected), completed) in zip(Self.typed, completed) {
      #expect(completed.line == expected, "\(shell): \(typed)")
      #expect(!completed.shown.contains("search:"), "\(completed.shown)")
    }
    let shown = completed[completed.count - 2]
    #expect(shown.line == "search show 1" && shown.shown.contains("Title 0.9"), "\(shown)")
    #expect(completed[completed.count - 1].line == "search --no-suggest ")
  }
}
