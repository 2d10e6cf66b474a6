internal import TextAnalysis

/// Reads HTML from a field of a feed, an export or a JSON object.
enum HTMLFragment {
  /// Returns the readable text.
  ///
  /// The main heading is left out if it repeats `title`. Blank lines separate paragraphs if no
  /// other markup separates them, or if `hasBlankLines` is true, as in WordPress.
  static func text(
    of html: String, leavingOut title: String? = nil, hasBlankLines: Bool = false
  ) throws(ReadError) -> String {
    guard html.utf8.contains(where: { $0 > 0x20 }) else { return "" }
    var bytes = Array(html.utf8)
    if hasBlankLines || !hasParagraphs(html) { bytes = markingParagraphs(in: bytes) }
    // libxml2 would take a NUL as the end of the text.
    if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
    let page = try HTMLPage(bytes)
    let shown = HTMLText(of: page, in: [page.wholePage], leavingOut: title) {
      page.nodes[$0].isHidden
    }
    // If all text is hidden, a script would show the text, so hidden text is returned too.
    return shown.text.isEmpty
      ? HTMLText(of: page, in: [page.wholePage], leavingOut: title).text : shown.text
  }

  /// Converts a line of HTML, such as a title, to plain text: tags are removed and entities
  /// decoded.
  static func line(of html: String) -> String? {
    guard html.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }),
      let page = try? HTMLPage(Array(html.utf8))
    else { return normalizedLine(html) }
    return page.text(in: page.wholePage)
  }

  /// Decodes the entities in a line of text that is not HTML.
  static func decodingEntities(in line: String) -> String? {
    let parts = line.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    let hasEntity = parts.contains { part in
      let name = part.prefix(10).prefix { $0 != ";" }
      return name.count > 1 && part.dropFirst(name.count).first == ";"
        && name.allSatisfy { $0 == "#" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
    guard hasEntity, let page = try? HTMLPage(Array(line.replacing("<", with: "&lt;").utf8)) else {
      return normalizedLine(line)
    }
    return page.text(in: page.wholePage)
  }

  /// True if a text starts with a tag.
  ///
  /// Such a text is HTML, whatever its field is called.
  static func isHTML(_ text: String) -> Bool {
    let start = text.utf8.drop { $0 <= 0x20 }.prefix(24)
    guard start.first == UInt8(ascii: "<") else { return false }
    let inside = start.dropFirst()
    if inside.first == UInt8(ascii: "!") { return true }
    let name = inside.prefix { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
    guard let after = inside.dropFirst(name.count).first,
      after <= 0x20 || after == UInt8(ascii: ">") || after == UInt8(ascii: "/")
    else { return false }
    let word = String(decoding: name, as: UTF8.self).lowercased()
    return HTMLText.blocks.contains(word) || HTMLText.withoutText.contains(word)
      || inlineElements.contains(word)
  }

  /// True if the text is a complete page with a head.
  static func isPage(_ html: String) -> Bool {
    let start = String(decoding: html.utf8.drop { $0 <= 0x20 }.prefix(200), as: UTF8.self)
      .lowercased()
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<head")
      || start.hasPrefix("<?xml") && start.contains("<html")
  }

  private static let inlineElements: Set<String> = [
    "a", "abbr", "b", "big", "br", "cite", "code", "em", "font", "i", "img", "link", "mark",
    "meta", "picture", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time",
    "title", "tt", "u",
  ]

  private static func hasParagraphs(_ html: String) -> Bool {
    html.contains("<p>") || html.contains("<p ") || html.contains("<div") || html.contains("<br")
      || html.contains("<P>") || html.contains("<BR")
  }

  /// Returns the same HTML with a new paragraph after each blank line that is not inside `<pre>`.
  private static func markingParagraphs(in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    var newlines = 0
    var isPreformatted = false
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x0A: newlines += 1
      case 0x09, 0x0D, 0x20: break
      default:
        if newlines > 1, !isPreformatted { result += Array("<p>".utf8) }
        newlines = 0
        guard byte == UInt8(ascii: "<") else { break }
        let tag = String(decoding: bytes[index...].prefix(5), as: UTF8.self).lowercased()
        if tag == "</pre" { isPreformatted = false }
        if tag.hasPrefix("<pre") { isPreformatted = true }
      }
      result.append(byte)
    }
    return result
  }
}
