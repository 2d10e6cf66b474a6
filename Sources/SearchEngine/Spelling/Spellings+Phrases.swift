internal import Ranking
internal import SQLite

extension Spellings {
  /// Returns true if a hyphen joins the two words in one of the first passages that contain them
  /// side by side.
  ///
  /// After a single letter, an apostrophe counts too, as in O'Neill.
  ///
  /// This distinguishes e-mail from the letter e before the word mail.
  func isHyphenated(
    _ left: String, _ right: String, _ terms: [String], _ lexicon: Lexicon
  ) throws -> Bool {
    for text in try lexicon.texts(withPhrase: left + " " + right, terms).joined() {
      let tokens = try tokenizer.tokens(of: text)
      let utf8 = Array(text.utf8)
      for (first, second) in zip(tokens, tokens.dropFirst())
      where first.term == terms[0] && second.term == terms[1] {
        let gap = String(
          decoding: utf8[first.range.upperBound..<second.range.lowerBound], as: UTF8.self)
        let scalars = gap.unicodeScalars
        let isJoined = scalars.allSatisfy { scalar in
          SpellingRules.isHyphen(scalar)
            || (left.utf8.count == 1 && SpellingRules.isApostrophe(scalar))
        }
        if scalars.count == 1, isJoined { return true }
      }
    }
    return false
  }
}
