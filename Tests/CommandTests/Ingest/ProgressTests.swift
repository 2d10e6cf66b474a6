import Archive
import TestSupport
import Testing

@testable import Ingest
@testable import Output
@testable import SearchCommand

/// The display of a run in progress.
struct ProgressTests {
  private func summary(_ megabytes: Int, of total: Int?) -> IngestSummary {
    var summary = IngestSummary()
    summary.bytes = Int64(megabytes) * 1_000_000
    summary.totalBytes = total.map { Int64($0) * 1_000_000 }
    summary.counts.files = 1_234
    summary.counts.added = 12_000
    summary.counts.unchanged = 345
    summary.storedPassages = 40_123
    return summary
  }

  @Test(arguments: [
    (
      200,
      "██████████████░░░░░░░░░░░░░░░░  49%  1,234 files  12,345 articles  40,123 passages"
        + "  9.2 MB/s  9 s left"
    ),
    (80, "████████████░░░░░░░░░░░░░  49%  1,234 files  12,345 articles  9.2 MB/s  9 s left"),
    (60, "████████░░░░░░░░░░  49%  12,345 articles  9.2 MB/s  9 s left"),
    (40, "████████████░░░░░░░░░░░░░  49%  9 s left"), (20, "███████░░░░░░░░  49%"), (5, " 49%"),
  ])
  func `the progress line shows what fits the width`(width: Int, expected: String) {
    let line = ProgressLine(summary: summary(80, of: 162), bytesPerSecond: 9_200_000)
    let text = line.line(width: width, isASCII: false)
    #expect(DisplayWidth.columns(of: text) <= width, "\(text)")
    #expect(text == expected, "\(width)")
  }

  @Test func `the progress of a compressed file counts what is stored`() throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: firstSeed)
    let lines = (0..<30_000).map { number in
      "{\"id\": \(number), \"text\": \"\(random.words(30...30, of: Self.words).joined(separator: " "))\"}"
    }
    try folder.write("a.jsonl", lines.joined(separator: "\n"))
    _ = try run("gzip", [folder.path("a.jsonl")]).checked()
    let size = Int64(folder.size("a.jsonl.gz"))
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    var parts: [(bytes: Double, articles: Double)] = []
    let ingester = Ingester(
      into: archive,
      onProgress: { summary in
        guard (1..<lines.count).contains(summary.articles) else { return }
        parts.append((Double(summary.bytes) / Double(size), Double(summary.articles) / 30_000))
      })
    #expect(try ingester.ingest([folder.path("a.jsonl.gz")]).bytes == size)
    #expect(parts.count > 10)
    // Decompression reads ahead a little.
    for part in parts { #expect(abs(part.bytes - part.articles) < 0.35, "\(part)") }
  }

  private static let words = (0..<5_000).map { "word\($0 &* 7_919 % 99_991)" }

  @Test func `without a total the progress line has no bar`() {
    let line = ProgressLine(summary: summary(80, of: nil), bytesPerSecond: nil)
    #expect(
      line.line(width: 79, isASCII: false)
        == "1,234 files  12,345 articles  40,123 passages  80 MB")
    #expect(line.line(width: 12, isASCII: false) == "12,345 arti…")
  }

  @Test func `bars may be ASCII and are never wider than the terminal`() {
    for done in [0, 1, 50, 99, 100] {
      let line = ProgressLine(summary: summary(done, of: 100), bytesPerSecond: nil)
      for width in 1...120 {
        for isASCII in [true, false] {
          let text = line.line(width: width, isASCII: isASCII)
          #expect(DisplayWidth.columns(of: text) <= width)
          #expect(!isASCII || text.allSatisfy { $0.isASCII || $0 == "…" })
        }
      }
    }
    let line = ProgressLine(summary: summary(50, of: 100), bytesPerSecond: nil)
    #expect(line.line(width: 40, isASCII: true) == "[########        ]  50%  12,345 articles")
  }

  @Test func `progress never exceeds 100 percent`() {
    let line = ProgressLine(summary: summary(120, of: 100), bytesPerSecond: 1_000)
    #expect(line.line(width: 79, isASCII: false).contains("100%"))
    #expect(line.line(width: 79, isASCII: false).contains("0 s left"))
  }

  @Test(arguments: [
    (80, 162, 9_000_000.0, "12,345 articles, 80 MB of 162 MB, 9.0 MB/s, about 10 s left"),
    (80, 2_000, 16_000_000.0, "12,345 articles, 80 MB of 2.0 GB, 16 MB/s, about 2 min left"),
    (80, 50_000, 9_960_000.0, "12,345 articles, 80 MB of 50 GB, 10 MB/s, about 1 h 24 min left"),
  ])
  func `a log shows progress in words`(done: Int, total: Int, rate: Double, expected: String) {
    #expect(ProgressLine(summary: summary(done, of: total), bytesPerSecond: rate).plain == expected)
  }

  @Test func `a log gets a line a minute and a terminal ten updates a second`() {
    let start = ContinuousClock.now
    func written(_ display: Progress.Display, seconds: Int) -> [String] {
      var texts: [String] = []
      let progress = Progress(display, now: start, write: { texts.append($0) })
      for step in 1...seconds * 100 {
        progress.show(summary(step / 100, of: 1_000), now: start + .milliseconds(10 * step))
      }
      progress.clear()
      progress.clear()
      return texts
    }
    let log = written(.log, seconds: 185)
    #expect(log.count == 3 && log[1].contains("120 MB of 1.0 GB, 1.0 MB/s, about 15 min left\n"))
    let terminal = written(.terminal, seconds: 3)
    #expect(terminal.count == 31 && terminal.last == "\r\u{1B}[K")
    #expect(terminal.dropLast().allSatisfy { $0.hasPrefix("\r") && $0.hasSuffix("\u{1B}[K") })
    #expect(written(.none, seconds: 100).isEmpty)
    #expect(written(.log, seconds: 59).isEmpty)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1 kB"), (12_345, "12 kB"),
    (999_499, "999 kB"), (999_500, "1.0 MB"), (3_449_000, "3.4 MB"), (162_000_000, "162 MB"),
    (1_200_000_000, "1.2 GB"), (Int.max, "9223372 TB"),
  ])
  func `sizes are printed with two or three digits`(bytes: Int, text: String) {
    #expect(size(bytes) == text)
  }
}
