/// The name of a saved query: letters and digits, and inside also `.`, `_` and `-`.
struct SavedQueryName: Hashable {
  /// The maximum number of characters, so that a list stays readable.
  static let maxLength = 64

  let text: String

  /// Creates a name; nil if `text` cannot be one.
  init?(_ text: String) {
    guard let first = text.first, Self.isWordCharacter(first), text.count <= Self.maxLength,
      text.allSatisfy({ Self.isWordCharacter($0) || "._-".contains($0) })
    else { return nil }
    self.text = text
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  /// What a name is, for people.
  static let rule =
    "a name starts with a letter or digit, may contain '.', '_' and '-', and has at most "
    + "\(maxLength) characters"
}
