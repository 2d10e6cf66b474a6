import Foundation
import TestSupport
import Testing

struct QueryCommandTests {
  @Test(arguments: [40, 80, 200], ["always", "never"])
  func `results fit the width, with and without colour`(width: Int, color: String) throws {
    let result = try Demo.search(
      ["AUKUS submarines", "--limit", "3", "--color", color], environment: ["COLUMNS": "\(width)"])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("aukus-\(width)-\(color).txt", result.output)
    let visible = result.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    for line in visible.split(separator: "\n") { #expect(line.count <= width) }
    #expect(result.output.contains("\u{1B}[") == (color == "always"))
  }

  @Test func `without a terminal each text is one line without colour`() throws {
    let result = try Demo.search(["nuclear-powered boats", "-n", "2"])
    #expect(!result.output.contains("\u{1B}"))
    try expectGolden("pipe.txt", result.output)
  }

  @Test func `colour follows the environment`() throws {
    func isColored(_ environment: [String: String?], _ arguments: [String] = []) throws -> Bool {
      try Demo.search(["AUKUS"] + arguments, environment: environment).output.contains("\u{1B}[")
    }
    #expect(try !isColored([:]))
    #expect(try isColored(["CLICOLOR_FORCE": "1"]))
    #expect(try !isColored(["CLICOLOR_FORCE": "0"]))
    #expect(try !isColored(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
    #expect(try isColored(["NO_COLOR": "1"], ["--color", "always"]))
    #expect(try isColored(["NO_COLOR": ""], ["--color", "always"]))
  }

  @Test func `JSON has its members and highlights`() throws {
    let result = try Demo.search(["AUKUS submarines", "--format", "json", "--limit", "1"])
    let json = result.output.replacing(/"elapsed_ms" : [0-9.e-]+/, with: "\"elapsed_ms\" : 0")
    try expectGolden("aukus.json", json)
    let hits = try result.hits
    let snippet = Array(try #require(hits[0]["snippet"] as? String).utf8)
    let ranges = try #require(hits[0]["highlights"] as? [[Int]])
    let marked = ranges.map { String(decoding: snippet[$0[0]..<$0[0] + $0[1]], as: UTF8.self) }
    #expect(Set(marked) == ["AUKUS", "submarines"])
  }

  @Test func `JSON is valid when nothing is found`() throws {
    let result = try Demo.search(["zzzz", "--format", "json"])
    let object = try result.object
    #expect(result.status == 1 && result.errors == "")
    #expect(object["total"] as? Int == 0 && (object["hits"] as? [Any])?.isEmpty == true)
  }

  @Test func `a snippet has at most the given number of words`() throws {
    func words(_ count: String) throws -> Int {
      let hits = try Demo.search(
        ["moon", "--format", "json", "--limit", "1", "--snippet-words", count]
      ).hits
      return (hits.first?["snippet"] as? String)?.split(separator: " ").count ?? 0
    }
    #expect(try words("1") == 1)
    #expect(try (5...12).contains(words("12")))
    #expect(try words("1000") > 60)
    for count in ["0", "1001"] {
      let result = try Demo.search(["moon", "--snippet-words", count])
      #expect(
        result.status == 64 && result.errors.contains("--snippet-words must be from 1 to 1,000"))
    }
  }

  @Test func `limit and offset page through one ranking`() throws {
    func ids(_ arguments: String...) throws -> [Int] {
      try Demo.search(["russia", "--format", "json"] + arguments).hits
        .compactMap { ($0["passage"] as? [String: Any])?["id"] as? Int }
    }
    let all = try ids("--limit", "1000")
    #expect(all.count > 20)
    #expect(try ids("--limit", "7", "--offset", "5") == Array(all[5..<12]))
    #expect(try ids("--offset", "1000").isEmpty)
  }

  /// Any query gives hits or one of our messages, never one of SQLite's.
  @Test(arguments: [
    ("AUKUS submarines", 0, ""), ("Power of Siberia pipeline", 0, ""), ("Stoltenberg", 0, ""),
    ("don't", 0, ""), ("F-35 AND (", 0, "a parenthesis is unmatched"),
    ("\"unbalanced", 1, "nothing found"),
    ("A$368bn", 0, ""), ("http://example.org", 1, "nothing found"), ("NEAR(", 0, "NEAR(a b, 5)"),
    ("$ -AUKUS", 1, "only excluded words are given"),
    ("", 2, "the query is empty"), ("   ", 2, "the query is empty"),
    ("( * )", 2, "there is no word to search for"), ("zzzz", 1, "nothing found for 'zzzz'"),
    ("津軽海峡", 0, ""), ("\u{1B}[31mzzzz\u{7}", 1, "nothing found for '[31mzzzz'"),
  ])
  func `any text gives hits or a message`(query: String, status: Int, sentence: String) throws {
    let result = try Demo.search([query])
    #expect(result.status == status, "\(result.errors)")
    #expect(sentence.isEmpty ? result.errors == "" : result.errors.contains(sentence))
    #expect(!result.errors.lowercased().contains("sqlite") && !result.errors.contains("fts5"))
    #expect(result.output.isEmpty == (status != 0))
  }

  @Test func `with --strict an ambiguous query is an error`() throws {
    let queries = [
      "autor:smith budget", "say \"hello", "budget OR", "-only -left -out", "title: (a",
      "海峡 津軽 2*3k", "\u{1B}[31m\u{202E}\t\"evil\n", String(repeating: "word ", count: 300),
    ]
    let results = try queries.map { try Demo.search(["query", "--strict", "--", $0]) }
    for result in results { #expect(result.status == 2 && result.output == "") }
    try expectGolden("strict.txt", results.map(\.errors).joined(separator: "\n"))
    #expect(try Demo.search(["--strict", "AUKUS -\"Virginia class\" F-35"]).errors == "")
  }

  @Test(arguments: [
    ("moon AND", "it ends too early"), ("moon )", "syntax error at \")\""),
    ("body : moon", "there is no column \"body\""), ("\"moon", "a string is not closed"),
    ("*reads", "syntax error at \"*\""), ("", "the query is empty"),
    (String(repeating: "(", count: 99) + "a" + String(repeating: ")", count: 99), "too deep"),
    (String(repeating: "a NOT ", count: 2_000) + "a", "longer than 8,192 bytes"),
    ("\u{1B}[31m", "syntax error at"),
  ])
  func `a wrong FTS5 expression is explained in our own words`(
    expression: String, sentence: String
  ) throws {
    let result = try Demo.search(["--raw", expression])
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.contains(sentence) && !result.errors.contains("\u{1B}"))
    #expect(!result.errors.contains("fts5:") && !result.errors.lowercased().contains("malformed"))
  }

  @Test func `an FTS5 expression is passed on unchanged`() throws {
    let result = try Demo.search(["--raw", "title : moon NOT station", "--format", "json"])
    let object = try result.object
    #expect(object["understood"] as? String == "title : moon NOT station")
    #expect(try Demo.search(["--raw", String(repeating: "a NOT ", count: 1_300) + "a"]).status < 3)
  }

  @Test func `a query that starts with a dash follows --`() throws {
    let wanted = try Demo.search(["AUKUS -nuclear"])
    #expect(wanted.status == 0 && wanted.errors == "")
    #expect(try Demo.search(["--", "AUKUS", "-nuclear"]).output == wanted.output)
    #expect(try Demo.search(["--", "-nuclear", "AUKUS"]).output == wanted.output)
    #expect(try Demo.search(["-n", "10", "--", "-nuclear AUKUS"]).output == wanted.output)
    #expect(try Demo.search(["query", "--", "-nuclear", "AUKUS"]).output == wanted.output)
    #expect(try Demo.search(["AUKUS", "-nuclear"]).status == 64)
  }

  @Test func `notices in JSON say where they apply`() throws {
    let result = try Demo.search(["é autor:smith", "--format", "json"])
    let notices = try result.object["notices"] as? [[String: Any]]
    let notice = try #require(notices?.first)
    #expect(notice["code"] as? String == "unknown-field" && notices?.count == 1)
    #expect(notice["start"] as? Int == 3 && notice["length"] as? Int == 5)
    #expect(result.errors == "")
  }

  @Test(arguments: [
    "AUKUS submarines", "Power of Siberia pipeline", "Stoltenberg", "don't", "F-35 AND (", "\"",
  ])
  func `queries on the shared articles have the expected status`(query: String) throws {
    guard let articles = Project.shared("articles") else { return skip("no ../shared/articles") }
    let folder = try TemporaryFolder()
    let database = folder.path("a.db")
    #expect(try run(Project.search, ["ingest", articles, "-d", database]).status == 0)
    let result = try run(Project.search, [query, "-d", database])
    // No article contains F-35, and AND is dropped as a stop word.
    let status: [String: Int32] = ["\"": 2, "F-35 AND (": 1]
    #expect(result.status == status[query, default: 0], "\(result.errors)")
    #expect(!result.errors.lowercased().contains("sqlite"))
  }

  @Test func `names of subcommands can be searched for`() throws {
    #expect(try Demo.search(["query", "show"]).status == 0)
    #expect(try Demo.search(["query", "ingest"]).status == 1)
  }

  @Test func `wrong usage is an error with status 64`() throws {
    for arguments in [["x", "--limit", "0"], ["x", "--offset", "-1"], ["x", "--no-such"], []] {
      let result = try Demo.search(arguments)
      #expect(result.status == 64 && result.output == "")
      #expect(result.errors.lowercased().contains("usage:"))
    }
  }

  @Test func `help and version are printed to standard output`() throws {
    let help = try Demo.search(["--help"])
    #expect(help.status == 0 && help.output.contains("ingest") && help.errors == "")
    #expect(try Demo.search(["--version"]).output == "0.1.0\n")
  }

  @Test func `a closed pipe is no error`() throws {
    let folder = try Demo.folder.get().path
    let result = try run(
      "bash",
      [
        "-c",
        "'\(Project.search)' russia -n 1000 -d articles.db | head -n 1; echo ${PIPESTATUS[0]}",
      ],
      in: folder)
    #expect(result.errors == "" && result.output.hasSuffix("\n0\n"))
  }

  @Test func `output that cannot be written is an error`() throws {
    let folder = try Demo.folder.get().path
    let result = try run(
      "sh", ["-c", "'\(Project.search)' russia -d articles.db > /dev/full"], in: folder)
    #expect(result.status == 2 && result.errors.contains("standard output cannot be written"))
  }
}

struct DatabaseTests {
  @Test func `a missing archive is reported with what to do`() throws {
    let result = try run(Project.search, ["x", "-d", "none.db"], in: NSTemporaryDirectory())
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.errors
        == "search: there is no archive at none.db; make one with "
        + "'search ingest PATH... --database none.db'\n")
  }

