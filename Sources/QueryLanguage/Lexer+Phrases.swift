/// Phrases, exact words, NEAR and distances.
extension Lexer {
  /// The text between the quotation mark here and the next of its family, without superfluous space.
  private mutating func quoted() -> String? {
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
    if !isKept && phrase.tokenRuns == 0 { report(.emptyPhrase, start..<position) }
  }

  /// Takes `=word` or `="some words"`; a `=` that begins neither is passed over.
  ///
  /// It counts where a sign would, and directly behind a sign or a colon: not in `==x`.
  mutating func takeExact() {
    let start = position
    position += 1
    if let before = start > 0 ? scalars[start - 1] : nil, !before.isSpace,
      !["(", "|", "+", "-", ":"].contains(before)
    {
      return
    }
    guard let next = peek(), next.startsOperand, next != "=" else { return }
    if next == "(" || isField(position) {
      report(.strayEquals, start..<position)
      return
    }
    var text: String
    if Quote(next) != nil {
      guard let phrase = quoted() else {
        report(.unclosedQuote, position..<position + 1)
        position += 1
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
    }
  }

  /// Up to four digits.
  private mutating func number() -> Int? {
    let start = position
    while let scalar = peek(), ("0"..."9").contains(scalar) { position += 1 }
    guard position - start <= 4 else { return nil }
    return Int(text(start..<position))
  }

  /// Takes `(a "b c", 5)` behind the word NEAR, or nothing if it is not so.
  mutating func takeNear(_ start: Int) -> Bool {
    let open = position
    position += 1
    var items: [String] = []
    var distance = 10
    var hasStar = false
    while let scalar = peek(), scalar != ")" {
      if scalar.isSpace {
        skip()
      } else if scalar == ",", let given = distanceBeforeClose() {
        distance = given
      } else if Quote(scalar) != nil {
        guard let phrase = quoted() else { break }
        items.append(phrase)
      } else if scalar == "," {
        skip()
      } else {
        let first = position
        while isInWord(position), scalars[position] != ",", Quote(scalars[position]) == nil {
          position += 1
        }
        guard position > first else { break }
        items.append(text(first..<position))
        hasStar = hasStar || scalars[first..<position].contains("*")
      }
    }
    items.removeAll { $0.tokenRuns == 0 }
    guard peek() == ")", items.count > 1 else {
      position = open
      return false
    }
    position += 1
    if hasStar { report(.strayStar, start..<position) }
    append(
      leaf: .near(items, distance: distance), items.joined(separator: " "), start..<position)
    return true
  }

  /// The number between a comma and the closing parenthesis, if that is all there is.
  private mutating func distanceBeforeClose() -> Int? {
    let comma = position
    position += 1
    while peek()?.isSpace ?? false { position += 1 }
    let distance = number()
    while peek()?.isSpace ?? false { position += 1 }
    if let distance, peek() == ")" { return distance }
    position = comma
    return nil
  }
}
