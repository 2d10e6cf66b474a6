/// A text, or excerpts of one, with highlights.
public struct Snippet: Equatable, Sendable {
  /// An excerpt of the text.
  public struct Fragment: Equatable, Sendable {
    /// The start of the excerpt in the text, in UTF-8 bytes.
    public var start: Int
    /// The range in the snippet, in UTF-8 bytes.
    public var range: Range<Int>
  }

  /// The text on one line.
  ///
  /// White space is collapsed, heading marks and control characters are removed, and `…` stands for
  /// omitted text.
  public var text: String
  /// The highlights, as ascending ranges of UTF-8 bytes of `text` that do not overlap.
  public var highlights: [Range<Int>]
  /// The excerpts, in order; none if FTS5 made the snippet.
  public var fragments: [Fragment]

  /// The marks that FTS5 puts before and after each highlight: control characters that no stored
  /// text contains.
  static let startMark = "\u{1}"
  static let endMark = "\u{2}"

  /// An empty snippet.
  static let empty = SnippetText().snippet

  /// Reads a text in which FTS5 has marked the highlights.
  init(marked: String) {
    var line = SnippetText()
    for byte in marked.utf8 {
      switch byte {
      case 1: line.beginHighlight()
      case 2: line.endHighlight()
      default: line.append(byte)
      }
    }
    line.trim()
    self = line.snippet
  }

  init(text: String, highlights: [Range<Int>], fragments: [Fragment]) {
    self.text = text
    self.highlights = highlights
    self.fragments = fragments
  }
}

/// A builder of snippets; `Snippet.text` describes the result.
struct SnippetText {
  private var bytes: [UInt8] = []
  private var highlights: [Range<Int>] = []
  private var fragments: [Snippet.Fragment] = []
  /// The start of the open highlight, or nil.
  private var highlightStart: Int?
  private var isAtLineStart = true
  /// True after the byte C2, which starts the control characters U+0080 to U+009F among others.
  private var holdsC2 = false

  /// The snippet so far.
  var snippet: Snippet {
    Snippet(
      text: String(decoding: bytes, as: UTF8.self), highlights: highlights, fragments: fragments)
  }

  /// Appends a byte of text.
  mutating func append(_ byte: UInt8) {
    if holdsC2 {
      holdsC2 = false
      if byte < 0xA0 { return }
      bytes.append(0xC2)
      bytes.append(byte)
      isAtLineStart = false
      return
    }
    switch byte {
    case 0x20, 0x09...0x0D:
      if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
      if byte == 0x0A { isAtLineStart = true }
    case UInt8(ascii: "#") where isAtLineStart: break
    // Text stored by other programs may contain control characters, which must not reach a
    // terminal.
    case 0x00..<0x20, 0x7F: break
    case 0xC2: holdsC2 = true
    default:
      bytes.append(byte)
      isAtLineStart = false
    }
  }

  /// Starts a highlight before the next byte, unless one is open.
  mutating func beginHighlight() { highlightStart = highlightStart ?? bytes.count }

  /// Ends the highlight after the last byte.
  mutating func endHighlight() {
    if let start = highlightStart, start < bytes.count { highlights.append(start..<bytes.count) }
    highlightStart = nil
  }

  /// Appends an excerpt of `text`, with the highlights in it.
  ///
  /// The range and the highlights are in bytes of the text; highlights are ascending and do not
  /// overlap.
  mutating func append(_ range: Range<Int>, of text: [UInt8], highlighting matches: [Range<Int>]) {
    isAtLineStart = range.lowerBound == 0 || text[range.lowerBound - 1] == 0x0A
    let start = bytes.count
    var position = range.lowerBound
    for match in matches where match.overlaps(range) {
      let match = match.clamped(to: range)
      while position < match.lowerBound { advance() }
      beginHighlight()
      while position < match.upperBound { advance() }
      endHighlight()
    }
    while position < range.upperBound { advance() }
    trim()
    fragments.append(
      Snippet.Fragment(start: range.lowerBound, range: min(start, bytes.count)..<bytes.count))

    func advance() {
      append(text[position])
      position += 1
    }
  }

  /// Appends the mark of omitted text.
  mutating func append(_ mark: String) { bytes += mark.utf8 }

  /// Removes a space at the end.
  mutating func trim() {
    if bytes.last == 0x20 { bytes.removeLast() }
  }
}
