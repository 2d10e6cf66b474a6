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
