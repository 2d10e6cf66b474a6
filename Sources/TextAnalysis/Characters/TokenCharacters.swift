extension Unicode.Scalar {
  /// True if FTS5's tokenizer `unicode61` treats the scalar as part of a token: letters, digits and
  /// the private use area.
  ///
  /// This is the only definition of a token character in Swift. The terms in the index come from
  /// the tokenizer itself; a test compares this definition with the tokenizer for all scalars.
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

/// The characters of Chinese, Japanese and Korean: Han, Kana, Bopomofo and Hangul.
///
/// FTS5's tokenizer makes one token of a run of them, because no spaces separate their words.
package enum CJK {
  /// The ranges of their code points, ascending.
  ///
  /// Some ranges contain unassigned code points too.
  package static let ranges: [ClosedRange<UInt32>] = [
    0x1100...0x11FF,  // Hangul Jamo
    0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035, 0x3038...0x303C,  // marks and numerals
    0x3041...0x318F,  // Hiragana, Katakana, Bopomofo, Hangul Compatibility Jamo
    0x31A0...0x31BF, 0x31F0...0x31FF,  // Bopomofo Extended, Katakana Phonetic Extensions
    0x3400...0x4DBF, 0x4E00...0x9FFF,  // Unified Ideographs
    0xA960...0xA97F, 0xAC00...0xD7FF,  // Hangul
    0xF900...0xFAFF,  // Compatibility Ideographs
    0xFF66...0xFFDC,  // halfwidth Katakana and Hangul
    0x1AFF0...0x1B16F,  // Kana
    0x20000...0x3FFFF,  // Unified Ideographs
  ]

  /// Returns true if a scalar is one of these characters.
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    // Nearly all text consists of scalars below this value.
    scalar.value >= 0x1100 && ranges.contains { $0.contains(scalar.value) }
  }

  /// True if a scalar is a Hangul syllable or letter.
  ///
  /// Unlike the words of Chinese and Japanese, Korean words are separated by spaces.
  static func isHangul(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xFFA0...0xFFDC: true
    default: false
    }
  }

  /// Returns the maximal runs of these characters in `text`, in order.
  package static func runs(in text: String) -> [String] {
    text.unicodeScalars.split { !contains($0) }.map { String($0) }
  }
}

extension Unicode.Scalar {
  /// True if the scalar is removed from texts when they are stored, so that no query can match it.
  ///
  /// These are soft hyphens, zero-width spaces, bidirectional controls, and control characters that
  /// are not white space. `normalize(_:)` has the same table in terms of bytes, since decoding
  /// every scalar would be slower; a test compares the two tables.
  package var isRemovedFromTexts: Bool {
    switch self {
    case "\t"..."\r", "\u{85}": false
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}",
      "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
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
