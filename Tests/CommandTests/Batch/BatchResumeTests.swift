import Foundation
import TestSupport
import Testing

/// A killed batch can be resumed; its output is the same as without the interruption.
struct BatchResumeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func arguments(_ options: [String]) throws -> [String] {
    ["batch", "q.txt", "-d", try Demo.folder.get().path("articles.db")] + options
  }

  private func batch(_ options: String...) throws -> CommandResult {
    try folder.search(try arguments(options))
  }

  /// Returns the text of a file without the times in it.
  private func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(name), as: UTF8.self).replacing(
      /"elapsed_ms":[0-9.e-]+/, with: "")
  }

  @Test(arguments: ["trec", "csv", "tsv", "jsonl", "jsonl --per hit"])
  func `a batch killed several times resumes to the same output`(format: String) throws {
    let format = ["--format"] + format.split(separator: " ").map(String.init)
    let words = [
      "aukus", "gas", "russia", "china", "moon", "strait", "\"F-35\"", "zzzz", "siberia",
    ]
    var random = SeededGenerator(seed: 3)
    let queries = (0..<2_000).map { _ in
      random.words(1...3, of: words).joined(separator: " ")
    }.joined(separator: "\n")
    try folder.write("q.txt", queries)
    let lists = ["--missing", "m", "--counts", "c"]
    #expect(
      try folder.search(
        try arguments(
          format + ["-o", "whole", "-j2", "--missing", "m0", "--counts", "c0"])
      ).status == 0)
    let options = try arguments(format + ["-o", "killed", "--resume", "-j2"] + lists)
    let size = try folder.bytes("whole").count
    var kills = 0
    for part in 1...4 {
      let command = try RunningCommand(Project.search, options, in: folder.path)
      _ = waitUntil { (try? folder.bytes("killed").count) ?? 0 > size * part / 6 }
      command.send(SIGKILL)
      // The batch may finish before the signal is sent.
      guard command.end().status == 128 + SIGKILL else { break }
      kills += 1
      #expect(try folder.bytes("killed").count <= size)
      #expect(!folder.contains("c"))
    }
    #expect(kills > 0)
    let last = try folder.search(options)
    #expect(last == CommandResult())
    #expect(try text("killed") == text("whole"))
    #expect(try text("m") == text("m0") && text("c") == text("c0"))
    // Another run has nothing left to do.
    #expect(try folder.search(options).status == 0)
    #expect(try text("killed") == text("whole"))
  }

  @Test(arguments: ["trec", "tsv", "csv", "jsonl"])
  func `a file truncated at any byte is completed`(format: String) throws {
    try folder.write("q.txt", "zzzz\na\tmoon\nb\tqqqq\naa\tAUKUS \"x\"\n")
    let options = ["--format", format, "-n", format == "trec" ? "2" : "1"]
    _ = try folder.search(try arguments(options + ["-o", "whole"]))
    let whole = try folder.bytes("whole")
    let expected = try text("whole")
    // Long files are cut at some positions only; ResumePointTests cuts everywhere.
    let step = format == "trec" ? 1 : max(1, whole.count / 30)
    for cut in stride(from: 0, through: whole.count, by: step) {
      try folder.write("cut", whole[..<cut])
      let result = try folder.search(
        try arguments(options + ["-o", "cut", "--resume", "--summary"]))
      #expect(result.status == 0)
      #expect(result.errors == "4 queries: 2 found something, 2 nothing, 0 failed\n")
      #expect(try text("cut") == expected, "cut at \(cut)")
    }
  }

  @Test func `a resumed batch does not repeat answered queries`() throws {
    try folder.write("q.txt", "a\tzzzz\nb\tmoon\n")
    #expect(try batch("-o", "o", "--resume").status == 0)
    let before = try folder.bytes("o")
    // The file would differ if an answer were repeated, since answers contain times.
    #expect(try batch("-o", "o", "--resume", "--missing", "m").status == 0)
    #expect(try folder.bytes("o") == before)
    #expect(try text("m") == "a\tzzzz\n")
    try folder.write("q.txt", "a\tzzzz\nb\tmoon\nc\tgas\n")
    #expect(try batch("-o", "o", "--resume").status == 0)
    #expect(try folder.bytes("o").starts(with: before))
    #expect(try text("o").split(separator: "\n").count == 3)
  }

  @Test func `--resume refuses a file with other content and leaves it unchanged`() throws {
    try folder.write("q.txt", "a\tmoon\n")
    #expect(try batch("-o", "run", "--resume", "--format", "trec", "--tag", "x").status == 0)
    let before = try folder.bytes("run")
    func refusal(_ options: String...) throws -> String {
      let result = try folder.search(try arguments(["-o", "run", "--resume"] + options))
      #expect(result.status == 2 && result.output == "")
      #expect(try folder.bytes("run") == before)
      return result.errors
    }
    let start = "search: run cannot be continued: "
    #expect(try refusal() == start + "line 1 is not an answer in --format jsonl\n")
    #expect(
      try refusal("--format", "trec") == start + "its run is called \"x\", not \"pressmark\"\n")
    try folder.write("q.txt", "b\tmoon\n")
    #expect(
      try refusal("--format", "trec", "--tag", "x")
        == start + "the topics have no query \"a\", which it answers\n")
    let folderResult = try batch("-o", ".", "--resume")
    #expect(folderResult.errors == "search: . is not a file\n")
    let device = try batch("-o", "/dev/null", "--resume")
    #expect(device.errors == "search: /dev/null is not a file\n")
  }

  @Test func `only one process writes a file at a time`() throws {
    try folder.write(
      "q.txt",
      (1...3_000).map { "russia \($0)" }.joined(separator: "\n"))
    let first = try RunningCommand(
      Project.search, try arguments(["-o", "o", "--resume"]), in: folder.path)
    #expect(waitUntil { (try? folder.bytes("o").isEmpty) == false })
    let second = try batch("-o", "o", "--resume")
    first.send(SIGKILL)
    _ = first.end()
    #expect(second.errors == "search: o is being written by another program; try again later\n")
    #expect(second.status == 2)
  }
}
