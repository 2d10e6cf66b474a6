/// JSON escapes that represent half a character: `\ud83d` without the other half after it.
enum LoneSurrogates {
  /// Returns the text with each lone surrogate replaced by U+FFFD.
  ///
  /// The length in bytes stays the same.
  static func replaced(in bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var index = 0
    while let escape = bytes[index...].firstIndex(of: UInt8(ascii: "\\")) {
      index = min(escape + 2, bytes.count)
      guard let unit = unit(in: bytes, at: escape) else { continue }
      if (0xD800..<0xDC00).contains(unit),
        let next = self.unit(in: bytes, at: escape + 6), (0xDC00..<0xE000).contains(next)
      {
        index = escape + 12
      } else if (0xD800..<0xE000).contains(unit) {
        result.replaceSubrange((escape + 2)..<(escape + 6), with: "fffd".utf8)
        index = escape + 6
      }
    }
    return result
  }

  /// Returns the UTF-16 code unit of the escape with four digits at `index`; nil if there is none.
  private static func unit(in bytes: [UInt8], at index: Int) -> Int? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    return Int(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
  }
}
