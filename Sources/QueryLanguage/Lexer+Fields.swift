internal import TextAnalysis

/// The names of fields and filters.
extension Lexer {
  /// Takes the name of a field and its colon; returns false if there is none here.
  ///
  /// If no operand follows directly, the name is read as a word.
  mutating func takeField() -> Bool {
    let start = position
    guard let end = nameEnd(start) else { return false }
    let name = text(start..<end)
    let next = end + 1 < scalars.count ? scalars[end + 1] : nil
    let field = Token.Kind(fieldName: name)
    guard scalars[end] == ":" else {
      // `author="x"`; but `E=mc²` and `a=b` are words.
      guard let field, let next, next.startsOperand, next != "=" else { return false }
      take(field, end + 1 - start)
      return true
    }
    guard let field else {
      // `http://x`, `C:\x` and `std::x` are not meant as fields.
      if end - start > 1, let next,
        next.isTokenCharacter || next == "(" || quote(at: end + 1) != nil
          || isPartOfAddress(end + 1)
      {
        report(.unknownField(name: name), start..<end)
      }
      return false
    }
    if next?.startsOperand ?? false {
      let comparison = field == .filter(.date) ? comparison(at: end + 1) : nil
      take(comparison?.field ?? field, end + 1 - start + (comparison?.length ?? 0))
      return true
    }
    // `Source: Reuters` is not meant as a field, since the name is that of another engine.
    guard Token.Kind.isOwn(name) else { return false }
    report(.emptyField(name: name), start..<end)
    position = end + 1
    append(word: name, start..<end)
    return true
  }

  /// True if a value such as `.edu` or `/news/` starts at `index`.
  private func isPartOfAddress(_ index: Int) -> Bool {
    guard index + 1 < scalars.count, scalars[index] == "." || scalars[index] == "/" else {
      return false
    }
    return scalars[index + 1].isTokenCharacter
  }

  /// Returns the bound that `date:>=` and the like mean, and the length of the comparison sign; nil
  /// if there is no such sign before a value at `index`.
  private func comparison(at index: Int) -> (field: Token.Kind, length: Int)? {
    let isLater = scalars[index] == ">"
    guard isLater || scalars[index] == "<", index + 1 < scalars.count else { return nil }
    let length = scalars[index + 1] == "=" ? 2 : 1
    let value = index + length
    guard value < scalars.count, scalars[value].isTokenCharacter || quote(at: value) != nil else {
      return nil
    }
    let name: FilterName =
      length == 2 ? (isLater ? .since : .until) : (isLater ? .after : .before)
    return (.filter(name), length)
  }

  /// True if a field or filter starts at `start`, with an operand directly after its colon.
  func isField(_ start: Int) -> Bool {
    guard let end = nameEnd(start), Token.Kind(fieldName: text(start..<end)) != nil else {
      return false
    }
    return end + 1 < scalars.count && scalars[end + 1].startsOperand
  }

  /// Returns the index of the colon or equals sign after the letters at `start`; nil if there is
  /// neither.
  func nameEnd(_ start: Int) -> Int? {
    var end = start
    while end < scalars.count, scalars[end].isASCIILetter { end += 1 }
    guard end > start, end < scalars.count else { return nil }
    return scalars[end] == ":" || scalars[end] == "=" ? end : nil
  }
}

extension Token.Kind {
  /// Creates the field or filter with this name; case does not count.
  init?(fieldName name: String) {
    let name = name.lowercased()
    let ownName = Self.foreignNames[name] ?? name
    if let field = Field(rawValue: ownName) {
      self = .field(field)
    } else if let filter = FilterName(rawValue: ownName) {
      self = .filter(filter)
    } else {
      return nil
    }
  }

  /// True if a name of a field belongs to this language, not only to others.
  fileprivate static func isOwn(_ name: String) -> Bool { foreignNames[name.lowercased()] == nil }

  /// What other engines call the fields, if the name can mean nothing else.
  private static let foreignNames = [
    "intitle": "title", "headline": "title", "subject": "title",
    "intext": "text", "inbody": "text", "body": "text",
    "byline": "author", "source": "publisher", "lang": "language",
  ]
}
