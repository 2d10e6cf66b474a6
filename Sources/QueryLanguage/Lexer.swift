internal import TextAnalysis

/// A lexical unit of a query.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A word, exact word, prefix, phrase or NEAR.
    case clause(Clause.Kind)
    case field(Field)
    case filter(FilterName)
    /// `+` or `-` directly before an operand.
    case sign(Part.Role)
    case open
    case close
    case and
    case or
    /// `|`: the same as OR, but not a word.
    case bar
    case not
  }

  var kind: Kind
  /// The position in the query, in UTF-8 bytes, including text skipped after a sign or a colon.
  var range: Range<Int>
  /// True if empty or unclosed quotation marks were skipped after the token.
  var hasQuotesAfter = false

  /// True if the token applies to the one directly after it.
  var binds: Bool {
    switch kind {
    case .field, .filter, .sign: true
    default: false
    }
  }
}

/// Splits a query into tokens, and reports the text that it ignores.
///
/// Like FTS5, it works on Unicode scalars rather than characters: a quotation mark counts even if
/// a combining accent follows it. Words without a letter or digit are skipped, and so are scalars
/// that no stored text contains, such as soft hyphens.
struct Lexer {
  private(set) var notices: [Notice] = []
  let scalars: [Unicode.Scalar]
  /// The start of each scalar, in UTF-8 bytes, and the end of the last one.
  private let offsets: [Int]
  var position = 0
  private var found: [Token] = []
  private(set) var wordCount = 0
  /// The position of the last quotation mark of each family; a phrase that starts earlier is
  /// closed.
  var lastQuote: [Quote: Int] = [:]

  init(_ text: String) {
    var scalars: [Unicode.Scalar] = []
    var offsets = [0]
    for scalar in text.unicodeScalars {
      let end = offsets[scalars.count] + UTF8.width(scalar)
      guard end <= Query.maxBytes else {
        let rest = offsets[scalars.count]..<text.utf8.count
        notices.append(Notice(kind: .tooLong(limit: Query.maxBytes), range: rest))
        break
      }
      guard !scalar.isRemovedFromTexts else {
        offsets[scalars.count] = end
        continue
      }
      if let quote = Quote(scalar) { lastQuote[quote] = scalars.count }
      scalars.append(scalar)
      offsets.append(end)
    }
    self.scalars = scalars
    self.offsets = offsets
  }

  /// The number of bytes of the query that are read, at most `Query.maxBytes`.
  var end: Int { offsets[scalars.count] }

  mutating func tokens() -> [Token] {
    while let scalar = peek(), wordCount <= Query.maxWords {
      let start = position
      switch scalar {
      case "(": take(.open)
      case ")": take(.close)
      case "|": takeBars()
      // A dash that is not a sign, as in ` - `, is skipped.
      case _ where scalar.role != nil: if !takeSign() { skip() }
      case "=": takeExact()
      case _ where scalar.isSpace: skip()
      case _ where Quote(scalar) != nil: takePhrase()
      default: if !takeField() { takeWord() }
      }
      if wordCount > Query.maxWords {
        let range = offsets[start]..<end
        notices.append(Notice(kind: .tooManyWords(limit: Query.maxWords), range: range))
      }
    }
    return found
  }

