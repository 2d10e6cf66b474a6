import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand

/// After Ctrl-C or SIGTERM, the articles read so far are kept, and the same command continues.
struct StopSignalTests {
  private static let articles = 12_000

  /// A file that takes a while to ingest, and the archive that an uninterrupted run makes.
  private static let made: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder(isShared: true)
    var random = SeededGenerator(seed: 1)
    let words = (0..<5_000).map { "word\($0)" }
    var lines: [UInt8] = []
    for number in 0..<StopSignalTests.articles {
      let text = random.words(150...150, of: words)
      lines += "{\"id\":\(number),\"title\":\"Article \(number)\",\"text\":\"".utf8
      lines += text.joined(separator: " ").utf8
      lines += ".\"}\n".utf8
    }
    try folder.write("large.jsonl", lines)
    let result = try folder.search("ingest", "large.jsonl", "-d", "whole.db")
    guard result.status == 0 else { throw CommandFailure(result) }
    return folder
  }

  private let folder: TemporaryFolder

  init() throws { folder = try Self.made.get() }

  /// Starts an ingest, and waits until it is in the middle of the file.
  private func start(_ database: String) throws -> RunningCommand {
    let report = "\(database).report"
    let command = try RunningCommand(
      Project.search, ["ingest", "large.jsonl", "-d", database, "--report", report],
      in: folder.path)
    #expect(waitUntil { folder.size(report) > 0 })
    return command
  }

  private func count(_ database: String) throws -> Int {
    let count = try folder.sql("SELECT count(*) FROM articles", in: database)
    return Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
  }

  private func expectWhole(_ database: String) throws {
    let check = try folder.search("check", "-d", database)
    #expect(check.status == 0 && check.errors == "")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a stopped run keeps what it read, and the next one continues`(signal: Int32) throws {
    // On a busy machine the run may be over before the signal is sent.
    var database = ""
    var result = CommandResult()
    for attempt in 1...5 where result.status == 0 {
      database = "stopped\(signal)-\(attempt).db"
      let command = try start(database)
      command.send(signal)
      result = command.end()
    }
    #expect(result.status == 128 + signal && result.output == "")
    #expect(
      result.errors.contains(
        "stopped; the articles read so far are stored; run the same command again to continue\n"),
      "\(result.errors)")
    let kept = try count(database)
    #expect(0 < kept && kept < Self.articles, "\(kept)")
    try expectWhole(database)
    let next = try folder.search("ingest", "large.jsonl", "-d", database)
    #expect(next.status == 0)
    #expect(
      next.errors.contains("\(grouped(kept)) unchanged"))
    #expect(try folder.digest(ofArchive: database) == folder.digest(ofArchive: "whole.db"))
    try expectWhole(database)
    // The next run also optimizes what the stopped run stored.
    let status = try folder.search("status", "-d", database)
    #expect(status.output.contains("  optimized\n"))
  }

  @Test func `a second signal ends the program at once, and the archive passes its check`() throws {
    let command = try start("twice.db")
    command.send(SIGINT)
    command.send(SIGTERM)
    let result = command.end()
    #expect(result.status == 128 + SIGTERM)
    #expect(!result.errors.contains("stopped;"))
    try expectWhole("twice.db")
    _ = try folder.search("ingest", "large.jsonl", "-d", "twice.db")
    #expect(try folder.digest(ofArchive: "twice.db") == folder.digest(ofArchive: "whole.db"))
  }

  @Test func `a run that waits for standard input can be stopped`() throws {
    let command = try RunningCommand(
      Project.search, ["ingest", "-", "-d", "input.db"], in: folder.path)
    // The archive is created after the signal handlers are installed.
    #expect(waitUntil { folder.contains("input.db-wal") })
    command.send(SIGINT)
    let result = command.end(seconds: 60)
    #expect(result.status == 130 && result.errors.contains("stopped;"))
    #expect(try count("input.db") == 0)
  }
}
