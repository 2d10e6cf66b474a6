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
  /// A single capital letter after another word is part of a name; see `joiningNames()`.
  ///
  /// - Complexity: O(n), where n is the number of parts.
  public func withoutStopWords() -> (query: Query, dropped: [String]) {
    joiningNames().withoutPlainStopWords()
  }

  /// Returns the query with a phrase in the place of each capital letter that follows a word: in
  /// `hepatitis A vaccine`, the A is the phrase "hepatitis A".
  ///
  /// A and I between capitalized words are words of a headline, as in `Once Upon A Time`, and I
  /// after a word in lower case is a pronoun, unless it is the last word. A letter before a number
  /// belongs to the number, as in `vitamin B 12`.
  private func joiningNames() -> Query {
    guard parts.contains(where: { $0.node.word?.isSingleCapital ?? false }),
      parts.contains(where: { $0.node.word?.contains(where: \.isLowercase) ?? false })
    else { return self }
    var query = self
    for index in parts.indices.dropFirst() {
      guard parts[index].role == .plain, parts[index - 1].role == .plain,
        let letter = parts[index].node.word, letter.isSingleCapital,
        let name = parts[index - 1].node.word, name.isName
      else { continue }
      let next = index + 1 < parts.count ? parts[index + 1].node.word?.first : nil
      let isCapitalized = name.first?.isUppercase ?? false
      if let next {
        if next.isNumber { continue }
        if ["A", "I"].contains(letter), isCapitalized, next.isUppercase { continue }
        if letter == "I", !isCapitalized { continue }
      }
      query.parts[index].node = .clause(.phrase(name + " " + letter))
    }
    return query
  }

  private func withoutPlainStopWords() -> (query: Query, dropped: [String]) {
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
        let rest = Query(parts: inner).withoutPlainStopWords()
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

extension String {
  fileprivate var isSingleCapital: Bool {
    utf8.count == 1 && utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  /// True if the text may be a noun before a letter: a word of two letters or more that is not a stop
  /// word.
  fileprivate var isName: Bool {
    count > 1 && allSatisfy(\.isLetter) && !StopWords.contains(self)
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
