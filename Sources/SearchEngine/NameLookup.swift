internal import QueryLanguage
internal import SQLite

/// Finds the publishers, authors and languages of an archive that a filter means.
struct NameLookup {
  let connection: Connection
  /// Cuts and folds names, and does not stem them.
  let tokenizer: Tokenizer

  /// The column that `filter` is about, and those of its values that meet it.
  ///
  /// - Complexity: O(n) in the different values of the column.
  func values(meeting filter: Filter) throws(SQLiteError) -> (column: String, values: [String]) {
    switch filter {
    case .publisher(let name):
      return ("publisher", try names(holding: name, among: fewValues(of: "publisher")))
    case .author(let name):
      return ("author", try names(holding: name, among: manyValues(of: "author")))
    case .language(let code):
      let wanted = code.lowercased()
      let values = try fewValues(of: "language").filter {
        let value = $0.lowercased()
        return value == wanted || value.hasPrefix(wanted + "-")
      }
      return ("language", values)
    case .date: return ("published", [])
    }
  }

  /// The names in which the words of `name` stand side by side.
  private func names(
    holding name: String, among candidates: [String]
  ) throws(SQLiteError) -> [String] {
    let wanted = try tokenizer.tokens(of: name).map(\.term)
    guard let first = wanted.first else { return [] }
    var found: [String] = []
    for candidate in candidates where Self.mayHold(candidate, Array(first.utf8)) {
      let words = try tokenizer.tokens(of: candidate).map(\.term)
      if words.indices.contains(where: { words[$0...].starts(with: wanted) }) {
        found.append(candidate)
      }
    }
    return found
  }

  /// A look that takes less than to cut the name: most names in ASCII lack the word.
  private static func mayHold(_ name: String, _ word: [UInt8]) -> Bool {
    let name = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard name.allSatisfy({ $0 < 0x80 }) else { return true }
    return name.indices.contains { name[$0...].starts(with: word) }
  }

  /// The different values of a column with few of them, jumping from one to the next in its index.
  private func fewValues(of column: String) throws(SQLiteError) -> [String] {
    try connection.rows(
      """
      WITH RECURSIVE found(value) AS (
        SELECT min(\(column)) FROM articles
        UNION ALL
        SELECT (SELECT min(\(column)) FROM articles WHERE \(column) > found.value) FROM found
         WHERE found.value IS NOT NULL)
      SELECT value FROM found WHERE value IS NOT NULL
      """
    ) { $0.text(at: 0) ?? "" }
  }

  /// The different values of a column with many, going through its index.
  private func manyValues(of column: String) throws(SQLiteError) -> [String] {
    try connection.rows(
      "SELECT DISTINCT \(column) FROM articles WHERE \(column) IS NOT NULL"
    ) { $0.text(at: 0) ?? "" }
  }
}
