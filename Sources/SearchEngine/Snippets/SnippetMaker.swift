internal import Archive
internal import SQLite
internal import TextAnalysis

/// The excerpts of an article that are shown for a hit.
struct Excerpt: Equatable {
  /// The whole title.
  var title: Snippet
  /// The parts of the text that best show why it was found.
  var snippet: Snippet
  /// The indices of the highlights that are in the title or the text.
  var present: Set<Int>
}

/// Makes the excerpts of the passages of one answer.
///
/// Matches are highlighted; of a long passage, the words that best show why it was found are
/// selected.
struct SnippetMaker {
  private let finder: MatchFinder
  private let words: Int

  /// Creates an instance for snippets of at most `words` words.
  ///
  /// It must not outlive the connection, whose tokenizers it uses.
  init(_ highlights: [Highlight], words: Int, connection: Connection) throws(SQLiteError) {
    finder = try MatchFinder(highlights, stemming: connection.tokenizer(Archive.tokenizer)) {
      () throws(SQLiteError) in
      try connection.tokenizer(Archive.foldingTokenizer)
    }
    self.words = words
  }

  /// Returns the excerpt of a passage with this title and text.
  ///
  /// - Complexity: O(n log n) in the length of both: about 20 microseconds for 200 words.
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

  /// The words that must be shown; the start of the passage if it has no matches.
  private func cores(_ matches: [Match], _ all: [PassageWords.Word]) -> [Range<Int>] {
    var items: [SnippetPlan.Item] = []
    var first = 0
    for match in matches {
      while first + 1 < all.count, all[first].range.upperBound <= match.range.lowerBound {
        first += 1
      }
      // A phrase may be longer than the snippet.
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
    // A match that does not fit is shown in part.
    return [items.first.map { $0.words.lowerBound..<$0.words.lowerBound + 1 } ?? 0..<0]
  }

  /// Returns the range without a comma at its end, if it ends inside a sentence.
  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    let marks: [UInt8] = Array(",;:-".utf8)
    while end > range.lowerBound + 1, marks.contains(bytes[end - 1]) || bytes[end - 1].isSpace {
      end -= 1
    }
    return range.lowerBound..<end
  }
}
