import Foundation
import TestSupport
import Testing

/// The options of a query for scripts: `--count`, `--quiet`, `--format paths` and `--per`.
struct CountAndPathsTests {
  @Test(arguments: [
    ["russia"], ["russia", "--passages"], ["moon", "--all"], ["zzzz"], ["Petrow"],
    ["--since", "2022"],
  ])
  func `--count prints the number of hits`(query: [String]) throws {
    let all = try Demo.search(
      query + ["--json", "-n", "1000", "--no-suggest"])
    for option in ["--count", "-c"] {
      let result = try Demo.search(query + [option])
      #expect(result.output == "\(try all.object["total"] as? Int ?? -1)\n")
      #expect(try result.output == "\(all.hits.count)\n")
      #expect(result.status == all.status && result.errors == "")
    }
  }

  @Test func `--quiet prints nothing and exits like grep`() throws {
    for option in ["-q", "--quiet", "-qc"] {
      #expect(try Demo.search(["russia", option]) == CommandResult())
      #expect(try Demo.search(["zzzz", option]) == CommandResult(status: 1))
      #expect(try Demo.search(["autor:smith zzzz", option]) == CommandResult(status: 1))
    }
    let missing = try Demo.search(["russia", "-q", "-d", "none.db"])
    #expect(missing.status == 2 && missing.errors.contains("no archive"))
  }

  @Test func `--count takes no format`() throws {
    for option in ["--json", "--explain", "--cite", "--format=csv", "--facets=year"] {
      #expect(try Demo.search(["russia", "--count", option]).status == 64)
    }
  }

  @Test func `paths are the locations of the hits, each once`() throws {
    let arguments = ["russia", "--passages", "-n", "50"]
    let locations = try Demo.search(arguments + ["--json"]).hits.compactMap {
      ($0["article"] as? [String: Any])?["location"] as? String
    }
    var seen: Set<String> = []
    let expected = locations.filter { seen.insert($0).inserted }
    #expect(expected.count < locations.count && expected.count > 5)
    let lines = try Demo.search(arguments + ["--format", "paths"])
    #expect(lines.output == expected.map { $0 + "\n" }.joined() && lines.errors == "")
    for option in ["-0", "--null"] {
      let names = try Demo.search(arguments + ["--format", "paths", option])
      #expect(names.output == expected.map { $0 + "\0" }.joined())
    }
    #expect(try Demo.search(["russia", "-0"]).status == 64)
    #expect(try Demo.search(["similar", "2", "--format", "paths"]).lines.count > 3)
  }

  @Test func `xargs takes every name with -0`() throws {
    let folder = try TemporaryFolder()
    let names = ["a b.txt", "line\nend.txt", "quote'\".txt", "é.txt"]
    for name in names { try folder.write("in/\(name)", "Title\n\nUnmistakable \(name.count).\n") }
    _ = try folder.search("ingest", "in", "-d", "a.db")
    let result = try run(
      "sh",
      [
        "-c",
        "'\(Project.search)' unmistakable -d a.db --format paths -0 | xargs -0 cat | grep -c Unmis",
      ], in: folder.path)
    #expect(result.output == "\(names.count)\n")
    let lines = try folder.search("unmistakable", "-d", "a.db", "--format", "paths").lines
    #expect(lines.count == names.count)
  }

