import Foundation
import SQLite
import TestSupport
import Testing

struct CheckpointerTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("a.db") }

  init() throws { folder = try TemporaryFolder() }

  @Test
  func `the log is copied into the database while the writer goes on, and is gone at the end`()
    throws
  {
    try write(commits: 6) { connection in
      // Of six commits of 8 MB, the first ones at least are copied before long.
      let deadline = Date() + 20
      while size(path) < 8_000_000 && Date() < deadline { usleep(10_000) }
      #expect(size(path) >= 8_000_000)
      let count = try rowCount(connection)
      #expect(count == 12_000)
    }
    #expect(size(path) >= 48_000_000)
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    #expect(try rowCount(Connection(path: path, access: .readOnly)) == 12_000)
  }

  @Test func `the log grows only so far`() throws {
    try write(commits: 20, maxPages: 3_000) { _ in
      // 160 MB were committed: the limit, one commit more, and some headers.
      #expect(size(path + "-wal") < (3_000 + 3_000) * 4_200)
    }
  }

  @Test func `a reader keeps what it sees while the log is copied`() throws {
    let writer = try database()
    writer.checkpointInBackground()
    try insert(writer, 2_000)
    let reader = try Connection(path: path, access: .readOnly)
    try reader.execute("BEGIN")
    #expect(try rowCount(reader) == 2_000)
    for _ in 0..<4 { try insert(writer, 2_000) }
    #expect(try rowCount(reader) == 2_000)
    try reader.execute("COMMIT")
    #expect(try rowCount(reader) == 10_000)
  }

  @Test func `it does no harm to a database in memory, nor when it is asked for twice`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    connection.checkpointInBackground()
    connection.checkpointInBackground()
    try connection.execute("CREATE TABLE t(x)")
    try insert(connection, 2_000)
    #expect(try rowCount(connection) == 2_000)
  }

  private func database() throws -> Connection {
    let connection = try Connection(path: path, access: .create)
    try connection.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t(x)")
    return connection
  }

  private func write(
    commits: Int, maxPages: Int? = nil, _ check: (Connection) throws -> Void
  ) throws {
    let connection = try database()
    if let maxPages {
      connection.checkpointInBackground(maxPages: maxPages)
    } else {
      connection.checkpointInBackground()
    }
    for _ in 0..<commits { try insert(connection, 2_000) }
    try check(connection)
  }

  /// Commits rows that take a page each.
  private func insert(_ connection: Connection, _ count: Int) throws {
    try connection.transaction(.write) {
      for _ in 0..<count { try connection.run("INSERT INTO t VALUES (zeroblob(4000))") }
    }
  }

  private func rowCount(_ connection: Connection) throws -> Int64? {
    try connection.first("SELECT count(*) FROM t") { $0.integer(at: 0) }
  }

  private func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? Int) ?? 0
  }
}
