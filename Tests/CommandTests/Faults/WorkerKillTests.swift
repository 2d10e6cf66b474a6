import Foundation
import TestSupport
import Testing

/// Worker processes that are killed while they read.
struct WorkerKillTests {
  /// A folder with files, a zip, and a compressed tar with a zip in it; returns the number of
  /// articles.
  private func sources() throws -> (folder: TemporaryFolder, articles: Int) {
    let folder = try TemporaryFolder()
    for number in 0..<300 {
      let text = String(repeating: "The word \(number) and some text. ", count: 40)
      try folder.write("in/files/\(number).html", "<title>File \(number)</title><p>\(text)</p>")
      try folder.write("members/\(number).md", "# Member \(number)\n\n\(text)\n")
      try folder.write("inner/\(number).txt", "Inner \(number)\n\n\(text)\n")
    }
    let make = """
      import shutil
      shutil.make_archive("in/members", "zip", "members")
      shutil.make_archive("outer/inner", "zip", "inner")
      shutil.make_archive("in/outer", "gztar", "outer")
      """
    _ = try run("python3", ["-c", make], in: folder.path).checked()
    return (folder, 900)
  }

  /// Returns the processes that `process` has started.
  private func children(of process: Int32) -> [Int32] {
    let path = "/proc/\(process)/task"
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return tasks.flatMap { task -> [Int32] in
      let children = try? String(contentsOfFile: "\(path)/\(task)/children", encoding: .utf8)
      return (children ?? "").split(separator: " ").compactMap { Int32($0) }
    }
  }

  @Test func `workers that somebody kills cost nothing`() throws {
    let (folder, count) = try sources()
    var kills = 0
    for seed in seeds(8) {
      var random = SeededGenerator(seed: seed)
      let database = "killed-\(seed).db"
      let command = try RunningCommand(
        Project.search, ["ingest", "in", "-d", database], in: folder.path)
      // After more kills at one record, this record is given up.
      var left = 5
      while command.isRunning {
        usleep(UInt32.random(in: 5_000...40_000, using: &random))
        for child in children(of: command.identifier) where left > 0 {
          if kill(child, SIGKILL) == 0 { left -= 1 }
        }
      }
      kills += 5 - left
      let result = command.wait()
      #expect(result.status == 0, "seed \(seed): \(result.errors)")
      #expect(try articles(database, in: folder) == count, "seed \(seed)")
    }
    #expect(kills > 4)
  }

  private func articles(_ database: String, in folder: TemporaryFolder) throws -> Int {
    let result = try run("sqlite3", [database, "SELECT count(*) FROM articles"], in: folder.path)
    return Int(result.output.trimmingCharacters(in: .newlines)) ?? 0
  }
}
