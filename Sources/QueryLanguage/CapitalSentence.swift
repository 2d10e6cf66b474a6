internal import TextAnalysis

/// A sentence in capital letters, like old topics and headlines: `TALKS ON THE FISHING DISPUTE -
/// CUSTOMS AND TARIFFS`.
///
/// In such a text, a word in capital letters need not be a name or an operator, and signs are
/// punctuation. A Boolean query in capitals, such as `US AND UK OR NATO`, is not a sentence. The
/// words that only sentences have tell the two apart, and also the length of the words, the number
/// of operators, and signs that stand where only a query has them.
struct CapitalSentence {
  /// The text with function words in lower case; its length in bytes does not change.
  let text: String
  /// The position of the first operator or sign that is read as text, in UTF-8 bytes.
  let operatorRange: Range<Int>?

  /// Function words that are not names, so that they show that a text is a sentence.
  private static let evidence: Set<String> = [
    "OF", "THE", "FOR", "BY", "WITH", "FROM", "TO", "IN", "ON", "HOW", "WHAT", "WHICH", "INTO",
    "THEIR", "ABOUT", "ARE", "WERE",
  ]
  /// The verbs that NOT follows in a sentence.
  private static let auxiliaries: Set<String> = [
    "ARE", "CAN", "COULD", "DID", "DO", "DOES", "HAD", "HAS", "HAVE", "IS", "MAY", "MIGHT", "MUST",
    "SHALL", "SHOULD", "WAS", "WERE", "WILL", "WOULD",
  ]
  /// A text of at least this many words, most of them longer than `maxNameLength`, is a sentence.
  private static let minSentenceLength = 6
  private static let maxNameLength = 5

  /// Returns nil if the text has a lower-case letter, or if it may be a Boolean query.
  init?(_ text: String) {
    guard text.utf8.count <= Query.maxBytes,
      !text.unicodeScalars.contains(where: { $0.properties.isLowercase })
    else { return nil }
    var lexer = Lexer(text)
    let tokens = lexer.tokens()
    guard Self.isSentence(tokens) else { return nil }
    var bytes = Array(text.utf8)
    for token in tokens where token.isOperatorWord || token.isStopWord {
      for index in token.range where (0x41...0x5A).contains(bytes[index]) { bytes[index] |= 0x20 }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    operatorRange = tokens.first { $0.isOperatorWord || $0.isQueryMark }?.range
  }

  private static func isSentence(_ tokens: [Token]) -> Bool {
    guard !tokens.contains(where: \.isName) else { return false }
    let content = tokens.compactMap(\.text)
    // Words without capital letters, such as Chinese words and dates, prove nothing.
    let capitals = content.map { $0.unicodeScalars.count(where: \.properties.isUppercase) }
    guard 2 * capitals.count(where: { $0 > 0 }) > content.count else { return false }
    let marks = queryMarks(tokens)
    // A list of names has many operators.
    let isLong =
      content.count >= minSentenceLength
      && 2 * capitals.count(where: { $0 > maxNameLength }) > content.count
      && 3 * tokens.count(where: \.isJoin) <= content.count && marks == 0
    let found = tokens.count { $0.word.map(evidence.contains) ?? false } + negatedVerbs(tokens)
    return isLong || content.count > 2 && found > marks || lacksOperand(tokens)
  }

  /// The number of marks that queries have rather than sentences: `-X`, `X*`, `AND (`, `"X" OR`, and
  /// a NOT that nobody would speak.
  private static func queryMarks(_ tokens: [Token]) -> Int {
    tokens.indices.count { index in
      let before = index > 0 ? tokens[index - 1] : nil
      let after = index + 1 < tokens.count ? tokens[index + 1] : nil
      switch tokens[index].kind {
      case .not: return !isSpoken(before, after)
      case .and, .or:
        return after?.kind == .open || before?.isPhrase ?? false || after?.isPhrase ?? false
      default: return tokens[index].isQueryMark
      }
    }
  }

  /// True if a NOT between two tokens is one that sentences have: `DOES NOT`, `NOT ABOUT`.
  private static func isSpoken(_ before: Token?, _ after: Token?) -> Bool {
    before?.word.map(auxiliaries.contains) ?? false || after?.isStopWord ?? false
  }

  private static func negatedVerbs(_ tokens: [Token]) -> Int {
    zip(tokens, tokens.dropFirst()).count { before, token in
      token.kind == .not && before.word.map(auxiliaries.contains) ?? false
    }
  }

  /// True if the text starts or ends like a sentence, but with an operator that lacks an operand:
  /// `READY OR NOT`.
  private static func lacksOperand(_ tokens: [Token]) -> Bool {
    guard tokens.count > 2 else { return false }
    let kinds = tokens.map(\.kind)
    return kinds[0] == .and || kinds[0] == .or || kinds.suffix(2) == [.or, .not]
  }
}

extension Token {
  /// The text of a clause.
  fileprivate var text: String? { if case .clause(let clause) = kind { clause.text } else { nil } }

  fileprivate var word: String? {
    if case .clause(.word(let word)) = kind { word } else { nil }
  }

  fileprivate var isPhrase: Bool { if case .clause(.phrase) = kind { true } else { false } }

  fileprivate var isStopWord: Bool { word.map { StopWords.contains($0.lowercased()) } ?? false }

  /// True for an operator that is also a word.
  fileprivate var isOperatorWord: Bool {
    kind == .and || kind == .or || kind == .not || word == "NEAR" || word == "near"
  }

  /// True for a sign that only a query has.
  fileprivate var isQueryMark: Bool {
    switch kind {
    case .sign, .ampersands, .bar, .clause(.exact), .clause(.wildcard), .clause(.near): true
    default: false
    }
  }

  /// True for the name of a field or filter.
  fileprivate var isName: Bool {
    switch kind {
    case .field, .filter: true
    default: false
    }
  }
}
