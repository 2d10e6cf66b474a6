extension PassageWords {
  /// Counts the scalars of a word, and decides where the next word starts.
  struct Counter {
    /// The reason why a word ends.
    enum Reason {
      case otherWord, length
    }

    /// The number of scalars after which a word ends.
    let maxScalars: Int
    private var scalars = 0
    private var wide = 0
    /// The number of regional indicators, two of which make one flag.
    private var halfFlags = 0
    private var last: Unicode.Scalar?

    /// The number of characters that count as a word in a script without spaces.
    private static let maxWideScalars = 2

    init(maxScalars: Int) { self.maxScalars = maxScalars }

    mutating func add(_ scalar: Unicode.Scalar) {
      scalars += 1
      if scalar.isWide, !scalar.isMark { wide += 1 }
      if scalar.isHalfFlag { halfFlags += 1 }
      last = scalar
    }

    /// Returns the reason why the word ends before `scalar`; nil if it does not.
    ///
    /// A word never ends inside a character, unless that character is too long.
    func isFull(before scalar: Unicode.Scalar) -> Reason? {
      guard let last else { return nil }
      if scalars >= 2 * maxScalars { return .length }
      let isOther = isOtherWord(scalar, after: last)
      guard scalars >= maxScalars || isOther else { return nil }
      if scalar.isHalfFlag, !halfFlags.isMultiple(of: 2) { return nil }
      if last == "\u{200D}" || scalar.extendsCharacter { return nil }
      if last.joinsConsonants, scalar.properties.isAlphabetic { return nil }
      return isOther ? .otherWord : .length
    }

    private func isOtherWord(_ scalar: Unicode.Scalar, after last: Unicode.Scalar) -> Bool {
      guard scalar.isWide else { return last.isWide && scalar.isWordScalar }
      if wide >= Self.maxWideScalars { return true }
      // The word so far is in a script with spaces, or ends with punctuation.
      return wide == 0 ? last.isWordScalar : !last.isWide && !last.isWordScalar
    }
  }
}

extension UInt8 {
  /// True for ASCII white space; a no-break space does not separate words.
  package var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension Unicode.Scalar {
  /// True if the scalar represents a word or a syllable of a script without spaces, or is a
  /// picture.
  ///
  /// These are the characters of `UnspacedScript`, without Hangul, whose words are separated by
  /// spaces, and with the symbols of the same blocks, Yi, and the blocks of emoji.
  fileprivate var isWide: Bool {
    guard self >= UnspacedScript.first else { return false }
    switch value {
    case 0x2E80..<0x3000, 0x3190..<0x31A0, 0x31C0..<0x31F0, 0x3200..<0x3400, 0x4DC0..<0x4E00,
      0xA000..<0xA4D0, 0x1F000..<0x1FB00:
      return true
    default: return UnspacedScript.contains(self) && !UnspacedScript.isHangul(self)
    }
  }

  /// True if the scalar continues the character before it.
  fileprivate var extendsCharacter: Bool {
    switch value {
    // Vowels and final consonants of Hangul syllables that are written as single letters.
    case 0x1160...0x11FF, 0xD7B0...0xD7FB: true
    case 0x200D, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: true
    default: isMark
    }
  }

  /// True for a virama that joins the consonants around it into one character.
  fileprivate var joinsConsonants: Bool {
    switch value {
    case 0x094D, 0x09CD, 0x0ACD, 0x0B4D, 0x0C4D, 0x0D4D: true
    default: false
    }
  }

  fileprivate var isHalfFlag: Bool { (0x1F1E6...0x1F1FF).contains(value) }

  fileprivate var isWordScalar: Bool {
    properties.isAlphabetic || properties.numericType != nil
  }
}
