internal import Ranking
internal import SQLite

extension Spellings {
  /// From how many passages on, for the rarest token, a phrase is looked for in part of the archive.
  private static let manyPassages = 20_000
  /// How many of the newest passages that part is.
  private static let newestPassages: Int64 = 100_000

  /// Whether the tokens of `text` stand side by side somewhere.
  ///
  /// Where all of them are in very many passages, only the newest passages are looked at.
  func occurs(
    _ text: String, _ terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 1",
      [.text(Self.phrase(text)), .integer(try firstPassage(for: terms, vocabulary))]
    ) { _ in true } ?? false
  }

  /// Whether a hyphen stands between the two words in one of the first passages that hold them side
  /// by side, or an apostrophe behind a letter, as in O'Neill.
  ///
  /// This tells e-mail from a letter e before the word mail.
  func isHyphenated(
    _ left: String, _ right: String, _ terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Bool {
    let passages = try connection.rows(
      "SELECT title, text FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 8",
      [
        .text(Self.phrase(left + " " + right)),
        .integer(try firstPassage(for: terms, vocabulary)),
      ]
    ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
    for text in passages.joined() {
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

  /// Before which passage one need not look.
  private func firstPassage(
    for terms: [String], _ vocabulary: VocabularyReader
  ) throws -> Int64 {
    for term in terms {
      let count = try vocabulary.documentFrequency(of: term, atMost: Self.manyPassages)
      if count < Self.manyPassages { return 0 }
    }
    let last = try connection.first("SELECT max(id) FROM passages") { $0.integer(at: 0) }
    return max(0, (last ?? 0) - Self.newestPassages)
  }

  /// `text` as a phrase of FTS5, which holds no quotation mark: they are no part of a token.
  private static func phrase(_ text: String) -> String {
    "\"" + text.replacing("\"", with: " ") + "\""
  }
}