  @Test func `a file of another kind is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.db", String(repeating: "text ", count: 1_000))
    for arguments in [["x"], ["ingest", Project.seeds], ["show", "1"]] {
      let result = try run(Project.search, arguments + ["-d", folder.path("a.db")])
      #expect(result.status == 2)
      #expect(result.errors == "search: \(folder.path("a.db")) is not a Pressmark archive\n")
    }
  }

  @Test func `the archive is found by the option, the variable or the data folder`() throws {
    let folder = try TemporaryFolder()
    let home: [String: String?] = ["HOME": folder.path, "XDG_DATA_HOME": nil]
    let brief = try folder.write("a.txt", "Title\n\nUnmistakable text.\n")
    #expect(try run(Project.search, ["ingest", brief], environment: home).status == 0)
    let made = folder.path(".local/share/pressmark/articles.db")
    #expect(FileManager.default.fileExists(atPath: made))
    #expect(try run(Project.search, ["unmistakable"], environment: home).status == 0)
    let elsewhere = ["SEARCH_DATABASE": made, "HOME": "/nonexistent"]
    #expect(try run(Project.search, ["unmistakable"], environment: elsewhere).status == 0)
    #expect(
      try run(
        Project.search, ["unmistakable", "-d", made], environment: ["SEARCH_DATABASE": "none"]
      ).status == 0)
    let data: [String: String?] = ["XDG_DATA_HOME": folder.path(".local/share"), "HOME": "/none"]
    #expect(try run(Project.search, ["unmistakable"], environment: data).status == 0)
  }

  @Test func `without HOME, the archive is in the home folder of the user database`() throws {
    guard getuid() == 0, Project.hasProgram("setpriv") else {
      return skip("only root can become somebody else")
    }
    let folder = try TemporaryFolder()
    // Copies the program, which may be in a folder that only root can read.
    let script = """
      cp "$1" program && chmod -R a+rX . && shift &&
        exec setpriv --reuid="$1" --clear-groups ./program moon
      """
    func search(_ user: String) throws -> CommandResult {
      try run(
        "sh", ["-c", script, "sh", Project.search, user],
        environment: ["HOME": nil, "XDG_DATA_HOME": nil, "XDG_CONFIG_HOME": nil], in: folder.path)
    }
    // Debian's user "games" has the home folder /usr/games.
    let known = try search("5")
    #expect(known.status == 2 && known.errors.contains("/usr/games/.local/share/pressmark"))
    let unknown = try search("54321")
    #expect(unknown.status == 64 && unknown.errors.contains("There is no home folder"))
    #expect(try folder.names() == ["program"])
  }

  @Test func `a search during the first ingest says that the archive is being built`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "Title\n\nUnmistakable text.\n")
    _ = try folder.search("ingest", "a.txt", "-d", "a.db", "--quiet").checked()
    #expect(try folder.search("unmistakable", "-d", "a.db").errors == "")
    try folder.damage("a.db", "UPDATE ingest_runs SET ended_at = NULL")
    let sentence = "the archive is being built, 1 article so far"
    #expect(try folder.search("unmistakable", "-d", "a.db").errors.contains(sentence))
    let json = try folder.search("zzzz", "-d", "a.db", "--json", "--no-suggest")
    #expect(json.output.contains("\"being-built\"") && json.errors == "")
    // A later run does not concern searches.
    try folder.damage(
      "a.db", "INSERT INTO ingest_runs (started_at, ended_at) VALUES ('2021', '2021')")
    #expect(try folder.search("unmistakable", "-d", "a.db").errors == "")
  }

  @Test func `an archive in a folder that may not be written can be searched`() throws {
    let folder = try TemporaryFolder()
    let database = folder.path("ro/a.db")
    try folder.write("ro/x", "")
    #expect(try run(Project.search, ["ingest", Project.seeds, "-d", database]).status == 0)
    for name in ["ro/a.db-wal", "ro/a.db-shm"] {
      try? folder.remove(name)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: database)
    try folder.setMode(0o555, of: "ro")
    defer {
      try? folder.setMode(0o755, of: "ro")
    }
    #expect(try run(Project.search, ["AUKUS", "-d", database]).status == 0)
  }
}
