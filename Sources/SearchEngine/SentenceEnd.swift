/// Where sentences end, as far as words tell: for showing whole ones, not for counting them.
enum SentenceEnd {
  /// Whether a sentence may end with the word.
  static func isEnd(_ word: ArraySlice<UInt8>) -> Bool {
    // Nearly every word ends with a letter or a comma, and is not looked at further.
    guard let last = word.last, !last.isPlain else { return false }
    var scalars = Substring(decoding: word.suffix(32), as: UTF8.self).unicodeScalars
    while let last = scalars.last, closers.contains(last) { scalars.removeLast() }
    switch scalars.last {
    case "!", "?", "…": return true
    case ".": return !isAbbreviation(word)
    case let last?: return isWideStop(last)
    case nil: return false
    }
  }

  /// Whether a part of a sentence ends with the word: there is a comma or the like.
  static func isClauseEnd(_ word: ArraySlice<UInt8>) -> Bool {
    guard let last = word.last, last != UInt8(ascii: "."), !last.isLetterOrDigit else {
      return false
    }
    let end = Substring(decoding: word.suffix(4), as: UTF8.self).unicodeScalars.last
    return end.map { clauseMarks.contains($0) } ?? false
  }

  /// Whether a sentence ends with the character, even with no space behind it.
  static func isWideStop(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "。" || scalar == "！" || scalar == "？"
  }

  /// Whether a sentence may begin with the word.
  static func canFollow(_ word: ArraySlice<UInt8>) -> Bool {
    let start = Substring(decoding: word.prefix(32), as: UTF8.self).unicodeScalars
      .first { !openers.contains($0) }
    switch start?.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .currencySymbol:
      return true
    default: return false
    }
  }

  /// Whether the dot of `J.`, `U.S.` or `Mr.` may be no end.
  private static func isAbbreviation(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count <= 16 else { return false }
    let letters = String(decoding: word, as: UTF8.self).drop { !$0.isLetter }
    let parts = letters.split(separator: ".")
    guard let first = parts.first, letters.last == "." else { return false }
    if parts.allSatisfy({ $0.count == 1 && $0 != "I" }) { return true }
    return parts.count == 1 && abbreviations.contains(first.lowercased())
  }

  private static let clauseMarks: Set<Unicode.Scalar> = [
    ",", ";", ":", ")", "–", "—", "”", "»", "，", "、", "；", "：", "）", "」",
  ]
  private static let closers: Set<Unicode.Scalar> = [
    "\"", "'", "”", "’", "“", ")", "]", "»", "」", "』", "）", "*", "_",
  ]
  private static let openers: Set<Unicode.Scalar> = [
    "\"", "'", "“", "‘", "„", "(", "[", "«", "「", "『", "（", "*", "_",
  ]
  private static let abbreviations: Set<String> = [
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "lt", "col", "capt", "adm", "gov", "maj",
    "sgt", "st", "no", "vs", "jr", "sr", "mt", "rev", "hon", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec", "approx", "fig", "ca",
  ]
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Whether no sentence ends with it.
  fileprivate var isPlain: Bool { isLetterOrDigit || self == UInt8(ascii: ",") }
}
