internal import ArgumentParser
internal import Glibc
internal import SearchEngine

/// `--color`.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

/// How text is laid out and styled: for a terminal of a certain width, or for a file.
struct Console {
  /// A way to set text off, as ANSI codes.
  enum Style: String {
    case title = "1"
    case faint = "2"
    case match = "1;31"
  }

  /// How many columns a line may take; nothing off a terminal, where lines are not wrapped.
  var width: Int?
  /// Whether styles are written.
  var usesColor: Bool

  init(width: Int?, usesColor: Bool) {
    self.width = width
    self.usesColor = usesColor
  }

  /// What standard output is, and what the environment wishes: see <https://no-color.org> and
  /// <https://bixense.com/clicolors>.
  init(_ choice: ColorChoice) {
    let isTerminal = isatty(1) == 1
    width = Self.wishedWidth ?? (isTerminal ? Self.terminalWidth : nil)
    usesColor =
      switch choice {
      case .always: true
      case .never: false
      case .auto where environment("NO_COLOR") != nil: false
      case .auto where environment("CLICOLOR_FORCE").map({ $0 != "0" }) ?? false: true
      case .auto: isTerminal && environment("TERM") != "dumb"
      }
  }

  /// `COLUMNS`, where a person has exported it: a wish that holds off a terminal too.
  private static var wishedWidth: Int? {
    environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  func styled(_ text: String, _ style: Style) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// `text` in lines that fit, `indent` columns less than the width.
  func lines(of text: String, indent: Int = 0) -> [String] {
    lineRanges(of: text, indent: indent).map { String(text[$0]) }
  }

  /// A snippet in lines that fit, its matches set off.
  func lines(of snippet: Snippet, indent: Int = 0) -> [String] {
    let utf8 = snippet.text.utf8
    var highlights = snippet.highlights[...]
    return lineRanges(of: snippet.text, indent: indent).map { range in
      var position = utf8.distance(from: utf8.startIndex, to: range.lowerBound)
      let end = utf8.distance(from: utf8.startIndex, to: range.upperBound)
      var line = ""
      // A match that goes over a line's end is set off on both lines.
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

  /// Where `text` is broken: at spaces, beside wide characters, or, if it must be, inside a word.
  private func lineRanges(of text: String, indent: Int) -> [Range<String.Index>] {
    guard let width else { return [text.startIndex..<text.endIndex] }
    let most = max(10, width - indent)
    var lines: [Range<String.Index>] = []
    var lineStart = text.startIndex
    var column = 0
    // The last place where the line may end, and where the next one would then begin.
    var breakPoint: (end: String.Index, next: String.Index)?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      let character = text[index]
      let columns = Glyph.columns(of: character)
      if column + columns > most, character != " " {
        let point = breakPoint ?? (index, index)
        lines.append(lineStart..<point.end)
        lineStart = point.next
        column = text[lineStart..<index].reduce(0) { $0 + Glyph.columns(of: $1) }
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
}

/// How much room characters take on a terminal.
enum Glyph {
  /// The columns of a whole text.
  static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// 2 columns for ideographs, kana, Hangul and emoji, 1 for others.
  ///
  /// What combines with the character before it is a part of that character, and takes no room.
  static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    switch scalar.value {
    // The wide blocks of Unicode Standard Annex 11, whole.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
