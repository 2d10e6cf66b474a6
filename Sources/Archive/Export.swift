internal import SQLite

extension Archive {
  /// The version of the lines that `export` writes.
  public static let exportVersion = 1

  /// Calls `body` with every article as a line of JSON, in the order of their locations.
  ///
  /// The same articles give the same bytes, whatever their ids and however they got there. What is
  /// read is the state of one moment, one article at a time. `onUnreadable` is called with the
  /// location of each article that is on a damaged page.
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
      for (column, key) in ExportLine.keys { line.append(key, row, column) }
    }
    line.beginText()
    let passages = try connection.statement(
      "SELECT start, text FROM passages WHERE article_id = ?1 ORDER BY ordinal", [.integer(id)])
    defer { passages.reset() }
    var text = ArticleTextBuilder()
    while try passages.step() {
      passages.withBytes(at: 1) { bytes in
        let gap = text.gap(before: Int(passages.integer(at: 0)), count: bytes.count)
        gap.bytes.withUnsafeBytes { line.append(escaping: $0) }
        line.append(escaping: bytes)
      }
    }
    return line.ended()
  }
}

/// A line of an export: an object of JSON (RFC 8259) with its members in a fixed order.
struct ExportLine {
  /// The members that are columns of an article, by their places in `columnsOfVersion1`.
  static let keys = [
    (1, "location"), (2, "docno"), (3, "title"), (4, "author"), (5, "publisher"), (6, "published"),
    (7, "language"), (8, "url"),
  ]

  private var bytes = Array("{\"pressmark\":\(Archive.exportVersion)".utf8)

  /// Appends a member, unless the column is NULL.
  mutating func append(_ key: String, _ row: Statement, _ column: Int) {
    guard !row.isNull(at: column) else { return }
    begin(key)
    row.withBytes(at: column) { append(escaping: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Begins the last member, whose value is appended piece by piece.
  mutating func beginText() { begin("text") }

  private mutating func begin(_ key: String) { bytes += Array(",\"\(key)\":\"".utf8) }

  /// The line with its end.
  func ended() -> [UInt8] { bytes + Array("\"}\n".utf8) }

  /// Appends a piece of a string; what is not UTF-8 in it becomes U+FFFD.
  mutating func append(escaping piece: UnsafeRawBufferPointer) {
    guard String(validating: piece, as: UTF8.self) != nil else {
      let repaired = Array(String(decoding: piece, as: UTF8.self).utf8)
      return repaired.withUnsafeBytes { append(escaping: $0) }
    }
    bytes.reserveCapacity(bytes.count + piece.count)
    var written = 0
    for (index, byte) in piece.enumerated()
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      bytes.append(contentsOf: piece[written..<index])
      written = index + 1
      bytes += Self.escape(byte)
    }
    bytes.append(contentsOf: piece[written...])
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let backslash = UInt8(ascii: "\\")
    switch byte {
    case 0x08: return [backslash, UInt8(ascii: "b")]
    case 0x09: return [backslash, UInt8(ascii: "t")]
    case 0x0A: return [backslash, UInt8(ascii: "n")]
    case 0x0C: return [backslash, UInt8(ascii: "f")]
    case 0x0D: return [backslash, UInt8(ascii: "r")]
    case ..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      return Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    default: return [backslash, byte]
    }
  }
}
