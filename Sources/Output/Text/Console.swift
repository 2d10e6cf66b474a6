internal import SearchEngine

/// The layout and styles of text: for a terminal of a certain width, or for a file.
package struct Console: Sendable {
  /// A text style, as ANSI codes.
  package enum Style: String, Sendable {
    case title = "1"
    case faint = "2"
    case match = "1;31"
    case bar = "34"
  }

  /// The maximum number of columns in a line; nil for a file, where lines are not wrapped.
  package var width: Int?
  /// True if styles are written.
  package var usesColor: Bool
  /// True if titles are links to their articles, as OSC 8 sequences
  /// (<https://github.com/Alhadis/OSC8-Adoption>).
  package var hasLinks: Bool
  /// True if charts are drawn in ASCII.
  package var isASCII: Bool

  package init(width: Int?, usesColor: Bool, hasLinks: Bool = false, isASCII: Bool = false) {
    self.width = width
    self.usesColor = usesColor
    self.hasLinks = hasLinks
    self.isASCII = isASCII
  }

  package func styled(_ text: String, _ style: Style) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Returns `text` as a link to `address`, if there is one.
  ///
  /// The terminal treats all lines with the same `name` as one link.
  package func linked(_ text: String, to address: String?, name: String) -> String {
    guard hasLinks, let address, !text.isEmpty else { return text }
    return "\u{1B}]8;id=\(name);\(address)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  /// Returns `text` wrapped to lines that are `indent` columns shorter than the width.
  package func lines(of text: String, indent: Int = 0) -> [String] {
    lineRanges(of: text, indent: indent).map { String(text[$0]) }
  }

  /// Returns a snippet wrapped to lines, with its matches styled.
  func lines(of snippet: Snippet, indent: Int = 0) -> [String] {
    let marked = MarkedText(snippet)
    let utf8 = marked.text.utf8
    var highlights = marked.highlights[...]
    return lineRanges(of: marked.text, indent: indent).map { range in
      var position = utf8.distance(from: utf8.startIndex, to: range.lowerBound)
      let end = utf8.distance(from: utf8.startIndex, to: range.upperBound)
      var line = ""
      // A match across a line break is styled on both lines.
      while let highlight = highlights.first, highlight.lowerBound < end {
        let start = max(position, highlight.lowerBound)
        line += Self.text(utf8, position..<start)
        let stop = min(end, highlight.upperBound)
        line += styled(Self.text(utf8, start..<max(start, stop)), .match)
        position = max(start, stop)
        if highlight.upperBound > end { break }
        highlights.removeFirst()
      }
      return line + Self.text(utf8, position..<max(position, end))
    }
  }

  private static func text(_ utf8: String.UTF8View, _ range: Range<Int>) -> String {
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
    return String(decoding: utf8[start..<end], as: UTF8.self)
  }

  /// Returns the ranges of the lines, broken at spaces and beside wide characters.
  ///
  /// A word is never broken, so that it can be copied and found: a word that is longer than a line
  /// is left to the terminal. Only scripts that do not separate words are broken anywhere.
  private func lineRanges(of text: String, indent: Int) -> [Range<String.Index>] {
    guard let width else { return [text.startIndex..<text.endIndex] }
    let limit = max(10, width - indent)
    var lines: [Range<String.Index>] = []
    var lineStart = text.startIndex
    var column = 0
    // The last position at which the line may end, and the start of the next line in that case.
    var breakPoint: (end: String.Index, next: String.Index)?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      let character = text[index]
      let columns = DisplayWidth.columns(of: character)
      if column + columns > limit, column > 0, character != " " {
        breakPoint =
          breakPoint ?? (mayBreak(before: character, columns) ? (end: index, next: index) : nil)
      }
      if column + columns > limit, character != " ", let point = breakPoint {
        lines.append(lineStart..<point.end)
        lineStart = point.next
        column = text[lineStart..<index].reduce(0) { $0 + DisplayWidth.columns(of: $1) }
        breakPoint = nil
      }
      if character == " " {
        breakPoint = (index, next)
      } else if columns == 2 {
        breakPoint = (next, next)
      }
      column += columns
      index = next
    }
    lines.append(lineStart..<text.endIndex)
    return lines
  }

  /// True if a line may end before a character, whatever the character before it is.
  private func mayBreak(before character: Character, _ columns: Int) -> Bool {
    guard columns < 2, let scalar = character.unicodeScalars.first else { return true }
    return switch scalar.value {
    // Thai, Lao, Burmese and Khmer.
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: true
    default: false
    }
  }
}
