/// Converts wikitext to HTML, as far as its words are concerned.
///
/// Links keep their labels; templates, references, files and categories are left out. HTML in the
/// text stays as it is (https://www.mediawiki.org/wiki/Help:Formatting).
///
/// - Complexity: O(n) in the bytes of the text.
struct Wikitext {
  /// Returns the text as HTML.
  static func html(_ text: String) -> String {
    var wikitext = Wikitext(WikitextCleaner.cleaned(Array(text.utf8)))
    wikitext.convert()
    return String(decoding: wikitext.output, as: UTF8.self)
  }

  private let source: [UInt8]
  private let pairs: WikitextPairs
  private var output: [UInt8] = []
  private var index = 0
  private var isAtLineStart = true
  private var tables = 0
  /// The tag that closes the current line.
  private var lineEnd = ""
  /// The index of the marks that end a heading.
  private var headingEnd = Int.max
  /// The marks of the open lists, from the outermost: `*` or `#`.
  private var lists: [UInt8] = []

  private init(_ source: [UInt8]) {
    self.source = source
    pairs = WikitextPairs(source)
    output.reserveCapacity(source.count)
  }

  private mutating func convert() {
    while index < source.count {
      if isAtLineStart {
        isAtLineStart = false
        beginLine()
        continue
      }
      if index >= headingEnd, source[index] != 0x0A {
        skipLine()
        continue
      }
      let byte = source[index]
      switch byte {
      case 0x0A: endLine()
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"): bracket()
      case UInt8(ascii: "'") where starts("''"):
        while index < source.count, source[index] == byte { index += 1 }
      case UInt8(ascii: "|") where tables > 0 && starts("||"): cell("<td>", 2)
      case UInt8(ascii: "!") where tables > 0 && starts("!!"): cell("<th>", 2)
      case UInt8(ascii: "_") where starts("__"): magicWord()
      default:
        output.append(byte)
        index += 1
      }
    }
    emit(lineEnd)
    closeLists(to: 0)
  }

  private func starts(_ mark: StaticString, at start: Int? = nil) -> Bool {
    let start = start ?? index
    guard start + mark.utf8CodeUnitCount <= source.count else { return false }
    return (0..<mark.utf8CodeUnitCount).allSatisfy { source[start + $0] == mark.utf8Start[$0] }
  }

  private mutating func emit(_ text: String) { output += text.utf8 }

  // MARK: Lines

  private mutating func endLine() {
    emit(lineEnd)
    (lineEnd, headingEnd) = ("", .max)
    output.append(0x0A)
    index += 1
    if index < source.count, source[index] == 0x0A { emit("<p>") }
    isAtLineStart = true
  }

  private mutating func skipLine() {
    while index < source.count, source[index] != 0x0A { index += 1 }
  }

