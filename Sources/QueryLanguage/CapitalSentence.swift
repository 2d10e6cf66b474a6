internal import TextAnalysis

/// A sentence in capital letters, like old topics and headlines: `TALKS ON THE FISHING DISPUTE -
/// CUSTOMS AND TARIFFS`.
///
/// In such a text, a word in capital letters need not be a name or an operator, and signs are
/// punctuation. A Boolean query in capitals, such as `US AND UK OR NATO`, is not a sentence:
/// `CapitalEvidence` tells the two apart.
struct CapitalSentence {
  /// The text with function words in lower case; its length in bytes does not change.
  let text: String
  /// The position of the first operator or sign that is read as text, in UTF-8 bytes.
  let operatorRange: Range<Int>?

  /// Returns the sentence that a text is, and a notice if the text is a Boolean query that may be a
  /// sentence too.
  static func reading(_ text: String) -> (sentence: CapitalSentence?, notice: Notice?) {
    guard text.utf8.count <= Query.maxBytes,
      !text.unicodeScalars.contains(where: { $0.properties.isLowercase })
    else { return (nil, nil) }
    var lexer = Lexer(text)
    let tokens = lexer.tokens()
    guard let evidence = CapitalEvidence(tokens, text) else { return (nil, nil) }
    if evidence.isSentence { return (CapitalSentence(text, tokens, evidence), nil) }
    guard evidence.mayBeSentence, let first = tokens.first(where: \.isOperatorWord) else {
      return (nil, nil)
    }
    return (nil, Notice(kind: .operatorsInCapitals, range: first.range))
  }

  private init(_ text: String, _ tokens: [Token], _ evidence: CapitalEvidence) {
    // Without a function word, words such as IT and WHO are names, as in `IT, AI AND ROBOTICS`.
    let hasStopWords = evidence.functionWords > 0
    var bytes = Array(text.utf8)
    for token in tokens where token.isOperatorWord || (hasStopWords && token.isStopWord) {
      for index in token.range where (0x41...0x5A).contains(bytes[index]) { bytes[index] |= 0x20 }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    operatorRange =
      tokens.indices.first { tokens[$0].isReadAsText(before: tokens.dropFirst($0 + 1).first) }
      .map { tokens[$0].range }
  }
}

/// The signs that a text in capitals is a sentence or a Boolean query.
struct CapitalEvidence {
  /// The number of words outside quotation marks that only sentences have.
  private(set) var functionWords = 0
  /// The number of marks that are punctuation.
  private let punctuation: Int
  /// The number of signs that only a query has.
  private var querySigns = 0
  /// The number of NOTs that nobody would speak.
  private var exclusions = 0
  /// True if an operator in parentheses, or another form that no sentence has, proves a query.
  private var isCertainlyQuery = false
  /// True if an operator stands beside several words, or without an operand.
  private var hasSpokenOperator = false
  private let words: Int
  private let isLong: Bool

  /// A text of at least this many words, most of them longer than `maxNameLength`, is a sentence.
  private static let minSentenceLength = 6
  private static let maxNameLength = 5

  /// Returns nil if the text has a field, or if few of its words have capital letters.
  init?(_ tokens: [Token], _ text: String) {
    guard !tokens.contains(where: \.isName) else { return nil }
    let content = tokens.compactMap(\.text)
    // Words without capital letters, such as Chinese words and dates, prove nothing.
    let capitals = content.map { $0.unicodeScalars.count(where: \.properties.isUppercase) }
    let names = capitals.count { $0 > 0 }
    let written = content.count { $0.unicodeScalars.contains(where: \.properties.isAlphabetic) }
    guard 2 * names > content.count || (names > 1 && 2 * names > written) else { return nil }
    words = content.count
    isLong =
      words >= Self.minSentenceLength
      && 2 * capitals.count(where: { $0 > Self.maxNameLength }) > words
      && 3 * tokens.count(where: \.isJoin) <= words
    punctuation = SentencePunctuation.count(in: text, tokens)
    for index in tokens.indices { weigh(tokens, index) }
    let groups = Self.groupsWithOperator(tokens)
    querySigns += groups
    if groups > 0 { isCertainlyQuery = true }
    if words > 1, let first = tokens.first, first.isJoin || first.kind == .not {
      hasSpokenOperator = true
    }
    if tokens.suffix(2).map(\.kind) == [.or, .not] { hasSpokenOperator = true }
  }

