import Foundation
import TestSupport
import Testing

/// Broken and hostile files in the same folder as good files.
///
/// Each bad file is reported once, the good ones are ingested, and memory and time stay limited.
@Suite(.enabled(if: Project.hasPython, "no python3"))
struct HostileFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The maximum memory of the program and of each program that it starts.
  private static let maxKilobytes = 400_000
  /// The maximum time of a run.
  private static let maxSeconds = 60.0

  @Test func `bombs, nesting and damage in containers are reported once each`() throws {
    try folder.python("hostile_files.py", "containers")
    let reported = try ingest(good: ["known.zip/after.txt": "After a bomb"])
    let tooLarge = "larger than 32 MiB, the limit for one article"
    expect(
      reported,
      [
        "in/name.txt.gz": "damaged or truncated", "in/known.zip/bomb.txt": tooLarge,
        "in/stream.zip": "expands to over 64 MiB",
        "in/lines.jsonl.gz": "expands to over 64 MiB", "in/text.txt.gz": tooLarge,
        "in/nested.zip/deeper.zip/deeper.zip/deeper.zip/deeper.zip": "nested too deep",
        "in/cut.jsonl.gz": "damaged or truncated", "in/cut.zip": "damaged or truncated",
        "in/garbage.txt.gz": "damaged or truncated (other data after its end)",
        "in/flipped.zip/0.txt": "damaged or truncated", "in/noise.zip": "damaged or truncated",
        "in/noise.tar": "damaged", "in/noise.gz": "damaged",
      ])
    let locations = try rows("SELECT location FROM articles WHERE location GLOB 'in/names.zip*'")
    #expect(
      locations.sorted() == [
        "in/names.zip/a/b.txt", "in/names.zip/boot.txt", "in/names.zip/etc/passwd.txt",
        "in/names.zip/n%0Al.txt", "in/names.zip/up.txt",
      ])
  }

  @Test func `bombs, long lines and deep nesting in text are reported once each`() throws {
    try folder.python("hostile_files.py", "texts")
    let reported = try ingest(
      good: [
        "laughs.md": "Text behind the laughs.", "brackets.md": "[[[[", "pictures.md": "![![",
      ])
    let tooLarge = "larger than 32 MiB, the limit for one article"
    expect(
      reported,
      [
        "in/laughs.xml": "not XML", "in/outside.xml": "not XML", "in/line.txt": tooLarge,
        "in/line.jsonl:1": tooLarge, "in/sparse.txt": tooLarge, "in/sparse.jsonl": "not text",
        "in/deep.json": "nested too deep", "in/deep.html": "nested too deep",
        "in/deep.xml": "nested too deep",
        "in/deep.eml": "nested too deep",
        "in/length.warc:1": "not WARC",
      ])
    #expect(try rows("SELECT * FROM article_texts WHERE text LIKE '%root:%'") == [])
  }

  @Test func `a table of 330,000 rows and a list of 500,000 items are read completely`() throws {
    try folder.python("hostile_files.py", "honest")
    let result = try run(
      "python3",
      [Project.fixture("peak_memory.py"), Project.search, "ingest", "in", "-d", "archive.db"],
      in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    let kilobytes = Int(result.output.split(separator: "\n").last ?? "")
    #expect((kilobytes ?? .max) < Self.maxKilobytes, "\(result.output) KB")
    // A long table of Markdown is read in parts, with empty lines between them.
    let counts = try rows(
      """
      SELECT length(text) - length(replace(text, char(10), '')) + 1
             - (length(text) - length(replace(text, char(10, 10), ''))) / 2
        FROM articles JOIN article_texts ON article_id = articles.id ORDER BY location
      """)
    #expect(counts == ["500000", "330001"])
  }

  @Test func `links, pipes and devices are reported once each without waiting`() throws {
    try folder.write("in/here.txt", "Here\n\nText.")
    for (name, target) in [
      ("loop", "."), ("self.txt", "self.txt"), ("zero.txt", "/dev/zero"),
      ("random.jsonl", "/dev/random"), ("gone.txt", "nowhere"), ("memory.txt", "/proc/self/mem"),
    ] {
      try folder.link("in/\(name)", to: target)
    }
    #expect(mkfifo(folder.path("in/pipe.txt"), 0o600) == 0)
    #expect(mkfifo(folder.path("in/pipe.zip"), 0o600) == 0)
    let reported = try ingest(good: ["here.txt": "Text."])
    let loop = "a link to a folder above it"
    expect(
      reported,
      [
        "in/loop": loop, "in/self.txt": loop, "in/zero.txt": "not a file or folder",
        "in/random.jsonl": "not a file or folder", "in/gone.txt": "no such file or folder",
        "in/pipe.txt": "not a file or folder", "in/pipe.zip": "not a file or folder",
        "in/memory.txt": "cannot be read: Input/output error",
      ])
  }

  @Test func `converters that hang, fork, flood or fail are reported once each`() throws {
    for name in ["hang.pdf", "flood.docx", "fork.odt", "none.epub"] {
      try folder.write("in/" + name, name.hasSuffix("pdf") ? "%PDF-1.4" : "PK\u{3}\u{4}")
    }
    try folder.write("hang", script: "trap '' TERM; sleep 600")
    try folder.write("flood", script: "while :; do echo '<p>more and more</p>'; done")
    // The children of this converter keep its output open, and start more processes.
    try folder.write(
      "fork",
      script: "(while :; do sleep 600 & sleep 1; done) & echo A title; echo; echo Text; exit 9")
    try folder.write(
      "converters",
      """
      # How converters go wrong.
      seconds: 2
      pdf text: \(folder.path("hang")) {}
      docx html: \(folder.path("flood")) {}
      odt text: \(folder.path("fork")) {}
      epub html: no-such-program {}
      """)
    let reported = try ingest(environment: ["SEARCH_CONVERTERS": folder.path("converters")])
    expect(
      reported,
      [
        "in/hang.pdf": "\(folder.path("hang")) took too long or wrote too much",
        "in/flood.docx": "\(folder.path("flood")) took too long or wrote too much",
        "in/fork.odt": "\(folder.path("fork")) cannot read it",
        "in/none.epub": "no-such-program is needed to read this and is not installed",
      ])
    #expect(try run("pgrep", ["-f", folder.path("")]).output == "", "something was left behind")
    try folder.write("broken", "pdf text: x {}\nhtml text: y {}\n")
    let broken = try ingest(environment: ["SEARCH_CONVERTERS": folder.path("broken")])
    #expect(broken.count == 4)
    for sentence in broken.values {
      #expect(sentence.hasPrefix("not a list of converters: \(folder.path("broken")), line 2: "))
    }
  }

  @Test func `a file that changes while it is read is reported, and the rest is ingested`() throws {
    let line = "{\"title\": \"T\", \"text\": \"\(String(repeating: "word ", count: 400))\"}\n"
    try folder.write("in/grows.jsonl", String(repeating: line, count: 3_000))
    let isDone = DispatchSemaphore(value: 0)
    let path = folder.path("in/grows.jsonl")
    let writer = Thread {
      let file = FileHandle(forWritingAtPath: path)
      _ = try? file?.seekToEnd()
      while isDone.wait(timeout: .now() + .milliseconds(2)) == .timedOut {
        try? file?.write(contentsOf: Data(line.utf8))
      }
    }
    writer.start()
    defer { isDone.signal() }
    let reported = try ingest()
    expect(reported, ["in/grows.jsonl": "changed while it was read"])
  }

  @Test func `a file that is not in the named encoding is reported`() throws {
    try folder.write("in/wrong.txt", "Größe\n\nText".utf8.map { $0 } + [0xE9, 0x20])
    let reported = try ingest(options: ["--encoding", "utf-8"])
    expect(reported, ["in/wrong.txt": "not in the encoding utf-8"])
  }
}

