internal import Archive
internal import SQLite
internal import TextAnalysis

/// The excerpts of an article that are shown for a hit.
struct Excerpt: Equatable {
  /// The whole title, without the rest of very long words.
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
  private let preferences: SnippetPreferences
  /// The weights of the keys.
  private let weights: [Int]
  private let choiceKeys: [SnippetChoice.Key]

  /// Creates an instance for snippets of at most `words` words.
  ///
  /// The instance uses the tokenizers of `connection`, so it must not outlive the connection.
  init(
    _ highlights: [Highlight], words: Int, preferences: SnippetPreferences = SnippetPreferences(),
    connection: Connection
  ) throws(SQLiteError) {
    finder = try MatchFinder(highlights, stemming: connection.indexTokenizer()) {
      () throws(SQLiteError) in
      try connection.foldingTokenizer()
    }
    self.words = words
    self.preferences = preferences
    let weights = finder.highlightsOfKeys.map { preferences.weight(ofHighlight: $0) }
    self.weights = weights
    let largest = Double(weights.max() ?? 1)
    choiceKeys = zip(weights, finder.highlightsOfKeys).map { weight, highlight in
      let typed = preferences.typedWord(ofHighlight: highlight).lowercased()
      return SnippetChoice.Key(weight: Double(weight) / largest, typed: Array(typed.utf8))
    }
  }

  /// Returns the excerpt of a passage with this title and text.
  ///
  /// - Complexity: O(n log n) in the length of title and text: about 20 microseconds for 200 words.
  func excerpt(title: String, text: String) throws(SQLiteError) -> Excerpt {
    let titleMatches = try finder.matches(in: title, column: 0)
    let textMatches = try finder.matches(in: text, column: 1)
    return Excerpt(
      title: Snippet(
        title: title, highlights: titleMatches.map(\.range).merged(joiningAdjacent: false)),
      snippet: snippet(text, textMatches),
      present: Set((titleMatches + textMatches).map(\.highlight)))
  }

  private func snippet(_ text: String, _ matches: [Match]) -> Snippet {
    let highlights = matches.map(\.range).merged(joiningAdjacent: false)
    var passage = PassageWords(text)
    passage.shortenLongWords(keeping: highlights)
    guard passage.words.count > words else {
      return Snippet(whole: passage, highlights: highlights)
    }
    let context = SnippetContext(passage, budget: words)
    let fragments = context.fragments(around: cores(matches, passage))
    return Snippet(fragments, of: passage, highlights: highlights)
  }

  /// Returns the cores: the ranges of words that must be shown.
  ///
  /// If the passage has no matches, returns an empty core at its start.
  private func cores(_ matches: [Match], _ passage: PassageWords) -> [SnippetPlan.Core] {
    let all = passage.words
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
      items.append(SnippetPlan.Item(key: match.key, words: first..<end, bytes: match.range))
    }
    var plan = SnippetPlan(items, keyCount: finder.keyCount, budget: words)
    plan.weights = weights
    let choice = SnippetChoice(
      passage, choiceKeys, prefersFigures: preferences.prefersFigures)
    let cores = preferences.isCoherent ? plan.coherentCores(choice.cost) : plan.cores(choice.cost)
    guard cores.isEmpty else { return cores }
    // If no match fits, the beginning of the first one is shown.
    let start = items.first?.words.lowerBound
    return [SnippetPlan.Core(words: start.map { $0..<$0 + 1 } ?? 0..<0, keys: [])]
  }
}
