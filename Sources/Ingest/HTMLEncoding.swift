/// Finds out in which character encoding a page was saved.
enum HTMLEncoding {
  /// The page in UTF-8; nothing where it is in an encoding that libxml2 has to convert from.
  ///
  /// What is UTF-8 is read as such, whatever it declares. Latin-1 means windows-1252, as in every
  /// browser, and so does no declaration at all.
  static func utf8(from bytes: [UInt8]) -> [UInt8]? {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    // The escapes of ISO-2022-JP are ASCII.
    if isUTF8 && !bytes.contains(0x1B) { return bytes }
    switch declared(in: bytes) {
    case "utf-8", "utf8": return Array(String(decoding: bytes, as: UTF8.self).utf8)
    case nil, "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii",
      "ascii":
      return isUTF8 ? bytes : utf8(fromWindows1252: bytes)
    default: return nil
    }
  }

  /// The name that stands behind the first `charset=` or `encoding=`, in lower case.
  private static func declared(in bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self).lowercased()
    guard let mark = head.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9:_-]+)/) else {
      return nil
    }
    return String(mark.1)
  }

  private static func utf8(fromWindows1252 bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      switch byte {
      case ..<0x80: result.append(byte)
      case 0x80..<0xA0: result.append(contentsOf: high[Int(byte) - 0x80].utf8)
      default: result.append(contentsOf: [0xC0 | byte >> 6, 0x80 | byte & 0x3F])
      }
    }
    return result
  }

  /// What windows-1252 has at 0x80...0x9F; five of them stand for nothing.
  private static let high = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ"
  )
  .map { String($0) }
}
