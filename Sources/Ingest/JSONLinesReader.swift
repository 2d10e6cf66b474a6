internal import FoundationEssentials

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
    if let offset = firstInvalidUTF8(in: line) { throw .invalidUTF8(offset: offset) }
    let value: JSONValue
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: Data(line))
    } catch let error as DecodingError {
      throw Self.reason(error)
    } catch {
      throw .invalidJSON(detail: "")
    }
    return try ArticleDraft(value, settings)
  }

  private static func reason(_ error: DecodingError) -> ReaderError {
    switch error {
    case .typeMismatch, .valueNotFound: .notAnObject
    case .dataCorrupted(let context): .invalidJSON(detail: detail(of: context))
    default: .invalidJSON(detail: "")
    }
  }

  /// The decoder's own words on what is wrong, without the place, which it counts in another way;
  /// empty where it only says that something is.
  private static func detail(of context: DecodingError.Context) -> String {
    // Unwrapped first: an optional has a description too, `nil`.
    let words = context.underlyingError.flatMap { error in
      (error as? any CustomDebugStringConvertible)?.debugDescription
    }
    let sentence = words ?? context.debugDescription
    guard sentence != "The given data was not valid JSON." else { return "" }
    return sentence.prefix { $0 != "\n" }.description
  }
}

/// The offset of the first byte that is not UTF-8, or nothing where all are.
///
/// - Complexity: O(n), where n is the number of bytes.
public func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
  guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): offset += UTF8.width(scalar)
    case .emptyInput, .error: return offset
    }
  }
}
