extension Unicode.Scalar {
  /// True if FTS5's tokenizer `unicode61` treats the scalar as part of a token: letters, digits and
  /// the private use area.
  ///
  /// This is the only definition of a token character in Swift. The terms in the index come from
  /// the tokenizer itself; a test compares the two for all scalars.
  package var isTokenCharacter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse:
      true
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
