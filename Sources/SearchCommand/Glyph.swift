/// How much room characters take on a terminal.
enum Glyph {
  /// The columns of a whole text.
  static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// 2 columns for ideographs, kana, Hangul and emoji, 1 for others.
  ///
  /// What combines with the character before it is a part of that character, and takes no room.
  static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    // A sign that is asked for as an emoji is as wide as one.
    if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.value {
    // Zero-width spaces and joiners on their own.
    case 0x200B...0x200F, 0x2060, 0xFEFF: return 0
    // The wide blocks of Unicode Standard Annex 11, whole.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
