/// Other spellings of words with letters that FTS5's tokenizer does not fold.
///
/// `unicode61` removes diacritics (é, č and ü become e, c and u), but ß, ø and ł have none. People
/// whose keyboard lacks such a letter write one or two other letters instead. `DeepFolding` folds
/// the marks of other scripts.
package enum LetterFolding {
  /// Returns the spellings of `word` without such letters and marks; an empty array if it has none.
  ///
  /// There are up to two. The plain spelling replaces letters by similar ones, as in Lodz for Łódź.
  /// The expanded spelling adds an e for umlauts, as in Mueller and Oestergaard.
  ///
  /// Superscript and subscript digits become plain digits in the plain spelling (CO2). The expanded
  /// spelling drops superscripts, since they may be footnote numbers.
  package static func spellings(of word: String) -> [String] {
    let spellings = [plain(word), expanded(word)].compactMap(\.self).map(DeepFolding.fold)
    // Two texts that are canonically equivalent are equal as strings, but not as texts to search.
    return spellings.filter { !$0.utf8.elementsEqual(word.utf8) }
  }

  private static func plain(_ word: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      if let letters = plainLetters(scalar.value) {
        append(letters, to: &plain)
      } else {
        plain.append(scalar)
      }
    }
    return String(plain)
  }

  /// Returns the expanded spelling; nil if the word has no umlaut and no superscript.
  private static func expanded(_ word: String) -> String? {
    var expanded = String.UnicodeScalarView()
    var isExpanded = false
    for scalar in word.unicodeScalars {
      if let mark = expansion(of: scalar, after: expanded.last) {
        if mark.replacesLast { expanded.removeLast() }
        append(mark.letters, to: &expanded)
        isExpanded = true
      } else if let letters = plainLetters(scalar.value) {
        append(letters, to: &expanded)
      } else {
        expanded.append(scalar)
      }
    }
    return isExpanded ? String(expanded) : nil
  }

  /// Appends letters one by one, because `append(contentsOf:)` copies the whole view.
  private static func append(_ letters: String, to view: inout String.UnicodeScalarView) {
    for letter in letters.unicodeScalars { view.append(letter) }
  }

  /// True if a word with the scalar has other spellings.
  package static func isSpecial(_ value: UInt32) -> Bool {
    switch value {
    case ..<0xAA, 0x2010..<0x2060, 0x3400..<0xFB00: false
    default:
      plainLetters(value) != nil || isUmlaut(value)
        || Unicode.Scalar(value).map { DeepFolding.changes($0) } ?? false
    }
  }

  private static func isUmlaut(_ value: UInt32) -> Bool {
    switch value {
    case 0xC4, 0xC5, 0xD6, 0xDC, 0xE4, 0xE5, 0xF6, 0xFC: true
    default: false
    }
  }

  /// Returns the plain letters for a special letter; the tokenizer folds their case.
  private static func plainLetters(_ value: UInt32) -> String? {
    switch value {
    case 0xDF, 0x1E9E: "ss"
    case 0xD8, 0xF8: "o"
    case 0xC6, 0xE6: "ae"
    case 0x152, 0x153: "oe"
    case 0xDE, 0xFE: "th"
    case 0xD0, 0xF0, 0x110, 0x111: "d"
    case 0x126, 0x127: "h"
    case 0x131: "i"
    case 0x132, 0x133: "ij"
    case 0x13F...0x142: "l"
    case 0x149, 0x14A, 0x14B: "n"
    case 0x166, 0x167: "t"
    case 0x192: "f"
    case 0x1C4...0x1C6: "dz"
    case 0x1C7...0x1C9: "lj"
    case 0x1CA...0x1CC: "nj"
    case 0x18F, 0x259: "a"
    case 0x190, 0x25B: "e"
    case 0x186, 0x254: "o"
    case 0xAA: "a"
    case 0xBA: "o"
    case 0xFB00...0xFB06: ["ff", "fi", "fl", "ffi", "ffl", "st", "st"][Int(value) - 0xFB00]
    default: figure(value).map { ascii(0x30 + $0) }
    }
  }

  /// Returns the digit for a superscript or subscript.
  private static func figure(_ value: UInt32) -> UInt32? {
    switch value {
    case 0xB2, 0xB3: value - 0xB0
    case 0xB9: 1
    case 0x2070, 0x2074...0x2079: value - 0x2070
    case 0x2080...0x2089: value - 0x2080
    default: nil
    }
  }

  private static func ascii(_ value: UInt32) -> String {
    Unicode.Scalar(value).map { String($0) } ?? ""
  }

  /// Returns the letters for an umlaut, or for a combining mark that turns `last` into an umlaut.
  ///
  /// It also returns an empty text for a superscript.
  private static func expansion(
    of scalar: Unicode.Scalar, after last: Unicode.Scalar?
  ) -> (letters: String, replacesLast: Bool)? {
    switch scalar.value {
    case 0xC4, 0xE4: ("ae", false)
    case 0xD6, 0xF6, 0xD8, 0xF8: ("oe", false)
    case 0xDC, 0xFC: ("ue", false)
    case 0xC5, 0xE5: ("aa", false)
    case 0xB2, 0xB3, 0xB9, 0x2070, 0x2074...0x2079: ("", false)
    case 0x308: last.flatMap { "aouAOU".unicodeScalars.contains($0) ? ("\($0)e", true) : nil }
    case 0x30A: last.flatMap { "aA".unicodeScalars.contains($0) ? ("aa", true) : nil }
    default: nil
    }
  }
}
