internal import CTOML

/// Reads TOML 1.0 with toml++.
enum TOMLFields {
  /// Returns the document's fields; nil if it is not well-formed or nests too deep.
  static func value(of text: Substring) -> FieldValue? {
    var text = String(text)
    var builder = FieldValueBuilder()
    builder.beginFields()
    let isValid = text.withUTF8 { utf8 in
      guard let start = utf8.baseAddress, mayBeParsed(utf8) else { return utf8.isEmpty }
      return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) { characters in
        withUnsafeMutablePointer(to: &builder) { builder in
          ctoml_walk(characters, utf8.count, { TOMLFields.handle($0, $1, $2, $3, $4, $5) }, builder)
        }
      }
    }
    guard isValid, !builder.isTooDeep else { return nil }
    return builder.end()
  }

  /// True if the tables of the document do not nest too deep for the parser.
  ///
  /// The parser recurses, and each dot of a key opens a table, so deep nesting would overflow the
  /// stack.
  private static func mayBeParsed(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    let dots = utf8.indices.count { index in
      guard utf8[index] == UInt8(ascii: ".") else { return false }
      let before = index > 0 ? utf8[index - 1] : 0x20
      let after = index + 1 < utf8.count ? utf8[index + 1] : 0x20
      // This does not count the full stops of sentences.
      return before <= 0x20 || after > 0x20 && after != UInt8(ascii: ".")
    }
    return dots <= 500
  }

  private static func handle(
    _ context: UnsafeMutableRawPointer?, _ event: ctoml_event, _ key: UnsafePointer<CChar>?,
    _ keyCount: Int, _ text: UnsafePointer<CChar>?, _ textCount: Int
  ) {
    guard let builder = context?.assumingMemoryBound(to: FieldValueBuilder.self) else { return }
    // After the depth limit was exceeded, further values are ignored.
    guard !builder.pointee.isTooDeep else { return }
    if builder.pointee.expectsKey && event != CTOML_END_TABLE && event != CTOML_END_ARRAY {
      builder.pointee.setKey(string(key, keyCount))
    }
    switch event {
    case CTOML_BEGIN_TABLE: builder.pointee.beginFields()
    case CTOML_BEGIN_ARRAY: builder.pointee.beginList()
    case CTOML_SCALAR: builder.pointee.add(.text(string(text, textCount)))
    default: builder.pointee.end()
    }
  }

  private static func string(_ characters: UnsafePointer<CChar>?, _ count: Int) -> String {
    guard let characters else { return "" }
    return characters.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
      String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
  }
}
