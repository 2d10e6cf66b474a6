/// A tag in brackets in a WordPress text, such as `[caption id="1"]`.
struct Shortcode {
  var name: String
  var isClosing: Bool
  /// True if the tag contains `name=value`.
  var hasAttributes = false
  /// True if the tag contains `name="value"`.
  var hasQuotedValue = false
  var range: Range<Int>

  /// The maximum length of a tag; anything longer is text in brackets.
  private static let maxLength = 2_000

  static func all(in bytes: [UInt8]) -> [Shortcode] {
    var found: [Shortcode] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "["), let tag = Shortcode(in: bytes, at: index) {
        found.append(tag)
        index = tag.range.upperBound
      } else {
        index += 1
      }
    }
    return found
  }

  private init?(in bytes: [UInt8], at start: Int) {
    var index = start + 1
    isClosing = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isClosing { index += 1 }
    let nameStart = index
    while index < bytes.count, Self.isOfName(bytes[index]) { index += 1 }
    guard index > nameStart, index < bytes.count, Self.isLetter(bytes[nameStart]) else {
      return nil
    }
    name = String(decoding: bytes[nameStart..<index], as: UTF8.self)
    var quote: UInt8?
    let limit = min(bytes.count, start + Self.maxLength)
    guard [0x20, UInt8(ascii: "]"), UInt8(ascii: "/"), 0x0A].contains(bytes[index]) else {
      return nil
    }
    while index < limit {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "="), Self.isAfterName(bytes[start..<(index - 1)]),
        index < limit, bytes[index] > 0x20
      {
        hasAttributes = true
        if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
          hasQuotedValue = true
          quote = bytes[index]
          index += 1
        }
      } else if byte == UInt8(ascii: "[") {
        return nil
      } else if byte == UInt8(ascii: "]") {
        range = start..<index
        return
      }
    }
    return nil
  }

  /// True if bytes end with a space and a name, as before the `=` of an attribute.
  private static func isAfterName(_ bytes: ArraySlice<UInt8>) -> Bool {
    let before = bytes.reversed().drop(while: isOfName)
    return before.count < bytes.count && (before.first ?? 0x5B) <= 0x20
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isOfName(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}
