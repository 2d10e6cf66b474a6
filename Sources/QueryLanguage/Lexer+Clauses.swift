internal import TextAnalysis

/// The clauses that are more than a word: phrases, exact words and NEAR.
extension Lexer {
  /// Takes a quoted text and returns it without redundant spaces; nil if it is not closed.
  ///
  /// It ends at the next quotation mark of the same family as the current one.
  mutating func quoted() -> String? {
    guard let quote = quote(at: position), lastQuote[quote, default: 0] > position else {
      return nil
    }
    let start = position + 1
    position = start
    while position < scalars.count, self.quote(at: position) != quote { position += 1 }
    position += 1
    return text(start..<position - 1).withoutQuotes
  }

  mutating func takePhrase() {
    let start = position
    // Pages separate the parts of a title: `Home » World news » Europe`.
    if ["\u{BB}", "\u{203A}"].contains(peek()), peek(1)?.isSpace ?? false {
      skip()
      return
    }
    guard let phrase = quoted() else {
      report(.unclosedQuote, start..<start + 1)
      position = start + 1
      skip(from: start, areQuotes: true)
      return
    }
    take(phrase: phrase, from: start)
  }

  /// Takes a phrase between single quotation marks; returns false if the mark is an apostrophe.
  mutating func takeSinglePhrase() -> Bool {
    guard let end = closingSingleQuote() else { return false }
    let start = position
    position = end + 1
    take(phrase: text(start + 1..<end).withoutQuotes, from: start)
    return true
  }

  /// Adds a phrase whose closing mark is before the current position, and takes what belongs to it.
  private mutating func take(phrase: String, from start: Int) {
    if dateName(at: start) == .date, DateRange(phrase) != nil {
      append(.phrase(phrase), start..<position)
      return
    }
    let stars = Stars(phrase)
    if stars.hasStray { report(.strayStar, start..<position) }
    let text = stars.pattern ?? (stars.isEmpty ? phrase : phrase.withoutMarks)
    var clause = Clause.Kind.phrase(stars.isEmpty ? phrase : phrase.withoutMarks)
    if let pattern = stars.pattern, reading == .full { clause = .wildcard(pattern) }
    if reading != .full {
      // Neither `~5` nor a star belongs to a phrase in a sentence.
    } else if peek() == "~" {
      let tilde = position
      position += 1
      let words = phrase.withoutMarks.split(separator: " ").map(String.init)
        .filter { $0.tokenRuns > 0 }
      if let distance = number() {
        if words.count > 1 { clause = .near(words, distance: distance) }
        if stars.pattern != nil { report(.strayStar, start..<tilde) }
      } else {
        report(.malformedNear, tilde..<position)
      }
    } else if peek() == "*" {
      // FTS5 puts the star of a phrase after its closing mark.
      position += 1
      if let pattern = Stars(text + "*").pattern { clause = .wildcard(pattern) }
    }
    let isKept = append(clause, start..<position)
    if !isKept && text.tokenRuns == 0 {
      report(.emptyPhrase, start..<position)
      skip(from: start, areQuotes: true)
    }
  }

  /// Takes `=word` or `="some words"`; a `=` that starts neither is skipped.
  ///
  /// An equals sign has this meaning only at the start of the query, or after white space, `(`,
  /// `|`, a sign or a colon; in `==x` both are skipped.
  mutating func takeExact() {
    let start = position
    position += 1
    if let before = start > 0 ? scalars[start - 1] : nil, !before.isSpace,
      before.role == nil, !["(", "|", ":"].contains(before)
    {
      skip(from: start)
      return
    }
    guard let next = peek(), next.startsOperand, next != "=" else {
      skip(from: start)
      return
    }
    if next == "(" || isField(position) {
      report(.strayEquals, start..<position)
      skip(from: start)
      return
    }
    if quote(at: position) != nil {
      takeExactPhrase(from: start)
    } else {
      takeExactWord(from: start)
    }
  }

  /// Returns a phrase in which stars have no meaning, and reports them.
  private mutating func takeStars(of phrase: String, _ range: Range<Int>) -> String {
    guard phrase.unicodeScalars.contains("*") else { return phrase }
    report(.strayStar, range)
    return phrase.withoutMarks
  }

  private mutating func takeExactPhrase(from start: Int) {
    guard let phrase = quoted() else {
      report(.unclosedQuote, position..<position + 1)
      position += 1
      skip(from: start, areQuotes: true)
      return
    }
    let text = takeStars(of: phrase, start..<position)
    if peek() == "*" { report(.strayStar, position..<position + 1) }
    if peek() == "~" {
      let tilde = position
      position += 1
      _ = number()
      report(.malformedNear, tilde..<position)
    }
    let isKept = append(.exact(text), start..<position)
    if !isKept && text.tokenRuns == 0 {
      report(.emptyPhrase, start..<position)
      skip(from: start, areQuotes: true)
    }
  }

