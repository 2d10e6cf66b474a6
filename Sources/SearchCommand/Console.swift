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
    case bar = "34"
  }

  /// How many columns a line may take; nothing off a terminal, where lines are not wrapped.
  var width: Int?
  /// Whether styles are written.
  var usesColor: Bool
  /// Whether titles lead to their articles, by OSC 8 (<https://github.com/Alhadis/OSC8-Adoption>).
  var hasLinks = false

  init(width: Int?, usesColor: Bool, hasLinks: Bool = false) {
    self.width = width
    self.usesColor = usesColor
    self.hasLinks = hasLinks
  }

  /// What standard output is, and what the environment wishes: see <https://no-color.org>,
  /// <https://bixense.com/clicolors> and <https://github.com/zkat/supports-hyperlinks>.
  init(_ choice: ColorChoice) {
    let isTerminal = isatty(1) == 1
    width = Self.wishedWidth ?? (isTerminal ? Self.terminalWidth : nil)
    let isDumb = environment("TERM") == "dumb"
    let refusesColor = choice == .never || (choice == .auto && environment("NO_COLOR") != nil)
    usesColor =
      switch choice {
      case .always: true
      case .never: false
      case .auto where refusesColor: false
      case .auto where environment("CLICOLOR_FORCE").map({ $0 != "0" }) ?? false: true
      case .auto: isTerminal && !isDumb
      }
    let wish = environment("FORCE_HYPERLINK").map { $0 != "0" }
    hasLinks = !refusesColor && (wish ?? (isTerminal && !isDumb && Self.terminalKnowsLinks))
  }

  /// Terminals pass over what they do not know, except for a few old ones that print it.
  private static var terminalKnowsLinks: Bool {
    guard let name = environment("TERM") else { return false }
    return name != "linux" && !name.hasPrefix("vt")
  }

  /// Whether the locale has more than ASCII, by the variables that setlocale(3) reads.
  static var isUTF8: Bool {
    let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? "C"
    let name = locale.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
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

  /// `text`, which leads to `address` where there is one.
  ///
  /// The lines of one text have one `name`, by which a terminal knows that they belong together.
  func linked(_ text: String, to address: String?, name: String) -> String {
    guard hasLinks, let address, !text.isEmpty else { return text }
    return "\u{1B}]8;id=\(name);\(address)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  /// `text` cut to `most` columns, with an ellipsis where something is gone.
  static func cut(_ text: String, to most: Int) -> String {
    guard Glyph.columns(of: text) > most else { return text }
    var columns = 0
    let kept = text.prefix { character in
      columns += Glyph.columns(of: character)
      return columns < most
    }
    return kept + "…"
  }

  /// `text` with spaces behind it, or before it, so that it takes `columns`.
  static func padded(_ text: String, to columns: Int, isRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - Glyph.columns(of: text)))
    return isRight ? spaces + text : text + spaces
  }

  /// `text` in lines that fit, `indent` columns less than the width.
  func lines(of text: String, indent: Int = 0) -> [String] {
    lineRanges(of: text, indent: indent).map { String(text[$0]) }
  }

  /// A snippet in lines that fit, its matches set off.
  func lines(of snippet: Snippet, indent: Int = 0) -> [String] {
    let marked = MarkedText(snippet)
    let utf8 = marked.text.utf8
    var highlights = marked.highlights[...]
    return lineRanges(of: marked.text, indent: indent).map { range in
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
