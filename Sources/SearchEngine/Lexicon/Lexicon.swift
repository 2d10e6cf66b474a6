internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// What an archive says about words: the terms of its index, how they are spelled otherwise, and how
/// texts write them.
///
/// Spellings and corrections depend on these answers, and on nothing else in the archive. A lexicon
/// shows the snapshot in which it was created, and is valid until that transaction ends.
struct Lexicon {
  let connection: Connection
  private let reader: RankingReader
  let vocabulary: VocabularyReader
  let tables: Tables

  /// The side tables that exist and are not empty.
  struct Tables {
    let variants: Bool
    let joinedWords: Bool
    let writtenForms: Bool
    let vocabulary: Bool

    init(in connection: Connection) throws(SQLiteError) {
      func hasRows(in table: String) throws(SQLiteError) -> Bool {
        let isThere = "SELECT count(*) FROM sqlite_schema WHERE name = ?1"
        guard try connection.first(isThere, [.text(table)], { $0.integer(at: 0) }) == 1 else {
          return false
        }
        let isFilled = "SELECT EXISTS (SELECT 1 FROM \(table))"
        return try connection.first(isFilled, [], { $0.integer(at: 0) }) == 1
      }
      variants = try hasRows(in: "term_variants")
      joinedWords = try hasRows(in: "joined_words")
      writtenForms = try hasRows(in: "written_forms_state")
      vocabulary = try hasRows(in: "vocabulary")
    }
  }

  /// Creates the lexicon of the open transaction.
  ///
  /// `earlier` is one of an earlier transaction, whose tables are not looked up again if nothing has
  /// changed.
  init(_ connection: Connection, _ reader: RankingReader, after earlier: Lexicon? = nil) throws {
    self.connection = connection
    self.reader = reader
    vocabulary = try reader.vocabulary()
    if let earlier, earlier.generation == vocabulary.generation {
      tables = earlier.tables
    } else {
      tables = try Tables(in: connection)
    }
  }

  /// The number of the snapshot.
  ///
  /// As long as it is the same, nothing in the database has changed.
  var generation: Int { vocabulary.generation }

  // MARK: Terms

  /// Returns true if some passage contains `term`.
  func contains(_ term: String) throws(IndexError) -> Bool { try vocabulary.contains(term) }

  /// Returns the number of passages that contain `term`, but at most `limit`.
  func documentFrequency(
    of term: String, atMost limit: Int = .max
  ) throws(IndexError) -> Int {
    limit == .max
      ? try vocabulary.documentFrequency(of: term)
      : try vocabulary.documentFrequency(of: term, atMost: limit)
  }

  /// Returns the number of passages that contain `pattern`.
  func documentFrequency(of pattern: Pattern) throws(IndexError) -> Int {
    try reader.documentFrequency(of: pattern)
  }

  /// The highest id of a passage; 0 if there is none.
  var lastPassage: Int64 {
    get throws(SQLiteError) {
      try connection.first("SELECT max(id) FROM passages") { $0.integer(at: 0) } ?? 0
    }
  }

  /// Calls `body` with every term in `from..<to`, in ascending order of bytes, until `body` returns
  /// false.
  ///
  /// - Complexity: O(log n + k) for the k terms in the range.
  func forEachTerm(
    from: [UInt8] = [], to: [UInt8]? = nil, _ body: (_ term: [UInt8]) throws(IndexError) -> Bool
  ) throws(IndexError) {
    try vocabulary.forEachTerm(from: from, to: to, body)
  }

  /// Returns the terms in `from..<to` that contain `part`, in ascending order of bytes.
  ///
  /// - Complexity: O(n) in the bytes of the terms in that range.
  func terms(
    containing part: String, from: [UInt8], to: [UInt8]
  ) throws(IndexError) -> [String] {
    try vocabulary.terms(containing: Array(part.utf8), from: from, to: to).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  // MARK: Other spellings

  /// Returns the terms that fold to `folded`, or have it as a part, at most `limit`; all if that is
  /// negative.
  func variants(of folded: String, limit: Int = -1) throws(SQLiteError) -> [String] {
    guard tables.variants else { return [] }
    return try connection.rows(
      "SELECT term FROM term_variants WHERE folded = ?1 LIMIT ?2", [.text(folded), .integer(limit)]
    ) { row in row.text(at: 0) ?? "" }
  }

  /// Returns the terms with a row of `term_variants` that starts with a folded text.
  func variants(startingWith start: String) throws(SQLiteError) -> [String] {
    guard tables.variants else { return [] }
    // Every folded text is below U+10FFFF, which no tokenizer makes a part of a term.
    return try connection.rows(
      "SELECT DISTINCT term FROM term_variants WHERE folded >= ?1 AND folded < ?2 ORDER BY term",
      [.text(start), .text(start + "\u{10FFFF}")]
    ) { row in row.text(at: 0) ?? "" }
  }

  /// Returns the terms with a row of `term_variants` that contains `part` and is not before `start`.
  func variants(containing part: String, from start: String) throws(SQLiteError) -> [String] {
    guard tables.variants else { return [] }
    return try connection.rows(
      "SELECT DISTINCT term FROM term_variants WHERE folded >= ?1 AND instr(folded, ?2) > 0",
      [.text(start), .text(part)]
    ) { row in row.text(at: 0) ?? "" }
  }

  /// Returns the pieces in which texts write a word, with a space between them.
  func pieces(of word: String) throws(SQLiteError) -> [String] {
    guard tables.joinedWords else { return [] }
    return try connection.rows(
      "SELECT pieces FROM joined_words WHERE word = ?1", [.text(word)]
    ) { row in row.text(at: 0) ?? "" }
  }

  // MARK: Similar words

  /// Returns the written words within `limit` edits of `word`, which is folded, and true if they are
  /// those of all passages.
  ///
  /// - Complexity: O(n) in the bytes of all written words.
  func forms(
    similarTo word: String, within limit: Int
  ) throws -> (forms: [SimilarForm], areAll: Bool) {
    let written = try WrittenForms(connection, connection.formTokenizer())
    return (
      try written?.forms(similarTo: word, within: limit) ?? [],
      try WrittenForms.uncoveredRows(written, connection).isEmpty
    )
  }

  /// Returns the terms in the table `vocabulary` within `limit` edits of a term; nil if there is no
  /// such table, or it is damaged.
  func terms(similarTo term: String, within limit: Int) throws(IndexError) -> [SimilarTerm]? {
    guard tables.vocabulary else { return nil }
    do {
      return try VocabularyTable.terms(similarTo: term, within: limit, in: connection)
    } catch {
      guard error == .corrupt(.vocabulary) else { throw error }
      reader.damage.isInSideTables = true
      return nil
    }
  }
}
