extension Unicode.Scalar {
  /// True if the tokenizer of the index treats the scalar as part of a token: letters, digits, the
  /// marks that belong to letters, and the private use area.
  ///
  /// The two variation selectors that choose between an emoji and a plain sign are separators, since
  /// the sign before them is one.
  ///
  /// This is the only definition of a token character in Swift. The terms in the index come from
  /// the tokenizer itself; a test compares this definition with the tokenizer for all scalars.
  package var isTokenCharacter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse:
      true
    case .nonspacingMark, .spacingMark: !(0xFE0E...0xFE0F).contains(value)
    default: false
    }
  }
}

extension String {
  /// The number of runs of token characters, which approximates the number of tokens in the index.
  package var tokenRuns: Int {
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

extension Unicode.Scalar {
  /// True if the scalar is removed from texts when they are stored, so that no query can match it.
  ///
  /// These are soft hyphens, zero-width spaces, bidirectional controls, control characters that are
  /// not white space, and the variation selectors of letters. `normalize(_:)` has the same table in
  /// terms of bytes, since decoding every scalar would be slower; a test compares the two tables.
  package var isRemovedFromTexts: Bool {
    switch self {
    case "\t"..."\r", "\u{85}": false
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}",
      "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}", "\u{2066}"..."\u{2069}", "\u{FEFF}",
      "\u{FE00}"..."\u{FE0D}",
      "\u{E0100}"..."\u{E01EF}":
      true
    default: false
    }
  }
}

extension String {
  /// The text without the scalars that are removed when it is stored.
  package var asStored: String {
    var kept = UnicodeScalarView()
    kept.append(contentsOf: unicodeScalars.lazy.filter { !$0.isRemovedFromTexts })
    return String(kept)
  }
}
