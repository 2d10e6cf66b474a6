/// Distinguishes HTML from plain text in a feed, because RSS does not say which of the two a
/// description is.
enum FeedMarkup {
  /// True if the text contains a tag or an entity; `5 < 6`, `a<b then x` and `R&D` are neither.
  static func isHTML(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { index in
      switch bytes[index] {
      case UInt8(ascii: "<"): isTag(bytes[index...])
      case UInt8(ascii: "&"): isEntity(bytes[index...])
      default: false
      }
    }
  }

  /// True if bytes start with a complete tag of an element that HTML defines.
  private static func isTag(_ bytes: ArraySlice<UInt8>) -> Bool {
    let inside = bytes.dropFirst()
    if inside.starts(with: "!--".utf8) { return true }
    let isClosing = inside.first == UInt8(ascii: "/")
    let tag = inside.dropFirst(isClosing ? 1 : 0)
    guard HTMLFragment.isHTML("<" + String(decoding: tag.prefix(24), as: UTF8.self)) else {
      return false
    }
    // In `a<b then x`, the `<b` has no end and no attributes.
    guard let end = tag.prefix(4_096).firstIndex(where: { $0 == 0x3C || $0 == 0x3E }),
      tag[end] == UInt8(ascii: ">")
    else { return false }
    let attributes = tag[..<end].drop { $0 > 0x20 && $0 != UInt8(ascii: "/") }
    return attributes.allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: "/") }
      || attributes.contains(UInt8(ascii: "="))
  }

  /// True if bytes start with `&name;`, `&#8217;` or `&#x2019;`.
  private static func isEntity(_ bytes: ArraySlice<UInt8>) -> Bool {
    var name = bytes.dropFirst().prefix(32)
    if name.first == UInt8(ascii: "#") { name = name.dropFirst() }
    let letters = name.prefix { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    return letters.count > 1 && name.dropFirst(letters.count).first == UInt8(ascii: ";")
  }
}
