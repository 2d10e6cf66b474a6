internal import QueryLanguage
internal import TextAnalysis
internal import SQLite

/// Finds the publishers, authors and languages in archives that match a filter.
///
/// Names are cached, so an instance is valid for one snapshot of the archives.
final class NameLookup {
  private struct Name {
    var text: String
    /// The words of the name, folded but not stemmed.
    var words: [String]
  }

  private let group: ArchiveGroup
  private let tokenizer: Tokenizer
  private var cache: [String: [Name]] = [:]

  /// Creates an instance; `tokenizer` splits and folds names without stemming them.
  init(_ group: ArchiveGroup, _ tokenizer: Tokenizer) {
    self.group = group
    self.tokenizer = tokenizer
  }

  /// Returns the values in the column of `field` that match `value`.
  ///
  /// - Complexity: O(n) in the number of distinct values of the column.
  func values(of field: FilterField, matching value: String) throws(SQLiteError) -> [String] {
    switch field {
    case .publisher, .author: return try names(holding: value, in: field.rawValue)
    case .language:
      let found = try languages(value)
      guard found.isEmpty, let code = LanguageDetection.code(ofLanguage: value) else {
        return found
      }
      return try languages(code)
    }
  }

  /// Returns the languages of the archive with this code, or starting with it: `pt` finds `pt-BR`.
  private func languages(_ code: String) throws(SQLiteError) -> [String] {
    let code = code.lowercased()
    return try names(in: FilterField.language.rawValue).map(\.text).filter {
      Self.matches(language: $0, code: code)
    }
  }

  /// Returns all languages of the archive.
  func languages() throws(SQLiteError) -> [String] {
    try names(in: FilterField.language.rawValue).map(\.text)
  }

  /// Returns the names that contain the words of `name` as a phrase.
  private func names(
    holding name: String, in column: String
  ) throws(SQLiteError) -> [String] {
    let wanted = try tokenizer.tokens(of: name).map(\.term)
    return try names(in: column).filter { Self.matches(words: $0.words, phrase: wanted) }
      .map(\.text)
  }

  /// Returns true if the words of a name contain a phrase, which must not be empty.
  static func matches(words: [String], phrase: [String]) -> Bool {
    guard let first = phrase.first else { return false }
    return words.indices.contains { index in
      words[index] == first && words[index...].starts(with: phrase)
    }
  }

  /// Returns true if a language is that of a code in lower case, or a variant of it.
  static func matches(language: String, code: String) -> Bool {
    let language = language.lowercased()
    return language == code || language.hasPrefix(code + "-")
  }

  /// Returns the different names, in ascending order of bytes.
  private static func united(_ names: [String]) -> [String] {
    let keyed = Dictionary(names.map { (Array($0.utf8), $0) }) { first, _ in first }
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private func names(in column: String) throws(SQLiteError) -> [Name] {
    if let cached = cache[column] { return cached }
    // A seek in the index takes about ten times as long as a step. Seeking from value to value is
    // faster only if there are few values: publishers or languages, but not authors.
    let sql =
      column == "author"
      ? "SELECT DISTINCT author FROM articles WHERE author IS NOT NULL"
      : """
      WITH RECURSIVE found(value) AS (
        SELECT min(\(column)) FROM articles
        UNION ALL
        SELECT (SELECT min(\(column)) FROM articles WHERE \(column) > found.value) FROM found
         WHERE found.value IS NOT NULL)
      SELECT value FROM found WHERE value IS NOT NULL
      """
    var texts: [String] = []
    for member in group.members {
      texts += try member.connection.rows(sql) { $0.text(at: 0) ?? "" }
    }
    if group.isShared { texts = Self.united(texts) }
    var names: [Name] = []
    for text in texts {
      names.append(Name(text: text, words: try tokenizer.tokens(of: text).map(\.term)))
    }
    cache[column] = names
    return names
  }
}
