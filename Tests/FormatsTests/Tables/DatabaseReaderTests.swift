import Foundation
@testable import Formats
import SQLite
import Testing
import TestSupport

struct DatabaseReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let table = """
    CREATE TABLE stories(id INTEGER PRIMARY KEY, headline, byline, source, date, lang, link, body);
    """

  @Test(arguments: [false, true]) func `a table gives the known article`(isInStream: Bool) throws {
    let path = try database(Self.table)
    try insertKnown(path)
    try expectKnown(read(path, isInStream: isInStream))
  }

  @Test func `the only table with articles is read, and one of several must be named`() throws {
    let path = try database(
      Self.table
        + "CREATE TABLE log(line, at); CREATE VIEW titles AS SELECT headline AS title FROM stories")
    try insertKnown(path)
    try expectKnown(read(path))
    #expect(read(path, table: "titles").titles == [KnownArticle.title])
    #expect(read(path, table: "STORIES").titles == [KnownArticle.title])
    #expect(
      read(path, table: "none").end == .noTable("none", existing: ["log", "stories", "titles"]))
    #expect(read(path, table: "log").end == .noKnownField(existing: ["line", "at"]))
    #expect(read(path, table: "log", names: ["text": "line"]).end == .empty)
    let two = try database("CREATE TABLE a(title); CREATE TABLE b(text)")
    #expect(read(two).end == .tableNotNamed(existing: ["a", "b"]))
    #expect(read(try database("CREATE TABLE a(x)")).end == .noKnownField(existing: ["x"]))
    #expect(read(try database("SELECT 1")).failures == [.blank])
  }

  @Test func `rows are read in the order of their keys, which are their docnos`() throws {
    let path = try database(
      """
      CREATE TABLE "a ""table"" of; things"(rowid TEXT, title, slug TEXT PRIMARY KEY);
      INSERT INTO "a ""table"" of; things" VALUES ('x', 'Two', 'two'), ('y', 'One', 'one');
      CREATE TABLE keyed(slug TEXT PRIMARY KEY, title) WITHOUT ROWID;
      INSERT INTO keyed VALUES ('b', 'B'), ('a', 'A');
      CREATE TABLE numbered(title); CREATE INDEX by_title ON numbered(title);
      INSERT INTO numbered(rowid, title) VALUES (7, 'Seven'), (-3, 'Minus'), (9, 'A nine');
      """)
    let odd = read(path, table: "a \"table\" of; things")
    #expect(odd.titles == ["Two", "One"] && odd.drafts.map(\.docno) == ["two", "one"])
    let keyed = read(path, table: "keyed")
    #expect(keyed.titles == ["A", "B"] && keyed.drafts.map(\.docno) == ["a", "b"])
    let numbered = read(path, table: "numbered")
    #expect(numbered.titles == ["Minus", "Seven", "A nine"] && numbered.lines == [1, 2, 3])
    #expect(numbered.drafts.map(\.docno) == ["-3", "7", "9"])
  }

  @Test func `values of any type become text, and bytes that are not text are left out`() throws {
    let path = try database(
      """
      CREATE TABLE a(title, text, author);
      INSERT INTO a VALUES (1984, 3.5, NULL), (CAST('bytes' AS BLOB), x'00ff', 'x'),
        ('null', NULL, NULL), (NULL, NULL, 'nobody'), (CAST(x'43E9' AS TEXT), 'a', NULL);
      """)
    let found = read(path)
    #expect(
      found.titles == ["1984", "bytes", "null"] && found.drafts.map(\.text) == ["3.5", "", ""])
    #expect(found.failures == [.noText, .invalidUTF8(offset: 1)])
    let wide = try database(
      "PRAGMA encoding = 'UTF-16'; CREATE TABLE a(title); INSERT INTO a VALUES ('Łódź')")
    #expect(read(wide).titles == ["Łódź"])
  }

  @Test func `a table with as many columns as SQLite allows is read`() throws {
    let columns = (1..<2_000).map { "c\($0)" }.joined(separator: ", ")
    let path = try database(
      "CREATE TABLE a(title, \(columns)); INSERT INTO a(title) VALUES ('Wide'), ('Wider')")
    #expect(read(path).titles == ["Wide", "Wider"])
  }

  @Test func `a row that is too large is one failure, and the others are read`() throws {
    let path = try database("CREATE TABLE a(title, text)")
    let connection = try Connection(path: path, access: .readWrite)
    try connection.run("INSERT INTO a VALUES ('before', 'x')")
    for size in [40 << 20, 60 << 20] {
      try connection.run("INSERT INTO a VALUES ('large', CAST(zeroblob(\(size)) AS TEXT))")
    }
    let columns = (0..<20).map { "c\($0)" }.joined(separator: ", ")
    try connection.run("CREATE TABLE wide(title, \(columns))")
    let values = (0..<20).map { _ in "zeroblob(\(4 << 20))" }.joined(separator: ", ")
    try connection.run(
      "INSERT INTO wide VALUES ('wide', \(values)), ('narrow'\(String(repeating: ", 0", count: 20)))"
    )
    try connection.run("INSERT INTO a VALUES ('after', 'x')")
    let found = read(path, table: "a")
    #expect(found.titles == ["before", "after"] && found.lines == [1, 2, 3, 4])
    #expect(
      found.failures == Array(repeating: .tooLarge(limit: ReaderLimits.articleBytes), count: 2))
    let wide = read(path, table: "wide")
    #expect(wide.titles == ["narrow"] && wide.failures.count == 1)
  }

  @Test func `a Pressmark archive is refused unless a table is named`() throws {
    let path = try database("PRAGMA application_id = \(DatabaseHeader.archiveID); " + Self.table)
    try insertKnown(path)
    guard case .malformed? = read(path).end else {
      Issue.record("\(String(describing: read(path).end))")
      return
    }
    try expectKnown(read(path, table: "stories"))
  }

  @Test func `a database is read and never written`() throws {
    for mode in ["WAL", "DELETE"] {
      let path = try database("PRAGMA journal_mode = \(mode); " + Self.table)
      try insertKnown(path)
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let files = try folder.names().sorted()
      try expectKnown(read(path))
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(try folder.names().sorted() == files)
    }
  }

  @Test func `rows in a write-ahead log are read too`() throws {
    let path = try database("PRAGMA journal_mode = WAL; " + Self.table)
    let writer = try Connection(path: path, access: .readWrite)
    try writer.execute("PRAGMA wal_autocheckpoint = 0")
    try writer.run("INSERT INTO stories(headline) VALUES ('In the log')")
    #expect(read(path).titles == ["In the log"])
    _ = writer.changeCount
  }

  @Test func `an invalid or damaged database is one failure without SQLite's message`() throws {
    let path = try database("PRAGMA page_size = 512; CREATE TABLE a(title, text)")
    let connection = try Connection(path: path, access: .readWrite)
    for number in 1...2_000 {
      try connection.run("INSERT INTO a VALUES ('Title \(number)', 'Text of it')")
    }
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for page in 40..<60 { for index in 0..<512 { bytes[page * 512 + index] = 0xA5 } }
    let damaged = read(try folder.write("damaged.db", bytes))
    #expect(damaged.end != nil && !damaged.titles.isEmpty && damaged.titles[0] == "Title 1")
    for (name, bytes) in [
      ("text.db", Array("This is a text, not a database, however long it may be.".utf8)),
      ("head.db", Array("SQLite format 3\0".utf8) + Array(repeating: 0xFF, count: 4_096)),
      ("cut.db", Array(bytes.prefix(700))),
    ] {
      let found = read(try folder.write(name, bytes))
      guard case .malformed? = found.end else {
        Issue.record("\(name): \(String(describing: found.end))")
        continue
      }
      #expect(found.results.isEmpty)
    }
  }

  @Test(arguments: seeds(40)) func `random damage never crashes the program`(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let path = try database(Self.table + "CREATE VIEW v AS SELECT * FROM stories")
    let connection = try Connection(path: path, access: .readWrite)
    for number in 1...40 {
      try connection.run(
        "INSERT INTO stories(headline, body) VALUES ('Title \(number)', hex(randomblob(900)))")
    }
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for _ in 0..<Int.random(in: 1...40, using: &generator) {
      bytes[Int.random(in: 100..<bytes.count, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
    }
    let damaged = try folder.write("random.db", bytes)
    _ = read(damaged)
    _ = read(damaged, table: "v")
  }

  private func database(_ sql: String) throws -> String {
    let path = folder.path("\(UUID().uuidString).db")
    try Connection(path: path, access: .create).execute(sql)
    return path
  }

  private func insertKnown(_ path: String) throws {
    try Connection(path: path, access: .readWrite).run(
      "INSERT INTO stories VALUES (17, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(KnownArticle.title), .text(KnownArticle.author), .text(KnownArticle.publisher),
        .text(KnownArticle.published), .text(KnownArticle.language), .text(KnownArticle.url),
        .text(KnownArticle.text),
      ])
  }

  private func expectKnown(_ found: ReadRecords) throws {
    #expect(found.results.count == 1 && found.lines == [1])
    try KnownArticle.expect(try #require(found.drafts.first), docno: "17")
  }

  private func read(
    _ path: String, isInStream: Bool = false, table: String? = nil, names: [String: String] = [:]
  ) -> ReadRecords {
    let bytes = try? Data(contentsOf: URL(fileURLWithPath: path))
    return ReadRecords(
      ByteStream(Array(bytes ?? Data())),
      settings: ReaderSettings(fieldNames: names, table: table), named: "a.db",
      path: isInStream ? nil : path)
  }
}
