internal import TextAnalysis

/// Words, the marks around them, and lists of words without spaces.
extension Lexer {
  /// Takes a word or an operator.
  ///
  /// A comma or slash between words is read as a space. But after a sign, a field or NOT, the words
  /// are a group: `-gas,oil` excludes both.
  mutating func takeWord() {
    let start = position
    let isGroup = startsList
    let word = wordRange(separates: !isValue)
    guard isGroup, isSeparator(position) else {
      take(word, isWhole: word.upperBound == position, from: start)
      return
    }
    append(.open, start..<start)
    take(word, isWhole: false, from: start)
    isInList = true
    while isSeparator(position) || isBound, wordCount <= Query.maxWords {
      while isSeparator(position) { skip() }
      guard let scalar = peek() else { break }
      takeNext(scalar)
    }
    isInList = false
    append(.close, position..<position)
  }

  /// True if a sign, a field or NOT applies to what comes next, which is not in a list already.
  private var startsList: Bool {
    guard let last = found.last, !isInList, !isValue else { return false }
    return isBound || last.kind == .not
  }

  /// True if the value of a filter comes next: names such as `Smith, John` are not lists.
  private var isValue: Bool {
    guard isBound, case .filter? = found.last?.kind else { return false }
    return true
  }

  private mutating func take(_ word: Range<Int>, isWhole: Bool, from start: Int) {
    let range = start..<position
    let text = text(word)
    if text == "NEAR", peek() == "(" {
      if !takeNear(start) {
        report(.malformedNear, range)
        append(word: "near", range)
      }
    } else if !isWhole || isAfterMark(start) || isBound(at: start) {
      // In `#OR` and `OR~` the word is not an operator, and neither is it after a sign or a colon.
      let isOperator = Self.operators[text] != nil || text.isDistance
      append(word: isOperator ? text.lowercased() : text, range)
    } else if text.isDistance || text == "AROUND" && takeDistanceInParentheses() {
      report(.malformedNear, start..<position)
    } else if let operation = Self.operators[text] {
      append(operation, range)
    } else {
      append(word: text, range)
    }
  }

  /// The words that are operators.
  static let operators: [String: Token.Kind] = [
    "AND": .and, "OR": .or, "NOT": .not, "ANDNOT": .not,
  ]

  /// Takes the distance of `AROUND(5)`; returns false, and takes nothing, if there is none.
  private mutating func takeDistanceInParentheses() -> Bool {
    guard peek() == "(" else { return false }
    var length = 1
    while peek(length)?.isDigit ?? false { length += 1 }
    guard length > 1, peek(length) == ")" else { return false }
    position += length + 1
    return true
  }

  private func isAfterMark(_ start: Int) -> Bool {
    guard start > 0, quote(at: start - 1) == nil else { return false }
    let before = scalars[start - 1]
    return before.isIgnoredBeforeWord && !before.isSpace && !["(", ")", "|", "&"].contains(before)
  }

  /// Adds a word, which may contain stars.
  mutating func append(word: String, _ range: Range<Int>) {
    if case .filter(.date)? = found.last?.kind, isBound(at: range.lowerBound),
      let dates = word.asOpenRange
    {
      append(.word(dates), range)
      return
    }
    let stars = Stars(word)
    if stars.hasStray, word.unicodeScalars.contains(where: \.isTokenCharacter) {
      report(.strayStar, range)
    }
    if let pattern = stars.pattern {
      append(.wildcard(pattern), range)
    } else if let phrase = Self.wildcardPhrase(word.unicodeScalars[...]) {
      report(.ignoredSign("?"), range)
      append(.phrase(phrase), range)
    } else {
      append(.word(word), range)
    }
  }

  /// Returns the parts of a word such as `te?t` as a phrase; nil if there is only one.
  ///
  /// In an address, a question mark starts the parameters.
  private static func wildcardPhrase(_ word: Substring.UnicodeScalarView) -> String? {
    guard !word.contains(where: { $0 == "/" || $0 == "=" || $0 == "." }) else { return nil }
    let pieces = word.split(separator: "?")
    guard pieces.count > 1,
      zip(pieces, pieces.dropFirst()).contains(where: { before, after in
        before.last?.properties.isAlphabetic ?? false
          && after.first?.properties.isAlphabetic ?? false
      })
    else { return nil }
    return pieces.map { String($0) }.joined(separator: " ").withoutMarks
  }

  // MARK: Text without signs

  /// Takes a word, or a phrase of a sentence; signs and operators mean nothing.
  mutating func takeText(_ scalar: Unicode.Scalar) {
    switch scalar {
    case _ where scalar.isSpace: skip()
    case _ where quote(at: position) != nil && reading == .sentence: takePhrase()
    case "\u{2018}", "\u{201A}": if reading == .words || !takeSinglePhrase() { skip() }
    case "*",
      _ where scalar.isIgnoredBeforeWord:
      skip()
    default: takePlainWord()
    }
  }

  private mutating func takePlainWord() {
    let start = position
    if let end = nameEnd(start), Token.Kind(fieldName: text(start..<end)) != nil {
      // The colon must not be read as that of a field when the query is printed.
      position = end + 1
      append(.word(text(start..<end)), start..<end)
      return
    }
    let word = text(wordRange(separates: true))
    let range = start..<position
    if word.isOperator {
      append(.word(word.lowercased()), range)
    } else if word.unicodeScalars.contains("*") {
      append(.phrase(word.withoutMarks), range)
    } else if let phrase = Self.wildcardPhrase(word.unicodeScalars[...]) {
      append(.phrase(phrase), range)
    } else {
      append(.word(word), range)
    }
  }
}

extension String {
  /// True if the text is an operator when it stands alone.
  var isOperator: Bool { Lexer.operators[self] != nil || self == "NEAR" || isDistance }

  /// True for the operators of other engines that stand between two words that must be near each
  /// other: `NEAR/5`, `ADJ5`, `W/5`.
  fileprivate var isDistance: Bool {
    guard let name = Self.distanceNames.first(where: { utf8.starts(with: $0.utf8) }) else {
      return false
    }
    let number = utf8.dropFirst(name.utf8.count)
    return !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static let distanceNames = ["NEAR/", "NEAR", "ADJ/", "ADJ", "W/", "PRE/"]

  /// The range without its star, in `2012-04-30..*` and `*..2012-04-30`; nil for other texts.
  fileprivate var asOpenRange: String? {
    if hasSuffix("..*") { return String(dropLast()) }
    return hasPrefix("*..") ? String(dropFirst()) : nil
  }
}
