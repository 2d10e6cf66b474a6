internal import TextAnalysis

/// Phrases and exact words.
extension Lexer {
  /// The text between the quotation mark here and the next of its family, without superfluous space.
  mutating func quoted() -> String? {
    guard let scalar = peek(), let quote = Quote(scalar), lastQuote[quote, default: 0] > position
    else { return nil }
    let start = position + 1
    position = start
    while let scalar = peek(), Quote(scalar) != quote { position += 1 }
    let words = scalars[start..<position].split(whereSeparator: \.isSpace).map { String($0) }
    position += 1
    return words.joined(separator: " ")
  }

  mutating func takePhrase() {
    let start = position
    guard let phrase = quoted() else {
      report(.unclosedQuote, start..<start + 1)
      position = start + 1
      passOver(from: start, areQuotes: true)
      return
    }
    var leaf = Node.phrase(phrase)
    if peek() == "~" {
      let tilde = position
      position += 1
      let words = phrase.split(separator: " ").map(String.init).filter { $0.tokenRuns > 0 }
      if let distance = number() {
        if words.count > 1 { leaf = .near(words, distance: distance) }
      } else {
        report(.malformedNear, tilde..<position)
      }
    } else if peek() == "*" {
      report(.strayStar, position..<position + 1)
    }
    let isKept = append(leaf: leaf, phrase, start..<position)
    if !isKept && phrase.tokenRuns == 0 {
      report(.emptyPhrase, start..<position)
      passOver(from: start, areQuotes: true)
    }
  }

  /// Takes `=word` or `="some words"`; a `=` that begins neither is passed over.
  ///
  /// It counts where a sign would, and directly behind a sign or a colon: not in `==x`.
  mutating func takeExact() {
    let start = position
    position += 1
    if let before = start > 0 ? scalars[start - 1] : nil, !before.isSpace,
      before.role == nil, !["(", "|", ":"].contains(before)
    {
      passOver(from: start)
      return
    }
    guard let next = peek(), next.startsOperand, next != "=" else {
      passOver(from: start)
      return
    }
    if next == "(" || isField(position) {
      report(.strayEquals, start..<position)
      passOver(from: start)
      return
    }
    var text: String
    if Quote(next) != nil {
      guard let phrase = quoted() else {
        report(.unclosedQuote, position..<position + 1)
        position += 1
        passOver(from: start, areQuotes: true)
        return
      }
      text = phrase
      if peek() == "*" { report(.strayStar, position..<position + 1) }
      if peek() == "~" {
        let tilde = position
        position += 1
        _ = number()
        report(.malformedNear, tilde..<position)
      }
    } else {
      let first = position
      while isInWord(position) { position += 1 }
      if position == first { position += 1 }
      let word = scalars[first..<position]
      if word.contains("*") && word.contains(where: \.isTokenCharacter) {
        report(.strayStar, start..<position)
      }
      text = String(word.reversed().drop { $0 == "*" }.reversed())
    }
    text = text.withoutQuotes
    let isKept = append(leaf: .exact(text), text, start..<position)
    if !isKept && Quote(next) != nil && text.tokenRuns == 0 {
      report(.emptyPhrase, start..<position)
      passOver(from: start, areQuotes: true)
    }
  }
}
