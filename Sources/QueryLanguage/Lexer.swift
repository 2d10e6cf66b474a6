internal import TextAnalysis

/// A lexical unit of a query.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A word, exact word, word with stars, phrase or NEAR.
    case clause(Clause.Kind)
    case field(Field)
    case filter(FilterName)
    /// `+` or `-` directly before an operand.
    case sign(Part.Role)
    case open
    case close
    case and
    case or
    /// `&&`: the same as AND, but not a word.
    case ampersands
    /// `|`: the same as OR, but not a word.
    case bar
    case not
    /// `NEAR/5` and the like, between two words.
    case proximity(Proximity)
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
/// that no stored text contains, such as soft hyphens. Full-width signs, which the keyboards of East
/// Asia type, are read as the ASCII signs.
struct Lexer {
  /// The part of the language that a text uses.
  enum Reading {
    /// The whole language.
    case full
    /// Words and phrases: signs and operators mean nothing.
    case sentence
    /// Words only.
    case words
  }

  let reading: Reading
  private(set) var notices: [Notice] = []
  let scalars: [Unicode.Scalar]
  /// The start of each scalar, in UTF-8 bytes, and the end of the last one.
  let offsets: [Int]
  var position = 0
  var found: [Token] = []
  private(set) var wordCount = 0
  /// The position of the last quotation mark of each family; a phrase that starts earlier is
  /// closed.
  private(set) var lastQuote: [Quote: Int] = [:]
  /// The end of the last words with slashes between them, such as `oil/gas`.
  var slashesEnd = 0
  /// For each group that is not closed yet, the date filter of which it has the values.
  var dateGroups: [FilterName?] = []
  /// True while the group of words after a sign, as in `-gas,oil`, is being taken.
  var isInList = false

  init(_ text: String, _ reading: Reading = .full) {
    self.reading = reading
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
      scalars.append(scalar.asHalfWidthSign)
      offsets.append(end)
    }
    self.scalars = scalars
    self.offsets = offsets
    for index in scalars.indices {
      if let quote = quote(at: index) { lastQuote[quote] = index }
    }
  }

  /// The number of bytes of the query that are read, at most `Query.maxBytes`.
  var end: Int { offsets[scalars.count] }

  mutating func tokens() -> [Token] {
    while let scalar = peek(), wordCount <= Query.maxWords {
      let start = position
      if reading == .full { takeNext(scalar) } else { takeText(scalar) }
      if wordCount > Query.maxWords {
        let range = offsets[start]..<end
        notices.append(Notice(kind: .tooManyWords(limit: Query.maxWords), range: range))
      }
    }
    return found
  }

  /// Takes what starts at the current position.
  mutating func takeNext(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "(":
      dateGroups.append(dateName)
      take(.open)
    case ")":
      _ = dateGroups.popLast()
      take(.close)
    case "<", ">", "=", "\u{2264}", "\u{2265}", "[", "{":
      if let dateName { takeDateSign(dateName) } else { takeMark(scalar) }
    case "|": take(.bar, runLength(of: scalar))
    case "&" where peek(1) == "&" && !isBound && found.last?.kind != .not:
      take(.ampersands, runLength(of: scalar))
    // A dash that is not a sign, as in ` - `, is skipped.
    case _ where scalar.role != nil: if !takeSign() { skip() }
    case _ where scalar.isSpace: skip()
    case _ where quote(at: position) != nil: takePhrase()
    case "\u{2018}", "\u{201A}": if !takeSinglePhrase() { skipMark(scalar) }
    case "'" where takeSinglePhrase(): break
    case "'" where isStraySingleQuote: skipMark(scalar)
    case _ where scalar.isIgnoredBeforeWord:
      if scalar == "_" { reportUnknownName() }
      skipMark(scalar)
    default: if !takeField() { takeWord() }
    }
  }

  private mutating func takeMark(_ scalar: Unicode.Scalar) {
    if scalar == "=" { takeExact() } else { skipMark(scalar) }
  }

  // MARK: Signs and operators

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return scalars.indices.contains(index) ? scalars[index] : nil
  }

  mutating func skip() { position += 1 }

  mutating func take(_ kind: Token.Kind, _ length: Int = 1) {
    let start = position
    position += length
    append(kind, start..<position)
  }

  private func runLength(of scalar: Unicode.Scalar) -> Int {
    var length = 1
    while peek(length) == scalar { length += 1 }
    return length
  }

  /// Takes one or more adjacent signs as one token, if an operand follows and none ends before
  /// them.
  ///
  /// If any of the signs is `-` or `!`, the operand is excluded.
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

  /// True if a sign, or a field with its colon, ends at the current position.
  var isBound: Bool { isBound(at: position) }

  /// True if a sign, or a field with its colon, ends at `index`.
  func isBound(at index: Int) -> Bool {
    guard let last = found.last else { return false }
    return last.binds && last.range.upperBound == offsets[index]
  }

  /// Extends a sign or a colon directly before `start` to include the skipped text, so that the
  /// next token still binds to it.
  mutating func skip(from start: Int, areQuotes: Bool = false) {
    guard isBound(at: start), let last = found.last else { return }
    found[found.count - 1].range = last.range.lowerBound..<offsets[position]
    if areQuotes { found[found.count - 1].hasQuotesAfter = true }
  }

  /// Reports text that may have been meant differently; signs in a sentence are just text.
  mutating func report(_ kind: Notice.Kind, _ range: Range<Int>) {
    guard reading == .full else { return }
    notices.append(Notice(kind: kind, range: offsets[range.lowerBound]..<offsets[range.upperBound]))
  }

  /// Reports a notice about a range of the query that is given in UTF-8 bytes.
  mutating func report(_ kind: Notice.Kind, bytes range: Range<Int>) {
    notices.append(Notice(kind: kind, range: range))
  }

  func text(_ range: Range<Int>) -> String { String(scalars[range]) }

  mutating func append(_ kind: Token.Kind, _ range: Range<Int>) {
    found.append(Token(kind: kind, range: offsets[range.lowerBound]..<offsets[range.upperBound]))
  }

  /// Adds a clause and returns true, unless it has no tokens or the query has too many words.
  @discardableResult
  mutating func append(_ clause: Clause.Kind, _ range: Range<Int>) -> Bool {
    let words = clause.text.tokenRuns
    wordCount += words
    guard words > 0, wordCount <= Query.maxWords else { return false }
    append(.clause(clause), range)
    return true
  }
}