  @Test func `JSON lines are per hit or per query in search and in a batch`() throws {
    func lines(_ arguments: String...) throws -> [[String: Any]] {
      try Demo.search(arguments).output.replacing(
        /"elapsed_ms":[0-9.e-]+/, with: "\"elapsed_ms\":0"
      )
      .split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }
    let topics = try TemporaryFolder()
    let file = try topics.write("q.tsv", "a\trussia gas\nb\tzzzz\nc\tmoon\n")
    let hits = try lines("batch", file, "--per", "hit", "-n", "4")
    #expect(
      hits.compactMap { $0["id"] as? String } == ["a", "a", "a", "a"] + hits[4...].map { _ in "c" })
    let whole = try lines("batch", file, "-n", "4")
    #expect(whole.compactMap { $0["id"] as? String } == ["a", "b", "c"])
    #expect(
      NSArray(array: try lines("batch", file, "--per", "query", "-n", "4")) == NSArray(array: whole)
    )
    for (id, query) in [("a", "russia gas"), ("c", "moon")] {
      let one = try lines("query", query, "--format", "jsonl", "-n", "4")
      var ofBatch = hits.filter { $0["id"] as? String == id }
      for index in ofBatch.indices { ofBatch[index]["id"] = nil }
      #expect(NSArray(array: one) == NSArray(array: ofBatch))
      let line = try lines("query", query, "--format", "jsonl", "--per", "query", "-n", "4")
      var answer = try #require(whole.first { $0["id"] as? String == id })
      answer["id"] = nil
      #expect(NSArray(array: line) == NSArray(array: [answer]))
    }
    #expect(try Demo.search(["moon", "--per", "hit"]).status == 64)
    #expect(try Demo.search(["batch", file, "--format", "csv", "--per", "hit"]).status == 64)
  }

  @Test func `a run with a line for each hit is evaluated like one with a line for each query`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write("q.tsv", "a\trussia gas\nb\tzzzz\nc\tmoon\n")
    try folder.write("qrels", "a 0 seeds/moon-station.txt 1\nc 0 seeds/moon-station.txt 1\n")
    let database = try Demo.folder.get().path("articles.db")
    for (name, unit) in [("hits", "hit"), ("queries", "query")] {
      let batch = try folder.search(
        "batch", "q.tsv", "--per", unit, "-o", "\(name).jsonl", "-d", database)
      #expect(batch.status == 0)
    }
    let one = try folder.search("evaluate", "hits.jsonl", "qrels", "--format", "csv")
    let other = try folder.search("evaluate", "queries.jsonl", "./qrels", "--format", "csv")
    #expect(one.output.replacing("hits", with: "queries") == other.output && one.status == 0)
  }

  @Test func `--context adds the passages around a hit to JSON`() throws {
    func ordinals(_ passages: Any?) -> [Int] {
      (passages as? [[String: Any]] ?? []).compactMap { $0["ordinal"] as? Int }
    }
    let hits = try Demo.search(["russia", "--passages", "-n", "100", "--context", "2", "--json"])
      .hits
    #expect(hits.count > 20)
    for hit in hits {
      let article = try #require((hit["article"] as? [String: Any])?["id"] as? Int)
      let ordinal = try #require((hit["passage"] as? [String: Any])?["ordinal"] as? Int)
      let shown = try Demo.search([
        "show", "\(article)#\(ordinal)", "--context", "2", "--format", "json",
      ])
      #expect(
        try ordinals(hit["context"]) == ordinals(shown.object["passages"]).filter { $0 != ordinal })
    }
    #expect(try !Demo.search(["russia", "--json"]).output.contains("\"context\""))
    #expect(try Demo.search(["russia", "--context", "1"]).status == 64)
    #expect(try Demo.search(["russia", "--context", "101", "--json"]).status == 64)
  }

  @Test func `filters find articles without words, newest first`() throws {
    let options = ["--since", "2021-06", "--language", "en"]
    let found = try Demo.search(options + ["--json", "-n", "1000"])
    let typed = try Demo.search(["since:2021-06 language:en", "--json", "-n", "1000"])
    let dates = try found.hits.compactMap {
      ($0["article"] as? [String: Any])?["published"] as? String
    }
    #expect(
      dates.count > 5 && dates.map { $0.prefix(7) } == dates.map { $0.prefix(7) }.sorted(by: >))
    #expect(try NSArray(array: found.hits) == NSArray(array: typed.hits))
    #expect(try found.hits.allSatisfy { $0["score"] as? Double == 0 })
    #expect(try (found.object["notices"] as? [Any])?.isEmpty == true)
    #expect(try found.object["understood"] as? String == "only language:en AND since:2021-06")
    let text = try Demo.search(options)
    #expect(text.status == 0 && text.errors == "" && !text.output.contains("score"))
    #expect(try Demo.search(["--publisher", "Meridian", "-n", "1"]).status == 0)
    #expect(try Demo.search(["timeline", "--author", "Quill"]).errors.contains("Quill"))
    let nothing = try Demo.search(["--since", "2999"])
    #expect(nothing.status == 1 && nothing.errors == "search: no article passes the filters\n")
    for arguments in [[], ["--json"], ["timeline"], ["--sort", "newest"]] {
      let result = try Demo.search(arguments)
      #expect(result.status == 64 && result.errors.contains("Type the words to search for"))
    }
  }
}
