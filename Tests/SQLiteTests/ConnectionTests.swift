import SQLite
import TestSupport
import Testing

struct ConnectionTests {
  private let connection: Connection

  init() throws { connection = try Connection(path: ":memory:", access: .create) }

  @Test func `values come back as they were bound`() throws {
    let values: [Value] = [.integer(-7), .real(0.5), .text("Łódź"), .text(""), .null]
    let row = try connection.first("SELECT ?1, ?2, ?3, ?4, ?5", values) { row in
      (row.integer(at: 0), row.real(at: 1), row.text(at: 2), row.text(at: 3), row.text(at: 4))
    }
    let (integer, real, text, empty, null) = try #require(row)
    #expect(integer == -7 && real == 0.5 && text == "Łódź" && empty == "" && null == nil)
  }

  @Test(arguments: [[], [0], [1, 0, 255]] as [[UInt8]])
  func `a blob comes back as it was bound`(bytes: [UInt8]) throws {
    let read = try connection.first("SELECT ?1, typeof(?1)", [.blob(bytes)]) { row in
      (row.bytes(at: 0), row.text(at: 1))
    }
    #expect(read?.0 == bytes && read?.1 == "blob")
  }

  @Test func `text with a NUL is stored whole`() throws {
    let length = try connection.first("SELECT length(CAST(?1 AS BLOB))", [.text("a\0b")]) {
      $0.integer(at: 0)
    }
    #expect(length == 3)
  }

  @Test func `a failed transaction leaves nothing behind`() throws {
    try connection.execute("CREATE TABLE t(x UNIQUE)")
    #expect(throws: SQLiteError.self) {
      try connection.transaction(.write) {
        try connection.run("INSERT INTO t VALUES (1)")
        try connection.run("INSERT INTO t VALUES (1)")
      }
    }
    #expect(!connection.isInTransaction)
    #expect(try connection.first("SELECT count(*) FROM t") { $0.integer(at: 0) } == 0)
  }

  @Test func `an error has the extended code and the statement, never the values`() throws {
    try connection.execute("CREATE TABLE t(x UNIQUE)")
    try connection.run("INSERT INTO t VALUES (?1)", [.text("secret")])
    let error = #expect(throws: SQLiteError.self) {
      try connection.run("INSERT INTO t VALUES (?1)", [.text("secret")])
    }
    #expect(error?.code == 2067 && error?.primaryCode == 19)
    #expect(error?.sql == "INSERT INTO t VALUES (?1)")
    #expect(error.map { !"\($0)".contains("secret") } == true)
  }

  @Test func `a failed statement can be run again`() throws {
    try connection.execute("CREATE TABLE t(x UNIQUE)")
    let insert = "INSERT INTO t VALUES (?1)"
    try connection.run(insert, [.integer(1)])
    #expect(throws: SQLiteError.self) { try connection.run(insert, [.integer(1)]) }
    try connection.run(insert, [.integer(2)])
    #expect(try connection.rows("SELECT x FROM t") { $0.integer(at: 0) } == [1, 2])
  }

  @Test func `bindings are cleared between runs`() throws {
    _ = try connection.first("SELECT ?1, ?2", [.integer(1), .integer(2)]) { $0.integer(at: 1) }
    #expect(try connection.first("SELECT ?1, ?2", [.integer(1)]) { $0.isNull(at: 1) } == true)
  }

  @Test func `a loop inside a loop over the same statement reads every pair`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t(n); INSERT INTO t VALUES (1), (2), (3)")
    let sql = "SELECT n FROM t ORDER BY n"
    var pairs: [[Int64]] = []
    let outer = try connection.statement(sql)
    while try outer.step() {
      let inner = try connection.statement(sql)
      while try inner.step() { pairs.append([outer.integer(at: 0), inner.integer(at: 0)]) }
    }
    #expect(pairs == (1...3).flatMap { outer in (1...3).map { [outer, $0] } })
  }

  @Test func `a connection that reads cannot write`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a?b#c%d.db")
    try Connection(path: path, access: .create).execute("CREATE TABLE t(x)")
    for access in [Connection.Access.readOnly, .immutable] {
      let reader = try Connection(path: path, access: access)
      #expect(try reader.first("SELECT count(*) FROM t") { $0.integer(at: 0) } == 0)
      let error = #expect(throws: SQLiteError.self) {
        try reader.execute("INSERT INTO t VALUES (1)")
      }
      #expect(error?.isReadOnly == true)
    }
  }

  @Test func `a missing file is an error and is not created`() throws {
    let folder = try TemporaryFolder()
    for access in [Connection.Access.readOnly, .immutable, .readWrite] {
      let error = #expect(throws: SQLiteError.self) {
        try Connection(path: folder.path("none.db"), access: access).execute("SELECT 1")
      }
      #expect(error?.isCannotOpen == true)
    }
  }

  @Test func `shadow tables and the schema of a file are not trusted`() throws {
    try connection.execute(
      """
      CREATE VIRTUAL TABLE f USING fts5(x);
      CREATE TABLE t(x);
      CREATE TABLE log(x);
      CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.x); END;
      """)
    #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM f_data") }
    try connection.execute("INSERT INTO t VALUES (1)")
    #expect(try connection.first("SELECT count(*) FROM log") { $0.integer(at: 0) } == 0)
    #expect(try connection.first("PRAGMA trusted_schema") { $0.integer(at: 0) } == 0)
    #expect(try connection.first("PRAGMA cell_size_check") { $0.integer(at: 0) } == 1)
  }

  @Test func `a second writer waits, then gets an error that the file is busy`() throws {
    let folder = try TemporaryFolder()
    let first = try Connection(path: folder.path("a.db"), access: .create)
    let second = try Connection(
      path: folder.path("a.db"), access: .create, busyTimeoutMilliseconds: 20)
    try first.transaction(.write) {
      let error = #expect(throws: SQLiteError.self) { try second.transaction(.write) {} }
      #expect(error?.isBusy == true)
    }
    try second.transaction(.write) {}
  }
}

struct TokenizerTests {
  @Test(arguments: [
    ("AUKUS submarines", ["auku", "submarin"]), ("U.S. F-35", ["u", "s", "f", "35"]),
    ("don't", ["don", "t"]), ("Łódź café", ["łodz", "cafe"]), ("20,000", ["20", "000"]),
    ("", []), ("—!?", []), ("津軽海峡", ["津軽海峡"]),
  ])
  func `a text is tokenized as the index tokenizes it`(text: String, terms: [String]) throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer("porter unicode61 remove_diacritics 2")
    let tokens = try tokenizer.tokens(of: text)
    #expect(tokens.map(\.term) == terms)
    let utf8 = Array(text.utf8)
    for token in tokens { #expect(!utf8[token.range].isEmpty) }
    // The index itself must have the same terms.
    try connection.execute(
      """
      CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'porter unicode61 remove_diacritics 2');
      CREATE VIRTUAL TABLE v USING fts5vocab(f, instance);
      """)
    try connection.run("INSERT INTO f VALUES (?1)", [.text(text)])
    let indexed = try connection.rows("SELECT term FROM v ORDER BY offset") { $0.text(at: 0) }
    #expect(indexed == terms)
  }

  @Test func `an unknown tokenizer is an error`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    #expect(throws: SQLiteError.self) { try connection.tokenizer("nonesuch") }
  }
}
