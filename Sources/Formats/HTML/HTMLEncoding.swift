/// Finds out in which character encoding a page was saved.
enum HTMLEncoding {
  /// The page in UTF-8.
  ///
  /// What a person or the server says counts first, then a byte order mark. What is UTF-8 is read as
  /// such, whatever it declares. Then the page's own declaration counts, and then what it looks like.
  /// As in browsers, a name that is not known counts for nothing, and bytes that are wrong in what
  /// the page declares do not keep the rest from being read. But where most of what is not ASCII is
  /// wrong in it, the page declares what it is not: templates do, of texts from elsewhere.
  ///
  /// - Throws: `ReadError.wrongEncoding`, where `encoding` is not what it is in; `notText`.
  static func utf8(from bytes: [UInt8], encoding: String? = nil) throws(ReadError) -> [UInt8] {
    if let encoding, TextEncoding.name(of: encoding) != nil {
      let named = try TextEncoding(of: bytes[...], declared: encoding)
      return try TextDecoding.utf8(bytes, in: named, .few(otherwise: .wrongEncoding(encoding)))
    }
    if let marked = TextEncoding.marked(bytes[...]) {
      return try TextDecoding.utf8(bytes, in: marked, .replaced)
    }
    if bytes.contains(0) { return try detected(bytes) }
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    // The escapes of ISO-2022-JP are ASCII.
    if isUTF8 && !bytes.contains(0x1B) { return bytes }
    // What could be read up to its declaration is not in UTF-16.
    if let name = declared(in: bytes).flatMap(TextEncoding.name), !name.hasPrefix("UTF-") || !isUTF8
    {
      let isWide = name.hasPrefix("UTF-16") || name.hasPrefix("UTF-32")
      let encoding = isWide ? TextEncoding.utf8 : TextEncoding(name: name)
      let text = try TextDecoding.utf8(bytes, in: encoding, .replaced)
      return isMostlyRight(text, isUTF8: encoding.isUTF8) ? text : (try? detected(bytes)) ?? text
    }
    return try detected(bytes)
  }

  private static func detected(_ bytes: [UInt8]) throws(ReadError) -> [UInt8] {
    let detected = try TextEncoding(of: bytes[...])
    return try TextDecoding.utf8(bytes, in: detected, detected.faults)
  }

  /// True if enough of the characters that are not ASCII are some, and not U+FFFD: half of them in
  /// UTF-8, in which other text is none, and most in encodings in which any two bytes may be one.
  private static func isMostlyRight(_ text: [UInt8], isUTF8: Bool) -> Bool {
    var (characters, faults) = (0, 0)
    for (index, byte) in text.enumerated() where byte >= 0xC0 {
      characters += 1
      if byte == 0xEF && text[index...].starts(with: [0xEF, 0xBF, 0xBD]) { faults += 1 }
    }
    return faults <= (isUTF8 ? characters / 2 : 1 + characters / 8)
  }

  /// The name after the first `charset=` or `encoding=`, in lower case.
  private static func declared(in bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self).lowercased()
    guard let mark = head.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9:_-]+)/) else {
      return nil
    }
    return String(mark.1)
  }
}
