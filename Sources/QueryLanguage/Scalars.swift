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

  /// Whether texts lose the scalar when they are stored, so that no query can ask for it: controls
  /// that are no white space, soft hyphens, zero-width spaces and bidirectional controls.
  ///
  /// `TextNormalizer` says the same, in bytes; a test compares the two.
  var isRemovedFromTexts: Bool {
    switch self {
    case "\t"..."\r", "\u{85}": false
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}",
      "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
      true
    default: false
    }
  }

  /// What the scalar asks of what stands behind it, if it is a sign.
  ///
  /// Word processors make an en dash of a hyphen and an em dash of two, and a minus sign is the
  /// hyphen of those who are careful.
  var role: Part.Role? {
    switch self {
    case "+": .required
    case "-", "\u{2013}", "\u{2014}", "\u{2212}": .excluded
    default: nil
    }
  }

  /// Whether something that is looked for can begin so, directly behind a sign or a colon.
  var startsOperand: Bool { role == nil && self != ")" && self != "|" && !isSpace }

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

extension String {
  /// The text without what texts lose when they are stored.
  var asStored: String { String(unicodeScalars.filter { !$0.isRemovedFromTexts }) }
}
