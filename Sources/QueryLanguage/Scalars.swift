/// A family of quotation marks: a phrase ends with a mark of the family that it begins with.
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
  /// White space, or a control: NUL would end an expression of FTS5.
  var isSpace: Bool { properties.isWhitespace || properties.generalCategory == .control }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

  /// Whether something that is looked for can begin so, directly behind a sign or a colon.
  var startsOperand: Bool {
    switch self {
    case "+", "-", ")", "|": false
    default: !isSpace
    }
  }

  /// Whether FTS5's tokenizer `unicode61` takes the scalar for a part of a token: letters, digits
  /// and the private use area.
  var isTokenCharacter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }

  /// About how many tokens the index makes of the text: its runs of letters and digits.
  var tokenRuns: Int {
    var count = 0
    var isInside = false
    for scalar in unicodeScalars {
      let isToken = scalar.isTokenCharacter
      if isToken && !isInside { count += 1 }
      isInside = isToken
    }
    return count
  }
}

extension Token {
  /// Whether the token asks for another one directly behind it.
  var binds: Bool {
    switch kind {
    case .field, .filter, .sign: true
    default: false
    }
  }
}
