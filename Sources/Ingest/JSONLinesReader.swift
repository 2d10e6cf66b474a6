internal import FoundationEssentials

/// Reads one line of a JSON Lines file: an object with the usual names for an article's fields.
enum JSONLinesReader {
  static func read(_ line: [UInt8]) throws(ReaderError) -> ArticleDraft {
    if let offset = firstInvalidUTF8(in: line) { throw .invalidUTF8(offset: offset) }
    let record: Record
    do {
      record = try JSONDecoder().decode(Record.self, from: Data(line))
    } catch let error as DecodingError {
      throw Self.reason(error)
    } catch {
      throw .invalidJSON(detail: "")
    }
    guard record.draft.title != nil || !record.draft.text.isEmpty else { throw .noText }
    return record.draft
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

  private struct Record: Decodable {
    var draft: ArticleDraft

    init(from decoder: any Decoder) throws {
      let object = try decoder.container(keyedBy: AnyKey.self)
      // The decoder's own order changes from run to run.
      let keys = object.allKeys.sorted { $0.stringValue < $1.stringValue }
      draft = ArticleDraft(
        fields: try keys.compactMap { key in
          try Self.text(object, key).map { (key: key.stringValue, value: $0) }
        })
    }

    /// A string, a number, or a list of strings; other values mean nothing here.
    private static func text(
      _ object: KeyedDecodingContainer<AnyKey>, _ key: AnyKey
    ) throws -> String? {
      do {
        return try object.decode(String.self, forKey: key)
      } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
        if let integer = try? object.decode(Int.self, forKey: key) { return String(integer) }
        return (try? object.decode([String].self, forKey: key))?.joined(separator: ", ")
      }
    }
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
