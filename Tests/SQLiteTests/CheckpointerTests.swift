import SQLite
import TestSupport
import Testing

struct CheckpointerTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("a.db") }

  init() throws { folder = try TemporaryFolder() }

  @Test
  func `the log is copied into the database during writing and removed at the end`()
    throws
  {
    try write(commits: 6) { connection in
      // There were six commits of 8 MB; at least the first ones are copied soon.
      #expect(waitUntil(seconds: 20) { folder.size("a.db") >= 8_000_000 })
      let count = try rowCount(connection)
      #expect(count == 12_000)
    }
    #expect(folder.size("a.db") >= 48_000_000)
    #expect(!folder.contains("a.db-wal"))
    #expect(try rowCount(Connection(path: path, access: .readOnly)) == 12_000)
  }

  @Test func `the log stays below its limit`() throws {
    try write(commits: 20, maxPages: 3_000) { _ in
      // 160 MB were committed, but the log has only the pages of the limit and of one more commit.
      #expect(folder.size("a.db-wal") < (3_000 + 3_000) * 4_200)
    }
  }

  @Test func `a reader keeps its snapshot while the log is copied`() throws {
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

  @Test func `checkpointing works on a database in memory and when started twice`() throws {
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

  /// Commits rows that take one page each.
  private func insert(_ connection: Connection, _ count: Int) throws {
    try connection.transaction(.write) {
      for _ in 0..<count { try connection.run("INSERT INTO t VALUES (zeroblob(4000))") }
    }
  }

  private func rowCount(_ connection: Connection) throws -> Int64? {
    try connection.first("SELECT count(*) FROM t") { $0.integer(at: 0) }
  }
}