extension Unicode.Scalar {
  /// True for white space and control characters: NUL would end an FTS5 expression.
  var isSpace: Bool { properties.isWhitespace || properties.generalCategory == .control }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

  var isDigit: Bool { ("0"..."9").contains(self) }

  /// The role that the scalar gives to the text after it, if it is a sign.
  ///
  /// Word processors turn one hyphen into an en dash and two into an em dash, and careful writers
  /// use a minus sign. Other engines exclude with an exclamation mark.
  var role: Part.Role? {
    switch self {
    case "+": .required
    case "-", "!", "\u{2013}", "\u{2014}", "\u{2212}": .excluded
    default: nil
    }
  }

  /// True if a search term can start with the scalar, directly after a sign or a colon.
  var startsOperand: Bool { role == nil && self != ")" && self != "|" && !isSpace }

  /// True if the scalar means nothing before a word: `#tag`, `@name`, `[word]`.
  ///
  /// Apostrophes, currencies and full stops belong to the word: `'n'`, `$5`, `.NET`.
  var isIgnoredBeforeWord: Bool {
    switch self {
    case ".", "'", "\u{2019}", "*": return false
    default: break
    }
    switch properties.generalCategory {
    case .currencySymbol, .nonspacingMark, .spacingMark, .enclosingMark: return false
    default: return !isTokenCharacter
    }
  }

  /// The ASCII sign, if the scalar is a full-width one that has a meaning in the query language.
  ///
  /// The full-width exclamation and question marks only end sentences.
  fileprivate var asHalfWidthSign: Unicode.Scalar {
    guard (0xFF02...0xFF5E).contains(value), value != 0xFF1F, !isTokenCharacter else { return self }
    return Unicode.Scalar(value - 0xFEE0) ?? self
  }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
