import Foundation
import TestSupport
import Testing

/// The formats of the subcommands other than `search`, as the program prints them.
struct EveryFormatGoldenTests {
  /// Returns output without times, sizes and absolute paths, which differ between runs.
  private func stable(_ output: String) -> String {
    output.replacing(/"elapsed_ms" ?: ?[0-9.e-]+/, with: "\"elapsed_ms\" : 0")
      .replacing(/"(bytes|wal_bytes)" : [0-9]+/) { "\"\($0.output.1)\" : 0" }
      .replacing(/"(absolute_path|started_at|ended_at)" : "[^"]*"/) { "\"\($0.output.1)\" : \"\"" }
  }

  @Test(arguments: [
    ("show 3#2 --format json --cite", "show.json"), ("show 3#2 --format ris", "show.ris"),
    ("show 3#2 --format bibtex", "show.bibtex"), ("show 3#2 --format csl", "show.csl"),
    ("timeline AUKUS --format json", "timeline.json"),
    ("timeline AUKUS --format csv", "timeline.csv"), ("status --format json", "status.json"),
    ("Siberia -n 2 --format jsonl --per query", "siberia-query.jsonl"),
    ("similar 3 -n 2 --format tsv", "similar.tsv"),
  ])
  func `each format of a subcommand`(arguments: String, name: String) throws {
    let result = try Demo.search(arguments.split(separator: " ").map(String.init))
    #expect(result.status == 0 && result.errors == "")
    try expectGolden(name, stable(result.output))
  }

  @Test(arguments: [
    ("jsonl", "batch.jsonl"), ("jsonl --per hit", "batch-hits.jsonl"), ("tsv", "batch.tsv"),
  ])
  func `each format of a batch`(format: String, name: String) throws {
    let result = try Demo.folder.get().search(
      ["batch", "-", "-n", "2", "-d", "articles.db", "--format"]
        + format.split(separator: " ").map(String.init),
      input: "a\tmoon station\nb\tzzzz\nc\tAUKUS\n")
    #expect(result.status == 0 && result.errors == "")
    try expectGolden(name, stable(result.output))
  }

  @Test(arguments: ["csv", "tsv"])
  func `each format of an evaluation`(format: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("a.run", "1 Q0 a 1 2 tag\n1 Q0 b 2 1 tag\n2 Q0 c 1 1 tag\n")
    try folder.write("b.run", "1 Q0 b 1 2 tag\n2 Q0 d 1 1 tag\n")
    try folder.write("x.qrels", "1 0 b 1\n1 0 a 0\n2 0 c 3\n")
    let result = try folder.search(
      "evaluate", "a.run", "x.qrels", "b.run", "--topics", "--measures", "ndcg@10,rr", "--format",
      format)
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("evaluate.\(format)", result.output)
  }
}
