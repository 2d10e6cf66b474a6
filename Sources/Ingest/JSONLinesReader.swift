/// Reads JSON Lines: on each line an object with the usual names for an article's fields.
enum JSONLinesReader {
  /// Reads a file, line by line.
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    var lines = LineReader(stream)
    var isEmpty = true
    while let line = try lines.next() {
      let number = lines.number
      switch line {
      case .tooLarge:
        try handle(
          FileRecord(line: number, bytes: 0) { () throws(ReaderError) in
            throw .tooLarge(limit: ReaderLimits.articleBytes)
          })
      case .bytes(let bytes):
        guard bytes.contains(where: { $0 > 0x20 }) else { continue }
        try handle(
          FileRecord(line: number, bytes: bytes.count) { () throws(ReaderError) in
            try draft(of: bytes, settings)
          })
      }
      isEmpty = false
    }
    if isEmpty { throw ReaderError.empty }
  }

  /// The article in one line.
  static func draft(
    of line: [UInt8], _ settings: ReaderSettings = ReaderSettings()
  ) throws(ReaderError) -> ArticleDraft {
    guard case .object(let members) = try JSONValue(parsing: line) else { throw .notAnObject }
    // In one order, so that one reading is like the other.
    let fields = members.sorted { $0.key < $1.key }.compactMap { key, value in
      text(of: value).map { (key: key, value: $0) }
    }
    let draft = ArticleDraft(fields: fields, names: settings.fieldNames)
    guard draft.title != nil || !draft.text.isEmpty else { throw .noText }
    return draft
  }

  /// A string, a whole number, or a list of strings; other values mean nothing here.
  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let string): return string
    case .number(let digits): return Int(digits) == nil ? nil : digits
    case .array(let elements):
      var strings: [String] = []
      for element in elements {
        guard case .string(let string) = element else { return nil }
        strings.append(string)
      }
      return strings.joined(separator: ", ")
    case .object, .bool, .null: return nil
    }
  }
}

/// The offset of the first byte that is not UTF-8, or nothing where all are.
///
/// - Complexity: O(n), where n is the number of bytes.
public func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: bytes.span)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}
