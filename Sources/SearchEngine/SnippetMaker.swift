internal import Archive
internal import SQLite
internal import TextAnalysis

/// What is shown of a passage that answers a query.
struct Excerpt: Equatable {
  /// The whole title.
  var title: Snippet
  /// The parts of the text that show the query best.
  var snippet: Snippet
  /// The needles that are in the title or the text, by number.
  var present: Set<Int>
}

/// Makes the excerpts of one answer's passages: what is found in them is set off, and of a long
/// passage those words are shown that say most of why it was found.
struct SnippetMaker {
  private let finder: MatchFinder
  private let words: Int

  /// Creates a maker of snippets that have at most so many words.
  ///
  /// It must not outlive the connection, whose tokenizers it uses.
  init(_ needles: [Needle], words: Int, connection: Connection) throws(SQLiteError) {
    finder = try MatchFinder(needles, stemming: connection.tokenizer(Archive.tokenizer)) {
      () throws(SQLiteError) in
      try connection.tokenizer(Archive.foldingTokenizer)
    }
    self.words = words
  }

  /// What is shown of a passage of this title and text.
  ///
  /// - Complexity: O(n log n) in the length of both: some 20 microseconds for 200 words.
  func excerpt(title: String, text: String) throws(SQLiteError) -> Excerpt {
    let titleMatches = try finder.matches(in: title, column: 0)
    let textMatches = try finder.matches(in: text, column: 1)
    return Excerpt(
      title: whole(title, titleMatches), snippet: snippet(text, textMatches),
      present: Set((titleMatches + textMatches).map(\.needle)))
  }

  private func whole(_ text: String, _ matches: [Match]) -> Snippet {
    var line = SnippetText()
    line.append(
      0..<text.utf8.count, of: Array(text.utf8), highlighting: Self.union(matches.map(\.range)))
    return line.snippet
  }

  private func snippet(_ text: String, _ matches: [Match]) -> Snippet {
    let passage = PassageWords(text)
    let all = passage.words
    guard all.count > words else { return whole(text, matches) }
    let context = SnippetContext(passage, budget: words)
    let fragments = context.fragments(around: cores(matches, all))
    let highlights = Self.union(matches.map(\.range))
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

  /// The words that must be shown; the beginning of the passage if nothing is found in it.
  private func cores(_ matches: [Match], _ all: [PassageWords.Word]) -> [Range<Int>] {
    var items: [SnippetPlan.Item] = []
    var first = 0
    for match in matches {
      while first + 1 < all.count, all[first].range.upperBound <= match.range.lowerBound {
        first += 1
      }
      // No word is far from where the match begins, but a phrase may be long.
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
    // What is too long to be shown is shown in part.
    return [items.first.map { $0.words.lowerBound..<$0.words.lowerBound + 1 } ?? 0..<0]
  }

  /// A part that ends inside a sentence, without the comma at its end.
  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    let marks: [UInt8] = Array(",;:-".utf8)
    while end > range.lowerBound + 1, marks.contains(bytes[end - 1]) || bytes[end - 1].isSpace {
      end -= 1
    }
    return range.lowerBound..<end
  }

  /// Ranges in order, those that overlap as one; those that only touch stay two.
  private static func union(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var union: [Range<Int>] = []
    for range in ranges {
      if let last = union.last, range.lowerBound < last.upperBound {
        union[union.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        union.append(range)
      }
    }
    return union
  }
}
