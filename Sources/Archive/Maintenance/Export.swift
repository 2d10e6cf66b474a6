internal import SQLite
internal import JSON

extension Archive {
  /// The version of the export format.
  public static let exportVersion = 1
  /// The maximum size of an exported text in bytes.
  ///
  /// Ingest stores texts of up to 32 MiB, so a longer one is damage. JSON can take six times as much.
  private static let maxExportedText = 40 << 20

  /// Calls `body` with each article as a line of JSON, ordered by location.
  ///
  /// Two archives with the same articles give the same bytes, even if ids or the order of storing
  /// differ. The export reads a snapshot, one article at a time. `onUnreadable` is called with the
  /// location of each article that cannot be read because the database is damaged, or whose text is
  /// longer than any that ingest stores, and `onChanged` with that of each whose text does not match
  /// its `content_hash`.
  public func export(
    _ body: ([UInt8]) throws -> Void, onUnreadable: (_ location: String) -> Void,
    onChanged: (_ location: String) -> Void
  ) throws {
    try snapshot {
      let articles = try connection.statement(
        "SELECT id, location, content_hash FROM articles ORDER BY location")
      defer { articles.reset() }
      while try articles.step() {
        do {
          guard let (line, hash) = try exportLine(ofArticle: articles.integer(at: 0)) else {
            onUnreadable(articles.text(at: 1) ?? "")
            continue
          }
          try body(line)
          // Articles that the shell has added have no hash.
          if let wanted = articles.text(at: 2), wanted != "", wanted != hash {
            onChanged(articles.text(at: 1) ?? "")
          }
        } catch let error as SQLiteError where error.isDamage {
          onUnreadable(articles.text(at: 1) ?? "")
        }
      }
    }
  }

  /// Returns the line of an article, and the SHA-256 of its text; nil if the text is too long.
  private func exportLine(
    ofArticle id: Int64
  ) throws(SQLiteError) -> (line: [UInt8], hash: String)? {
    var line = ExportLine()
    try connection.first(
      "SELECT \(StoredArticle.columnsOfVersion1) FROM articles WHERE id = ?1", [.integer(id)]
    ) { row in
      for field in ArticleField.allCases { line.append(field.rawValue, row, 1 + field.index) }
    }
    line.beginText()
    var text = ArticleTextBuilder()
    var hash = ContentHash()
    var size = 0
    try connection.forEachPassage(ofArticle: id) { start, passage in
      size += passage.count
      guard size <= Self.maxExportedText else { return }
      let gap = text.gap(before: start, count: passage.count)
      gap.bytes.withUnsafeBytes {
        line.append($0)
        hash.update($0)
      }
      line.append(passage)
      hash.update(passage)
    }
    guard size <= Self.maxExportedText else { return nil }
    line.end()
    return (line.bytes, hash.hexadecimal())
  }
}

/// A line of an export: a JSON object (RFC 8259) with its members in a fixed order.
struct ExportLine {
  private(set) var bytes: [UInt8]

  /// Starts a line with its first members.
  init(opening: String = "{\"pressmark\":\(Archive.exportVersion)") { bytes = Array(opening.utf8) }

  /// Appends a member, unless the column is NULL.
  mutating func append(_ key: String, _ row: Statement, _ column: Int) {
    guard !row.isNull(at: column) else { return }
    begin(key)
    row.withUTF8(at: column) { append($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Starts the last member, whose value is appended in pieces.
  mutating func beginText() { begin("text") }

  private mutating func begin(_ key: String) { bytes += Array(",\"\(key)\":\"".utf8) }

  /// Appends a piece of the current string.
  mutating func append(_ piece: UnsafeRawBufferPointer) {
    JSONEscaping.append(piece, to: &bytes)
  }

  /// Ends the line.
  mutating func end() { bytes += Array("\"}\n".utf8) }
}
