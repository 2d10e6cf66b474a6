/// A text, or parts of one, with the places that a query found in it.
public struct Snippet: Equatable, Sendable {
  /// A part of the text that a snippet is made of.
  public struct Fragment: Equatable, Sendable {
    /// Where it begins in the text that it is a part of, in UTF-8 bytes.
    public var start: Int
    /// Where it stands in the snippet, in UTF-8 bytes.
    public var range: Range<Int>
  }

  /// One line of text.
  ///
  /// White space is folded, headings lose their marks, controls are left out, and `…` stands where
  /// the text is cut.
  public var text: String
  /// The places, as ranges of UTF-8 bytes of `text`, in order; none overlaps another.
  public var highlights: [Range<Int>]
  /// The parts, in order; none where FTS5 itself made the snippet.
  public var fragments: [Fragment]

  /// What FTS5 is asked to set before and behind each place: controls that no stored text holds.
  static let startMark = "\u{1}"
  static let endMark = "\u{2}"

  /// An empty snippet.
  static let empty = SnippetText().snippet

  /// Reads a text in which FTS5 has marked the places.
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

/// The line of a snippet while it is put together: see `Snippet.text`.
struct SnippetText {
  private var bytes: [UInt8] = []
  private var highlights: [Range<Int>] = []
  private var fragments: [Snippet.Fragment] = []
  /// Where the highlight begins that is not ended yet.
  private var highlightStart: Int?
  private var isAtLineStart = true
  /// Whether the byte C2 was met, which begins the controls U+0080 to U+009F among others.
  private var holdsC2 = false

  /// The snippet as far as it is put together.
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
    // Text that others stored may hold controls, which are not to reach a terminal.
    case 0x00..<0x20, 0x7F: break
    case 0xC2: holdsC2 = true
    default:
      bytes.append(byte)
      isAtLineStart = false
    }
  }

  /// Begins a highlight before the next byte, unless one is begun.
  mutating func beginHighlight() { highlightStart = highlightStart ?? bytes.count }

  /// Ends the highlight behind the last byte.
  mutating func endHighlight() {
    if let start = highlightStart, start < bytes.count { highlights.append(start..<bytes.count) }
    highlightStart = nil
  }

  /// Appends a part of `text`, with the highlights that are in it.
  ///
  /// The part and the highlights are in bytes of the text; these are in order, without overlap.
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

  /// Appends the mark of what is left out.
  mutating func append(_ mark: String) { bytes += mark.utf8 }

  /// Takes back a space at the end.
  mutating func trim() {
    if bytes.last == 0x20 { bytes.removeLast() }
  }
}