  private mutating func takeExactWord(from start: Int) {
    while let mark = peek(), mark.isIgnoredBeforeWord, mark.startsOperand, mark != "(",
      quote(at: position) == nil
    {
      skip()
    }
    guard isInWord(position), peek()?.startsOperand ?? false, quote(at: position) == nil else {
      skip(from: start)
      return
    }
    let word = scalars[wordRange(separates: false)]
    if word.contains("*") && word.contains(where: \.isTokenCharacter) {
      report(.strayStar, start..<position)
    }
    append(.exact(String(word).withoutMarks), start..<position)
  }
}

// MARK: NEAR and distances

extension Lexer {
  /// Takes a number, and returns it if it is a valid distance: one to four digits.
  ///
  /// `-5`, `2.5`, `20,000` and `99999` are taken too, but nil is returned for them. If there is no
  /// number, nothing is taken.
  mutating func number() -> Int? {
    let start = position
    while peek()?.role != nil { position += 1 }
    let first = position
    takeDigits()
    guard position > first else {
      position = start
      return nil
    }
    let digits = first..<position
    // Without this limit, a long list of numbers would be scanned to its end from each comma.
    for _ in 0..<3 {
      guard let mark = peek(), mark == "." || mark == ",", peek(1)?.isDigit ?? false else { break }
      position += 1
      takeDigits()
    }
    guard start == first, digits.upperBound == position, digits.count <= 4 else { return nil }
    return Int(text(digits))
  }

  private mutating func takeDigits() {
    while peek()?.isDigit ?? false { position += 1 }
  }

  /// Takes `(a "b c", 5)` after the word NEAR; if it is malformed, takes nothing and returns false.
  mutating func takeNear(_ start: Int) -> Bool {
    let open = position
    position += 1
    var near = Near()
    while let scalar = peek(), scalar != ")" {
      if scalar.isSpace {
        skip()
      } else if scalar == "," {
        takeComma(&near)
      } else if quote(at: position) != nil {
        let start = position
        guard let phrase = quoted() else { break }
        near.items.append(takeStars(of: phrase, start..<position))
      } else {
        let first = position
        while isInNearItem { position += 1 }
        guard position > first else { break }
        near.items.append(text(first..<position).withoutMarks)
        near.hasStar = near.hasStar || scalars[first..<position].contains("*")
      }
    }
    let items = near.items.filter { $0.tokenRuns > 0 }
    guard peek() == ")", items.count > 1 else {
      position = open
      return false
    }
    position += 1
    if near.hasStar { report(.strayStar, start..<position) }
    if let malformed = near.malformed { report(.malformedNear, malformed) }
    append(.near(items, distance: near.distance), start..<position)
    return true
  }

  /// The parts of a NEAR that have been read so far.
  private struct Near {
    var items: [String] = []
    var distance = 10
    var hasStar = false
    var hasComma = false
    /// The position of an invalid distance, if there is one.
    var malformed: Range<Int>?
  }

  private var isInNearItem: Bool {
    guard let scalar = peek(), scalar != ",", quote(at: position) == nil else { return false }
    return isInWord(position)
  }

  /// Takes a comma, and the distance after it if it is the last comma.
  ///
  /// After two or more items, a number before the closing parenthesis is not a search term, even if
  /// it is not a valid distance. A word after the only comma, as in `NEAR(a b, c)`, is a search
  /// term, but it is reported, because a distance is expected there.
  private mutating func takeComma(_ near: inout Near) {
    skip()
    let start = position
    while peek()?.isSpace ?? false { position += 1 }
    let first = position
    let distance = number()
    let end = position
    if end > first, isBeforeClose, distance != nil || near.items.count > 1 {
      near.distance = distance ?? near.distance
      if distance == nil { near.malformed = first..<end }
    } else {
      if !near.hasComma, near.items.count > 1 {
        position = first
        while isInNearItem { position += 1 }
        if position > first && isBeforeClose { near.malformed = first..<position }
      }
      position = start
    }
    near.hasComma = true
  }

  /// True if a closing parenthesis comes next, possibly after white space.
  private var isBeforeClose: Bool {
    var index = position
    while index < scalars.count, scalars[index].isSpace { index += 1 }
    return index < scalars.count && scalars[index] == ")"
  }
}
