import Foundation
import TestSupport
import Testing

/// A process that dies in the middle of its work must leave an archive, and the next run finishes it.
struct KillTests {
  @Test func `an ingest that is killed loses nothing committed, and the next run finishes`() throws
  {
    guard let folder = try Corpus.folder() else { return skip("no ../shared/corpora") }
    var articlesBefore = 0
    // The last time it has committed, since only then the database itself grows.
    for (megabytes, files) in [
      (20, ["killed.db", "killed.db-wal"]), (60, ["killed.db", "killed.db-wal"]),
      (10, ["killed.db"]),
    ] {
      try killIngest(of: folder, whenGrown: files, by: megabytes)
      // What is there is whole, and can be searched.
      let articles = try check(folder.path("killed.db"), seed: megabytes)
      #expect(articles >= articlesBefore, "killed at \(megabytes) MB")
      articlesBefore = articles
    }
    #expect(articlesBefore > 0)
    #expect(try ingest(into: "killed.db", folder).status == 0)
    #expect(try digest("killed.db", folder) == digest("whole.db", folder))
    #expect(try check(folder.path("killed.db"), seed: 0) == Corpus.articles)
  }

  private func ingest(into database: String, _ folder: TemporaryFolder) throws -> CommandResult {
    try run(Project.search, ["ingest", "corpus.jsonl", "-d", database], in: folder.path)
  }

  /// Starts an ingest and kills it once files of the archive have grown by so much.
  private func killIngest(
    of folder: TemporaryFolder, whenGrown files: [String], by megabytes: Int
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Project.search)
    process.arguments = ["ingest", "corpus.jsonl", "-d", "killed.db", "--quiet"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    func size() -> Int {
      files.reduce(0) { sum, name in
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path(name))
        return sum + (attributes?[.size] as? Int ?? 0)
      }
    }
    let start = size()
    try process.run()
    while process.isRunning && size() < start + megabytes << 20 { usleep(5_000) }
    #expect(process.isRunning, "the ingest ended before it was killed")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// - Returns: How many articles the archive has.
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

  /// A digest of all that the archive holds, without the row ids.
  private func digest(_ database: String, _ folder: TemporaryFolder) throws -> String {
    let sql = """
      SELECT location, docno, title, published, content_hash, ordinal, start, text
        FROM articles JOIN passages ON article_id = articles.id ORDER BY location, ordinal
      """
    let result = try run(
      "sh", ["-c", "sqlite3 \(database) '\(sql)' | sha256sum"], in: folder.path)
    return result.output
  }
}
