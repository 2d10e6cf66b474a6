internal import FullTextIndex
internal import Ranking
internal import SQLite

/// How texts write words, and which words are side by side in them.
extension Lexicon {
  /// If even the rarest term is in this many passages, a phrase is looked up only in the newest
  /// passages.
  private static let manyPassages = 20_000
  /// The number of passages that count as the newest.
  private static let newestPassages: Int64 = 100_000

  /// Returns true if the tokens of `phrase`, which are `terms`, are adjacent in some passage.
  ///
  /// If each term is in very many passages, only the newest passages are searched.
  func occurs(_ phrase: String, _ terms: [String]) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 1",
      [.text(Self.quoted(phrase)), .integer(try firstPassage(for: terms))]
    ) { _ in true } ?? false
  }

  /// Returns true if the tokens of one of some phrases are adjacent in some passage.
  func occurs(anyOf phrases: [String]) throws(SQLiteError) -> Bool {
    try connection.first(
      "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 LIMIT 1",
      [.text(phrases.map(Self.quoted).joined(separator: " OR "))]
    ) { _ in true } ?? false
  }

  /// Returns the titles and texts of the first eight passages with a phrase, whose tokens are
  /// `terms`.
  ///
  /// If each term is in very many passages, only the newest passages are searched.
  func texts(withPhrase phrase: String, _ terms: [String]) throws -> [[String]] {
    try connection.rows(
      "SELECT title, text FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT 8",
      [.text(Self.quoted(phrase)), .integer(try firstPassage(for: terms))]
    ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] }
  }

  /// Returns the titles and texts of the first passages with a phrase, at most `limit`.
  func texts(withPhrase phrase: String, limit: Int) throws(SQLiteError) -> [[String]] {
    try passages(withPhrase: phrase, limit: limit).map { (id) throws(SQLiteError) in
      try texts(of: id)
    }
  }

  /// Returns the number of passages with a phrase, but at most `limit`.
  func phraseFrequency(_ phrase: String, limit: Int) throws(SQLiteError) -> Int {
    try passages(withPhrase: phrase, limit: limit).count
  }

  /// Calls `body` with the title and the text of each of the first `limit` passages with a term, and
  /// the index of the passage, until `body` returns false.
  func forEachText(
    with term: String, limit: Int, _ body: (_ index: Int, _ texts: [String]) throws -> Bool
  ) throws {
    for (index, id) in try vocabulary.passages(with: term, limit: limit).enumerated() {
      guard try body(index, texts(of: id)) else { return }
    }
  }

  private func texts(of passage: Int64) throws(SQLiteError) -> [String] {
    try connection.first(
      "SELECT title, text FROM indexed_passages WHERE id = ?1", [.integer(passage)]
    ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] } ?? []
  }

  private func passages(withPhrase phrase: String, limit: Int) throws(SQLiteError) -> [Int64] {
    try connection.rows(
      "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1 LIMIT ?2",
      [.text(Self.quoted(phrase)), .integer(limit)]
    ) { $0.integer(at: 0) }
  }

  /// Returns the id after which passages are searched for a phrase of these terms.
  private func firstPassage(for terms: [String]) throws -> Int64 {
    for term in terms {
      let count = try documentFrequency(of: term, atMost: Self.manyPassages)
      if count < Self.manyPassages { return 0 }
    }
    return max(Self.newestPassages, try lastPassage) - Self.newestPassages
  }

  /// Returns `text` as a phrase of FTS5.
  ///
  /// Quotation marks are never part of a token, so they become spaces.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: " ") + "\""
  }
}