  private mutating func beginLine() {
    if !lists.isEmpty, !Self.isListMark(source[index]) { closeLists(to: 0) }
    switch source[index] {
    case UInt8(ascii: "="): beginHeading()
    case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ";"):
      beginItem()
    case UInt8(ascii: "-") where starts("----"):
      while index < source.count, source[index] == UInt8(ascii: "-") { index += 1 }
    case UInt8(ascii: "{") where starts("{|"):
      tables += 1
      emit("<table>")
      skipLine()
    case UInt8(ascii: "|") where tables > 0 && starts("|}"):
      tables -= 1
      emit("</table>")
      index += 2
    case UInt8(ascii: "|") where tables > 0 && starts("|-"):
      emit("<tr>")
      skipLine()
    case UInt8(ascii: "|") where tables > 0 && starts("|+"): cell("<caption>", 2)
    case UInt8(ascii: "|") where tables > 0: cell("<td>", 1)
    case UInt8(ascii: "!") where tables > 0: cell("<th>", 1)
    default: break
    }
  }

  // MARK: Lists

  private static func isListMark(_ byte: UInt8) -> Bool { "*#:;".utf8.contains(byte) }

  /// The maximum nesting of lists; deeper ones are read as if they were at this depth.
  private static let maxLists = 8

  /// Begins an item, whose marks are those of the lists around it.
  private mutating func beginItem() {
    let marks = source[index...].prefix(while: Self.isListMark)
    index = marks.endIndex
    // An indented line is read as an item, because it often answers one.
    let wanted = marks.prefix(Self.maxLists).map {
      $0 == UInt8(ascii: "#") ? $0 : UInt8(ascii: "*")
    }
    let common = zip(lists, wanted).prefix { $0 == $1 }.count
    closeLists(to: common)
    for mark in wanted[common...] {
      emit(mark == UInt8(ascii: "#") ? "<ol>" : "<ul>")
      lists.append(mark)
    }
    emit("<li>")
    lineEnd = "</li>"
  }

  private mutating func closeLists(to depth: Int) {
    while lists.count > depth, let mark = lists.popLast() {
      emit(mark == UInt8(ascii: "#") ? "</ol>" : "</ul>")
    }
  }

  // MARK: Headings and tables

  private mutating func beginHeading() {
    let marks = source[index...].prefix { $0 == UInt8(ascii: "=") }
    var end = source[marks.endIndex...].prefix { $0 != 0x0A }.endIndex
    while end > marks.endIndex, source[end - 1] <= 0x20 { end -= 1 }
    var close = end
    while close > marks.endIndex, source[close - 1] == UInt8(ascii: "=") { close -= 1 }
    guard close < end, close > marks.endIndex else {
      output += marks
      index = marks.endIndex
      return
    }
    let level = min(marks.count, end - close, 6)
    emit("<h\(level)>")
    lineEnd = "</h\(level)>"
    headingEnd = close
    index = marks.endIndex
  }

  /// Begins a cell of a table, whose marks have `length` bytes, and skips its attributes.
  private mutating func cell(_ tag: String, _ length: Int) {
    emit(tag)
    index += length
    let rest = source[index...].prefix(1_000).prefix { byte in
      byte != 0x0A && byte != UInt8(ascii: "|") && byte != UInt8(ascii: "[")
        && byte != UInt8(ascii: "{")
    }
    let end = rest.endIndex
    if end < source.count, source[end] == UInt8(ascii: "|"), !starts("||", at: end) {
      index = end + 1
    }
  }

  // MARK: Links and templates

  private mutating func bracket() {
    if let end = pairs.ends[index] {
      if starts("[[") { beginLink(end) } else { beginTemplate(end) }
    } else if linkEnds.contains(index) {
      index += 2
    } else if source[index] == UInt8(ascii: "["), let address = addressLength() {
      index += 1 + address
      linkBracket = index
    } else if source[index] == UInt8(ascii: "]"), linkBracket != nil {
      linkBracket = nil
      index += 1
    } else {
      output.append(source[index])
      index += 1
    }
  }

  /// The indices at which the brackets of links end whose labels are being read.
  private var linkEnds: Set<Int> = []
  /// The start of the label of an external link.
  private var linkBracket: Int?

  private mutating func beginLink(_ end: Int) {
    let inside = source[(index + 2)..<end]
    let bar = inside.prefix(2_000).firstIndex(of: UInt8(ascii: "|"))
    let target = String(
      decoding: inside[..<(bar ?? min(end, inside.startIndex + 2_000))], as: UTF8.self)
    guard WikitextNames.isShown(target) else { return index = end + 2 }
    linkEnds.insert(end)
    if let bar {
      index = bar + 1
    } else {
      index += target.hasPrefix(":") ? 3 : 2
    }
  }

  private mutating func beginTemplate(_ end: Int) {
    let inside = source[(index + 2)..<end]
    if inside.count <= 1_000, let text = WikitextNames.text(ofTemplate: inside) { emit(text) }
    index = end + 2
  }

  /// Returns the length of the address after a bracket and of the space before its label; nil if
  /// there is none.
  private func addressLength() -> Int? {
    let rest = source[(index + 1)...]
    guard
      ["http://", "https://", "//", "mailto:", "ftp://"].contains(where: {
        rest.starts(with: $0.utf8)
      })
    else { return nil }
    let address = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "]") }
    return address.count + (rest.dropFirst(address.count).first == 0x20 ? 1 : 0)
  }

  private mutating func magicWord() {
    let word = source[(index + 2)...].prefix { (0x41...0x5A).contains($0) }
    if !word.isEmpty, word.count < 30, starts("__", at: word.endIndex) {
      index = word.endIndex + 2
    } else {
      output += "__".utf8
      index += 2
    }
  }
}
