import Foundation
import TestSupport
import Testing

/// `search ingest --watch`, on the real disk.
struct WatchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.txt", "Title a\n\nOld words.")
    try folder.write("in/b.txt", "Title b\n\nText.")
  }

  private func start(_ arguments: String...) throws -> RunningCommand {
    // The archive is in the watched folder.
    let command = try RunningCommand(
      Project.search, ["ingest", "--watch", "-d", "in/archive.db"] + arguments, in: folder.path)
    #expect(waitUntil { command.errorText.contains("Ctrl-C ends it") }, "\(command.errorText)")
    return command
  }

  private func sql(_ text: String) throws -> String {
    try folder.sql(text, in: "in/archive.db")
  }

  /// Waits for a new line that equals `line`.
  private func expect(_ line: String, from command: RunningCommand, after action: () throws -> Void)
    throws
  {
    let before = command.errorText
    try action()
    let isThere = waitUntil { command.errorText.dropFirst(before.count).contains(line) }
    #expect(isThere, "\(line) in \(command.errorText.dropFirst(before.count))")
  }

  @Test func `watching follows files that are made, changed, renamed and removed`() throws {
    let command = try start("in", "--prune")
    #expect(command.errorText.contains("2 articles added"))
    try expect("1 article added", from: command) {
      try folder.write("in/c.txt", "Title c\n\nText.")
    }
    try expect("1 article updated", from: command) {
      try folder.write("in/a.txt", "Title a\n\nNew words.")
    }
    try expect("1 article added", from: command) {
      try folder.write("in/sub/deep/d.txt", "Title d\n\nText.")
    }
    try expect("1 article updated", from: command) {
      try folder.write("in/sub/deep/d.txt", "Title d\n\nOther text.")
    }
    let id = try sql("SELECT id FROM articles WHERE title = 'Title b'")
    try expect("1 file renamed", from: command) {
      try folder.move("in/b.txt", to: "in/renamed.txt")
    }
    #expect(try sql("SELECT id FROM articles WHERE location = 'in/renamed.txt'") == id)
    try expect("1 file renamed", from: command) { try folder.move("in/sub", to: "in/other") }
    try expect("1 article updated", from: command) {
      try folder.write("in/other/deep/d.txt", "Title d\n\nYet other text.")
    }
    try expect("1 article removed", from: command) {
      try folder.remove("in/c.txt")
    }
    #expect(
      try sql("SELECT location FROM articles ORDER BY 1")
        == "in/a.txt\nin/other/deep/d.txt\nin/renamed.txt\n")
    command.send(SIGINT)
    let result = command.end(seconds: 60)
    #expect(result.status == 130 && result.output == "")
    // One run at the start and one for each change, or two if a change was seen before it was
    // complete.
    #expect((9...17).contains(Int(try sql("SELECT count(*) FROM ingest_runs").dropLast()) ?? 0))
    #expect(try run(Project.search, ["check", "-d", folder.path("in/archive.db")]).status == 0)
  }

  @Test func `watching reports deletions once, and when`() throws {
    let command = try start("in")
    let gone = "in/b.txt is gone, but its articles are still in the archive"
    try expect(gone, from: command) { try folder.remove("in/b.txt") }
    try expect("1 article added", from: command) {
      try folder.write("in/c.txt", "Title c\n\nText.")
    }
    #expect(command.errorText.matches(of: /[0-2]\d:[0-5]\d:[0-5]\d  in\/b.txt is gone/).count == 1)
    // A file that comes back and goes again is reported again.
    try folder.write("in/b.txt", "Title b\n\nText.")
    try expect("1 article updated", from: command) {
      try folder.write("in/c.txt", "Title c\n\nOther text.")
    }
    try expect(gone, from: command) { try folder.remove("in/b.txt") }
    command.send(SIGINT)
    #expect(command.end(seconds: 60).status == 130)
  }

  @Test func `watching ignores its own writes in the folder`() throws {
    let command = try start("in", "--report", "in/report.jsonl")
    // Each run adds a line for each file.
    func lines() throws -> Int {
      try folder.text("in/report.jsonl").split(separator: "\n").count
    }
    try expect("1 article added", from: command) {
      try folder.write("in/c.txt", "Title c\n\nText.")
    }
    // Earlier changes may cause another run, but then there must be no more output.
    var isQuiet = false
    for _ in 0..<3 where !isQuiet {
      let (told, reported) = (command.errorText, try lines())
      isQuiet = try !waitUntil(seconds: 1.5) {
        try command.errorText != told || lines() != reported
      }
    }
    #expect(isQuiet, "\(command.errorText)")
    command.send(SIGTERM)
    #expect(command.end(seconds: 60).status == 143)
    #expect(try sql("SELECT count(*) FROM articles") == "3\n")
  }

  @Test func `watching follows a replaced file and a root that comes back`() throws {
    let command = try start("in/a.txt", "later")
    #expect(command.errorText.contains("later: no such file or folder"))
    // Editors save like this: a new file replaces the old one.
    try expect("1 article updated", from: command) {
      try folder.write("in/.a.tmp", "Title a\n\nNew words.")
      #expect(rename(folder.path("in/.a.tmp"), folder.path("in/a.txt")) == 0)
    }
    try expect("1 article added", from: command) { try folder.write("later/x.txt", "X\n\nText.") }
    try expect("1 article updated", from: command) {
      try folder.write("later/x.txt", "X\n\nOther text.")
    }
    #expect(try sql("SELECT count(*) FROM articles") == "2\n")
    command.send(SIGINT)
    #expect(command.end(seconds: 60).status == 130)
  }
}
