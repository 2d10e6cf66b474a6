/// Determines the character encoding of a page.
enum HTMLEncoding {
  /// Returns the page in UTF-8.
  ///
  /// The encoding that the user or the server specifies comes first, then a byte order mark. Valid
  /// UTF-8 is read as UTF-8, whatever the page declares. For other text, the page's own declaration
  /// counts. Without a declaration, the encoding is guessed.
  ///
  /// As in browsers, an unknown name is ignored, and a declaration counts even if some bytes are
  /// invalid. But if most characters outside ASCII are invalid in the declared encoding, the
  /// encoding is guessed, because a template may declare an encoding that its texts do not have.
  ///
  /// - Throws: `ReadError.wrongEncoding` if the page is not in `encoding`; `notText`.
  static func utf8(from bytes: [UInt8], encoding: String? = nil) throws(ReadError) -> [UInt8] {
    if let encoding, TextEncoding.name(of: encoding) != nil {
      let named = try TextEncoding(of: bytes[...], declared: encoding)
      return try TextDecoding.utf8(bytes, in: named, .few(otherwise: .wrongEncoding(encoding)))
    }
    if let marked = TextEncoding.marked(bytes[...]) {
      return try TextDecoding.utf8(bytes, in: marked, .replaced)
    }
    // A few zero bytes are faults; every other byte of a page in UTF-16 is zero.
    if bytes.contains(0), bytes.count(where: { $0 == 0 }) * 16 < bytes.count {
      return try utf8(from: bytes.filter { $0 != 0 })
    }
    if bytes.contains(0) {
      let found = try TextEncoding(of: bytes[...])
      return found.isWide
        ? try TextDecoding.utf8(bytes, in: found, found.faults)
        : try utf8(from: bytes.filter { $0 != 0 })
    }
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    // The escape sequences of ISO-2022-JP are ASCII.
    if isUTF8 && !bytes.contains(0x1B) { return bytes }
    // A page whose declaration can be read as ASCII is not in UTF-16.
    if let name = declared(in: bytes).flatMap(TextEncoding.name), !name.hasPrefix("UTF-") || !isUTF8
    {
      let named = TextEncoding(name: name)
      let encoding = named.isWide ? .utf8 : named
      let text = try TextDecoding.utf8(bytes, in: encoding, .replaced)
      return isMostlyRight(text, isUTF8: encoding.isUTF8) ? text : (try? detected(bytes)) ?? text
    }
    return try detected(bytes)
  }

  private static func detected(_ bytes: [UInt8]) throws(ReadError) -> [UInt8] {
    let detected = try TextEncoding(of: bytes[...])
    return try TextDecoding.utf8(bytes, in: detected, detected.faults)
  }

  /// True if enough of the characters outside ASCII are valid: half of the characters in UTF-8,
  /// most characters in other encodings.
  ///
  /// Text in another encoding is hardly ever valid UTF-8, but in some multibyte encodings any two
  /// bytes can be a character.
  private static func isMostlyRight(_ text: [UInt8], isUTF8: Bool) -> Bool {
    var (characters, faults) = (0, 0)
    for (index, byte) in text.enumerated() where byte >= 0xC0 {
      characters += 1
      if byte == 0xEF && text[index...].starts(with: [0xEF, 0xBF, 0xBD]) { faults += 1 }
    }
    return faults <= (isUTF8 ? characters / 2 : 1 + characters / 8)
  }

  /// Returns the first name after `charset=` or `encoding=`, in lower case.
  private static func declared(in bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self).lowercased()
    guard let mark = head.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9:_-]+)/) else {
      return nil
    }
    return String(mark.1)
  }
}