  private mutating func weigh(_ tokens: [Token], _ index: Int) {
    let before = index > 0 ? tokens[index - 1] : nil
    let after = index + 1 < tokens.count ? tokens[index + 1] : nil
    switch tokens[index].kind {
    case .not:
      if before?.kind == .or {
        hasSpokenOperator = true
      } else if before?.word.map(Self.spokenBeforeNot.contains) ?? false
        || after?.isStopWord ?? false
      {
        functionWords += 1
      } else {
        exclusions += 1
        if hasSeveralWords(tokens, from: index + 1, by: 1) { hasSpokenOperator = true }
      }
    case .and, .or:
      if before?.isPhrase ?? false || after?.isPhrase ?? false {
        querySigns += 1
      } else if hasSeveralWords(tokens, from: index + 1, by: 1)
        || hasSeveralWords(tokens, from: index - 1, by: -1)
      {
        hasSpokenOperator = true
      }
    case .clause(.near), .proximity:
      querySigns += 1
      isCertainlyQuery = true
    case .clause(.exact), .clause(.wildcard), .sign, .ampersands, .bar: querySigns += 1
    case .clause(.word(let word)):
      if tokens[index].isProximityName(before: after), before?.word != nil, after != nil {
        hasSpokenOperator = true
      } else if Self.functionWords.contains(word)
        || (Self.namesOrFunctionWords.contains(word) && before?.word != nil && after?.word != nil)
      {
        functionWords += 1
      }
    default: break
    }
  }

  /// True if at least two plain words stand side by side from `index` on.
  private func hasSeveralWords(_ tokens: [Token], from index: Int, by step: Int) -> Bool {
    [index, index + step].allSatisfy { tokens.indices.contains($0) && tokens[$0].word != nil }
  }

  /// The number of groups in parentheses that contain an operator.
  private static func groupsWithOperator(_ tokens: [Token]) -> Int {
    var (groups, depth, isCounted) = (0, 0, false)
    for token in tokens {
      switch token.kind {
      case .open:
        depth += 1
        isCounted = false
      case .close: depth = max(0, depth - 1)
      case _ where depth > 0 && !isCounted && (token.isJoin || token.kind == .not):
        groups += 1
        isCounted = true
      default: break
      }
    }
    return groups
  }

  // MARK: Verdict

  /// True if the text is a sentence rather than a query.
  var isSentence: Bool {
    if isCertainlyQuery { return words > 2 && functionWords > querySigns + exclusions }
    return punctuation > 0 && words > 1 && punctuation + functionWords > querySigns
      || words > 2 && functionWords > querySigns + exclusions
      || querySigns == 0 && (isLong && exclusions == 0 || hasSpokenOperator)
  }

  /// True if the text could be read as a sentence, although it is read as a query.
  var mayBeSentence: Bool {
    !isCertainlyQuery && (functionWords > 0 || punctuation > 0 || hasSpokenOperator)
  }

  // MARK: Words

