package import SearchEngine

/// Returns `text` without terminal controls, except for those in `kept`.
package func printable(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
  func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isTerminalControl || kept.contains(scalar)
  }
  if text.unicodeScalars.allSatisfy(isHarmless) { return text }
  var clean = String.UnicodeScalarView()
  clean.append(contentsOf: text.unicodeScalars.filter(isHarmless))
  return String(clean)
}

/// Returns `text` on one line: line ends and tabs become spaces, other controls are removed.
package func printableLine(_ text: String) -> String {
  printable(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
}

extension Unicode.Scalar {
  /// True if a terminal may interpret the scalar, or if it may mislead a reader.
  fileprivate var isTerminalControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// The text and the highlights of a snippet, without terminal controls.
package struct MarkedText {
  /// The text.
  package private(set) var text = ""
  /// The highlights, as ranges of UTF-8 bytes, in order.
  package private(set) var highlights: [Range<Int>] = []

  package init(_ snippet: Snippet) { self.init(snippet.text, snippet.highlights) }

  /// Creates a text with highlights, which are ascending ranges of UTF-8 bytes.
  package init(_ source: String, _ ranges: [Range<Int>]) {
    let utf8 = Array(source.utf8)
    var position = 0
    for highlight in ranges where highlight.lowerBound >= position {
      let end = min(highlight.upperBound, utf8.count)
      guard highlight.lowerBound < end else { continue }
      append(utf8[position..<highlight.lowerBound])
      let start = text.utf8.count
      append(utf8[highlight.lowerBound..<end])
      if start < text.utf8.count { highlights.append(start..<text.utf8.count) }
      position = end
    }
    append(utf8[position...])
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    text += printable(String(decoding: bytes, as: UTF8.self))
  }

  /// The parts of the text, in order: those outside and those inside the highlights.
  package var parts: [(text: String, isMatch: Bool)] {
    let utf8 = Array(text.utf8)
    var parts: [(text: String, isMatch: Bool)] = []
    var position = 0
    func append(_ range: Range<Int>, isMatch: Bool) {
      if !range.isEmpty { parts.append((String(decoding: utf8[range], as: UTF8.self), isMatch)) }
    }
    for highlight in highlights {
      append(position..<highlight.lowerBound, isMatch: false)
      append(highlight, isMatch: true)
      position = highlight.upperBound
    }
    append(position..<utf8.count, isMatch: false)
    return parts
  }

  /// Returns the text with `match` applied to the highlighted parts and `plain` to the rest.
  func written(_ plain: (String) -> String, match: (String) -> String) -> String {
    parts.map { $0.isMatch ? match($0.text) : plain($0.text) }.joined()
  }
}

extension String {
  /// The text with its first letter in upper case.
  package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// Returns `text` escaped for use as text and in quoted attribute values of HTML and XML.
///
/// Characters that XML 1.0 excludes become U+FFFD.
package func escapedMarkup(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
      escaped += "\u{FFFD}"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// Returns the language of an article if it looks like a BCP 47 tag, otherwise nil.
package func languageTag(_ language: String?) -> String? {
  guard let language, !language.isEmpty,
    language.utf8.allSatisfy({
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D
    })
  else { return nil }
  return language
}
