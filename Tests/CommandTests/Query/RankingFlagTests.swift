import Foundation
import TestSupport
import Testing

/// The options that change scores, in the real program.
struct RankingFlagTests {
  private static let database = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder(isShared: true)
    let seeds = try run(
      Project.search, ["ingest", "seeds", "--database", folder.path("a.db")], in: Project.path)
    #expect(seeds.status == 0)
    return folder
  }

  private func search(_ arguments: String...) throws -> CommandResult {
    try run(Project.search, arguments + ["--database", Self.database.get().path("a.db")])
  }

  @Test(arguments: [
    ("--rank k1=-1", "--rank: k1 must be from 0 to 1,000."),
    ("--rank k1=nan", "--rank: k1 must be from 0 to 1,000."),
    ("--rank k1=", "--rank: k1 must be from 0 to 1,000."),
    ("--rank b=1.5", "--rank: b must be from 0 to 1."),
    ("--rank title-weight=-2", "--rank: title-weight must be from 0 to 1,000."),
    ("--rank proximity=inf", "--rank: proximity must be from 0 to 1,000."),
    ("--rank other-passages=1", "--rank: other-passages must be from 0 to 0.999."),
    (
      "--expand --rank expand-passages=0",
      "--rank: expand-passages must be a whole number from 1 to 100."
    ),
    (
      "--expand --rank expand-terms=2.5",
      "--rank: expand-terms must be a whole number from 1 to 100."
    ),
    ("--expand --rank expand-share=1", "--rank: expand-share must be from 0.001 to 0.999."),
    ("--rank k1=1,b", "--rank: 'b' is not a setting; write NAME=NUMBER."),
    (
      "--rank k2=1",
      "--rank: there is no setting 'k2'; settings are k1, b, title-weight, proximity,"
    ),
    ("--rank expand-terms=5", "--rank expand-terms needs --expand."),
    ("--plain --expand", "--plain and --expand exclude each other."),
    ("--plain --rank b=0.5", "--plain and --rank exclude each other."),
    ("--raw --rank proximity=1", "--raw and --rank exclude each other."),
    (
      "--passages --rank other-passages=0.1",
      "--passages and --rank other-passages exclude each other."
    ),
  ])
  func `a parameter outside its range is refused`(options: String, sentence: String) throws {
    let arguments = options.split(separator: " ").map(String.init)
    for command in [["moon"], ["batch", "-"]]
    where command.count == 1 || sentence.contains("--rank:") {
      let result = try run(Project.search, command + arguments)
      #expect(result.status == 64)
      #expect(result.errors.contains(sentence), "\(result.errors)")
    }
  }

  private struct Results: Decodable {
    struct Hit: Decodable {
      struct Article: Decodable { var docno: String }
      struct Score: Decodable {
        struct Term: Decodable { var weight: Double, gain: Double }
        var score: Double, terms: [Term], k1: Double, b: Double
        var column_weights: [Double]
        var proximity: Double?, other_passages: Double?
        var as_typed: Double?, title_is_query: Double?

        var contributions: Double {
          [proximity, other_passages, as_typed, title_is_query].reduce(0) { $0 + ($1 ?? 0) }
        }
      }
      var score: Double, article: Article
      var explanation: Score
    }
    var total: Int, understood: String, hits: [Hit]
  }

  private func results(_ arguments: String...) throws -> Results {
    let command = try run(
      Project.search,
      arguments + ["--json", "--explain", "-d", Self.database.get().path("a.db")])
    return try JSONDecoder().decode(Results.self, from: Data(command.output.utf8))
  }

  @Test func `parameters change the score, and explanations add up`() throws {
    let words = "russian gas pipeline to china"
    let usual = try results(words)
    #expect(usual.hits.first?.explanation.b == 0.5)
    let other = try results(
      words, "--rank", "k1=2,b=0.1,title-weight=3,proximity=0.5,other-passages=0.2")
    let first = try #require(other.hits.first?.explanation)
    #expect(first.k1 == 2 && first.b == 0.1 && first.column_weights == [3, 1])
    #expect(other.hits.contains { ($0.explanation.proximity ?? 0) > 0 })
    #expect(other.hits.contains { ($0.explanation.other_passages ?? 0) > 0 })
    #expect(usual.hits.allSatisfy { $0.explanation.proximity == nil })
    #expect(usual.hits.allSatisfy { $0.explanation.other_passages == nil })
    #expect(usual.hits.contains { ($0.explanation.as_typed ?? 0) > 0 })
    #expect(
      try results(words, "--rank", "as-typed=0").hits.allSatisfy { $0.explanation.as_typed == nil })
    let expanded = try results(words, "--expand")
    #expect(expanded.total >= usual.total && expanded.understood.contains("expanded by: "))
    #expect(expanded.hits.contains { $0.explanation.terms.contains { $0.weight < 0.6 } })
    for hit in usual.hits + other.hits + expanded.hits {
      let sum = hit.explanation.terms.reduce(0) { $0 + $1.gain }
      let all = sum + hit.explanation.contributions
      #expect(abs(all - hit.score) <= 1e-9 && abs(hit.explanation.score - hit.score) <= 1e-9)
    }
  }

  @Test func `an explanation shows the weights of an expanded query's words`() throws {
    let wide = try search("moon station", "--expand", "--explain", "-n", "1")
    #expect(wide.output.contains("counts") && wide.errors.contains("also searched for: "))
    #expect(wide.errors.contains("expanded by: "))
    let plain = try search("moon station", "--explain", "-n", "1")
    #expect(!plain.output.contains("counts"))
    let near = try search("moon station", "--explain", "-n", "1", "--rank", "proximity=1")
    #expect(near.output.contains("close together"))
  }

  @Test func `similar finds other articles, never the article itself`() throws {
    let like = try search("similar", "seeds/moon-station.txt", "--json")
    #expect(like.status == 0)
    #expect(
      !like.output.contains("\"seeds\\/moon-station.txt\"")
        && !like.output.contains("\"docno\" : \"seeds/moon-station.txt\""))
    let submarines = try search("similar", "seeds/aukus-announcement.html", "-n", "1")
    #expect(submarines.output.hasPrefix("1. AUKUS submarines: what Australia is buying"))
    // A file is recognized by its text, whatever its name.
    let file = try run(
      Project.search,
      ["similar", "./seeds/moon-station.txt", "-n", "1", "-d", Self.database.get().path("a.db")],
      in: Project.path)
    #expect(file.status == 0 && !file.output.contains("moon-station.txt"))
    let english = try search("similar", "seeds/moon-station.txt", "--language", "de", "-n", "1")
    #expect(english.output.contains("nord-stream-2-gestoppt") || english.status == 1)
  }

  @Test(arguments: [
    ("nothing-there", 64, "there is neither an article 'nothing-there' in "),
    (
      "seeds/wire.jsonl", 2,
      "seeds/wire.jsonl has several articles; ingest it and name one of them"
    ),
    ("seeds", 2, "seeds: not a file or folder"),
  ])
  func `similar refuses text that names no single article`(
    name: String, status: Int32, sentence: String
  )
    throws
  {
    let command = try run(
      Project.search, ["similar", name, "-d", Self.database.get().path("a.db")], in: Project.path)
    #expect(command.status == status)
    #expect(command.errors.contains(sentence), "\(command.errors)")
  }

  @Test func `a text without similar articles is reported`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.txt", "zzz qqq xxyy")
    let command = try search("similar", path)
    #expect(command.status == 1 && command.errors.contains("nothing found like"))
    let json = try search("similar", path, "--json")
    #expect(try json.status == 1 && json.hits.isEmpty)
  }
}
