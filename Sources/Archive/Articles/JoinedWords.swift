internal import SQLite
internal import TextAnalysis

/// A row of `joined_words`: a word that a text writes in pieces.
struct JoinedWord: Hashable, Sendable {
  /// The term that the word would be in one piece.
  var word: String
  /// The pieces, folded but not stemmed, and separated by spaces.
  var pieces: String
}

extension JoinedWord {
  private static let stemming = TokenizerPool(specification: Archive.tokenizer)
  private static let folding = TokenizerPool(specification: Archive.foldingTokenizer)

  /// Returns the rows for words, each given by its pieces as they are written.
  ///
  /// The rows lack words that the tokenizer splits even in one piece.
  static func rows(for words: [[String]]) -> Set<JoinedWord> {
    guard !words.isEmpty else { return [] }
    let whole = stemming.terms(of: words.map { $0.joined() })
    let pieces = folding.terms(of: words.map { $0.joined(separator: " ") })
    var rows: Set<JoinedWord> = []
    for (whole, pieces) in zip(whole, pieces) where whole.count == 1 && pieces.count > 1 {
      rows.insert(
        JoinedWord(
          word: whole.terms.joined(), pieces: pieces.terms.joined(separator: " ")))
    }
    return rows
  }

  /// Returns the rows for texts.
  static func rows(in texts: [String]) -> Set<JoinedWord> {
    var words: [[String]] = []
    for var text in texts {
      text.withUTF8 { utf8 in BrokenWords.collect(utf8, &words) }
    }
    return rows(for: words)
  }
}

/// Maintains the table `joined_words`.
enum JoinedWordTable {
  /// Adds the rows that the table does not have yet.
  ///
  /// Without the table, the words are found only in one piece.
  static func add(_ words: Set<JoinedWord>, in connection: Connection) throws(SQLiteError) {
    guard !words.isEmpty, try exists(in: connection) else { return }
    for row in words.sorted(by: { ($0.word, $0.pieces) < ($1.word, $1.pieces) }) {
      try connection.run(
        "INSERT OR IGNORE INTO joined_words(word, pieces) VALUES (?1, ?2)",
        [.text(row.word), .text(row.pieces)])
    }
  }

  /// Rebuilds the table from the texts, including texts that other programs have added.
  static func rebuild(in connection: Connection) throws(SQLiteError) {
    guard try exists(in: connection) else { return }
    let made = try make(connection)
    let stored = try stored(connection)
    for row in stored.subtracting(made) {
      try connection.run(
        "DELETE FROM joined_words WHERE word = ?1 AND pieces = ?2",
        [.text(row.word), .text(row.pieces)])
    }
    try add(made.subtracting(stored), in: connection)
  }

  /// True if the table contains all broken words in the texts; extra rows do no harm.
  static func verify(in connection: Connection) throws(SQLiteError) -> Bool {
    try make(connection).isSubset(of: stored(connection))
  }

  private static func exists(in connection: Connection) throws(SQLiteError) -> Bool {
    try connection.first("SELECT 1 FROM sqlite_schema WHERE name = 'joined_words'") { _ in true }
      ?? false
  }

  private static func make(_ connection: Connection) throws(SQLiteError) -> Set<JoinedWord> {
    /// The number of words after which rows are made, so that memory is limited.
    let batchSize = 100_000
    var rows: Set<JoinedWord> = []
    var seen: Set<[String]> = []
    var words: [[String]] = []
    for sql in ["SELECT title FROM articles", "SELECT text FROM passages"] {
      let statement = try connection.statement(sql)
      while try statement.step() {
        statement.bytes(at: 0).withUnsafeBufferPointer { utf8 in
          BrokenWords.collect(utf8, &words)
        }
        seen.formUnion(words)
        words.removeAll(keepingCapacity: true)
        guard seen.count > batchSize else { continue }
        rows.formUnion(JoinedWord.rows(for: Array(seen)))
        seen = []
      }
    }
    return rows.union(JoinedWord.rows(for: Array(seen)))
  }

  private static func stored(_ connection: Connection) throws(SQLiteError) -> Set<JoinedWord> {
    Set(
      try connection.rows("SELECT word, pieces FROM joined_words") { row in
        JoinedWord(word: row.text(at: 0) ?? "", pieces: row.text(at: 1) ?? "")
      })
  }
}
