/// Splits SGML or XML into tags and the text between them, even if it is malformed.
///
/// Comments, declarations and processing instructions are skipped. A `<` that does not start a tag
/// is text.
struct SGMLTokenizer: Sequence, IteratorProtocol {
  /// A tag or a text.
  struct Token {
    enum Content {
      /// A start tag: its name in lower case, and the rest of the tag.
      case open(name: String, attributes: ArraySlice<UInt8>)
      case close(name: String)
      /// Text. Entities are not decoded if `isLiteral` is true, as in a CDATA section.
      case text(ArraySlice<UInt8>, isLiteral: Bool)
    }

    var content: Content
    /// The line on which the token starts, from 1.
    var line: Int
    /// The offset of the start of that line.
    var lineStart: Int
    /// True if only white space precedes the token on its line.
    var beginsLine: Bool
  }

  private let bytes: ArraySlice<UInt8>
  private var offset: Int
  private var line = 1
  private var lineStart: Int
  private var beginsLine = true

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
    lineStart = bytes.startIndex
  }

  mutating func next() -> Token? {
    while offset < bytes.endIndex {
      let (start, startLine, lineStart, startsLine) = (offset, line, lineStart, beginsLine)
      guard let found = markup(at: start) else {
        let end = endOfText(from: start)
        advance(to: end)
        return Token(
          content: .text(bytes[start..<end], isLiteral: false), line: startLine,
          lineStart: lineStart, beginsLine: startsLine)
      }
      advance(to: found.end)
      if let content = found.content {
        return Token(
          content: content, line: startLine, lineStart: lineStart, beginsLine: startsLine)
      }
    }
    return nil
  }

  private mutating func advance(to end: Int) {
    for index in offset..<end {
      if bytes[index] == 0x0A {
        line += 1
        lineStart = index + 1
        beginsLine = true
      } else if bytes[index] > 0x20 {
        beginsLine = false
      }
    }
    offset = end
  }

  private func endOfText(from start: Int) -> Int {
    var index = start + 1
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "<") || markup(at: index) == nil {
      index += 1
    }
    return index
  }

  /// Returns the markup at an offset and its end; nil if text starts there.
  ///
  /// The content is nil for markup that is skipped.
  private func markup(at start: Int) -> (content: Token.Content?, end: Int)? {
    guard bytes[start] == UInt8(ascii: "<"), start + 1 < bytes.endIndex else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return declaration(at: start)
    case UInt8(ascii: "/"):
      guard let (name, rest, end) = tag(at: start + 2), rest.allSatisfy({ $0 <= 0x20 }) else {
        return nil
      }
      return (.close(name: name), end)
    default:
      guard let (name, rest, end) = tag(at: start + 1) else { return nil }
      // An empty element only separates words.
      if rest.last == UInt8(ascii: "/") { return (.text([0x20], isLiteral: true), end) }
      return (.open(name: name, attributes: rest), end)
    }
  }

  private func declaration(at start: Int) -> (content: Token.Content?, end: Int)? {
    let rest = bytes[start...]
    if rest.starts(with: Array("<![CDATA[".utf8)) {
      let end = index(of: "]]>", from: start + 9)
      return (.text(bytes[start + 9..<(end ?? bytes.endIndex)], isLiteral: true), after(end, 3))
    }
    if rest.starts(with: Array("<!--".utf8)) {
      return (nil, after(index(of: "-->", from: start + 4), 3))
    }
    let end = bytes[(start + 1)...].firstIndex {
      $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<")
    }
    return end.flatMap { bytes[$0] == UInt8(ascii: ">") ? (nil, $0 + 1) : nil }
  }

  private func after(_ index: Int?, _ length: Int) -> Int {
    index.map { $0 + length } ?? bytes.endIndex
  }

  private func index(of mark: String, from start: Int) -> Int? {
    let mark = Array(mark.utf8)
    guard start <= bytes.endIndex - mark.count else { return nil }
    return (start...bytes.endIndex - mark.count).first { bytes[$0...].starts(with: mark) }
  }

  /// Parses a tag from its name on: a letter, then letters, digits and `-_.:`, then anything up to
  /// a `>` that comes before the next `<`.
  private func tag(at start: Int) -> (name: String, rest: ArraySlice<UInt8>, end: Int)? {
    guard start < bytes.endIndex, bytes[start].isLetter,
      let end = bytes[start...].firstIndex(where: { $0 == 0x3E || $0 == 0x3C }), bytes[end] == 0x3E
    else { return nil }
    let tag = bytes[start..<end]
    let nameEnd = tag.firstIndex { !$0.isLetter && !$0.isInName } ?? end
    guard nameEnd == end || tag[nameEnd] <= 0x20 || tag[nameEnd] == UInt8(ascii: "/") else {
      return nil
    }
    return (
      String(decoding: tag[..<nameEnd], as: UTF8.self).lowercased(), tag[nameEnd...], end + 1
    )
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  fileprivate var isInName: Bool {
    (0x30...0x39).contains(self) || "-_.:".utf8.contains(self)
  }
}