  // MARK: Signs and operators

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return scalars.indices.contains(index) ? scalars[index] : nil
  }

  mutating func skip() { position += 1 }

  private mutating func take(_ kind: Token.Kind, _ length: Int = 1) {
    let start = position
    position += length
    found.append(Token(kind: kind, range: offsets[start]..<offsets[position]))
  }

  private mutating func takeBars() {
    var length = 1
    while peek(length) == "|" { length += 1 }
    take(.bar, length)
  }

  /// Takes one or more adjacent signs as one token, if an operand follows and none ends before
  /// them.
  ///
  /// If any of the signs is `-`, the operand is excluded.
  private mutating func takeSign() -> Bool {
    if let before = peek(-1), !before.isSpace, before != "(", before != "|" { return false }
    var length = 0
    var role = Part.Role.required
    while let next = peek(length)?.role {
      if next == .excluded { role = .excluded }
      length += 1
    }
    guard peek(length)?.startsOperand ?? false else { return false }
    // Word processors turn two hyphens into an em dash.
    if length > 1 || peek() == "\u{2014}" {
      report(.straySign(role), position..<position + length)
    }
    take(.sign(role), length)
    return true
  }

  /// Extends a sign or a colon directly before `start` to include the skipped text, so that the
  /// next token still binds to it.
  mutating func skip(from start: Int, areQuotes: Bool = false) {
    guard let last = found.last, last.binds, last.range.upperBound == offsets[start] else { return }
    found[found.count - 1].range = last.range.lowerBound..<offsets[position]
    if areQuotes { found[found.count - 1].hasQuotesAfter = true }
  }

  mutating func report(_ kind: Notice.Kind, _ range: Range<Int>) {
    notices.append(Notice(kind: kind, range: offsets[range.lowerBound]..<offsets[range.upperBound]))
  }

  func text(_ range: Range<Int>) -> String { String(scalars[range]) }

  // MARK: Words and fields

  /// True if the scalar at `index` continues a word.
  func isInWord(_ index: Int) -> Bool {
    guard index < scalars.count else { return false }
    let scalar = scalars[index]
    if scalar.isSpace || scalar == "(" || scalar == ")" || scalar == "|" { return false }
    // A quotation mark belongs to the word in `12" pipe`, but not in `title:"pipe"`.
    guard Quote(scalar) != nil else { return true }
    return index + 1 == scalars.count || !scalars[index + 1].isTokenCharacter
  }

  private mutating func takeWord() {
    let start = position
    while isInWord(position) { position += 1 }
    if position == start { position += 1 }
    let range = start..<position
    let word = text(range)
    switch word {
    case "AND": append(.and, range)
    case "OR": append(.or, range)
    case "NOT": append(.not, range)
    case "NEAR" where peek() == "(":
      if !takeNear(start) {
        report(.malformedNear, range)
        append(word: "near", range)
      }
    default: append(word: word, range)
    }
  }

  private mutating func append(_ operation: Token.Kind, _ range: Range<Int>) {
    // Directly after a sign or a colon, an operator is read as a word.
    let bytes = offsets[range.lowerBound]..<offsets[range.upperBound]
    if let last = found.last, last.binds, last.range.upperBound == bytes.lowerBound {
      append(word: text(range).lowercased(), range)
    } else {
      found.append(Token(kind: operation, range: bytes))
    }
  }

  private mutating func append(word: String, _ range: Range<Int>) {
    var stem = word.unicodeScalars[...]
    while stem.last == "*" { stem.removeLast() }
    if let star = stem.firstIndex(of: "*"), stem[star...].contains(where: \.isTokenCharacter) {
      report(.strayStar, range)
    }
    let text = String(stem)
    append(text.utf8.count < word.utf8.count ? .prefix(text) : .word(text), range)
  }

  /// Adds a clause and returns true, unless it has no tokens or the query has too many words.
  @discardableResult
  mutating func append(_ clause: Clause.Kind, _ range: Range<Int>) -> Bool {
    let words = clause.text.tokenRuns
    wordCount += words
    guard words > 0, wordCount <= Query.maxWords else { return false }
    let bytes = offsets[range.lowerBound]..<offsets[range.upperBound]
    found.append(Token(kind: .clause(clause), range: bytes))
    return true
  }

  /// Returns the index of the colon after the letters at `start`; nil if there is none.
  func colon(_ start: Int) -> Int? {
    var colon = start
    while colon < scalars.count, scalars[colon].isASCIILetter { colon += 1 }
    return colon > start && colon < scalars.count && scalars[colon] == ":" ? colon : nil
  }

  /// True if a field or filter starts at `start`, with an operand directly after its colon.
  func isField(_ start: Int) -> Bool {
    guard let colon = colon(start), Token.Kind(fieldName: text(start..<colon)) != nil else {
      return false
    }
    return colon + 1 < scalars.count && scalars[colon + 1].startsOperand
  }

  /// Takes the name of a field and its colon; returns false if there is none here.
  ///
  /// If no operand follows directly, the name is read as a word.
  private mutating func takeField() -> Bool {
    let start = position
    guard let colon = colon(start) else { return false }
    let name = text(start..<colon)
    let next = colon + 1 < scalars.count ? scalars[colon + 1] : nil
    guard let field = Token.Kind(fieldName: name) else {
      // `http://x`, `C:\x` and `std::x` are not meant as fields.
      if colon - start > 1, let next, next.isTokenCharacter || next == "(" || Quote(next) != nil {
        report(.unknownField(name: name), start..<colon)
      }
      return false
    }
    if next?.startsOperand ?? false {
      take(field, colon + 1 - start)
    } else {
      report(.emptyField(name: name), start..<colon)
      position = colon + 1
      append(word: name, start..<colon)
    }
    return true
  }
}

extension Token.Kind {
  /// Creates the field or filter with this name; case does not count.
  fileprivate init?(fieldName name: String) {
    let name = name.lowercased()
    if let field = Field(rawValue: name) {
      self = .field(field)
    } else if let filter = FilterName(rawValue: name) {
      self = .filter(filter)
    } else {
      return nil
    }
  }
}

/// A family of quotation marks: a phrase ends with a mark of the family that starts it.
enum Quote: Hashable {
  case straight
  case curly

  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": self = .straight
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}": self = .curly
    default: return nil
    }
  }
}

extension Unicode.Scalar {
  /// True for white space and control characters: NUL would end an FTS5 expression.
  var isSpace: Bool { properties.isWhitespace || properties.generalCategory == .control }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

  /// The role that the scalar gives to the text after it, if it is a sign.
  ///
  /// Word processors turn one hyphen into an en dash and two into an em dash, and careful writers
  /// use a minus sign.
  var role: Part.Role? {
    switch self {
    case "+": .required
    case "-", "\u{2013}", "\u{2014}", "\u{2212}": .excluded
    default: nil
    }
  }

  /// True if a search term can start with the scalar, directly after a sign or a colon.
  var startsOperand: Bool { role == nil && self != ")" && self != "|" && !isSpace }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
