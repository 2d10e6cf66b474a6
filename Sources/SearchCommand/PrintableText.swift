internal import SearchEngine

/// `text` without the control characters with which it could take over a terminal.
///
/// Those in `kept` stay.
func printable(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
  func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isTerminalControl || kept.contains(scalar)
  }
  if text.unicodeScalars.allSatisfy(isHarmless) { return text }
  var clean = String.UnicodeScalarView()
  clean.append(contentsOf: text.unicodeScalars.filter(isHarmless))
  return String(clean)
}

/// `text` on one line: line ends and tabs are spaces, other controls are gone.
func printableLine(_ text: String) -> String {
  printable(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
}

extension Unicode.Scalar {
  /// Whether a terminal may take it for a command, or a reader be misled by it.
  fileprivate var isTerminalControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// A text in pieces, some of which a query found, with nothing in it that a terminal obeys.
struct MarkedText {
  /// The text.
  private(set) var text = ""
  /// What was found, as ranges of UTF-8 bytes, in order.
  private(set) var highlights: [Range<Int>] = []

  init(_ snippet: Snippet) {
    let utf8 = Array(snippet.text.utf8)
    var position = 0
    for highlight in snippet.highlights where highlight.lowerBound >= position {
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

  /// The text with each piece written by one of two functions.
  func written(_ plain: (String) -> String, match: (String) -> String) -> String {
    let utf8 = Array(text.utf8)
    var position = 0
    var written = ""
    for highlight in highlights {
      written += plain(String(decoding: utf8[position..<highlight.lowerBound], as: UTF8.self))
      written += match(String(decoding: utf8[highlight], as: UTF8.self))
      position = highlight.upperBound
    }
    return written + plain(String(decoding: utf8[position...], as: UTF8.self))
  }
}

/// The day of an ISO 8601 date, or less where less is known.
func day(_ published: String) -> String { String(published.prefix(10)) }

/// `1,234 articles`, `1 article`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// `1,234,567`.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var position = digits.count - 3
  while position > 0 {
    digits.insert(",", at: position)
    position -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// A number with so many decimals, rounded.
func fixed(_ value: Double, decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard value.magnitude * scale < 1e15 else { return String(value) }
  let digits = String(Int((value.magnitude * scale).rounded()))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let whole = padded.dropLast(decimals)
  return (value < 0 ? "-" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
}
