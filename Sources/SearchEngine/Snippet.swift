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
