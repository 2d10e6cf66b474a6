import Foundation
import TestSupport
import Testing

@testable import SearchCommand

/// `--save`, `--saved` and `--unsave`, and the file that they read and write.
struct SavedQueryTests {
  private let home: TemporaryFolder
  private let file = ".config/pressmark/queries"

  init() throws { home = try TemporaryFolder() }

  private func search(_ arguments: [String], _ more: [String: String?] = [:]) throws
    -> CommandResult
  {
    var environment: [String: String?] = ["HOME": home.path, "XDG_CONFIG_HOME": nil]
    environment.merge(more) { $1 }
    return try Demo.search(arguments, environment: environment)
  }

  private func search(_ arguments: String...) throws -> CommandResult { try search(arguments) }

  private func save(_ text: String) throws { try home.write(file, text) }

  @Test func `a query is saved with its options and answered`() throws {
    let words = ["gas", "pipeline", "--publisher", "Meridian Wire", "--format", "paths", "-n2"]
    let plain = try search(words)
    #expect(plain.status == 0 && plain.lines.count == 2)
    #expect(try search(words + ["--save", "gas"]) == plain)
    #expect(
      try home.text(file)
        == "gas: gas pipeline --publisher 'Meridian Wire' --format paths --limit 2\n")
    #expect(try search("--saved", "gas") == plain)
    #expect(try search("query", "--saved=gas") == plain)
    #expect(try search("--saved").output == home.text(file))
    #expect(try home.names() == [".config"])
  }

  @Test func `what is typed now is added to the words, and replaces saved options`() throws {
    try save(
      """
      gas: gas --any --publisher 'Meridian Wire' --publisher x --since 2022 --format csv -n 2
      some: --suggest --per query --format jsonl -- -gas pipeline

      """)
    for (typed, same) in [
      (["--saved", "gas", "--limit", "3"], ["-n3", "--any", "-f"]),
      (["--saved", "gas", "pipeline"], ["pipeline", "-n2", "--any", "-f"]),
      (["russia", "--saved", "gas", "--all"], ["russia", "-n2", "--all", "-f"]),
      (["--saved", "gas", "--", "-pipeline"], ["-n2", "--any", "-f", "--", "-pipeline"]),
    ] {
      let filters = [
        "--publisher", "Meridian Wire", "--publisher", "x", "--since", "2022", "--format", "csv",
      ]
      let at = try #require(same.firstIndex(of: "-f"))
      let words = same.prefix { $0 != "-f" }.filter { !$0.hasPrefix("-") }
      var all = ["gas"] + words + same.prefix(at).filter { $0.hasPrefix("-") } + filters
      all += same[(at + 1)...]
      let expected = try search(all)
      let result = try search(typed)
      #expect(result == expected && expected.status < 2, "\(typed) \(result.errors)")
    }
    let publisher = try search("--saved", "gas", "--publisher", "Lantern", "--format", "json")
    #expect(
      try publisher.object["query"] as? String == "gas"
        && publisher.hits.allSatisfy {
          ($0["article"] as? [String: Any])?["publisher"] as? String == "Lantern Dispatch"
        })
    #expect(try search("--saved", "gas", "--json").json != nil)
    #expect(try search("--saved", "gas", "--count", "--since", "2020").status < 2)
    let other = try search("--saved", "some", "--format", "text", "--no-suggest")
    #expect(try other == search("--no-suggest", "--", "-gas", "pipeline"))
  }

  @Test func `words are saved as they were typed`() throws {
    let words = ["\"moon station\"", "it's", "$HOME", "a\\b", "*x", "status", "água", "line\nend"]
    _ = try search(["query"] + words + ["--save", "odd", "--json"])
    let expected = try search(["--json", "--"] + words)
    let saved = try search("--saved", "odd")
    #expect(
      try (saved.object["query"] as? String)?.replacing("\n", with: " ")
        == (expected.object["query"] as? String)?.replacing("\n", with: " "))
    // A query may start with the name of a subcommand.
    _ = try search("query", "status", "report", "--save", "status")
    #expect(try search("--saved", "status", "--json").object["query"] as? String == "status report")
    _ = try search("--save", "minus", "--json", "--", "moon", "-mars")
    #expect(try home.text(file).contains("minus: --json -- moon -mars\n"))
    #expect(try search("--saved", "minus").object["query"] as? String == "moon -mars")
    _ = try search("--saved", "minus", "-n", "1", "base", "--save", "more")
    #expect(try home.text(file).contains("more: --json --limit 1 -- moon -mars base\n"))
  }

  @Test func `the path of the archive is saved as an absolute one`() throws {
    _ = try search("moon", "-d", "articles.db", "--save", "here")
    let path = try Demo.folder.get().path
    #expect(try home.text(file).hasSuffix("/articles.db\n"))
    #expect(try home.text(file).contains("here: moon --database /"))
    let elsewhere = try home.search(
      ["--saved", "here", "--count"], environment: ["HOME": home.path, "XDG_CONFIG_HOME": nil])
    #expect(elsewhere.status == 0, "\(path): \(elsewhere.errors)")
  }

  @Test func `a name is replaced or removed, and everything else in the file stays`() throws {
    try save("# mine\n\n  gas:gas  oil\nmoon: moon\n#end")
    let replaced = try search("gas", "--count", "--save", "gas")
    #expect(replaced.errors == "search: replaced the saved query 'gas': gas  oil\n")
    #expect(try home.text(file) == "# mine\n\ngas: gas\nmoon: moon\n#end\n")
    #expect(try search("gas", "-q", "--save", "gas") == CommandResult())
    let removed = try search("--unsave", "gas")
    #expect(
      removed == CommandResult(errors: "search: removed the saved query 'gas': gas\n"))
    #expect(try home.text(file) == "# mine\n\nmoon: moon\n#end\n")
    #expect(try search("query", "--unsave=moon").status == 0)
    #expect(try search("--saved").status == 1)
    #expect(try home.text(file) == "# mine\n\n#end\n")
    #expect(try home.names() == [".config"])
  }

  @Test func `the file may be a link, and XDG_CONFIG_HOME names its folder`() throws {
    try home.write("dotfiles/queries", "gas: gas\n")
    try home.write(".config/pressmark/keep", "")
    try home.link(file, to: home.path("dotfiles/queries"))
    try home.setMode(0o600, of: "dotfiles/queries")
    #expect(try search("moon", "-q", "--save", "moon").status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: home.path("dotfiles/queries"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try home.text("dotfiles/queries") == "gas: gas\nmoon: moon\n")
    let other = try TemporaryFolder()
    let environment = ["XDG_CONFIG_HOME": other.path("a/b")]
    #expect(try search(["moon", "-q", "--save", "x"], environment).status == 0)
    #expect(try other.text("a/b/pressmark/queries") == "x: moon\n")
  }

  @Test func `a typed option replaces a saved one that excludes it`() throws {
    try save("gas: gas --fuzzy 1\n")
    for option in ["--plain", "--raw"] {
      #expect(try search("--saved", "gas", option, "-c") == search("gas", option, "-c"))
    }
  }

  @Test(arguments: [["--list"], ["--since", "2022", "--nosuch"]])
  func `an unknown option is reported even if the words are missing`(arguments: [String]) throws {
    let result = try search(arguments)
    let option = arguments.last ?? ""
    #expect(result.status == 64 && result.errors.hasPrefix("Error: Unknown option '\(option)'"))
  }

  @Test func `a query that fails is not saved, and one that finds nothing is`() throws {
    for arguments in [["", "--save", "x"], ["moon", "-d", "none.db", "--save", "x"]] {
      #expect(try search(arguments).status == 2)
    }
    #expect(try search("moon", "--save", "a b").errors.contains("'a b' is not a valid name"))
    #expect(try home.names() == [])
    #expect(try search("nosuchword", "--count", "--save", "x").status == 1)
    #expect(try home.text(file) == "x: nosuchword\n")
  }

  @Test func `what is saved can be read again, and --unsave takes nothing else`() throws {
    #expect(try search("moon \u{FFFD}", "-q", "--save", "x").status == 0)
    #expect(try search("--saved").output == "x: 'moon \u{FFFD}'\n")
    let more = try search("--unsave=x", "word")
    #expect(more.status == 64 && more.errors.contains("--unsave takes a name and nothing else"))
    #expect(try search("--unsave=x").status == 0)
  }

  @Test func `the file may have the line ends and the mark of Windows`() throws {
    try save("\u{FEFF}a: moon\r\n# b\r\nb: gas\r\n")
    #expect(try search("--saved").output == "a: moon\nb: gas\n")
    #expect(try search("--saved", "a", "-c") == search("moon", "-c"))
  }

  @Test(arguments: [
    ("gas gas\n", "1: a colon is missing after the name"),
    ("# c\n\n-gas: a\n", "3: '-gas' is not a valid name: \(SavedQueryName.rule)"),
    ("gas: a\ngas: b\n", "2: 'gas' is already the name of line 1"),
    ("gas: a 'b\n", "1: a quotation mark is not closed"),
    ("gas:  \n", "1: there is no query after the colon"),
  ])
  func `an error in the file has its line, and the file is not changed`(
    text: String, message: String
  ) throws {
    try save(text)
    for arguments in [
      ["--saved", "gas"], ["--saved"], ["--unsave", "gas"], ["moon", "--save", "moon"],
    ] {
      let result = try search(arguments)
      #expect(result.status == 2 && result.output == "")
      #expect(result.errors == "search: \(home.path(file)):\(message)\n")
    }
    #expect(try home.text(file) == text && home.names() == [".config"])
    #expect(try search("moon").status == 0)
  }

  @Test(arguments: [
    ("gas: gas --limit x", "The value 'x' is invalid for '--limit <n>'"),
    ("gas: gas --nosuch", "Unknown option '--nosuch'"),
    ("gas: --limit 3", "Type the words to search for"),
    ("gas: --saved gas", "a saved query cannot use --save, --saved, --unsave"),
    ("gas: moon --save=gas", "a saved query cannot use --save, --saved, --unsave"),
  ])
  func `a saved query that the program does not accept has its line`(line: String, message: String)
    throws
  {
    try save("# one\n\(line)\n")
    let result = try search("--saved", "gas")
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.hasPrefix("search: \(home.path(file)):2: \(message)"), "\(result.errors)")
  }

  @Test(arguments: [
    (["--saved", "gsa"], "there is no saved query 'gsa'\n  did you mean: search --saved gas\n"),
    (["--unsave", "GAS"], "there is no saved query 'GAS'\n  did you mean: search --unsave gas\n"),
    (
      ["--saved", "other", "moon"],
      "there is no saved query 'other'\n  to list the saved queries: search --saved\n"
    ),
    (["--unsave", "gas", "moon"], "--unsave takes a name and nothing else\n"),
  ])
  func `an unknown name proposes a similar one`(arguments: [String], errors: String) throws {
    try save("gas: gas\n")
    let result = try search(arguments)
    #expect(result == CommandResult(errors: "search: \(errors)", status: 64))
    #expect(try home.text(file) == "gas: gas\n")
  }

  @Test func `nothing is written without --save and a valid command line`() throws {
    for arguments in [
      ["--saved"], ["--saved", "gas"], ["--unsave", "gas"], ["moon", "--save"],
      ["moon", "--save", "-x"], ["moon", "--save", "a b"], ["moon", "--save", ""],
      ["moon", "--save", "a/b"], ["--save", "gas"], ["moon", "--limit", "0", "--save", "gas"],
      ["moon", "--save", "gas", "-mars"], ["save", "gas"], ["saved"], ["--", "--save", "gas"],
      ["timeline", "moon", "--save", "gas"], ["status", "--saved", "gas"],
      ["moon", "--save", String(repeating: "a", count: 65)],
    ] {
      let result = try search(arguments)
      #expect(try home.names() == [], "\(arguments)")
      #expect([0, 1, 64].contains(result.status), "\(arguments) \(result.errors)")
    }
    let none = try search("--saved")
    #expect(
      none
        == CommandResult(
          errors: "search: no query is saved; to save one: search WORDS --save NAME\n", status: 1))
    let name = try search("moon", "--save", "a b")
    #expect(name.status == 64 && name.errors.contains("a b"))
  }

  @Test func `two commands that save at the same time lose no query`() throws {
    try save("first: moon\n")
    let running = try (0..<8).map { index in
      try RunningCommand(
        Project.search, ["moon", "-q", "--save", "name\(index)"],
        environment: [
          "HOME": home.path, "XDG_CONFIG_HOME": nil, "SEARCH_DATABASE": "articles.db",
        ],
        in: Demo.folder.get().path)
    }
    let saved = running.map { $0.wait() }.enumerated().filter { $1.status == 0 }.map(\.offset)
    let names = try search("--saved").lines.map { String($0.prefix { $0 != ":" }) }
    #expect(Set(names) == Set(["first"] + saved.map { "name\($0)" }) && !saved.isEmpty)
  }

  @Test func `names of saved queries are completed`() throws {
    try save("gas: gas 'oil'\nmoon: moon\n")
    let result = try search("--complete", "fish", "search --saved g")
    #expect(result == CommandResult(output: "words\ngas\tgas 'oil'\n"))
    try save("gas\n")
    #expect(try search("--complete", "fish", "search --saved g").output == "words\n")
  }
}
