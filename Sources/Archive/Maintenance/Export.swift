internal import SQLite
internal import JSON

extension Archive {
  /// The version of the export format.
  public static let exportVersion = 1

  /// Calls `body` with each article as a line of JSON, ordered by location.
  ///
  /// Two archives with the same articles give the same bytes, even if ids or the order of storing
  /// differ. The export reads a snapshot, one article at a time. `onUnreadable` is called with the
  /// location of each article that cannot be read because the database is damaged.
  public func export(
    _ body: ([UInt8]) throws -> Void, onUnreadable: (_ location: String) -> Void
  ) throws {
    try snapshot {
      let articles = try connection.statement(
        "SELECT id, location FROM articles ORDER BY location")
      defer { articles.reset() }
      while try articles.step() {
        do {
          try body(try exportLine(ofArticle: articles.integer(at: 0)))
        } catch let error as SQLiteError where error.isCorrupt {
          onUnreadable(articles.text(at: 1) ?? "")
        }
      }
    }
  }

  private func exportLine(ofArticle id: Int64) throws(SQLiteError) -> [UInt8] {
    var line = ExportLine()
    try connection.first(
      "SELECT \(StoredArticle.columnsOfVersion1) FROM articles WHERE id = ?1", [.integer(id)]
    ) { row in
      for field in ArticleField.allCases { line.append(field.rawValue, row, 1 + field.index) }
    }
    line.beginText()
    let passages = try connection.statement(
      "SELECT start, text FROM passages WHERE article_id = ?1 ORDER BY ordinal", [.integer(id)])
    defer { passages.reset() }
    var text = ArticleTextBuilder()
    while try passages.step() {
      passages.withBytes(at: 1) { bytes in
        let gap = text.gap(before: Int(passages.integer(at: 0)), count: bytes.count)
        gap.bytes.withUnsafeBytes { line.append($0) }
        line.append(bytes)
      }
    }
    return line.ended()
  }
}

/// A line of an export: a JSON object (RFC 8259) with its members in a fixed order.
struct ExportLine {
  private var bytes = Array("{\"pressmark\":\(Archive.exportVersion)".utf8)

  /// Appends a member, unless the column is NULL.
  mutating func append(_ key: String, _ row: Statement, _ column: Int) {
    guard !row.isNull(at: column) else { return }
    begin(key)
    row.withBytes(at: column) { append($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Starts the last member, whose value is appended in pieces.
  mutating func beginText() { begin("text") }

  private mutating func begin(_ key: String) { bytes += Array(",\"\(key)\":\"".utf8) }

  /// Appends a piece of the current string.
  mutating func append(_ piece: UnsafeRawBufferPointer) {
    JSONEscaping.append(piece, to: &bytes)
  }

  /// Returns the complete line with its newline.
  func ended() -> [UInt8] { bytes + Array("\"}\n".utf8) }
}