extension HostileFilesTests {
  /// Fails unless exactly these failures were reported.
  private func expect(_ reported: [String: String], _ expected: [String: String]) {
    #expect(reported.keys.sorted() == expected.keys.sorted())
    for (location, sentence) in expected {
      #expect(
        reported[location]?.hasPrefix(sentence) != false, "\(location): \(reported[location] ?? "")"
      )
    }
  }

  /// Adds good articles to the folder `in` and ingests it, within the limits on memory and time.
  ///
  /// - Returns: The message for each location.
  private func ingest(
    good: [String: String] = [:], options: [String] = [], environment: [String: String] = [:]
  ) throws -> [String: String] {
    try folder.write("in/a.txt", "First\n\nThe first good article.")
    try folder.write("in/z.html", "<title>Last</title><p>The last good article.</p>")
    let clock = ContinuousClock()
    let start = clock.now
    let result = try run(
      "python3",
      [Project.fixture("peak_memory.py"), Project.search, "ingest", "in", "-d", "archive.db"]
        + options,
      environment: environment.mapValues { $0 }, in: folder.path)
    #expect(clock.now - start < .seconds(Self.maxSeconds))
    let kilobytes = Int(result.output.split(separator: "\n").last ?? "")
    #expect((kilobytes ?? .max) < Self.maxKilobytes, "\(result.output) KB")
    #expect(result.status == 2, "\(result.errors)")
    let expected = ["a.txt": "The first good article.", "z.html": "The last good article."]
    for (name, text) in good.merging(expected, uniquingKeysWith: { first, _ in first }) {
      let stored = try rows(
        "SELECT text FROM articles JOIN article_texts ON article_id = articles.id "
          + "WHERE location = 'in/\(name)'")
      #expect(stored.joined(separator: "\n").contains(text), "\(name)")
    }
    let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("search: ") }
    let reported = lines.map { line in
      let parts = line.dropFirst(8).split(separator: ": ", maxSplits: 1)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    return Dictionary(reported) { first, second in
      Issue.record("reported twice: \(first); \(second)")
      return first
    }
  }

  private func rows(_ sql: String) throws -> [String] {
    let check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);"
    return try folder.sql(check + sql, in: "archive.db").split(separator: "\n").map(String.init)
  }
}
