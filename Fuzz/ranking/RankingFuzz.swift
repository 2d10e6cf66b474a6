// Fuzzes the ranking engine: `make fuzz`. The input changes one record of a small index, and then
// queries run on the index. Any answer or error is allowed, but no trap, hang or bad memory access.
import Archive
import FuzzDriver
import Glibc
import Ranking
import SQLite

/// A small index whose shadow tables are ordinary tables, so that they can be written.
final class Target {
  static let words = ["alfa", "bravo", "charli", "delta", "echo", "foxtrot"]
  static let records = [
    ("passages_fts_data", "block"), ("posting_blocks", "blocks"), ("passage_lengths", "lengths"),
    ("passages_fts_docsize", "sz"), ("passages_fts_data", "block"), ("passages_fts_data", "block"),
  ]

  let connection: Connection
  let reader: RankingReader

  init() throws {
    let path = "/tmp/pressmark-fuzz-\(getpid()).db"
    let archive = try Archive.open(writingTo: path)
    defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
    try archive.connection.execute(
      "INSERT INTO passages_fts(passages_fts, rank) VALUES ('pgsz', 256)")
    let writer = ArticleWriter(archive: archive)
    var state: UInt32 = 1
    for number in 0..<600 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 1_664_525 &+ 1_013_904_223
        text += Self.words[min(Int(state >> 28) / 2, Self.words.count - 1)] + " "
      }
      let metadata = ArticleMetadata(location: "\(number)", title: "alfa")
      _ = try writer.put(
        PreparedArticle(
          metadata: metadata, text: text, passages: [Passage(start: 0, text: text)]))
      if number == 500 {
        try writer.commit()
        try archive.optimize()
      }
    }
    try writer.commit()
    connection = try Connection(path: ":memory:", access: .create)
    try connection.run("ATTACH ?1 AS archive", [.text(path)])
    let tables = [
      "passages_fts_data", "passages_fts_idx", "passages_fts_docsize", "passages_fts_config",
      "passages", "passage_lengths", "posting_blocks", "posting_blocks_state",
    ]
    // The copies get the names of the shadow tables only after the virtual table is detached.
    for table in tables {
      try connection.execute("CREATE TABLE main.copy_\(table) AS SELECT * FROM archive.\(table)")
    }
    try connection.execute("DETACH archive")
    for table in tables { try connection.execute("ALTER TABLE copy_\(table) RENAME TO \(table)") }
    reader = RankingReader(connection)
  }

  /// Runs queries on the index with one record changed.
  ///
  /// The first four bytes choose the record and the terms; the rest is written into the record.
  func run(_ input: [UInt8]) throws {
    guard input.count > 4 else { return }
    let (table, column) = Self.records[Int(input[0]) % Self.records.count]
    let row = Int(input[1]) << 8 | Int(input[2])
    let found = try connection.first(
      """
      SELECT rowid, \(column) FROM \(table)
       LIMIT 1 OFFSET ?1 % (SELECT max(1, count(*)) FROM \(table))
      """, [.integer(row)]
    ) { ($0.integer(at: 0), $0.bytes(at: 1)) }
    guard let (id, old) = found else { return }
    var bytes = Array(input[4...])
    if input[3] & 1 == 0, !old.isEmpty, bytes.count > 1 {
      // A patch: the first byte is its position, the others are its content.
      let start = Int(bytes[0]) * old.count / 256
      var patched = old
      for (index, byte) in bytes.dropFirst().enumerated() where start + index < patched.count {
        patched[start + index] = byte
      }
      bytes = patched
    }
    let update = "UPDATE \(table) SET \(column) = ?2 WHERE rowid = ?1"
    try connection.run(update, [.integer(id), .blob(bytes)])
    let terms = Self.words.enumerated().filter { input[3] >> 2 & 1 << UInt8($0.offset) != 0 }
      .map(\.element)
    _ = try? reader.search(input[3] & 2 == 0 ? .any(terms, k: 5) : .all(terms, k: 5))
    var query = RankingQuery.any(terms, k: 3)
    query.grouping = .article
    query.countsExactly = true
    _ = try? reader.search(query)
    try connection.run(update, [.integer(id), .blob(old)])
  }
}

nonisolated(unsafe) private var target: Target?  // libFuzzer calls from one thread

/// The function that libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRanking(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let made = try target ?? Target()
    target = made
    try made.run(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    fatalError("the fuzz target itself failed: \(error)")
  }
  return 0
}

@main
enum RankingFuzz {
  static func main() { runFuzzer { fuzzRanking($0, $1) } }
}
