import Foundation
import TestSupport
import Testing

/// `search remove`.
struct RemoveCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func search(_ arguments: String...) throws -> CommandResult {
    try folder.search(arguments + ["-d", "a.db"])
  }

  private func articles() throws -> Int {
    Int(try folder.sql("SELECT count(*) FROM articles", in: "a.db").dropLast()) ?? -1
  }

  /// Ingests four files, one of them with three articles.
  private func ingest() throws {
    try folder.write("in/ships.txt", "The ships\n\nShips in the harbour.")
    try folder.write("in/moon.md", "# Moon base\n\nA station on the moon.")
    try folder.write("in/sub/gas.txt", "Gas\n\nA gas pipeline under the sea.")
    try folder.write(
      "in/many.jsonl",
      (1...3).map { #"{"id": "r\#($0)", "title": "Record \#($0)", "text": "Record of ships."}"# }
        .joined(separator: "\n") + "\n")
    #expect(try search("ingest", "in", "--quiet").status == 0)
    #expect(try articles() == 6)
  }

  @Test func `without --yes, articles are only listed`() throws {
    try ingest()
    let before = try folder.bytes("a.db")
    let listed = try search("remove", "--from", "in/many.jsonl", "in/sub/gas.txt")
    #expect(listed.status == 0)
    #expect(
      listed.output == """
        4 articles to remove:
          1  Record 1 · in/many.jsonl#r1
          2  Record 2 · in/many.jsonl#r2
          3  Record 3 · in/many.jsonl#r3
          6  Gas · in/sub/gas.txt

        """)
    #expect(listed.errors == "nothing was removed yet; to remove, add --yes\n")
    #expect(try folder.bytes("a.db") == before)
    let removed = try search("remove", "--from", "in/many.jsonl", "in/sub/gas.txt", "--yes")
    #expect(
      removed
        == CommandResult(output: "4 articles removed: a.db holds 2 articles in 2 passages\n"))
  }

  @Test(arguments: [
    (["3"], 1), (["in/many.jsonl#r2"], 1), (["moon.md"], 1), (["Moon base"], 1), (["r1", "1"], 1),
    (["--from", "in"], 6), (["--from", "./in//sub/"], 1), (["--from", "."], 6),
    (["--query", "ships"], 4), (["--query", "ships record"], 3), (["--query", "title:ships"], 1),
    (["--query", "harbour", "--query", "gas", "moon.md"], 3), (["--from", "in/many.jsonl"], 3),
  ])
  func `articles can be named in several ways`(arguments: [String], count: Int) throws {
    try ingest()
    #expect(try folder.search(["remove", "--yes", "-d", "a.db"] + arguments).status == 0)
    #expect(try articles() == 6 - count)
    #expect(try search("check").status == 0)
  }

  @Test(arguments: [
    (["the", "statue"], 64, "  to search for these words: search query remove the statue\n"),
    (["99"], 1, "there is no article '99' in a.db"),
    (["3", "in/none.txt"], 1, "there is no article 'in/none.txt' in a.db"),
    (["in"], 64, "search remove --from in\n"),
    (["--from", "elsewhere"], 1, "no article in a.db comes from 'elsewhere'"),
    (["--query", "zzzz"], 1, "nothing found for 'zzzz'"),
    (["--query", "zzzz ships"], 1, "nothing found for 'zzzz ships'"),
    (["--query", ""], 2, "the query is empty"),
    (["--query", "ships AND ("], 2, "has no operand"),
    (["--query=-ships"], 2, "only excluded words are given"),
    ([], 64, "to search for this word: search query remove"),
  ])
  func `if anything is not found or not clear, nothing is removed`(
    arguments: [String], status: Int, sentence: String
  ) throws {
    try ingest()
    let result = try folder.search(["remove"] + arguments + ["--yes", "-d", "a.db"])
    #expect(result.status == Int32(status) && result.output == "", "\(result)")
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(try articles() == 6)
  }

  @Test func `a word that names an article is listed with the command that searches for it`() throws
  {
    try ingest()
    let listed = try search("remove", "moon")
    #expect(listed.status == 0 && listed.output.contains("4  Moon base · in/moon.md"))
    #expect(
      listed.errors.hasSuffix("  to search for these words: search query remove moon\n"))
    #expect(try articles() == 6)
  }

  @Test func `a long list is cut`() throws {
    try folder.write(
      "many.jsonl", (1...1_234).map { "{\"id\": \($0), \"text\": \"ships\"}\n" }.joined())
    _ = try search("ingest", "many.jsonl", "--quiet")
    let lines = try search("remove", "--query", "ships").output.split(separator: "\n")
    #expect(lines.count == 22 && lines.first == "1,234 articles to remove:")
    #expect(lines.last == "  and 1,214 more")
  }

  @Test func `a removed article comes back only when its file is read again`() throws {
    try ingest()
    _ = try search("remove", "in/moon.md", "in/many.jsonl#r2", "--yes").checked()
    #expect(try search("ingest", "in").errors.hasPrefix("nothing to do, 4 files unchanged"))
    let past = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)]
    try FileManager.default.setAttributes(past, ofItemAtPath: folder.path("in/moon.md"))
    try folder.move("in/many.jsonl", to: "in/renamed.jsonl")
    _ = try search("ingest", "in", "--quiet").checked()
    #expect(try articles() == 4)
    // A file without articles that is gone is not worth a message.
    try folder.move("in/moon.md", to: "moon.md")
    #expect(try !search("ingest", "in").errors.contains("missing"))
    try folder.write(
      "in/renamed.jsonl", try folder.text("in/renamed.jsonl") + "{\"text\": \"x\"}\n")
    _ = try search("ingest", "in", "--quiet").checked()
    #expect(try articles() == 6)
    _ = try search("remove", "--from", "in/sub", "--yes").checked()
    #expect(try articles() == 5)
    _ = try search("ingest", "in", "--reread", "--quiet").checked()
    #expect(try articles() == 6)
  }

  /// An archive from which articles were removed must answer like one that never had them.
  @Test(arguments: seeds(6))
  func `removing articles leaves the archive of the others`(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    var corpus = RandomCorpus(seed: seed)
    try corpus.write("in", in: folder)
    _ = try search("ingest", "in", "--quiet").checked()
    if random.chance(1, in: 2) {
      corpus.edit()
      try corpus.write("in", in: folder)
      _ = try search("ingest", "in", "--quiet", "--prune", "--force").checked()
    }
    let all = try search("export").output.split(separator: "\n")
    let ids = try folder.sql("SELECT id FROM articles ORDER BY location", in: "a.db")
      .split(separator: "\n").map(String.init)
    #expect(ids.count == all.count)
    let removed = Set(ids.indices.filter { _ in random.chance(1, in: 3) })
    _ = try folder.search(["remove", "--yes", "-d", "a.db"] + removed.map { ids[$0] }).checked()
    let kept = all.indices.filter { !removed.contains($0) }.map { all[$0] + "\n" }.joined()
    #expect(try search("export").output == kept, "seed \(seed)")
    try folder.write("kept.jsonl", kept)
    _ = try folder.search("ingest", "kept.jsonl", "-d", "kept.db", "--quiet").checked()
    #expect(try search("check").status == 0, "seed \(seed)")
    #expect(
      try folder.sql(
        """
        INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);
        PRAGMA integrity_check; PRAGMA foreign_key_check;
        """, in: "a.db") == "ok\n", "seed \(seed)")
    for query in ["harbour ships", "moon", "=ships", "riv*", "\"gas pipeline\"", "treaty OR ice"] {
      // Which of several copies is shown depends on the order in which they were stored.
      for options in [["--passages"], ["--plain"]] {
        func scores(_ database: String) throws -> [String] {
          let rows = try folder.search(
            [query, "-d", database, "--format", "tsv", "-n", "1000"] + options)
          // Rank, score, docno and title; the order of equal scores depends on ids.
          return rows.output.split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false)[2...4] }
            .map { $0.joined(separator: "\t") }.sorted()
        }
        #expect(try scores("a.db") == scores("kept.db"), "seed \(seed): \(query) \(options)")
      }
    }
  }

  @Test func `a removal waits for a program that writes`() throws {
    try ingest()
    let holder = try RunningCommand(
      "python3",
      [
        "-c",
        """
        import sqlite3, sys, time
        db = sqlite3.connect('a.db', isolation_level=None)
        db.execute('BEGIN IMMEDIATE'); print('locked', flush=True)
        time.sleep(7)
        db.execute('COMMIT')
        """,
      ], in: folder.path)
    #expect(waitUntil { holder.outputText.contains("locked") })
    #expect(try search("remove", "in/moon.md", "--yes").status == 0)
    #expect(try articles() == 5)
    #expect(holder.end().status == 0)
  }
}
