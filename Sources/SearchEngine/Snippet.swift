/// A text with the places that a query found in it.
public struct Snippet: Equatable, Sendable {
  /// The text.
  public var text: String
  /// The places, as ranges of UTF-8 bytes, in order.
  public var highlights: [Range<Int>]

  /// What FTS5 is asked to set before and behind each place: controls that no stored text holds.
  static let startMark = "\u{1}"
  static let endMark = "\u{2}"

  /// Reads a text in which the places are marked.
  ///
  /// White space is folded: a snippet is one line, and headings in it lose their marks.
  init(marked: String) {
    var bytes: [UInt8] = []
    var highlights: [Range<Int>] = []
    var start: Int?
    var isAtLineStart = true
    for byte in marked.utf8 {
      switch byte {
      case 1: start = start ?? bytes.count
      case 2:
        if let begun = start, begun < bytes.count { highlights.append(begun..<bytes.count) }
        start = nil
      case 0x20, 0x0A:
        if bytes.last.map({ $0 != 0x20 }) ?? false { bytes.append(0x20) }
        if byte == 0x0A { isAtLineStart = true }
      case UInt8(ascii: "#") where isAtLineStart: break
      // Text that others stored may hold controls, which are not to reach a terminal.
      case 0x00..<0x20, 0x7F: break
      default:
        bytes.append(byte)
        isAtLineStart = false
      }
    }
    if bytes.last == 0x20 { bytes.removeLast() }
    text = String(decoding: bytes, as: UTF8.self)
    self.highlights = highlights
  }
}
