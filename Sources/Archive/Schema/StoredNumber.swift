internal import FullTextIndex
internal import SQLite

/// A column with numbers that this program computes with, and the range in which they must be.
///
/// SQLite stores any value in any column, and people edit archives with SQLite's shell. So the
/// readers of rows check numbers against these ranges (`Statement.integer(at:in:)`), and `check`
/// reports and repairs those that are wrong.
struct StoredNumber {
  var table: String
  var column: String
  var range: ClosedRange<Int64>
  /// True if the column may be NULL.
  var isOptional = false

  /// Any integer; it is only compared with others.
  static let any = Int64.min...Int64.max
  static let counts: ClosedRange<Int64> = 0...Int64(Int32.max)
  static let sizes: ClosedRange<Int64> = 0...Int64.max
  static let ordinals: ClosedRange<Int64> = 1...Int64(Int32.max)
  static let offsets: ClosedRange<Int64> = 0...Int64(Int32.max)
  /// The ids of articles: those that every JSON parser reads exactly.
  static let articleIDs: ClosedRange<Int64> = 1...(1 << 53)

  /// Returns the columns of an archive of the current version, by table.
  static func all(passageIDs: ClosedRange<Int64>) -> [StoredNumber] {
    [
      StoredNumber(table: "articles", column: "id", range: articleIDs),
      StoredNumber(
        table: "articles", column: "first_passage", range: passageIDs, isOptional: true),
      StoredNumber(
        table: "articles", column: "last_passage", range: passageIDs, isOptional: true),
      StoredNumber(table: "passages", column: "id", range: passageIDs),
      StoredNumber(table: "passages", column: "article_id", range: articleIDs),
      StoredNumber(table: "passages", column: "ordinal", range: ordinals),
      StoredNumber(table: "passages", column: "start", range: offsets),
      StoredNumber(table: "files", column: "size", range: sizes),
      StoredNumber(table: "files", column: "modified", range: any),
      StoredNumber(table: "files", column: "changed", range: any),
      StoredNumber(table: "files", column: "inode", range: any),
      StoredNumber(table: "files", column: "failures", range: counts),
    ]
      + ["files", "added", "updated", "unchanged", "removed", "renamed", "failed", "skipped"].map {
        StoredNumber(table: "ingest_runs", column: $0, range: counts)
      }
  }

  /// An SQL condition that is true for the rows in which the number is wrong.
  var isWrong: String {
    "(typeof(\(column)) <> 'integer' OR \(column) NOT BETWEEN \(range.sqlBounds))"
      + (isOptional ? " AND \(column) IS NOT NULL" : "")
  }

  /// Returns the columns with wrong numbers, as `table.column`, with the number of rows.
  ///
  /// - Complexity: O(n) in the number of rows.
  static func wrong(in connection: Connection) throws -> [(name: String, rows: Int)] {
    var wrong: [(name: String, rows: Int)] = []
    for number in all(passageIDs: try PassageIDs.range(in: connection)) {
      let rows = try connection.first(
        "SELECT count(*) FROM \(number.table) WHERE \(number.isWrong)"
      ) { Int($0.integer(at: 0)) }
      if let rows, rows > 0 { wrong.append(("\(number.table).\(number.column)", rows)) }
    }
    let sequences = try [IDSequence.articles, .passages(in: connection)]
      .filter { try !$0.isRight(in: connection) }
    return wrong + sequences.map { _ in ("sqlite_sequence.seq", 1) }
  }
}

extension ClosedRange<Int64> {
  /// The bounds, as after BETWEEN in SQL; SQLite has no literal for the lowest integer.
  fileprivate var sqlBounds: String {
    (lowerBound == .min ? "-9223372036854775807 - 1" : "\(lowerBound)") + " AND \(upperBound)"
  }
}

/// The ids of a table with AUTOINCREMENT, the highest of which is in `sqlite_sequence`.
struct IDSequence {
  let table: String
  let range: ClosedRange<Int64>

  static let articles = IDSequence(table: "articles", range: StoredNumber.articleIDs)

  static func passages(in connection: Connection) throws(IndexError) -> IDSequence {
    IDSequence(table: "passages", range: try PassageIDs.range(in: connection))
  }

  /// Returns the id that SQLite would give to the next row: one that was never used.
  ///
  /// - Throws: An error that `isWrongValue`, if a number is out of range.
  func next(in connection: Connection) throws(SQLiteError) -> Int64 {
    let last = try connection.first(
      """
      SELECT max(ifnull((SELECT max(id) FROM \(table)), 0),
                 ifnull((SELECT seq FROM sqlite_sequence WHERE name = '\(table)'), 0))
      """
    ) { row throws(SQLiteError) in try row.integer(at: 0, in: 0...range.upperBound - 1) }
    return (last ?? 0) + 1
  }

  /// True if the next id can be determined.
  func isRight(in connection: Connection) throws(SQLiteError) -> Bool {
    do {
      _ = try next(in: connection)
      return true
    } catch {
      guard error.isWrongValue else { throw error }
      return false
    }
  }

  /// Returns an id that was never used, ignoring numbers that are out of range.
  func nextInRange(_ connection: Connection) throws(SQLiteError) -> Int64 {
    let last = try connection.first(
      """
      SELECT max(ifnull((SELECT max(id) FROM \(table) WHERE id BETWEEN \(range.sqlBounds)), 0),
                 ifnull((SELECT max(seq) FROM sqlite_sequence
                          WHERE name = '\(table)' AND typeof(seq) = 'integer'
                            AND seq BETWEEN \(range.sqlBounds)), 0))
      """
    ) { $0.integer(at: 0) }
    return min(last ?? 0, range.upperBound - 1) + 1
  }

  /// Sets the last id to the highest that is in range.
  func repair(_ connection: Connection) throws(SQLiteError) {
    try connection.run("DELETE FROM sqlite_sequence WHERE name = ?1", [.text(table)])
    try connection.run(
      """
      INSERT INTO sqlite_sequence (name, seq)
        SELECT ?1, max(id) FROM \(table) WHERE id BETWEEN \(range.sqlBounds) HAVING count(*) > 0
      """, [.text(table)])
  }
}
