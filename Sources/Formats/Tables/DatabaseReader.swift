internal import SQLite
internal import TextAnalysis

extension Format {
  package static let database = Format(
    "sqlite", title: "SQLite", extensions: ["db", "sqlite", "sqlite3"],
    hasSignature: { $0.starts(with: DatabaseHeader.magic) }, isBinary: true,
    read: { source in
      // Swift may release the copy after its last use. Releasing the copy deletes the file.
      let copy =
        try source.path == nil
        ? TemporaryCopy(of: source.stream, limit: ReaderLimits.databaseBytes, source.services) : nil
      try withExtendedLifetime(copy) {
        guard let path = source.path ?? copy?.path else { return }
        if let onDatabase = source.handlers.onDatabase {
          try onDatabase(path, source.member, copy)
        } else {
          try DatabaseReader.read(path: path, source.settings, source.onRecord)
        }
      }
    })
}

/// Reads the rows of a table or view in an SQLite database.
///
/// Each row is an article, and its columns are the fields.
///
/// The file is opened read-only.
enum DatabaseReader {
  /// The maximum size of a value; rows with a larger value are skipped.
  static let maxValueBytes = 64 << 20
  /// The maximum total size of a row's values.
  private static let maxRowBytes = 256 << 20

  static func read(
    path: String, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    let database = try SourceDatabase(path: path)
    if settings.table == nil, SourceDatabase.isArchive(path) {
      throw ReadError.malformed(
        format: "a source of articles",
        detail: "it is an archive of this program; --table reads a table of it")
    }
    let table = try database.table(settings)
    let names = try database.columns(of: table.name).map(\.name)
    database.limitValues(to: min(maxValueBytes, max(1 << 20, maxRowBytes / max(1, names.count))))
    var rows = try DatabaseRows(database, table)
    var isEmpty = true
    while let row = try rows.next() {
      isEmpty = false
      let docno = row.key
      let values = row.values
      try handle(
        FileRecord(line: rows.number, bytes: row.bytes) { () throws(ReadError) in
          try draft(names, values.get(), docno: docno, settings)
        })
    }
    if isEmpty { throw ReadError.empty }
  }

  private static func draft(
    _ names: [String], _ values: [[UInt8]?], docno: String?, _ settings: ReaderSettings
  ) throws(ReadError) -> ArticleDraft {
    var fields: [(key: String, value: String)] = []
    for (name, bytes) in zip(names, values) {
      guard let bytes else { continue }
      if let offset = firstInvalidUTF8(in: bytes) { throw .invalidUTF8(offset: offset) }
      fields.append((name, String(decoding: bytes, as: UTF8.self)))
    }
    var draft = try ArticleDraft(fields: fields, names: settings.fieldNames)
    guard draft.title != nil || !draft.text.isEmpty else { throw .noText }
    draft.docno = draft.docno ?? docno
    return draft
  }
}

/// The rows of a table, one at a time.
private struct DatabaseRows {
  struct Row {
    /// The values of the columns, or the reason why they cannot be read.
    ///
    /// A value is nil if it is NULL, or a BLOB that is not text.
    var values: Result<[[UInt8]?], ReadError>
    /// The primary key.
    var key: String?
    var bytes = 0
  }

  /// The number of the row that was read last, from 1.
  private(set) var number = 0

  private let database: SourceDatabase
  private let table: SourceDatabase.Table
  private let columns: Range<Int>
  private let keyColumn: Int?
  private var statement: Statement
  private var lastRowID: Int64?

  init(_ database: SourceDatabase, _ table: SourceDatabase.Table) throws(ReadError) {
    self.database = database
    self.table = table
    let columns = try database.columns(of: table.name)
    let keys = columns.indices.filter { columns[$0].isKey }
    let first = table.rowID == nil ? 0 : 1
    self.columns = first..<(first + columns.count)
    keyColumn = keys.count == 1 ? keys.first.map { $0 + first } : table.rowID.map { _ in 0 }
    statement = try database.statement(table.query(after: nil))
  }

  mutating func next() throws(ReadError) -> Row? {
    do throws(SQLiteError) {
      guard try statement.step() else { return nil }
    } catch {
      guard error.isTooLarge else { throw SourceDatabase.reason(error) }
      return try skipRow()
    }
    number += 1
    if table.rowID != nil { lastRowID = statement.integer(at: 0) }
    var bytes = 0
    for column in columns { bytes += statement.byteCount(at: column) }
    guard bytes <= ReaderLimits.articleBytes else { return Self.tooLarge }
    let values = columns.map { column in
      statement.isBlob(at: column) ? text(ofBlobAt: column) : statement.utf8(at: column)
    }
    return Row(
      values: .success(values), key: keyColumn.flatMap { statement.text(at: $0) }, bytes: bytes)
  }

  private func text(ofBlobAt column: Int) -> [UInt8]? {
    let bytes = statement.bytes(at: column)
    return bytes.contains(0) || firstInvalidUTF8(in: bytes) != nil ? nil : bytes
  }

  private static var tooLarge: Row {
    Row(values: .failure(.tooLarge(limit: ReaderLimits.articleBytes)))
  }

  /// Continues after a row that is too large for SQLite to read.
  private mutating func skipRow() throws(ReadError) -> Row? {
    guard let next = try database.rowID(in: table, after: lastRowID) else {
      throw .tooLarge(limit: DatabaseReader.maxValueBytes)
    }
    number += 1
    lastRowID = next
    statement = try database.statement(table.query(after: next), next)
    return Self.tooLarge
  }
}
