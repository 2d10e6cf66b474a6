internal import Ranking
internal import SQLite

extension Spellings {
  /// If even the rarest token is in this many passages, a phrase is looked up only in the newest
  /// passages.
  private static let manyPassages = 20_000
  /// The number of passages that count as the newest.
  private static let newestPassages: Int64 = 100_000

  /// Returns true if the tokens of `text` are adjacent in some passage.
  ///
  /// If each token is in very many passages, only the newest passages are searched.
  func occurs(
    _ text: String, _ terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 1",
      [.text(Self.phrase(text)), .integer(try firstPassage(for: terms, vocabulary))]
    ) { _ in true } ?? false
  }

  /// Returns true if a hyphen joins the two words in one of the first passages that contain them
  /// side by side.
  ///
  /// After a single letter, an apostrophe counts too, as in O'Neill.
  ///
  /// This distinguishes e-mail from the letter e before the word mail.
  func isHyphenated(
    _ left: String, _ right: String, _ terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Bool {
    for text in try passages(with: left + " " + right, terms, vocabulary).joined() {
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

  /// Returns the titles and texts of the first eight passages with a phrase, whose terms are
  /// `terms`.
  func passages(
    with phrase: String, _ terms: [String], _ vocabulary: VocabularyReader
  ) throws -> [[String]] {
    try connection.rows(
      "SELECT title, text FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 8",
      [.text(Self.phrase(phrase)), .integer(try firstPassage(for: terms, vocabulary))]
    ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
  }

  /// Returns the id after which passages are searched for the phrase of `terms`.
  private func firstPassage(
    for terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Int64 {
    for term in terms {
      let count = try vocabulary.documentFrequency(of: term, atMost: Self.manyPassages)
      if count < Self.manyPassages { return 0 }
    }
    let last = try connection.first("SELECT max(id) FROM passages") { $0.integer(at: 0) }
    return max(Self.newestPassages, last ?? 0) - Self.newestPassages
  }

  /// Returns `text` as a phrase of FTS5.
  ///
  /// Quotation marks are never part of a token, so they become spaces.
  static func phrase(_ text: String) -> String {
    "\"" + text.replacing("\"", with: " ") + "\""
  }
}
