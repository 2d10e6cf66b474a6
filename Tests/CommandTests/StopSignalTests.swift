import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand

/// Ctrl-C and SIGTERM: what was read is kept, and the same command goes on from there.
struct StopSignalTests {
  private static let articles = 12_000

  /// A file that takes a while, and the archive that an undisturbed run makes of it.
  private static let made: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 1)
    let words = (0..<5_000).map { "word\($0)" }
    var lines: [UInt8] = []
    for number in 0..<StopSignalTests.articles {
      let text = (0..<150).map { _ in words[Int.random(in: 0..<5_000, using: &random)] }
      lines += "{\"id\":\(number),\"title\":\"Article \(number)\",\"text\":\"".utf8
      lines += text.joined(separator: " ").utf8
      lines += ".\"}\n".utf8
    }
    try folder.write("large.jsonl", lines)
    let result = try run(
      Project.search, ["ingest", "large.jsonl", "-d", "whole.db"], in: folder.path)
    guard result.status == 0 else { throw Demo.DemoError(text: result.errors) }
    atexit { if let folder = try? StopSignalTests.made.get() { folder.remove() } }
    return folder
  }

  private let folder: TemporaryFolder

  init() throws { folder = try Self.made.get() }

  /// Starts an ingest, and waits until it is in the midst of the file.
  private func start(_ database: String) throws -> RunningCommand {
    let report = "\(database).report"
    let command = try RunningCommand(
      Project.search, ["ingest", "large.jsonl", "-d", database, "--report", report],
      in: folder.path)
    let isUnderWay = command.waits {
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path(report))
      return (attributes?[.size] as? Int ?? 0) > 0
    }
    #expect(isUnderWay)
    return command
  }

  private func count(_ database: String) throws -> Int {
    let result = try run("sqlite3", [folder.path(database), "SELECT count(*) FROM articles"])
    return Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
  }

  /// A digest of all that the archive holds, without the row ids.
  private func digest(_ database: String) throws -> String {
    let sql = """
      SELECT location, docno, title, content_hash, ordinal, start, text
        FROM articles JOIN passages ON article_id = articles.id ORDER BY location, ordinal
      """
    return try run("sh", ["-c", "sqlite3 \(database) '\(sql)' | sha256sum"], in: folder.path).output
  }

  private func expectWhole(_ database: String) throws {
    let check = try run(Project.search, ["check", "-d", database], in: folder.path)
    #expect(check.status == 0 && check.errors == "")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a run that is stopped keeps what it read, and the next one goes on`(signal: Int32) throws {
    // On a busy machine the run may be over before the signal is sent.
    var database = ""
    var result = CommandResult(output: "", errors: "", status: 0)
    for attempt in 1...5 where result.status == 0 {
      database = "stopped\(signal)-\(attempt).db"
      let command = try start(database)
      command.send(signal)
      result = command.end()
    }
    #expect(result.status == 128 + signal && result.output == "")
    #expect(
      result.errors.contains(
        "stopped; the articles read so far are stored, and the same command continues here\n"),
      "\(result.errors)")
    let kept = try count(database)
    #expect(0 < kept && kept < Self.articles, "\(kept)")
    try expectWhole(database)
    let next = try run(Project.search, ["ingest", "large.jsonl", "-d", database], in: folder.path)
    #expect(next.status == 0)
    #expect(
      next.errors.contains("\(grouped(kept)) unchanged"))
    #expect(try digest(database) == digest("whole.db"))
    try expectWhole(database)
    // What the stopped run stored is put in order by the next one too.
    let status = try run(Project.search, ["status", "-d", database], in: folder.path)
    #expect(status.output.contains("  optimized\n"))
  }

  @Test func `a second signal ends the program at once, and the archive is whole`() throws {
    let command = try start("twice.db")
    command.send(SIGINT)
    command.send(SIGTERM)
    let result = command.end()
    #expect(result.status == 128 + SIGTERM)
    #expect(!result.errors.contains("stopped;"))
    try expectWhole("twice.db")
    _ = try run(Project.search, ["ingest", "large.jsonl", "-d", "twice.db"], in: folder.path)
    #expect(try digest("twice.db") == digest("whole.db"))
  }

  @Test func `what waits for standard input is stopped too`() throws {
    let command = try RunningCommand(
      Project.search, ["ingest", "-", "-d", "input.db"], in: folder.path)
    #expect(command.waits { FileManager.default.fileExists(atPath: folder.path("input.db-wal")) })
    usleep(100_000)
    command.send(SIGINT)
    let result = command.end(seconds: 60)
    #expect(result.status == 130 && result.errors.contains("stopped;"))
    #expect(try count("input.db") == 0)
  }
}
