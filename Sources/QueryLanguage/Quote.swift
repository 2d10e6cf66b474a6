internal import TextAnalysis

/// A family of quotation marks: a phrase ends with a mark of the family that starts it.
///
/// Languages use the same marks in different directions, as in «a», »a« and »a», so every mark of a
/// family can start a phrase and end one.
enum Quote: Hashable {
  /// `"`, and ״, which Hebrew keyboards have in its place
  case straight
  /// “ ” „ ‟
  case curly
  /// « »
  case guillemet
  /// ‹ ›
  case singleGuillemet
  /// 「 」, and their half-width and vertical forms
  case corner
  /// 『 』, and their vertical forms
  case whiteCorner
  /// 《 》, which also enclose titles
  case doubleAngle
  /// 〈 〉
  case angle
  /// 〝 〞 〟
  case prime
  /// ❝ ❞
  case ornament

  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"", "\u{5F4}": self = .straight
    case ..<"\u{AB}": return nil
    case "\u{201C}"..."\u{201F}": self = .curly
    case "\u{AB}", "\u{BB}": self = .guillemet
    case "\u{2039}", "\u{203A}": self = .singleGuillemet
    case "\u{300C}", "\u{300D}", "\u{FF62}", "\u{FF63}", "\u{FE41}", "\u{FE42}": self = .corner
    case "\u{300E}", "\u{300F}", "\u{FE43}", "\u{FE44}": self = .whiteCorner
    case "\u{300A}", "\u{300B}": self = .doubleAngle
    case "\u{3008}", "\u{3009}": self = .angle
    case "\u{301D}"..."\u{301F}": self = .prime
    case "\u{275D}", "\u{275E}": self = .ornament
    default: return nil
    }
  }
}

extension Lexer {
  /// Returns the family of the quotation mark at `index`; nil if there is none.
  ///
  /// Between two Hebrew letters, as in the acronym צה"ל, the mark belongs to the word.
  func quote(at index: Int) -> Quote? {
    guard scalars.indices.contains(index), let quote = Quote(scalars[index]) else { return nil }
    if quote == .straight, index > 0, index + 1 < scalars.count, scalars[index - 1].isHebrewLetter,
      scalars[index + 1].isHebrewLetter
    {
      return nil
    }
    return quote
  }

  /// The words in which an opening single mark is usually meant as an apostrophe.
  private static let elisions: Set<String> = [
    "tis", "twas", "til", "till", "em", "cause", "cos", "bout", "n", "round", "neath", "s", "t",
    "kay", "nduja", "ndrangheta",
  ]

  /// The maximum length of a word that is compared with `elisions`; it is longer than any of them.
  private static let maxElision = 12

  /// Returns the index of the mark that closes the single quotation mark at the current position;
  /// nil unless the two certainly enclose a phrase.
  ///
  /// The closing mark ’ is also the apostrophe, and so is the straight mark '. Therefore, there must
  /// be several words between the marks, and only one closing mark at the end of a word before the
  /// next opening mark.
  ///
  /// - Complexity: O(n), where n is the distance to the next opening mark.
  func closingSingleQuote() -> Int? {
    guard let mark = peek(), isWordStart(position), let first = peek(1), first.isTokenCharacter,
      first.properties.numericType == nil, !startsElision
    else { return nil }
    var end: Int?
    var hasSpace = false
    var index = position + 1
    while index < scalars.count {
      let scalar = scalars[index]
      let isClosing =
        mark == "'"
        ? scalar == "'" : scalar == "\u{2019}" || (scalar == "\u{2018}" && mark == "\u{201A}")
      let isAtWordEnd =
        !scalars[index - 1].isSpace
        && (index + 1 == scalars.count || !scalars[index + 1].isTokenCharacter)
      if isClosing, isAtWordEnd {
        guard end == nil, hasSpace else { return nil }
        end = index
        if mark == "\u{201A}" { break }
      } else if scalar == "\u{201A}" || (scalar == "\u{2018}" && isWordStart(index))
        || (scalar == "'" && mark == "'" && isWordStart(index))
      {
        break
      }
      hasSpace = hasSpace || scalar.isSpace
      index += 1
    }
    return end
  }

  /// True if the mark at the current position stands for letters that are left out, as in `'tis`.
  private var startsElision: Bool {
    let word = scalars[(position + 1)...].prefix(Self.maxElision).prefix { $0.isTokenCharacter }
    return Self.elisions.contains(String(word).lowercased())
  }

  /// True if a straight mark at the current position is neither an apostrophe nor the start of a
  /// phrase, as in `'moon'`.
  var isStraySingleQuote: Bool {
    guard let first = peek(1), first.isTokenCharacter, first.properties.numericType == nil else {
      return false
    }
    return !startsElision
  }

  /// True if nothing but white space, a parenthesis, a sign or a colon comes directly before
  /// `index`.
  private func isWordStart(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    let before = scalars[index - 1]
    return before.isSpace || before.role != nil || ["(", "|", ":", "="].contains(before)
  }
}

extension Unicode.Scalar {
  fileprivate var isHebrewLetter: Bool { (0x05D0...0x05EA).contains(value) }
}
