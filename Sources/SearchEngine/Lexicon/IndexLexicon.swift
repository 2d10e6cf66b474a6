internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// Answers questions about words from an archive.
struct IndexLexicon: LexiconSource {
  private let connection: Connection
  private let reader: RankingReader
  private let formLists: FormLists
  /// The number of passages in the archives before this one.
  private let offset: Int64

  /// Creates a source; `offset` is what is added to the ids of passages.
  init(_ formLists: FormLists, offset: Int64 = 0) {
    connection = formLists.archive.connection
    reader = formLists.reader
    self.formLists = formLists
    self.offset = offset
  }

  var generation: Int { get throws(IndexError) { try reader.vocabulary().generation } }

  func answer(_ question: LexiconQuestion) throws -> LexiconAnswer {
    switch question {
    case .passages: LexiconAnswer(count: try reader.statistics().size.passages)
    case .tokens: LexiconAnswer(count: try reader.statistics().size.tokens)
    case .lastPassage: LexiconAnswer(count: Int(try lastPassage()))
    case .has(let table): LexiconAnswer(count: try hasRows(table.rawValue) ? 1 : 0)
    case .lacksVocabulary:
      LexiconAnswer(count: try hasRows("vocabulary") || lastPassage() == 0 ? 0 : 1)
    case .lacksForms:
      LexiconAnswer(
        count: try WrittenForms.uncoveredRows(writtenForms(), connection).isEmpty ? 0 : 1)
    case .frequency(let term): LexiconAnswer(count: try formLists.frequency(of: term))
    case .documentFrequency(let term, let most):
      LexiconAnswer(count: try documentFrequency(of: term, atMost: most))
    case .phraseFrequency(let phrase, let first, let most):
      LexiconAnswer(count: try passages(Self.quoted(phrase), after: first, limit: most).count)
    case .occurs(let phrases):
      LexiconAnswer(
        count: try passages(phrases.map(Self.quoted).joined(separator: " OR "), limit: 1).count)
    case .texts(let term, let limit):
      LexiconAnswer(
        rows: try reader.vocabulary().passages(with: term, limit: limit).map { try texts(of: $0) })
    case .phraseTexts(let phrase, let first, let limit):
      LexiconAnswer(
        rows: try passages(Self.quoted(phrase), after: first, limit: limit).map {
          try texts(of: $0)
        })
    case .terms, .termsContaining, .nearTerms, .similarTerms, .similarForms:
      LexiconAnswer(rows: try terms(question))
    case .variants, .variantsStarting, .variantsContaining, .pieces:
      LexiconAnswer(rows: try spellings(question))
    }
  }

  // MARK: Passages

  private func lastPassage() throws(SQLiteError) -> Int64 {
    try connection.first("SELECT max(id) FROM passages") { $0.integer(at: 0) } ?? 0
  }

  private func hasRows(_ table: String) throws(SQLiteError) -> Bool {
    let isThere = "SELECT count(*) FROM sqlite_schema WHERE name = ?1"
    guard try connection.first(isThere, [.text(table)], { $0.integer(at: 0) }) == 1 else {
      return false
    }
    let isFilled = "SELECT EXISTS (SELECT 1 FROM \(table))"
    return try connection.first(isFilled, [], { $0.integer(at: 0) }) == 1
  }

  private func documentFrequency(of term: String, atMost limit: Int) throws(IndexError) -> Int {
    let vocabulary = try reader.vocabulary()
    return limit == .max
      ? try vocabulary.documentFrequency(of: term)
      : try vocabulary.documentFrequency(of: term, atMost: limit)
  }

  /// Returns the first passages after one that match an expression of FTS5.
  private func passages(
    _ expression: String, after first: Int64 = 0, limit: Int
  ) throws(SQLiteError) -> [Int64] {
    try connection.rows(
      "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid > ?2 LIMIT ?3",
      [.text(expression), .integer(max(0, first - offset)), .integer(limit)]
    ) { $0.integer(at: 0) }
  }

  private func texts(of passage: Int64) throws(SQLiteError) -> [String] {
    try connection.first(
      "SELECT title, text FROM indexed_passages WHERE id = ?1", [.integer(passage)]
    ) { row in [row.text(at: 0) ?? "", row.text(at: 1) ?? ""] } ?? []
  }

  /// Returns `text` as a phrase of FTS5.
  ///
  /// Quotation marks are never part of a token, so they become spaces.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: " ") + "\""
  }

  // MARK: Terms

  private func writtenForms() throws -> WrittenForms? {
    try WrittenForms(connection, connection.formTokenizer())
  }

  private func terms(_ question: LexiconQuestion) throws -> [[String]] {
    let vocabulary = try reader.vocabulary()
    var found: [[String]] = []
    switch question {
    case .terms(let prefix, let limit):
      // No byte of UTF-8 is 0xFF.
      try vocabulary.forEachTerm(from: Array(prefix.utf8), to: prefix.utf8 + [0xFF]) { term in
        found.append([String(decoding: term, as: UTF8.self)])
        return found.count < limit
      }
    case .termsContaining(let part, let from, let to):
      found = try vocabulary.terms(
        containing: Array(part.utf8), from: Array(from.utf8), to: Array(to.utf8)
      ).map { [String(decoding: $0, as: UTF8.self)] }
    case .nearTerms(let term, let edits):
      var scan = LetterDistanceScan(term, edits)
      try vocabulary.forEachTerm { other in
        if let distance = scan.distance(to: other) {
          found.append([String(decoding: other, as: UTF8.self), String(distance)])
        }
        return true
      }
    case .similarTerms(let term, let edits):
      // An empty archive has no such table, and lacks none.
      guard try hasRows("vocabulary") else { break }
      do {
        found = try VocabularyTable.terms(similarTo: term, within: edits, in: connection).map {
          [$0.term, String($0.distance), String($0.documentFrequency)]
        }
      } catch {
        if error == .corrupt(.vocabulary) { reader.damage.isInSideTables = true }
        throw error
      }
    case .similarForms(let word, let edits):
      found =
        try writtenForms()?.forms(similarTo: word, within: edits).map {
          [$0.form, $0.stem, String($0.distance)]
        } ?? []
    default: break
    }
    return found
  }

  // MARK: Other spellings

  private func spellings(_ question: LexiconQuestion) throws(SQLiteError) -> [[String]] {
    func rows(_ sql: String, _ values: [Value]) throws(SQLiteError) -> [[String]] {
      try connection.rows(sql, values) { row in [row.text(at: 0) ?? ""] }
    }
    switch question {
    case .variants(let folded, let limit):
      return try rows(
        "SELECT term FROM term_variants WHERE folded = ?1 ORDER BY term LIMIT ?2",
        [.text(folded), .integer(limit)])
    case .variantsStarting(let start):
      // Every folded text is below U+10FFFF, which no tokenizer makes a part of a term.
      return try rows(
        """
        SELECT DISTINCT term FROM term_variants WHERE folded >= ?1 AND folded < ?2 ORDER BY term
        """, [.text(start), .text(start + "\u{10FFFF}")])
    case .variantsContaining(let part, let start):
      return try rows(
        """
        SELECT DISTINCT term FROM term_variants
         WHERE folded >= ?1 AND instr(folded, ?2) > 0 ORDER BY term
        """, [.text(start), .text(part)])
    case .pieces(let word):
      return try rows(
        "SELECT pieces FROM joined_words WHERE word = ?1 ORDER BY pieces", [.text(word)])
    default: return []
    }
  }
}
