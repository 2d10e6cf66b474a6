import Foundation
import TestSupport
import Testing

struct BatchCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func batch(_ queries: String, _ arguments: String...) throws -> CommandResult {
    let file = try folder.write("queries.txt", queries)
    return try Demo.search(["batch", file] + arguments)
  }

  @Test func `a run has the TREC format`() throws {
    let queries = "AUKUS submarines\nt2\tPower of Siberia\r\n\n\nmoon station\n"
    let result = try batch(queries, "--format", "trec", "--limit", "5", "--tag", "run-1")
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("batch.trec", result.output)
    let rows = result.output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    for row in rows { #expect(row.count == 6 && row[1] == "Q0" && row[5] == "run-1") }
    for (topic, lines) in Dictionary(grouping: rows, by: { $0[0] }) {
      #expect(["1", "t2", "5"].contains(topic))
      #expect(Set(lines.map { $0[2] }).count == lines.count, "a document stands once in a topic")
      #expect(lines.map { $0[3] } == (1...lines.count).map(String.init))
      let scores = lines.compactMap { Double($0[4]) }
      #expect(scores == scores.sorted(by: >))
    }
  }

  @Test func `CSV has its header even when nothing is found`() throws {
    let result = try batch("zzzz\n", "--format", "csv")
    #expect(result.status == 1)
    #expect(
      result.output
        == "id,query,rank,score,docno,title,publisher,published,location,article,passage,snippet\n")
    try expectGolden(
      "batch.csv", try batch("Power of \"Siberia\"\n", "--format", "csv", "-n", "2").output)
  }

  @Test func `each JSON line is a search response with the query's id`() throws {
    let result = try batch("a1\tAUKUS submarines\na2\tzzzz\n", "--limit", "2")
    let lines = result.output.split(separator: "\n").map { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
    }
    #expect(lines.map { $0["id"] as? String } == ["a1", "a2"])
    let alone = try Demo.search(["AUKUS submarines", "--format", "json", "--limit", "2"])
    var expected = try alone.object
    var first = lines[0]
    for name in ["elapsed_ms", "id"] {
      expected[name] = nil
      first[name] = nil
    }
    #expect(NSDictionary(dictionary: first) == NSDictionary(dictionary: expected))
    #expect(lines[1]["total"] as? Int == 0)
  }

  @Test func `words have no operators`() throws {
    let topics = "moon -station\nmoon AND \"zzzz yyyy\"\n"
    let words = try batch(topics, "--words", "--strict", "--format", "trec")
    let plain = try batch("moon station\nmoon and zzzz yyyy\n", "--format", "trec")
    #expect(words.status == 0 && words.errors == "" && words.output == plain.output)
    #expect(words.output != (try batch(topics, "--format", "trec").output))
    let both = try batch(topics, "--words", "--raw")
    #expect(both.status == 64 && both.errors.contains("--words and --raw exclude each other"))
  }

  @Test(arguments: ["trec", "jsonl", "csv", "tsv"])
  func `the answers and their order do not depend on the number of jobs`(format: String) throws {
    let words = ["aukus", "gas", "russia", "china", "moon", "strait", "F-35", "don't", "zzzz", "("]
    var random = SeededGenerator(seed: 5)
    let queries = (0..<3_000).map { _ in
      random.words(1...4, of: words).joined(separator: " ")
    }.joined(separator: "\n")
    func answer(_ jobs: String) throws -> String {
      try batch(queries, "--format", format, "-n", "3", "--jobs", jobs).output
        .replacing(/"elapsed_ms":[0-9.e-]+/, with: "")
    }
    let one = try answer("1")
    #expect(one.split(separator: "\n").count > 2_000)
    #expect(try answer("2") == one)
    #expect(try answer("8") == one)
  }

  @Test func `wrong arguments are reported`() throws {
    let missing = try Demo.search(["batch", "none.txt"])
    #expect(missing.status == 2)
    #expect(missing.errors == "search: none.txt cannot be read: No such file or directory\n")
    #expect(try batch("x\n", "--jobs", "0").status == 64)
    #expect(try batch("x\n", "--tag", "a b").status == 64)
    #expect(try batch("\n \n").status == 1)
  }

  @Test(arguments: ["1", "2"])
  func `a line that is not UTF-8 is reported, and the others are answered`(jobs: String) throws {
    let lines: [[UInt8]] = [
      Array("moon".utf8), [0x61, 0xE9], [], Array("b\tmoon ".utf8) + [0xFF],
      [0xE9, 0x09] + Array("moon".utf8), Array("last\tAUKUS".utf8),
    ]
    for end in ["\n", "\r\n", "\r"] {
      let file = try folder.write("latin.txt", Array(lines.joined(separator: end.utf8)))
      let result = try Demo.search(["batch", file, "--format", "trec", "-n1", "-j\(jobs)"])
      #expect(result.status == 2)
      #expect(
        result.errors == """
          search: \(file):2: not UTF-8 (byte 2)
          search: \(file):4: not UTF-8 (byte 8)
          search: \(file):5: not UTF-8 (byte 1)

          """)
      #expect(
        result.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == ["1", "last"])
    }
  }

  @Test func `a query without a word finds nothing and says so`() throws {
    let result = try batch("moon\n( *\n\"\"\n", "-n", "1")
    #expect(result.status == 0 && result.errors == "")
    let lines = result.output.split(separator: "\n")
    #expect(lines.map { $0.contains("\"no-words\"") } == [false, true, true])
  }

  @Test func `a closed pipe ends a batch without an error`() throws {
    let file = try folder.write("q.txt", String(repeating: "russia china\n", count: 5_000))
    let result = try run(
      "bash",
      [
        "-c",
        "'\(Project.search)' batch '\(file)' -j 2 -d articles.db | head -n 1 | wc -l; echo ${PIPESTATUS[0]}",
      ], in: Demo.folder.get().path)
    #expect(result.output == "1\n0\n" && result.errors == "")
  }
}
