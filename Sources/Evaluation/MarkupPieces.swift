/// The tags of SGML or XML and the text between them, however ill-formed.
///
/// Comments, declarations and processing instructions are passed over. A `<` that begins no tag is
/// text.
struct MarkupPieces: Sequence, IteratorProtocol {
  /// A tag or a text.
  struct Piece {
    enum Content {
      /// A tag with its name in lower case, and what stands behind the name.
      case open(name: String, attributes: ArraySlice<UInt8>)
      case close(name: String)
      /// Text; it has no entities where it is `literal`, a CDATA section.
      case text(ArraySlice<UInt8>, isLiteral: Bool)
    }

    var content: Content
    /// The line on which it begins, from 1.
    var line: Int
    /// Where in the bytes that line begins.
    var lineStart: Int
    /// Whether nothing but white space stands before it on its line.
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

  mutating func next() -> Piece? {
    while offset < bytes.endIndex {
      let (start, startLine, lineStart, startsLine) = (offset, line, lineStart, beginsLine)
      guard let found = markup(at: start) else {
        let end = endOfText(from: start)
        pass(to: end)
        return Piece(
          content: .text(bytes[start..<end], isLiteral: false), line: startLine,
          lineStart: lineStart, beginsLine: startsLine)
      }
      pass(to: found.end)
      if let content = found.content {
        return Piece(
          content: content, line: startLine, lineStart: lineStart, beginsLine: startsLine)
      }
    }
    return nil
  }

  private mutating func pass(to end: Int) {
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

  /// The markup at a place, which may be nothing to read, and its end; nothing where there is text.
  private func markup(at start: Int) -> (content: Piece.Content?, end: Int)? {
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
      // One that is empty parts words, and no more.
      if rest.last == UInt8(ascii: "/") { return (.text([0x20], isLiteral: true), end) }
      return (.open(name: name, attributes: rest), end)
    }
  }

  private func declaration(at start: Int) -> (content: Piece.Content?, end: Int)? {
    let rest = bytes[start...]
    if rest.starts(with: Array("<![CDATA[".utf8)) {
      let end = place(of: "]]>", from: start + 9)
      return (.text(bytes[start + 9..<(end ?? bytes.endIndex)], isLiteral: true), after(end, 3))
    }
    if rest.starts(with: Array("<!--".utf8)) {
      return (nil, after(place(of: "-->", from: start + 4), 3))
    }
    let end = bytes[(start + 1)...].firstIndex {
      $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<")
    }
    return end.flatMap { bytes[$0] == UInt8(ascii: ">") ? (nil, $0 + 1) : nil }
  }

  private func after(_ place: Int?, _ length: Int) -> Int {
    place.map { $0 + length } ?? bytes.endIndex
  }

  private func place(of mark: String, from start: Int) -> Int? {
    let mark = Array(mark.utf8)
    guard start <= bytes.endIndex - mark.count else { return nil }
    return (start...bytes.endIndex - mark.count).first { bytes[$0...].starts(with: mark) }
  }

  /// A tag from its name on: a letter, then letters, digits and the like, up to a `>` before any `<`.
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
