internal import Ranking
internal import SQLite

/// Words that are written as two, such as e-mail for email.
extension Spellings {
  /// A word in more passages than this is not split, unless it is like email.
  private static let rareFrequency = 30

  /// Adds long term for longterm and e mail for email, if they occur with a hyphen.
  ///
  /// Of frequent words, only those like email are split, so that most words cost one lookup.
  func addSplits(
    of word: String, _ term: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    let bytes = Array(word.utf8)
    guard (4...24).contains(bytes.count) else { return }
    // wifi is often written Wi-Fi, but few longer words have an end of two letters.
    let shortestEnd = bytes.count <= 6 ? 2 : 3
    let limit = Self.rareFrequency + 1
    let isRare = try lexicon.documentFrequency(of: term, atMost: limit) < limit
    guard isRare || Self.isElectronic(word) else { return }
    for seam in 1...(isRare ? bytes.count - shortestEnd : 1) {
      let right = String(decoding: bytes[seam...], as: UTF8.self)
      guard let last = try terms(of: right).first, try lexicon.contains(last) else { continue }
      let left = String(decoding: bytes[..<seam], as: UTF8.self)
      guard let first = try terms(of: left).first, try lexicon.contains(first),
        try isHyphenated(left, right, [first, last], lexicon)
      else { continue }
      forms.add([first, last], text: left + " " + right)
    }
  }

  /// The words that may follow an e for "electronic".
  private static let electronic: Set<String> = [
    "bank", "banking", "bike", "book", "cigarette", "commerce", "government", "health", "learning",
    "mail", "paper", "passport", "reader", "scooter", "service", "signature", "sport", "voting",
    "waste",
  ]

  private static func isElectronic(_ word: String) -> Bool {
    guard word.first == "e" || word.first == "E" else { return false }
    let rest = word.dropFirst().lowercased()
    return electronic.contains(rest.hasSuffix("s") ? String(rest.dropLast()) : rest)
  }

  /// Returns true if a hyphen joins the two words in one of the first passages that contain them
  /// side by side.
  ///
  /// After a single letter, an apostrophe counts too, as in O'Neill.
  ///
  /// This distinguishes e-mail from the letter e before the word mail.
  private func isHyphenated(
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
