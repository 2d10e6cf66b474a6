internal import TextAnalysis

/// Writes the content of a `sup` element in plain text.
///
/// Without its element, a footnote mark would become a part of the word before it (`treaty1`), and
/// an exponent would change a number (`106`).
enum Superscript {
  /// Returns the text to append to `text`: `[1]` for the mark of a footnote, `⁶` for an exponent,
  /// or the content itself, as in `18th`.
  static func text(of content: String, after text: String, isLink: Bool) -> String {
    guard let content = normalizedLine(content) else { return "" }
    let isBracketed = content.first.map { "[(".contains($0) } == true
    if isBracketed || content.allSatisfy({ "*†‡§¶,".contains($0) }) { return content }
    let exponent = content.compactMap { digits[$0] }
    guard exponent.count == content.count else {
      return isLink && content.count <= 3 ? "[\(content)]" : content
    }
    let word = text.suffix(12).split(whereSeparator: { $0.isWhitespace }).last ?? ""
    let isAfterSpace = text.last?.isWhitespace != false
    // The base of an exponent is a number, a variable or a unit.
    let isBase =
      !isAfterSpace && (word.last?.isNumber == true || word.last == ")" || isSymbol(word))
    return isBase && !isLink ? String(exponent) : "[\(content)]"
  }

  private static func isSymbol(_ word: Substring) -> Bool {
    let letters = word.reversed().prefix { $0.isLetter }
    return (1...2).contains(letters.count)
  }

  private static let digits: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹",
    "+": "⁺", "-": "⁻", "−": "⁻", "–": "⁻", "n": "ⁿ",
  ]
}
