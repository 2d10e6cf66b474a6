internal import Archive
internal import SQLite
internal import TextAnalysis

/// The excerpts of an article that are shown for a hit.
struct Excerpt: Equatable {
  /// The whole title.
  var title: Snippet
  /// The parts of the text that best show why the passage was found.
  var snippet: Snippet
  /// The indices of the highlights that are in the title or the text.
  var present: Set<Int>
}

/// Makes the excerpts for the hits of one answer.
///
/// Matches are highlighted. If a passage is long, only the words that best show why it was found
/// are included.
struct SnippetMaker {
  private let finder: MatchFinder
  private let words: Int

  /// Creates an instance for snippets of at most `words` words.
  ///
  /// The instance uses the tokenizers of `connection`, so it must not outlive the connection.
  init(_ highlights: [Highlight], words: Int, connection: Connection) throws(SQLiteError) {
    finder = try MatchFinder(highlights, stemming: connection.indexTokenizer()) {
      () throws(SQLiteError) in
      try connection.foldingTokenizer()
    }
    self.words = words
  }

  /// Returns the excerpt of a passage with this title and text.
  ///
  /// - Complexity: O(n log n) in the length of title and text: about 20 microseconds for 200 words.
  func excerpt(title: String, text: String) throws(SQLiteError) -> Excerpt {
    let titleMatches = try finder.matches(in: title, column: 0)
    let textMatches = try finder.matches(in: text, column: 1)
    return Excerpt(
      title: whole(title, titleMatches), snippet: snippet(text, textMatches),
      present: Set((titleMatches + textMatches).map(\.highlight)))
  }

  private func whole(_ text: String, _ matches: [Match]) -> Snippet {
    var line = SnippetText()
    line.append(
      0..<text.utf8.count, of: Array(text.utf8),
      highlighting: matches.map(\.range).merged(joiningAdjacent: false))
    return line.snippet
  }

  private func snippet(_ text: String, _ matches: [Match]) -> Snippet {
    let passage = PassageWords(text)
    let all = passage.words
    guard all.count > words else { return whole(text, matches) }
    let context = SnippetContext(passage, budget: words)
    let fragments = context.fragments(around: cores(matches, all))
    let highlights = matches.map(\.range).merged(joiningAdjacent: false)
    var line = SnippetText()
    for (index, fragment) in fragments.enumerated() {
      if index > 0 {
        line.append(" … ")
      } else if !context.isSentenceBreak(fragment.lowerBound) {
        line.append("…")
      }
      var range = passage.bytes(of: fragment)
      let isCut = !context.isSentenceBreak(fragment.upperBound)
      if isCut { range = Self.trimmed(range, of: passage.bytes) }
      line.append(range, of: passage.bytes, highlighting: highlights)
      if isCut && index == fragments.count - 1 { line.append("…") }
    }
    return line.snippet
  }

  /// Returns the ranges of words that must be shown.
  ///
  /// If the passage has no matches, returns an empty range at its start.
  private func cores(_ matches: [Match], _ all: [PassageWords.Word]) -> [Range<Int>] {
    var items: [SnippetPlan.Item] = []
    var first = 0
    for match in matches {
      while first + 1 < all.count, all[first].range.upperBound <= match.range.lowerBound {
        first += 1
      }
      // A phrase may be longer than the snippet. Then counting stops at one word more than the
      // snippet may have, because a match of that length is already ruled out.
      var end = first + 1
      while end < all.count, all[end].range.lowerBound < match.range.upperBound,
        end - first <= words
      {
        end += 1
      }
      items.append(SnippetPlan.Item(key: match.key, words: first..<end))
    }
    let cores = SnippetPlan(items, keyCount: finder.keyCount, budget: words).cores().map(\.words)
    guard cores.isEmpty else { return cores }
    // If no match fits, the beginning of the first one is shown.
    return [items.first.map { $0.words.lowerBound..<$0.words.lowerBound + 1 } ?? 0..<0]
  }

  /// Returns the range without punctuation and spaces at its end that make no sense before an
  /// ellipsis.
  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    let marks: [UInt8] = Array(",;:-".utf8)
    while end > range.lowerBound + 1, marks.contains(bytes[end - 1]) || bytes[end - 1].isSpace {
      end -= 1
    }
    return range.lowerBound..<end
  }
}

/// A text with highlights, or excerpts of one.
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

  /// The marks that FTS5 puts before and after each highlight: control characters, which the
  /// archive removes from the texts that it stores.
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

/// Builds a snippet according to the rules of `Snippet.text`.
struct SnippetText {
  private var bytes: [UInt8] = []
  private var highlights: [Range<Int>] = []
  private var fragments: [Snippet.Fragment] = []
  /// The start of the open highlight, or nil.
  private var highlightStart: Int?
  private var isAtLineStart = true
  /// True after the byte C2.
  ///
  /// This byte is held back, because it may be the first byte of a control character from U+0080 to
  /// U+009F.
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

  /// Ends the open highlight after the last byte.
  mutating func endHighlight() {
    if let start = highlightStart, start < bytes.count { highlights.append(start..<bytes.count) }
    highlightStart = nil
  }

  /// Appends an excerpt of `text`, with the highlights in it.
  ///
  /// The range and the matches are in bytes of `text`; matches are ascending and do not overlap.
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
