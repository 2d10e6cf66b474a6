/// The number of columns that text takes on a terminal.
package enum DisplayWidth {
  /// Returns the number of columns of a text.
  package static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// Returns the columns of a character: 2 for ideographs, kana, Hangul and emoji, 1 for most
  /// others.
  ///
  /// Combining marks are part of the character before them and take no columns.
  package static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    // A character with emoji presentation is as wide as an emoji.
    if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.value {
    // Zero-width spaces and joiners on their own.
    case 0x200B...0x200F, 0x2060, 0xFEFF: return 0
    // Whole blocks that Unicode Standard Annex 11 classifies as wide.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// Returns `text` cut to at most `limit` columns, with an ellipsis if something was cut off.
  package static func cut(_ text: String, to limit: Int) -> String {
    guard columns(of: text) > limit else { return text }
    var width = 0
    let start = text.prefix { character in
      width += columns(of: character)
      return width < limit
    }
    return start + "…"
  }

  /// Returns `text` padded to `width` columns with spaces after it, or before it if `isRight` is
  /// set.
  package static func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - columns(of: text)))
    return isRight ? spaces + text : text + spaces
  }
}
