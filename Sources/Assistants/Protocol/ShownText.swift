internal import JSON
internal import Output

/// Returns a text of an article on one line, as a client may show it, with at most `max` UTF-16 code
/// units; a longer text is cut and ends in an ellipsis.
func shownLine(_ text: String, max: Int) -> String {
  clipped(visible(printableLine(text)), max: max)
}

/// Returns a text without terminal controls and hidden characters, with its line ends.
func shownText(_ text: String) -> String { visible(printable(text, keeping: ["\n", "\t"])) }

/// Returns `text` without the "tag" characters of Unicode, which nobody sees but a model reads.
private func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isTag) else { return text }
  var visible = String.UnicodeScalarView()
  visible.append(contentsOf: text.unicodeScalars.filter { !isTag($0) })
  return String(visible)
}

private func isTag(_ scalar: Unicode.Scalar) -> Bool { (0xE0000...0xE007F).contains(scalar.value) }

/// Cuts between code points, because a single character can have any length.
private func clipped(_ text: String, max: Int) -> String {
  guard text.utf16.count > max else { return text }
  var (kept, length) = (String.UnicodeScalarView(), 1)
  for scalar in text.unicodeScalars {
    length += UTF16.width(scalar)
    guard length <= max else { break }
    kept.append(scalar)
  }
  return String(kept) + "…"
}

/// The lengths of messages, in UTF-16 code units.
///
/// Some clients refuse a tool's answer of more than 25,000 tokens, and others write one of more than
/// 50,000 characters to a file instead of showing it to the model.
package enum MessageLength {
  /// The maximum length of the answer to one request.
  package static let max = 40_000
  /// The maximum cost of a tool's answer, which leaves room for the rest of the message.
  static let maxCost = 36_000

  /// Returns the length that a part of a tool's answer takes in the message, where it stands twice:
  /// as JSON, and as JSON in a string.
  static func cost(_ value: JSONValue) -> Int {
    let text = value.encodedText
    return text.utf16.count + JSONValue.string(text).encodedText.utf16.count
  }

  /// Returns what one code point of a string costs.
  static func cost(_ scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case "\"", "\\": 6  // \" and \\\"
    case "\n", "\t": 5  // \n and \\n
    case "\u{2028}", "\u{2029}": 13  // \u2028 and \\u2028
    default: 2 * UTF16.width(scalar)
    }
  }
}
