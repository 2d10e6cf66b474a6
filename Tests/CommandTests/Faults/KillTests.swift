import Foundation
import TestSupport
import Testing

/// A process that is killed must leave a usable archive, and the next run must finish its work.
struct KillTests {
  @Test func `an ingest that is killed loses nothing committed, and the next run finishes`() throws
  {
    guard let folder = try Corpus.folder() else { return skip("no ../shared/corpora") }
    var articlesBefore = 0
    // In the last case the ingest has committed, since only a commit makes the database file grow.
    for (megabytes, files) in [
      (20, ["killed.db", "killed.db-wal"]), (60, ["killed.db", "killed.db-wal"]),
      (10, ["killed.db"]),
    ] {
      try killIngest(of: folder, whenGrown: files, by: megabytes)
      // The archive is consistent, and can be searched.
      let articles = try check(folder.path("killed.db"), seed: megabytes)
      #expect(articles >= articlesBefore, "killed at \(megabytes) MB")
      articlesBefore = articles
    }
    #expect(articlesBefore > 0)
    #expect(try folder.search("ingest", "corpus.jsonl", "-d", "killed.db").status == 0)
    #expect(try folder.digest(ofArchive: "killed.db") == folder.digest(ofArchive: "whole.db"))
    #expect(try check(folder.path("killed.db"), seed: 0) == Corpus.articles)
  }

  /// Starts an ingest, and kills it when the archive's files have grown by `megabytes`.
  private func killIngest(
    of folder: TemporaryFolder, whenGrown files: [String], by megabytes: Int
  ) throws {
    func size() -> Int {
      files.reduce(0) { $0 + folder.size($1) }
    }
    let start = size()
    let command = try RunningCommand(
      Project.search, ["ingest", "corpus.jsonl", "-d", "killed.db", "--quiet"], in: folder.path)
    _ = waitUntil(seconds: 600) { !command.isRunning || size() >= start + megabytes << 20 }
    #expect(command.isRunning, "the ingest ended before it was killed")
    command.send(SIGKILL)
    _ = command.wait()
  }

  /// Checks that the archive is consistent and can be searched.
  ///
  /// - Returns: The number of articles in the archive.
  private func check(_ database: String, seed: Int) throws -> Int {
    let search = try run(Project.search, ["windows driver", "-d", database])
    #expect(search.status == 0 || search.status == 1, "\(search.errors)")
    let sql = """
      INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1);
      PRAGMA integrity_check;
      PRAGMA foreign_key_check;
      SELECT count(*) FROM articles;
      """
    let result = try run("sqlite3", [database, sql])
    #expect(result.errors == "", "killed at \(seed) MB")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "ok" && lines.count == 2, "killed at \(seed) MB")
    return Int(lines.last ?? "") ?? 0
  }
}