  /// Words that are not names, so that they show that a text is a sentence.
  private static let functionWords: Set<String> = [
    "OF", "THE", "FOR", "BY", "WITH", "FROM", "TO", "IN", "ON", "HOW", "WHAT", "WHICH", "INTO",
    "THEIR", "ABOUT", "ARE", "WERE", "BUT", "WAS", "HAS", "HAVE", "HAD", "BEEN", "DOES", "DID",
    "THIS", "THESE", "ITS", "WHOSE", "WHY", "OUR", "YOUR", "WOULD", "SHOULD", "COULD",
  ]
  /// Words that are also names, such as Islamic State, but hardly between two other words.
  private static let namesOrFunctionWords: Set<String> = ["IS", "AT", "AN", "BE", "THAT", "THEY"]
  /// The words that NOT follows in a sentence.
  private static let spokenBeforeNot: Set<String> = [
    "ARE", "BUT", "CAN", "COULD", "DID", "DO", "DOES", "HAD", "HAS", "HAVE", "IS", "MAY", "MIGHT",
    "MUST", "SHALL", "SHOULD", "WAS", "WERE", "WILL", "WOULD",
  ]
}

/// The punctuation of a text in capitals.
enum SentencePunctuation {
  /// Returns the number of marks that are punctuation and not signs of a query: dashes between
  /// spaces, commas, colons and the like, parentheses without an operator, and quotation marks
  /// beside another word.
  static func count(in text: String, _ tokens: [Token]) -> Int {
    var bytes = Array(text.utf8)
    for token in tokens where token.isQuoted {
      for index in token.range { bytes[index] = UInt8(ascii: "Q") }
    }
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    let marks = scalars.indices.count { isPunctuation(scalars, $0) }
    let quotes = zip(tokens, tokens.dropFirst()).count { first, second in
      first.isPhrase && second.word != nil || first.word != nil && second.isPhrase
    }
    return marks + quotes + groupsOfWords(tokens)
  }

  private static func isPunctuation(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let before = index > 0 ? scalars[index - 1] : " "
    let after = index + 1 < scalars.count ? scalars[index + 1] : " "
    switch scalars[index] {
    case ",", ";", ":", "?", "\u{2026}":
      // Between digits a comma is part of a number, as in `20,000`; a colon is punctuation even in `12:30`.
      return scalars[index] == ":" || !before.isDigit || !after.isDigit
    case "!": return before.isTokenCharacter
    case ".":
      // After a single letter, a full stop is part of an abbreviation.
      let second = index > 1 ? scalars[index - 2] : " "
      return after.isSpace && before.isTokenCharacter && second.isTokenCharacter
    case "-", "\u{2013}", "\u{2014}", "\u{2212}", "&", "*", "/":
      return index > 0 && before.isSpace && after.isSpace
    default: return false
    }
  }

  /// The number of groups in parentheses that contain words but no operator.
  private static func groupsOfWords(_ tokens: [Token]) -> Int {
    tokens.indices.count { index in
      guard tokens[index].kind == .open else { return false }
      let group = tokens[(index + 1)...].prefix { $0.kind != .close && $0.kind != .open }
      let end = index + 1 + group.count
      return !group.isEmpty && end < tokens.count && tokens[end].kind == .close
        && group.allSatisfy { $0.text != nil }
    }
  }
}

extension Token {
  /// The text of a clause.
  fileprivate var text: String? { if case .clause(let clause) = kind { clause.text } else { nil } }

  fileprivate var isPhrase: Bool { if case .clause(.phrase) = kind { true } else { false } }

  /// True if marks in the token are not punctuation of the text.
  fileprivate var isQuoted: Bool {
    switch kind {
    case .clause(.phrase), .clause(.near), .clause(.exact): true
    default: false
    }
  }

  fileprivate var isStopWord: Bool { word.map { StopWords.contains($0.lowercased()) } ?? false }

  /// True for an operator that is also a word.
  fileprivate var isOperatorWord: Bool {
    kind == .and || kind == .or || kind == .not || word == "NEAR" || word == "near"
  }

  /// True for a word that other engines read as an operator, if `after` follows it.
  fileprivate func isProximityName(before after: Token?) -> Bool {
    guard let word, let needsNumber = Proximity.needsNumber[word] else { return false }
    guard needsNumber else { return true }
    return after?.word.map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } } ?? false
  }

  /// True for an operator or sign that a sentence does not have.
  fileprivate func isReadAsText(before after: Token?) -> Bool {
    switch kind {
    case .sign, .ampersands, .bar, .proximity, .clause(.exact), .clause(.wildcard), .clause(.near):
      true
    default: isOperatorWord || isProximityName(before: after)
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
