internal import CivilCalendar
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
    if text == "NEAR", isWhole, peek() == "(" {
      if !takeNear(start) {
        report(.malformedNear, range)
        append(word: "near", range)
      }
    } else if !isWhole || isAfterMark(start) || isBound(at: start) {
      // In `#OR` and `OR~` the word is not an operator, and neither is it after a sign or a colon.
      append(operatorAsWord: text, range)
    } else if let proximity = Proximity(text) {
      append(.proximity(proximity), range)
    } else if text == "AROUND", let length = distanceInParentheses() {
      let distance = self.text(position + 1..<position + length - 1)
      position += length
      append(.proximity(Proximity(around: Int(digits: distance, 1...4))), start..<position)
    } else if let operation = Self.operators[text] {
      append(operation, range)
    } else {
      append(word: text, range)
    }
  }

  /// Adds a word that would be an operator if it stood alone.
  private mutating func append(operatorAsWord text: String, _ range: Range<Int>) {
    if Proximity(text) != nil {
      append(.phrase(text), range)
    } else {
      let isName = Self.operators[text] != nil || Proximity.needsNumber[text] != nil
      append(word: isName ? text.lowercased() : text, range)
    }
  }

  /// The words that are operators.
  static let operators: [String: Token.Kind] = [
    "AND": .and, "OR": .or, "NOT": .not, "ANDNOT": .not,
  ]

  /// Returns the length of `(5)` after AROUND; nil if there is none.
  private func distanceInParentheses() -> Int? {
    guard peek() == "(" else { return nil }
    var length = 1
    while peek(length)?.isDigit ?? false { length += 1 }
    return length > 1 && peek(length) == ")" ? length + 1 : nil
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
    case "'" where reading == .sentence && takeSinglePhrase(): break
    case "'" where isStraySingleQuote: skip()
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
      append(operatorAsWord: word, range)
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
  var isOperator: Bool {
    Lexer.operators[self] != nil || Proximity.needsNumber[self] != nil || Proximity(self) != nil
  }

  /// The range without its star, in `2012-04-30..*` and `*..2012-04-30`; nil for other texts.
  fileprivate var asOpenRange: String? {
    if hasSuffix("..*") { return String(dropLast()) }
    return hasPrefix("*..") ? String(dropFirst()) : nil
  }
}
