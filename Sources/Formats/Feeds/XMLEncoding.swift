/// Determines the character encoding of an XML document.
struct XMLEncoding {
  /// The number of bytes outside ASCII that can show another encoding.
  private static let minForeignBytes = 10

  private(set) var encoding: TextEncoding
  /// True if the document declares another encoding.
  private(set) var isDetected = false
  /// True if the document starts with much ASCII and declares no encoding, so that the encoding
  /// has to be detected at the first other byte.
  private(set) var isOpen = false

  /// Determines the encoding.
  ///
  /// The encoding that the user named comes first, then a byte order mark, then the declaration.
  /// As in HTML, `iso-8859-1` and `us-ascii` mean windows-1252, and valid UTF-8 is read as UTF-8. A
  /// document that should be UTF-8 but is in another script's encoding is read in that encoding.
  ///
  /// - Throws: `ReadError.unknownEncoding`; `invalidXML` if the document declares an unknown one.
  init(of head: ArraySlice<UInt8>, isCut: Bool, named: String?) throws(ReadError) {
    if let named {
      encoding = try TextEncoding(of: head, declared: named)
      return
    }
    if let marked = TextEncoding.marked(head) {
      encoding = marked
      return
    }
    let detected = try? TextEncoding(of: head, isCut: isCut)
    let label = Self.declared(in: head)
    if let label {
      guard let name = TextEncoding.name(of: label) else {
        throw .invalidXML(detail: "there is no encoding \"\(label)\"")
      }
      // A declaration that can be read as ASCII is not in UTF-16.
      let isUnicode = name.hasPrefix("UTF-")
      let isASCII = !head.contains { $0 >= 0x80 }
      if !isUnicode, detected != .utf8 || isASCII {
        encoding = TextEncoding(name: name)
        return
      }
    }
    // Single bytes of windows-1252 in a document in UTF-8 are repaired where they occur. A few
    // bytes show no other encoding.
    let isOther =
      detected.map { $0 != .utf8 && $0 != .western } == true
      && head.count { $0 >= 0x80 || $0 == 0 } >= Self.minForeignBytes
    encoding = isOther ? detected ?? .utf8 : .utf8
    isOpen = isCut && label == nil && !head.contains { $0 >= 0x80 || $0 == 0 || $0 == 0x1B }
    isDetected = isOther && !encoding.name.hasPrefix("UTF-")
  }

  /// Returns the name in the XML declaration.
  private static func declared(in head: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: head.prefix(1_024), as: UTF8.self)
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard text.hasPrefix("<?xml"), let end = text.firstIndex(of: ">"),
      let found = text[..<end].firstMatch(of: /encoding\s*=\s*["']\s*([A-Za-z0-9._:-]*)/)
    else { return nil }
    return String(found.1)
  }
}
