import Foundation
import TestSupport
import Testing

/// Words of a query that are the names of subcommands, which must never write a file by accident.
struct SubcommandWordTests {
  private static let subcommands = [
    "query", "timeline", "show", "similar", "batch", "ingest", "status", "optimize", "check",
    "backup", "export", "evaluate", "serve", "help", "fields", "remove",
  ]
  private static let others = [
    "controls", "power", "quo", "energy", "the", "AUKUS", "business", "3", "12#1", "trial",
    "justice", "U.S.", "moon", "água", "'", "-", "save", "saved", "unsave", "queries",
  ]
  /// The subcommands that take neither words to search for nor the name of an article.
  private static let takingNoWords: Set = [
    "batch", "ingest", "status", "optimize", "check", "backup", "export", "evaluate", "serve",
    "fields",
  ]

  /// An otherwise empty folder with a copy of the archive, and a home folder beside it.
  private static func folder() throws -> (folder: TemporaryFolder, home: TemporaryFolder) {
    let folder = try TemporaryFolder()
    _ = try Demo.search(["backup", folder.path("a.db")]).checked()
    return (folder, try TemporaryFolder())
  }

  private static func contents(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try folder.bytes($0)) })
  }

  /// True for the words that may write a file.
  private static func mayWrite(_ words: [String]) -> Bool {
    switch words[0] {
    case "ingest", "optimize": words.count == 1 || words == ["ingest", "-"]
    case "backup", "export": words.count == 2 && words[1].contains { $0 == "." || $0 == "/" }
    // Without words, `serve` would start the server.
    case "serve": words.count == 1
    default: false
    }
  }

  @Test(arguments: seeds(4))
  func `random words of subcommands change no file`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (folder, home) = try Self.folder()
    let before = try Self.contents(folder)
    for _ in 0..<60 {
      var words = random.words(0...3, of: Self.subcommands + Self.others + Self.others)
      words.insert(random.pick(Self.subcommands), at: 0)
      guard !Self.mayWrite(words) else { continue }
      let (result, note) = try searchChangingNothing(words, folder, home, before, seed)
      guard Self.takingNoWords.contains(words[0]), words.count > 1,
        !words.contains(where: { $0.contains(".") || $0 == "-" })
      else { continue }
      #expect(result.status == 64 && result.output == "", note)
      #expect(result.errors.contains("  to search for these words: search query "), note)
    }
  }

  @Test(arguments: seeds(4))
  func `random words and the names of saved queries change no file`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let (folder, home) = try Self.folder()
    let before = try Self.contents(folder)
    let options = ["--saved", "--unsave", "--saved=moon", "--unsave=moon", "--", "--save"]
    for _ in 0..<40 {
      var words = random.words(0...3, of: ["query"] + Self.others + options)
      words.insert(random.pick(options), at: random.below(words.count + 1))
      // Only this option, with the name that it needs, may write a file.
      let isSave = words.prefix { $0 != "--" }.contains("--save")
      guard !isSave || words.last == "--save" else { continue }
      _ = try searchChangingNothing(words, folder, home, before, seed)
    }
  }

  /// Runs the program with `words`, and checks that no file has changed.
  ///
  /// - Returns: The result, and a note for the messages of other checks.
  private func searchChangingNothing(
    _ words: [String], _ folder: TemporaryFolder, _ home: TemporaryFolder,
    _ before: [String: [UInt8]],
    _ seed: Int
  ) throws -> (CommandResult, note: Comment) {
    let result = try folder.search(
      words,
      environment: [
        "SEARCH_DATABASE": "a.db", "HOME": home.path, "XDG_DATA_HOME": nil,
        "XDG_CONFIG_HOME": nil,
      ])
    let note: Comment = "seed \(seed): \(words.joined(separator: " ")): \(result.errors)"
    #expect(try Self.contents(folder) == before, note)
    #expect(try home.names() == [], note)
    #expect([0, 1, 2, 64].contains(result.status), note)
    return (result, note)
  }

  @Test(arguments: Self.takingNoWords.sorted())
  func `the words are searched for by the command that is proposed`(name: String) throws {
    let result = try Demo.search([name, "russia's", "energy & gas"])
    let hint = "to search for these words: "
    let line = try #require(result.errors.split(separator: "\n").first { $0.contains(hint) })
    let command = try #require(line.split(separator: ": ", maxSplits: 1).last)
    #expect(command == "search query \(name) 'russia'\\''s' 'energy & gas'")
    let found = try run(
      "sh", ["-c", "'\(Project.search)'\(command.dropFirst(6)) -d articles.db --json"],
      in: Demo.folder.get().path)
    #expect(try found.object["query"] as? String == "\(name) russia's energy & gas")
  }

  @Test func `a backup and an export need a name that cannot be a word, or --output`() throws {
    let (folder, _) = try Self.folder()
    for name in ["export", "backup"] {
      let refused = try folder.search(name, "controls", "-d", "a.db")
      #expect(refused.status == 64 && refused.output == "")
      #expect(
        refused.errors == """
          search: 'controls' may be a word to search for: it has no '.' or '/'
            to search for these words: search query \(name) controls
            to write this file: search \(name) --output controls

          """)
      #expect(try folder.names() == ["a.db"])
      for arguments in [["--output", "plain"], ["-o", "short"], ["./slash"], ["dot.x"]] {
        #expect(try folder.search([name, "-d", "a.db"] + arguments).status == 0)
      }
      #expect(try folder.names() == ["a.db", "dot.x", "plain", "short", "slash"])
      #expect(try folder.search(name, "a.x", "-o", "b.x", "-d", "a.db").status == 64)
      for file in ["dot.x", "plain", "short", "slash"] { try folder.remove(file) }
    }
  }

  @Test func `missing files are not ingested, and no archive is created for them`() throws {
    let folder = try TemporaryFolder()
    let word = try folder.search("ingest", "controls", "-d", "new.db")
    #expect(word.status == 64 && word.errors.contains("there is no file or folder 'controls'"))
    let file = try folder.search("ingest", "a/b", "c.txt", "-d", "new.db")
    #expect(file.status == 2)
    #expect(
      file.errors
        == "search: a/b: no such file or folder\nsearch: c.txt: no such file or folder\n")
    #expect(try folder.names() == [])
    // Files that were ingested before may be missing.
    try folder.write("in/a.txt", "A title\n\nSome words.\n")
    try folder.write("lone.txt", "Another title\n\nOther words.\n")
    #expect(try folder.search("ingest", "in", "lone.txt", "-d", "new.db").status == 0)
    try folder.remove("lone.txt")
    #expect(
      try folder.search("ingest", "lone.txt", "--prune", "--force", "-d", "new.db").status != 64)
    try folder.remove("in")
    #expect(try folder.search("ingest", "in", "-d", "new.db").errors.contains("in: "))
    #expect(try folder.search("ingest", "out", "-d", "new.db").status == 64)
  }
}
