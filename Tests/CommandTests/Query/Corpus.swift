import Foundation
import TestSupport
import Testing

/// A large corpus of real articles, unpacked and ingested once for all tests that use it.
enum Corpus {
  static let articles = 57_939

  /// Returns the folder with `corpus.jsonl` and `whole.db`; nil if this machine has no corpus.
  static func folder() throws -> TemporaryFolder? { try made.get() }

  private static let made: Result<TemporaryFolder?, any Error> = Result {
    guard let corpus = Project.shared("corpora/ms-docs.jsonl.gz") else { return nil }
    let folder = try TemporaryFolder(isShared: true)
    let result = try run(
      "sh",
      [
        "-c",
        "gunzip -c '\(corpus)' > corpus.jsonl && '\(Project.search)' ingest corpus.jsonl -d whole.db",
      ], in: folder.path)
    guard result.status == 0 else { throw CommandFailure(result) }
    return folder
  }
}

struct CorpusTests {
  /// The shell runs the queries with FTS5 itself, on the same passages.
  @Test(arguments: ["any", "all"])
  func `three hundred queries on the whole corpus rank as in the shell`(
    mode: String
  ) throws {
    guard let folder = try Corpus.folder() else { return skip("no ../shared/corpora") }
    let queries = try randomQueries(150, folder, seed: mode == "any" ? 1 : 2)
    let join = mode == "any" ? " OR " : " AND "
    let sql = queries.enumerated().map { index, words in
      let expression = words.map { "\"\($0)\"" }.joined(separator: join)
      return """
        SELECT \(index), rowid, printf('%!.17g', -rank) FROM passages_fts
         WHERE passages_fts MATCH '\(expression)' ORDER BY rank, rowid LIMIT 10;
        """
    }.joined(separator: "\n")
    let shell = try run(
      "sqlite3", ["-readonly", "-cmd", ".timeout 60000", folder.path("whole.db")], input: sql)
    #expect(shell.errors == "")
    let expected = Dictionary(
      grouping: shell.output.split(separator: "\n").map { $0.split(separator: "|") },
      by: { Int($0[0]) ?? -1 })
    let batch = try run(
      Project.search,
      [
        "batch", "-", "-d", folder.path("whole.db"), "--plain", "--passages", "--\(mode)",
        "--jobs", "2",
      ], input: queries.map { $0.joined(separator: " ") }.joined(separator: "\n"))
    #expect(batch.errors == "")
    let answers = batch.output.split(separator: "\n")
    #expect(answers.count == queries.count)
    for (index, line) in answers.enumerated() {
      let answer = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let hits = answer?["hits"] as? [[String: Any]] ?? []
      let rows = expected[index] ?? []
      let ids = hits.compactMap { ($0["passage"] as? [String: Any])?["id"] as? Int }
      #expect(ids == rows.map { Int($0[1]) }, "\(mode) of \(queries[index])")
      for (hit, row) in zip(hits, rows) {
        let (ours, theirs) = (hit["score"] as? Double ?? 0, Double(row[2]) ?? -1)
        #expect((ours - theirs).magnitude <= 1e-9 * theirs, "\(mode) of \(queries[index])")
      }
    }
  }

  /// Returns random sequences of words from the texts, of one word up to a whole headline.
  private func randomQueries(
    _ count: Int, _ folder: TemporaryFolder, seed: Int
  ) throws -> [[String]] {
    var random = SeededGenerator(seed: seed)
    let ids = (0..<count * 2).map { _ in String(Int.random(in: 1...180_000, using: &random)) }
    let texts = try run(
      "sqlite3",
      [
        "-readonly", folder.path("whole.db"),
        "SELECT replace(text, char(10), ' ') FROM passages WHERE id IN (\(ids.joined(separator: ",")))",
      ]
    ).output.split(separator: "\n")
    let queries = texts.compactMap { text -> [String]? in
      let words = text.lowercased().split { !$0.isASCII || !$0.isLetter }.map(String.init)
      let length = Int.random(in: 1...12, using: &random)
      guard words.count >= length else { return nil }
      let start = Int.random(in: 0...words.count - length, using: &random)
      return Array(words[start..<start + length])
    }
    return Array(queries.prefix(count))
  }
}
