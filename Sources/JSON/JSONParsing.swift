internal import CRapidJSON
internal import Glibc
internal import TextAnalysis

/// The reason why a text is not JSON.
package enum JSONError: Error, Equatable, Sendable {
  /// The bytes are not UTF-8, from this offset.
  case invalidUTF8(offset: Int)
  /// The text does not follow RFC 8259.
  case malformed(detail: String)
  /// The text nests too deep or has too many parts.
  case tooComplex
}

extension JSONValue {
  /// The maximum nesting of objects and lists.
  package static let maxDepth = 512
  /// The maximum number of values, keys, and ends of lists and objects, which bounds the memory.
  package static let maxTokens = 1_500_000

  /// Parses a JSON text (RFC 8259), strictly, after an optional byte order mark.
  ///
  /// If an object has two members with the same name, the first one counts. A lone surrogate
  /// (`\ud800` alone) becomes U+FFFD.
  ///
  /// - Complexity: O(n) in the bytes of the text.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    if let offset = firstInvalidUTF8(in: bytes) { throw .invalidUTF8(offset: offset) }
    var parsed = Self.parsed(bytes)
    if case .failure(.malformed(let detail)) = parsed, detail.contains("surrogate") {
      // Some programs truncate text in the middle of a character, but the rest of the text is worth
      // reading.
      parsed = Self.parsed(LoneSurrogates.replaced(in: bytes))
    }
    self = try parsed.get()
  }

  private static func parsed(_ bytes: [UInt8]) -> Result<JSONValue, JSONError> {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    // The parser decodes strings in place, and takes a NUL as the end of the text. It reads 16 bytes
    // at a time, also around the end.
    let padding = 16
    let length = bytes.count - mark
    var text: [UInt8] = []
    text.reserveCapacity(length + padding)
    text.append(contentsOf: bytes[mark...])
    text.append(contentsOf: repeatElement(0, count: padding))
    return text.withUnsafeMutableBytes { text -> Result<JSONValue, JSONError> in
      let parsed = crapidjson_parse(text.baseAddress, length, maxTokens, maxDepth)
      defer { free(parsed.tokens) }
      if parsed.is_too_complex != 0 { return .failure(.tooComplex) }
      if let error = parsed.error {
        let words = String(cString: error).drop { $0.isWhitespace }.prefix { $0 != "." }
        return .failure(.malformed(detail: "\(words), byte \(mark + parsed.offset + 1)"))
      }
      var tokens = JSONTokens(
        text: UnsafeRawBufferPointer(text),
        tokens: UnsafeBufferPointer(start: parsed.tokens, count: parsed.count))
      return .success(tokens.next() ?? .null)
    }
  }
}

/// Builds values from the tokens of a parsed text.
private struct JSONTokens {
  let text: UnsafeRawBufferPointer
  let tokens: UnsafeBufferPointer<crapidjson_token>
  private var index = 0

  init(text: UnsafeRawBufferPointer, tokens: UnsafeBufferPointer<crapidjson_token>) {
    self.text = text
    self.tokens = tokens
  }

  /// Returns the next value; nil at the end of the list or object.
  ///
  /// The recursion is bounded by `maxDepth`.
  mutating func next() -> JSONValue? {
    guard index < tokens.count else { return nil }
    let token = tokens[index]
    index += 1
    switch crapidjson_kind(token.kind) {
    case crapidjson_false: return .bool(false)
    case crapidjson_true: return .bool(true)
    case crapidjson_number: return .number(characters(of: token))
    case crapidjson_string: return .string(characters(of: token))
    case crapidjson_object: return object()
    case crapidjson_array:
      var elements: [JSONValue] = []
      while let element = next() { elements.append(element) }
      return .array(elements)
    case crapidjson_end: return nil
    default: return .null
    }
  }

  private mutating func object() -> JSONValue {
    var members: [String: JSONValue] = [:]
    while index < tokens.count, crapidjson_kind(tokens[index].kind) == crapidjson_key {
      let key = characters(of: tokens[index])
      index += 1
      if let value = next(), members[key] == nil { members[key] = value }
    }
    index += 1
    return .object(members)
  }

  private func characters(of token: crapidjson_token) -> String {
    String(decoding: text[Int(token.start)..<Int(token.start + token.length)], as: UTF8.self)
  }
}
