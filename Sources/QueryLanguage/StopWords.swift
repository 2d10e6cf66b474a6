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

/// A query entirely in capital letters, like old topics and headlines: `USE OF LASERS AND MASERS IN
/// MEDICINE`.
///
/// In such a text, a word in capital letters need not be a name or an operator. A list of names,
/// such as `US AND UK OR NATO`, is not such a text; it is recognized by its length and by the lack
/// of words that only sentences have. Neither is a text with quotation marks, parentheses, signs,
/// fields or NOT, since its author knows operators.
struct AllCapsQuery {
  /// The text with function words in lower case; its length in bytes does not change.
  let text: String
  /// The position of the first operator that is read as a word, in UTF-8 bytes.
  let operatorRange: Range<Int>?

  /// Function words that are not names, so that they show that a text is a sentence.
  private static let evidence: Set<String> = [
    "OF", "THE", "FOR", "BY", "WITH", "FROM", "TO", "IN", "ON", "HOW", "WHAT", "WHICH", "INTO",
    "THEIR", "ABOUT", "ARE", "WERE",
  ]
  private static let operators: Set<String> = ["AND", "OR", "NEAR"]
  /// A text of at least this many words, most of them longer than `maxNameLength`, is a sentence.
  private static let minSentenceLength = 6
  private static let maxNameLength = 5

  /// Returns nil if the text has a lower-case letter, may be a list of names, or is not only words.
  init?(_ text: String) {
    guard text.utf8.count <= Query.maxBytes,
      !text.unicodeScalars.contains(where: { $0.properties.isLowercase })
    else { return nil }
    var bytes = Array(text.utf8)
    let words = bytes.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    guard texts.allSatisfy(Self.isPlain), Self.isSentence(texts) else { return nil }
    var first: Range<Int>?
    for (word, text) in zip(words, texts) {
      let isOperator = Self.operators.contains(text)
      guard isOperator || StopWords.contains(text.lowercased()) else { continue }
      for index in word.indices where (0x41...0x5A).contains(bytes[index]) { bytes[index] |= 0x20 }
      if isOperator, first == nil { first = word.indices }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    operatorRange = first
  }

  private static func isSentence(_ words: [String]) -> Bool {
    let content = words.filter { !operators.contains($0) }
    // Words without capital letters, such as Chinese words and dates, prove nothing.
    let capital = content.filter { word in
      word.unicodeScalars.contains { $0.properties.isUppercase }
    }
    guard 2 * capital.count > content.count else { return false }
    let long = capital.count { word in
      word.unicodeScalars.count { $0.properties.isUppercase } > maxNameLength
    }
    // A list of names has many operators.
    let isLong =
      content.count >= minSentenceLength && 2 * long > content.count
      && 3 * (words.count - content.count) <= content.count
    return isLong || content.count > 2 && content.contains(where: evidence.contains)
  }

  /// True if a word has no special meaning in the query language.
  private static func isPlain(_ word: String) -> Bool {
    guard word != "NOT", let first = word.unicodeScalars.first else { return false }
    if first == "+" || first == "=" || first == "-" { return false }
    return word.unicodeScalars.allSatisfy { scalar in
      // A colon marks a field, unless it ends a word.
      !"\"“”„«»()|*~".unicodeScalars.contains(scalar)
    } && !word.dropLast().contains(":")
  }
}
