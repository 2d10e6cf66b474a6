internal import TextAnalysis

/// The names of fields and filters.
extension Lexer {
  /// Takes the name of a field and its colon; returns false if there is none here.
  ///
  /// If no operand follows directly, the name is read as a word.
  mutating func takeField() -> Bool {
    let start = position
    guard let end = nameEnd(start) else {
      reportUnknownName()
      return false
    }
    let name = text(start..<end)
    let next = end + 1 < scalars.count ? scalars[end + 1] : nil
    let field = Token.Kind(fieldName: name)
    if scalars[end] != "=", scalars[end].isComparison {
      // `date>2021`
      guard case .filter(let filter)? = field, filter.isDate, let next, next != "(",
        next.startsOperand
      else { return false }
      take(.filter(filter), end - start)
      return true
    }
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
      take(field, end + 1 - start)
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

  /// Reports a name such as `_exists_` or `pub_date2`, if a colon and a value follow it.
  ///
  /// All names of this language consist of letters, so `takeField` does not find such a name.
  mutating func reportUnknownName() {
    let start = position
    guard start == 0 || scalars[start - 1] != "_", let first = peek(),
      first.isASCIILetter || first == "_"
    else { return }
    var end = start
    while end < scalars.count, scalars[end].isInUnknownName { end += 1 }
    guard end + 1 < scalars.count, scalars[end] == ":" else { return }
    let name = scalars[start..<end]
    let next = scalars[end + 1]
    guard next.isTokenCharacter || next == "(" || quote(at: end + 1) != nil,
      name.contains(where: \.isASCIILetter)
    else { return }
    report(.unknownField(name: String(name)), start..<end)
  }

  /// True if a field or filter starts at `start`, with an operand directly after its colon.
  func isField(_ start: Int) -> Bool {
    guard let end = nameEnd(start), scalars[end] == ":" || scalars[end] == "=",
      Token.Kind(fieldName: text(start..<end)) != nil
    else { return false }
    return end + 1 < scalars.count && scalars[end + 1].startsOperand
  }

  /// Returns the index of the colon, equals sign or other comparison after the letters at `start`;
  /// nil if there is none.
  func nameEnd(_ start: Int) -> Int? {
    var end = start
    while end < scalars.count, scalars[end].isASCIILetter { end += 1 }
    guard end > start, end < scalars.count else { return nil }
    return scalars[end] == ":" || scalars[end].isComparison ? end : nil
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

extension Unicode.Scalar {
  fileprivate var isInUnknownName: Bool {
    isASCIILetter || isDigit || self == "_"
  }
}

// MARK: Signs before dates

/// The signs that other engines put before a date, and their ranges.
extension Lexer {
  /// The date filter whose value may start at the current position; nil if there is none.
  var dateName: FilterName? { dateName(at: position) }

  /// The date filter whose value may start at `index`, directly after the name or in a group.
  func dateName(at index: Int) -> FilterName? {
    guard isBound(at: index), let last = found.last else { return dateGroups.last ?? nil }
    switch last.kind {
    case .filter(let name): return name.isDate ? name : nil
    case .field: return nil
    default: return dateGroups.last ?? nil
    }
  }

  /// True if the name of a date filter ends directly before `index`.
  func isAfterDateName(_ index: Int) -> Bool {
    guard isBound(at: index), case .filter(let name)? = found.last?.kind else { return false }
    return name.isDate
  }

  /// Takes `>=2021` or `[2021 TO 2022]`; a sign that means nothing is reported and skipped.
  mutating func takeDateSign(_ name: FilterName) {
    let start = position
    guard peek()?.isComparison ?? false else {
      if name != .date || !takeRange() {
        skip()
        report(.ignoredSign(text(start..<position)), start..<position)
        skip(from: start)
      }
      return
    }
    while peek()?.isComparison ?? false { position += 1 }
    let sign = text(start..<position)
    if quote(at: position) != nil, let phrase = quoted() {
      append(.phrase(sign + phrase), start..<position)
    } else if let next = peek(), next.startsOperand, next.isTokenCharacter {
      let word = wordRange(separates: false)
      append(.word(sign + text(word)), start..<position)
    } else {
      report(.ignoredSign(sign), start..<position)
      skip(from: start)
    }
  }

  /// Takes a range in brackets; returns false, and takes nothing, if there is none.
  private mutating func takeRange() -> Bool {
    let last = min(scalars.count, position + DateRange.maxBracketBytes)
    guard let end = scalars[position..<last].firstIndex(where: { $0 == "]" || $0 == "}" }) else {
      return false
    }
    let text = text(position..<end + 1)
    guard DateRange(text) != nil else { return false }
    let start = position
    position = end + 1
    append(.word(text), start..<position)
    return true
  }
}
