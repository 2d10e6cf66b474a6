/// Folds the marks and shapes of letters that FTS5's tokenizer keeps.
///
/// `unicode61` removes the accents of Latin letters only. Readers also leave out, or write
/// differently, the accents and the final sigma of Greek, the points of Hebrew and Arabic, the
/// forms of alef, the dots of ё, and the width of letters. Vowel signs of Indic scripts are kept,
/// since words differ in them.
package enum DeepFolding {
  /// The result of folding a scalar.
  package enum Result: Equatable {
    case same
    case dropped
    case replaced(Unicode.Scalar)
    /// The scalar and the one before it together become this one: ｶ and ﾞ become ガ.
    case joined(Unicode.Scalar)
  }

  /// Returns the text in which all these marks and shapes are folded.
  ///
  /// Folding a folded text does not change it.
  package static func fold(_ text: String) -> String {
    // Everything that is folded is at or above U+0300, which starts with the byte CC.
    guard text.utf8.contains(where: { $0 >= 0xCC }) else { return text }
    var folded: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      switch fold(scalar, after: folded.last) {
      case .same: folded.append(scalar)
      case .dropped: break
      case .replaced(let other): folded.append(other)
      case .joined(let other): folded[folded.count - 1] = other
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: folded)
    return String(view)
  }

  /// Returns true if the scalar is folded in some context.
  package static func changes(_ scalar: Unicode.Scalar) -> Bool {
    fold(scalar, after: nil) != .same
  }

  /// Folds a scalar that follows the folded scalar `last`.
  package static func fold(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?) -> Result {
    let value = scalar.value
    switch value {
    case ..<0x300, 0x1100..<0x1780, 0x3400..<0xFB00: return .same
    case 0x370..<0x400, 0x1F00..<0x2000: return replacement(greek(value))
    case 0x401, 0x451: return .replaced("е")
    case 0x400, 0x450: return .replaced("е")
    case 0x40D, 0x45D: return .replaced("и")
    case 0x622, 0x623, 0x625, 0x671...0x673: return .replaced("ا")
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: return replacement(value - 0xFEE0)
    case 0xFF66...0xFF9F: return katakana(value, after: last)
    case 0xFFA0...0xFFDC: return replacement(hangul(value))
    default: return isIgnored(value) ? .dropped : .same
    }
  }

  private static func replacement(_ value: UInt32?) -> Result {
    value.flatMap(Unicode.Scalar.init).map { .replaced($0) } ?? .same
  }

  // MARK: Marks

  /// True for marks that readers leave out, and for marks without a meaning of their own.
  private static func isIgnored(_ value: UInt32) -> Bool {
    switch value {
    case 0x300...0x36F, 0x483...0x487, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20F0,
      0xFE20...0xFE2F:
      true  // combining diacritical marks
    case 0x591...0x5BD, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0xFB1E: true  // Hebrew points
    case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7, 0x6E8,
      0x6EA...0x6ED, 0x8D3...0x8E1, 0x8E3...0x8FF:
      true  // Arabic points, and the tatweel, which stretches a word
    case 0x17B4, 0x17B5, 0x180B...0x180D, 0x180F, 0xFE00...0xFE0D, 0xE0100...0xE01EF:
      true  // Khmer inherent vowels, variation selectors
    default: false
    }
  }

  // MARK: Greek

  /// Returns the plain small letter for a Greek letter with accents, or for the final sigma.
  private static func greek(_ value: UInt32) -> UInt32? {
    switch value {
    case 0x386, 0x3AC, 0x1F00...0x1F0F, 0x1F70...0x1F71, 0x1F80...0x1F8F, 0x1FB0...0x1FBC: 0x3B1
    case 0x388, 0x3AD, 0x1F10...0x1F1F, 0x1F72...0x1F73, 0x1FC8...0x1FC9: 0x3B5
    case 0x389, 0x3AE, 0x1F20...0x1F2F, 0x1F74...0x1F75, 0x1F90...0x1F9F, 0x1FC2...0x1FC7,
      0x1FCA...0x1FCC:
      0x3B7
    case 0x38A, 0x390, 0x3AA, 0x3AF, 0x3CA, 0x1F30...0x1F3F, 0x1F76...0x1F77, 0x1FBE,
      0x1FD0...0x1FDB:
      0x3B9
    case 0x38C, 0x3CC, 0x1F40...0x1F4F, 0x1F78...0x1F79, 0x1FF8...0x1FF9: 0x3BF
    case 0x38E, 0x3AB, 0x3B0, 0x3CB, 0x3CD, 0x1F50...0x1F5F, 0x1F7A...0x1F7B, 0x1FE0...0x1FE3,
      0x1FE6...0x1FEB:
      0x3C5
    case 0x38F, 0x3CE, 0x1F60...0x1F6F, 0x1F7C...0x1F7D, 0x1FA0...0x1FAF, 0x1FF2...0x1FF7,
      0x1FFA...0x1FFC:
      0x3C9
    case 0x1FE4, 0x1FE5, 0x1FEC: 0x3C1
    case 0x3C2: 0x3C3
    default: nil
    }
  }

  // MARK: Width

  private static let katakana = Array(
    ("ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
      + "ハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}").unicodeScalars)

  private static func katakana(_ value: UInt32, after last: Unicode.Scalar?) -> Result {
    switch (value, last?.value ?? 0) {
    // The letters from カ to ト and from ハ to ホ are followed by their voiced forms.
    case (0xFF9E, 0x30A6): .joined("ヴ")
    case (0xFF9E, let base) where isVoiceless(base): replacement(base + 1).joining
    case (0xFF9F, let base) where (0x30CF...0x30DB).contains(base) && isVoiceless(base):
      replacement(base + 2).joining
    default: .replaced(katakana[Int(value) - 0xFF66])
    }
  }

  private static func isVoiceless(_ value: UInt32) -> Bool {
    switch value {
    case 0x30AB...0x30C1: value % 2 == 1
    case 0x30C4, 0x30C6, 0x30C8, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB: true
    default: false
    }
  }

  /// Returns the letter of usual width for a halfwidth Hangul letter.
  private static func hangul(_ value: UInt32) -> UInt32? {
    switch value {
    case 0xFFA1...0xFFBE: value - 0xFFA1 + 0x3131
    case 0xFFC2...0xFFC7: value - 0xFFC2 + 0x314F
    case 0xFFCA...0xFFCF: value - 0xFFCA + 0x3155
    case 0xFFD2...0xFFD7: value - 0xFFD2 + 0x315B
    case 0xFFDA...0xFFDC: value - 0xFFDA + 0x3161
    default: nil
    }
  }
}

extension DeepFolding.Result {
  fileprivate var joining: Self {
    if case .replaced(let scalar) = self { .joined(scalar) } else { self }
  }
}
