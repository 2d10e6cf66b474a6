import Foundation
import TestSupport
import Testing

struct MaintenanceCommandTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("a.db") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try run(Project.search, ["ingest", Project.seeds, "-d", database])
  }

  private func shell(_ sql: String) throws {
    let result = try run("sqlite3", [database, ".dbconfig defensive off", sql])
    #expect(result.errors == "")
  }

  private func check() throws -> CommandResult {
    try run(Project.search, ["check", "-d", database])
  }

  @Test func `a new archive is whole, and optimized`() throws {
    let result = try check()
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output == "\(database) is whole: 33 articles in 112 passages\n")
    let state = try run("sqlite3", [database, "SELECT count(*) FROM posting_blocks_state"])
    #expect(state.output == "1\n")
  }

  @Test func `text that drifted from the index is seen`() throws {
    try shell(
      """
      DROP TRIGGER passages_after_update;
      UPDATE passages SET text = 'drifted' WHERE id = 3;
      """)
    let result = try check()
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.contains("the index does not agree with the text"))
  }

  @Test func `wrong lengths and bounds are seen, and optimize mends them`() throws {
    try shell(
      """
      UPDATE passage_lengths SET lengths = zeroblob(length(lengths));
      PRAGMA foreign_keys = OFF;
      """)
    let result = try check()
    #expect(result.status == 2)
    #expect(result.errors.contains("of passage lengths wrong; 'search optimize'"))
    #expect(try run(Project.search, ["optimize", "-d", database]).status == 0)
    #expect(try check().status == 0)
  }

  @Test func `passages without an article are seen`() throws {
    try shell("DROP TRIGGER articles_after_delete; DELETE FROM articles WHERE id = 1")
    let result = try check()
    #expect(result.status == 2 && result.errors.contains("without the article they belong to"))
  }

  @Test func `searching goes on without the side tables, with the same answer`() throws {
    func answer() throws -> String {
      let result = try run(
        Project.search, ["AUKUS submarines gas", "-d", database, "--format", "json", "-n", "50"])
      return result.output.replacing(/"elapsed_ms" : [0-9.e-]+/, with: "")
    }
    let before = try answer()
    try shell("DELETE FROM passage_lengths; DELETE FROM posting_blocks_state")
    #expect(try answer() == before)
    try shell("DELETE FROM posting_blocks")
    #expect(try answer() == before)
  }

  @Test func `maintenance of an archive that is not there makes none`() throws {
    for command in ["optimize", "check"] {
      let path = folder.path("none.db")
      #expect(try run(Project.search, [command, "-d", path]).status == 2)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
