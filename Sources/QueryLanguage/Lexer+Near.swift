internal import TextAnalysis

/// NEAR and distances.
extension Lexer {
  /// Takes a number and, if it is a distance, gives it: up to four digits.
  ///
  /// Nothing is taken where there is no number. `-5`, `2.5`, `20,000` and `99999` are numbers, and no
  /// distances.
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
    // Only so many, or a long row of commas and digits would be read from each comma on.
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

  /// Takes `(a "b c", 5)` behind the word NEAR, or nothing if it is not so.
  mutating func takeNear(_ start: Int) -> Bool {
    let open = position
    position += 1
    var near = Near()
    while let scalar = peek(), scalar != ")" {
      if scalar.isSpace {
        skip()
      } else if scalar == "," {
        takeComma(&near)
      } else if Quote(scalar) != nil {
        guard let phrase = quoted() else { break }
        near.items.append(phrase)
      } else {
        let first = position
        while isInNearItem { position += 1 }
        guard position > first else { break }
        near.items.append(text(first..<position))
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
    if let place = near.malformed { report(.malformedNear, place) }
    append(
      leaf: .near(items, distance: near.distance), items.joined(separator: " "), start..<position)
    return true
  }

  /// What was read of a NEAR.
  private struct Near {
    var items: [String] = []
    var distance = 10
    var hasStar = false
    var hasComma = false
    /// What stands in the place of the distance, and is none.
    var malformed: Range<Int>?
  }

  private var isInNearItem: Bool {
    guard let scalar = peek(), scalar != ",", Quote(scalar) == nil else { return false }
    return isInWord(position)
  }

  /// Takes a comma, which parts two things, and the distance behind the last of them.
  ///
  /// What is a number there is never looked for. A word behind the only comma, as in
  /// `NEAR(a b, c)`, is: but it stands where a distance is expected.
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

  /// Whether there is nothing but space before a closing parenthesis.
  private var isBeforeClose: Bool {
    var index = position
    while index < scalars.count, scalars[index].isSpace { index += 1 }
    return index < scalars.count && scalars[index] == ")"
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
