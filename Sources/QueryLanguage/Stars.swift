internal import TextAnalysis

/// The stars in a word or phrase.
///
/// A star that touches a letter or digit stands for any letters and digits: `submari*`, `*ment`,
/// `wom*n`. One at the end belongs to the last word, even after a mark: `U.S.*`. Other stars mean
/// nothing: `three * mice`, `*.txt`, `2*3` and `M*A*S*H`.
struct Stars {
  /// The text with only those stars that stand for letters; nil if there are none.
  private(set) var pattern: String?
  /// True if there are stars that mean nothing.
  private(set) var hasStray = false
  /// True if there are no stars at all.
  let isEmpty: Bool

  init(_ text: String) {
    isEmpty = !text.unicodeScalars.contains("*")
    if isEmpty { return }
    let scalars = Self.movingLastStar(Array(text.unicodeScalars))
    var kept: [Unicode.Scalar] = []
    var index = 0
    while index < scalars.count {
      let start = index
      while index < scalars.count, scalars[index] == "*" { index += 1 }
      if start == index {
        kept.append(scalars[index])
        index += 1
      } else if Self.standsForLetters(start..<index, in: scalars) {
        kept.append("*")
      } else {
        kept.append(" ")
        hasStray = true
      }
    }
    if kept.contains("*") { pattern = String(kept).withoutQuotes }
  }

  /// Removes the marks between the last word and the stars after it.
  private static func movingLastStar(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard scalars.last == "*", let last = scalars.lastIndex(where: \.isPartOfToken),
      let star = scalars[last...].firstIndex(of: "*"),
      !scalars[last..<star].contains(where: \.isSpace)
    else { return scalars }
    return Array(scalars[...last] + scalars[star...])
  }

  private static func standsForLetters(_ run: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
    let before = scalars[..<run.lowerBound].last
    let after = scalars[run.upperBound...].first
    guard before?.isPartOfToken ?? false || after?.isTokenCharacter ?? false else { return false }
    guard let before, let after else { return true }
    // A multiplication, and the initials of a name, are not patterns.
    if before.properties.numericType != nil, after.properties.numericType != nil { return false }
    return !(isInitial(run.lowerBound - 1, scalars) && isInitial(run.upperBound, scalars))
  }

  /// True if the scalar is a capital letter that stands alone.
  private static func isInitial(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    scalars[index].properties.isUppercase
      && (index == 0 || !scalars[index - 1].isPartOfToken)
      && (index + 1 == scalars.count || !scalars[index + 1].isPartOfToken)
  }
}

extension Unicode.Scalar {
  /// True for a token character, or an accent after one.
  fileprivate var isPartOfToken: Bool {
    isTokenCharacter || properties.generalCategory == .nonspacingMark
  }
}
