/// Reads JSON Lines: on each line an object with the usual names for an article's fields.
///
/// Several objects on one line are read too, and count as lines of their own: each has its number.
enum JSONLinesReader {
  /// Reads a file, line by line.
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    var lines = LineReader(stream)
    var isEmpty = true
    // How many objects stood behind another one on its line.
    var added = 0
    while let line = try lines.next() {
      switch line {
      case .tooLarge:
        try handle(
          FileRecord(line: lines.number + added, bytes: 0) { () throws(ReaderError) in
            throw .tooLarge(limit: ReaderLimits.articleBytes)
          })
      case .bytes(let bytes):
        guard bytes.contains(where: { $0 > 0x20 }) else { continue }
        let objects = JSONObjectsOnLine.parted(bytes)
        for (index, object) in objects.enumerated() {
          try handle(
            FileRecord(line: lines.number + added + index, bytes: object.count) {
              () throws(ReaderError) in try draft(of: object, settings)
            })
        }
        added += objects.count - 1
      }
      isEmpty = false
    }
    if isEmpty { throw ReaderError.empty }
  }

  /// The article in one line.
  static func draft(
    of line: [UInt8], _ settings: ReaderSettings = ReaderSettings()
  ) throws(ReaderError) -> ArticleDraft {
    try ArticleDraft(JSONValue(parsing: line), settings)
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
