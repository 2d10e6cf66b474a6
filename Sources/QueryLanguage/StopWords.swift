/// Words so common in English that they say nothing about the subject of a query.
enum StopWords {
  /// Lucene's list of 33 (`EnglishAnalyzer.ENGLISH_STOP_WORDS_SET`), then auxiliaries,
  /// prepositions, pronouns and question words that name nothing.
  ///
  /// Words that matter in headlines are not included: after, against, before, over, more, us, may.
  static let words: Set<String> = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it",
    "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they",
    "this", "to", "was", "will", "with",
    "about", "been", "did", "do", "does", "from", "had", "has", "have", "how", "its", "were",
    "what", "when", "where", "which", "why",
    "am", "any", "being", "can", "could", "doing", "having", "me", "my", "our", "please", "should",
    "some", "we", "whom", "whose", "would", "you", "your",
  ]

  /// The endings of `it's`, `they're` and the like after the apostrophe.
  private static let endings: Set<String> = ["s", "re", "ll", "ve", "d", "m"]

  /// True if a word, as typed, is a stop word.
  ///
  /// A word of two or more capital letters is a name: `IT`, `WHO`. Punctuation after the word is
  /// ignored, but `A+` is not a stop word.
  static func contains(_ word: String) -> Bool {
    var letters = word.unicodeScalars[...]
    while let last = letters.last, last.isPunctuationAfterWord { letters.removeLast() }
    while let first = letters.first, first.isApostrophe { letters.removeFirst() }
    if letters.count > 1 && letters.allSatisfy({ ("A"..."Z").contains($0) }) { return false }
    let pieces = letters.split(omittingEmptySubsequences: false, whereSeparator: \.isApostrophe)
      .map { String($0).lowercased() }
    switch pieces.count {
    case 1: return words.contains(pieces[0])
    case 2: return isContraction(pieces[0], pieces[1])
    default: return false
    }
  }

  private static func isContraction(_ word: String, _ ending: String) -> Bool {
    if endings.contains(ending) { return words.contains(word) || word == "who" || word == "i" }
    guard ending == "t", word.last == "n" else { return false }
    return words.contains(word) || words.contains(String(word.dropLast()))
  }

  /// True if a word is a stop word only before another one: `who` may be the World Health
  /// Organization, and `I` is also a numeral.
  static func mayBe(_ word: String) -> Bool {
    ["who", "Who", "i", "I"].contains(word)
  }
}

extension Query {
  /// The stop words, in no particular order.
  public static var stopWords: Set<String> { StopWords.words }

  /// Returns the query without its stop words, and the stop words as they were typed.
  ///
  /// Only plain words are dropped, also from groups in parentheses, but not words in quotation
  /// marks, after a sign, `=` or a field, or next to an operator. `who` and `I` count as stop words
  /// before another stop word. A query or group that consists only of stop words keeps them all.
  ///
  /// - Complexity: O(n), where n is the number of parts.
  public func withoutStopWords() -> (query: Query, dropped: [String]) {
    var isStop = Array(repeating: false, count: parts.count)
    var follows = false
    for index in parts.indices.reversed() {
      guard let word = parts[index].node.word else {
        follows = false
        continue
      }
      isStop[index] = StopWords.contains(word) || (follows && StopWords.mayBe(word))
      follows = isStop[index]
    }
    let hasContent = zip(parts, isStop).contains { part, isStop in
      !isStop && part.role != .excluded && !part.node.isFilter
    }
    guard hasContent else { return (self, []) }
    var query = self
    query.parts = []
    var dropped: [String] = []
    for (part, isStop) in zip(parts, isStop) {
      if isStop, part.role == .plain, let word = part.node.word {
        dropped.append(word)
      } else if part.role == .plain, case .group(let inner) = part.node,
        inner.allSatisfy({ $0.role == .plain })
      {
        let rest = Query(parts: inner).withoutStopWords()
        let parts = rest.query.parts
        query.parts.append(parts.count == 1 ? parts[0] : Part(.group(parts), range: part.range))
        dropped += rest.dropped
      } else {
        query.parts.append(part)
      }
    }
    return (query, dropped)
  }
}

extension Unicode.Scalar {
  fileprivate var isApostrophe: Bool { self == "'" || self == "\u{2019}" || self == "\u{2018}" }

  fileprivate var isPunctuationAfterWord: Bool {
    switch self {
    case ".", ",", ";", ":", "!", "?", "\u{2026}": true
    default: isApostrophe
    }
  }
}
