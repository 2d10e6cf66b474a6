internal import TextAnalysis

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
  /// omitted text. A block without a final mark, such as a heading, is separated from what follows
  /// by ` · `.
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

  init(text: String, highlights: [Range<Int>], fragments: [Fragment]) {
    self.text = text
    self.highlights = highlights
    self.fragments = fragments
  }
}

extension Snippet {
  /// Shows a whole passage.
  init(whole passage: PassageWords, highlights: [Range<Int>]) {
    self.init([0..<passage.words.count], of: passage, highlights: highlights)
  }

  /// Shows a title on one line, without the rest of very long words.
  init(title: String, highlights: [Range<Int>]) {
    guard title.utf8.count > PassageWords.maxScalars else {
      var line = SnippetText()
      line.append(0..<title.utf8.count, of: Array(title.utf8), highlighting: highlights)
      self = line.snippet
      return
    }
    var words = PassageWords(title)
    words.shortenLongRuns(keeping: highlights)
    self.init(whole: words, highlights: highlights)
  }

  /// Shows fragments of a passage, given as ascending ranges of words.
  ///
  /// Highlights are in bytes of the passage, ascending and apart.
  init(_ fragments: [Range<Int>], of passage: PassageWords, highlights: [Range<Int>]) {
    let words = passage.words
    var line = SnippetText()
    for (index, fragment) in fragments.enumerated() {
      let isLast = index == fragments.count - 1
      if index > 0 {
        line.append(" … ")
      } else if !fragment.isEmpty, !passage.isSentenceBreak(fragment.lowerBound) {
        line.append("…")
      }
      let seams = passage.seams(in: fragment)
      var first = fragment.lowerBound
      for word in fragment where words[word].isCutAfter || word == fragment.upperBound - 1 {
        var range = passage.bytes(of: first..<word + 1)
        if first > fragment.lowerBound {
          // The space after a word that was cut is part of the text after it.
          range = passage.spaceStart(before: range.lowerBound)..<range.upperBound
        }
        let isEnd = word == fragment.upperBound - 1
        let isCut = words[word].isCutAfter || !passage.isSentenceBreak(word + 1)
        if isEnd, isCut { range = passage.trimmed(range) }
        line.append(range, of: passage.bytes, highlighting: highlights, seams: seams)
        if isEnd ? isLast && isCut : true { line.append("…") }
        first = word + 1
      }
    }
    self = line.snippet
  }

  /// Shows a text in which FTS5 has marked the highlights.
  init(marked: String) {
    var bytes: [UInt8] = []
    var highlights: [Range<Int>] = []
    var start: Int?
    for byte in marked.utf8 {
      switch byte {
      case 1: start = start ?? bytes.count
      case 2:
        if let start, start < bytes.count { highlights.append(start..<bytes.count) }
        start = nil
      default: bytes.append(byte)
      }
    }
    var words = PassageWords(String(decoding: bytes, as: UTF8.self))
    words.shortenLongWords(keeping: highlights)
    self.init(whole: words, highlights: highlights)
    fragments = []
  }
}

extension PassageWords {
  /// True if a fragment can end before this word without cutting a sentence.
  func isSentenceBreak(_ word: Int) -> Bool { word == words.count || words[word].beginsSentence }

  /// Returns the starts of the words in a fragment that open a block after a block without a final
  /// mark, in bytes.
  fileprivate func seams(in fragment: Range<Int>) -> [Int] {
    let first = blocks.partitioningIndex { $0.firstWord > fragment.lowerBound }
    return blocks[first...].prefix { $0.firstWord < fragment.upperBound }.compactMap { block in
      let last = words[block.firstWord - 1]
      // An ellipsis separates too.
      let isMarked =
        last.isCutAfter || SentenceEnd.endsPhrase(in: bytes, from: 0, at: last.range.upperBound)
      return isMarked ? nil : words[block.firstWord].range.lowerBound
    }
  }

  /// Returns the start of the white space that ends at `position`.
  fileprivate func spaceStart(before position: Int) -> Int {
    var start = position
    while start > 0, bytes[start - 1].isSpace { start -= 1 }
    return start
  }

  /// Returns the range without punctuation and spaces at its end that make no sense before an
  /// ellipsis.
  fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    let marks: [UInt8] = Array(",;:-".utf8)
    while end > range.lowerBound + 1, marks.contains(bytes[end - 1]) || bytes[end - 1].isSpace {
      end -= 1
    }
    return range.lowerBound..<end
  }
}

/// Builds a snippet according to the rules of `Snippet.text`.
struct SnippetText {
  /// The separator after a block without a final mark.
  static let seam = " · "

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
  /// True if a seam is due before the next visible byte.
  private var owesSeam = false

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
      showSeam()
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
      showSeam()
      bytes.append(byte)
      isAtLineStart = false
    }
  }

  private mutating func showSeam() {
    guard owesSeam else { return }
    owesSeam = false
    trim()
    bytes += Self.seam.utf8
  }

  /// Starts a highlight before the next byte, unless one is open.
  mutating func beginHighlight() {
    showSeam()
    highlightStart = highlightStart ?? bytes.count
  }

  /// Ends the open highlight after the last byte.
  mutating func endHighlight() {
    if let start = highlightStart, start < bytes.count { highlights.append(start..<bytes.count) }
    highlightStart = nil
  }

  /// Appends an excerpt of `text`, with the highlights in it.
  ///
  /// The range, the matches and the seams are in bytes of `text`; matches are ascending and do not
  /// overlap. Seams are the ascending starts of words before which a separator is shown, unless they
  /// are at the start of the excerpt.
  mutating func append(
    _ range: Range<Int>, of text: [UInt8], highlighting matches: [Range<Int>], seams: [Int] = []
  ) {
    isAtLineStart = range.lowerBound == 0 || text[range.lowerBound - 1] == 0x0A
    let start = bytes.count
    var position = range.lowerBound
    var seam = seams.partitioningIndex { $0 > range.lowerBound }
    let first = matches.partitioningIndex { $0.upperBound > range.lowerBound }
    for match in matches[first...].prefix(while: { $0.lowerBound < range.upperBound }) {
      let match = match.clamped(to: range)
      while position < match.lowerBound { advance() }
      separate()
      beginHighlight()
      while position < match.upperBound { advance() }
      endHighlight()
    }
    while position < range.upperBound { advance() }
    owesSeam = false
    trim()
    fragments.append(
      Snippet.Fragment(start: range.lowerBound, range: min(start, bytes.count)..<bytes.count))

    func separate() {
      guard seam < seams.count, seams[seam] == position else { return }
      seam += 1
      owesSeam = bytes.count > start
      isAtLineStart = true
    }

    func advance() {
      separate()
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
