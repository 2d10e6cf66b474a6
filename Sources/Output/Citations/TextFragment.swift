internal import Archive

/// The text that a link points to: a browser scrolls to it and highlights it.
///
/// A link to a passage of several paragraphs names its first and its last words, because a browser
/// looks for each of the two within one paragraph. See <https://wicg.github.io/scroll-to-text-fragment/>.
struct TextFragment: Equatable {
  /// The first words, or the whole text.
  let start: String
  /// The last words; nil if `start` is the whole text.
  let end: String?

  /// A text with more words than this is named by its first and last words.
  private static let maxWholeWords = 12
  /// Enough words that they hardly ever occur twice in an article.
  private static let words = 6
  /// The maximum number of characters of each part, for texts without spaces.
  private static let maxCharacters = 150

  /// Creates the fragment of a passage; nil if the passage has no words.
  init?(_ passage: String) {
    let lines = PassageLines(passage)
    guard let first = citedText(lines.first), let last = citedText(lines.last)
    else { return nil }
    let (head, tail) = (Self.words(of: first), Self.words(of: last))
    if lines.isSingle, head.count <= Self.maxWholeWords, first.count <= Self.maxCharacters {
      (start, end) = (first, nil)
      return
    }
    // In a single paragraph, the last words come after the first ones.
    let count = lines.isSingle ? max(1, min(Self.words, head.count / 2)) : Self.words
    let length = lines.isSingle ? min(Self.maxCharacters, first.count / 2) : Self.maxCharacters
    start = Self.trimmed(first[..<head[min(count, head.count) - 1].upperBound].prefix(length))
    end = Self.trimmed(last[tail[max(0, tail.count - count)].lowerBound...].suffix(length))
  }

  /// `text=start,end`, percent-encoded.
  var directive: String {
    "text=" + ([start] + [end].compactMap(\.self)).map(percentEncodedText).joined(separator: ",")
  }

  /// Returns `address` with a directive after its fragment, in place of the directives that it has.
  static func append(_ directive: String, to address: String) -> String {
    var address = address[...]
    if let mark = address.firstRange(of: ":~:"), address[..<mark.lowerBound].contains("#") {
      address = address[..<mark.lowerBound]
    }
    return "\(address)\(address.contains("#") ? "" : "#"):~:\(directive)"
  }

  /// Returns the ranges of the words; in a text without spaces, of its clauses.
  private static func words(of text: String) -> [Range<String.Index>] {
    var words: [Range<String.Index>] = []
    var start: String.Index?
    for index in text.indices {
      let begun = start ?? index
      let next = text.index(after: index)
      if text[index] == " " {
        if let start { words.append(start..<index) }
        start = nil
      } else if clauseEnds.contains(text[index]) {
        words.append(begun..<next)
        start = nil
      } else {
        start = begun
      }
    }
    if let start { words.append(start..<text.endIndex) }
    return words
  }

  private static let clauseEnds: Set<Character> = ["。", "、", "，", "；", "：", "！", "？"]

  private static func trimmed(_ text: Substring) -> String {
    text.split(separator: " ").joined(separator: " ")
  }
}

/// The first and the last paragraph of a passage, without its headings if it has other text.
struct PassageLines {
  let first: String
  let last: String
  /// True if the passage has no other paragraph.
  let isSingle: Bool

  init(_ passage: String) {
    let paragraphs = passage.split(separator: "\n\n").filter { !$0.allSatisfy(\.isWhitespace) }
    let body = paragraphs.filter { $0.first != "#" || $0.contains("\n") }
    // The cells of a table row are blocks of a page, and its list items have no dash.
    let blocks = (body.isEmpty ? paragraphs.map { $0.drop { $0 == "#" } } : body)
      .map { $0.hasPrefix("- ") ? $0.dropFirst(2) : $0 }
      .flatMap { $0.split(separator: " | ") }
    first = String(blocks.first ?? "")
    last = String(blocks.last ?? "")
    isSingle = blocks.count < 2
  }
}
