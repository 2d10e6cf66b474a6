internal import FullTextIndex
internal import Ranking

/// What an archive says about words: the terms of its index, how they are spelled otherwise, and how
/// texts write them.
///
/// Spellings and corrections depend on these answers, and on nothing else in the archive. A lexicon
/// shows the snapshot in which it was created, and is valid until that transaction ends.
struct Lexicon {
  private let source: any LexiconSource
  /// The number of the snapshot.
  ///
  /// As long as it is the same, nothing in the archive has changed.
  let generation: Int
  let tables: Tables

  /// The side tables that exist and are not empty.
  struct Tables {
    let variants: Bool
    let joinedWords: Bool
    let writtenForms: Bool
    let vocabulary: Bool

    init(in source: any LexiconSource) throws {
      func has(_ table: LexiconQuestion.Table) throws -> Bool {
        try source.count(.has(table)) > 0
      }
      variants = try has(.variants)
      joinedWords = try has(.joinedWords)
      writtenForms = try has(.writtenForms)
      vocabulary = try source.count(.lacksVocabulary) == 0
    }
  }

  /// Creates the lexicon of the open transaction.
  ///
  /// `earlier` is one of an earlier transaction, whose tables are not looked up again if nothing has
  /// changed.
  init(_ source: any LexiconSource, after earlier: Lexicon? = nil) throws {
    self.source = source
    generation = try source.generation
    if let earlier, earlier.generation == generation {
      tables = earlier.tables
    } else {
      tables = try Tables(in: source)
    }
  }

  private func count(_ question: LexiconQuestion) throws -> Int {
    try source.count(question)
  }

  private func texts(_ question: LexiconQuestion) throws -> [String] {
    try source.answer(question).rows.map { $0.first ?? "" }
  }

  // MARK: Terms

  /// The highest id of a passage; 0 if there is none.
  var lastPassage: Int { get throws { try count(.lastPassage) } }

  /// Returns true if some passage contains `term`.
  func contains(_ term: String) throws -> Bool {
    try documentFrequency(of: term, atMost: 1) > 0
  }

  /// Returns the number of passages that contain `term`, but at most `limit`.
  func documentFrequency(of term: String, atMost limit: Int = .max) throws -> Int {
    try count(.documentFrequency(term, atMost: limit))
  }

  /// Returns the number of passages that contain a term of a query.
  func frequency(of term: TermSpec) throws -> Int { try count(.frequency(term)) }

  /// Returns the first terms that start with `prefix`, in ascending order of bytes.
  ///
  /// - Complexity: O(log n + k) for the k terms.
  func terms(startingWith prefix: String, limit: Int) throws -> [String] {
    try texts(.terms(startingWith: prefix, limit: limit))
  }

  /// Returns the terms in `from..<to` that contain `part`, in ascending order of bytes.
  ///
  /// - Complexity: O(n) in the bytes of the terms in that range.
  func terms(containing part: String, from: String, to: String) throws -> [String] {
    try texts(.termsContaining(part, from: from, to: to))
  }

  // MARK: Other spellings

  /// Returns the terms that fold to `folded`, or have it as a part, at most `limit`; all if that is
  /// negative.
  func variants(of folded: String, limit: Int = -1) throws -> [String] {
    tables.variants ? try texts(.variants(of: folded, limit: limit)) : []
  }

  /// Returns the terms with a row of `term_variants` that starts with a folded text.
  func variants(startingWith start: String) throws -> [String] {
    tables.variants ? try texts(.variantsStarting(with: start)) : []
  }

  /// Returns the terms with a row of `term_variants` that contains `part` and is not before `start`.
  func variants(containing part: String, from start: String) throws -> [String] {
    tables.variants ? try texts(.variantsContaining(part, from: start)) : []
  }

  /// Returns the pieces in which texts write a word, with a space between them.
  func pieces(of word: String) throws -> [String] {
    tables.joinedWords ? try texts(.pieces(of: word)) : []
  }

  // MARK: Similar words

  /// Returns the written words within `limit` edits of `word`, which is folded, and true if they are
  /// those of all passages.
  ///
  /// - Complexity: O(n) in the bytes of all written words.
  func forms(
    similarTo word: String, within limit: Int
  ) throws -> (forms: [SimilarForm], areAll: Bool) {
    let forms = try source.answer(.similarForms(word, edits: limit)).rows.compactMap { row in
      row.count == 3
        ? Int(row[2]).map { SimilarForm(form: row[0], stem: row[1], distance: $0) } : nil
    }
    return (forms, try count(.lacksForms) == 0)
  }

  /// Returns all terms within `limit` edits of a term, counted in letters.
  ///
  /// - Complexity: O(n) in the bytes of all terms.
  func terms(near term: String, within limit: Int) throws -> [(term: String, distance: Int)] {
    try source.answer(.nearTerms(term, edits: limit)).rows.compactMap { row in
      row.count == 2 ? Int(row[1]).map { (row[0], $0) } : nil
    }
  }

  /// Returns the terms in the table `vocabulary` within `limit` edits of a term; nil if there is no
  /// such table, or it is damaged.
  func terms(similarTo term: String, within limit: Int) throws -> [SimilarTerm]? {
    guard tables.vocabulary else { return nil }
    do {
      return try source.answer(.similarTerms(term, edits: limit)).rows.compactMap { row in
        guard row.count == 3, let distance = Int(row[1]), let count = Int(row[2]) else {
          return nil
        }
        return SimilarTerm(term: row[0], distance: distance, documentFrequency: count)
      }
    } catch IndexError.corrupt(.vocabulary) {
      return nil
    }
  }
}

// MARK: Texts

extension Lexicon {
  /// If even the rarest term is in this many passages, a phrase is looked up only in the newest
  /// passages.
  private static let manyPassages = 20_000
  /// The number of passages that count as the newest.
  private static let newestPassages = 100_000

  /// Returns true if the tokens of `phrase`, which are `terms`, are adjacent in some passage.
  ///
  /// If each term is in very many passages, only the newest passages are searched.
  func occurs(_ phrase: String, _ terms: [String]) throws -> Bool {
    let first = try firstPassage(for: terms)
    return try count(.phraseFrequency(phrase, after: first, atMost: 1)) > 0
  }

  /// Returns true if the tokens of one of some phrases are adjacent in some passage.
  func occurs(anyOf phrases: [String]) throws -> Bool { try count(.occurs(anyOf: phrases)) > 0 }

  /// Returns the titles and texts of the first eight passages with a phrase, whose tokens are
  /// `terms`.
  ///
  /// If each term is in very many passages, only the newest passages are searched.
  func texts(withPhrase phrase: String, _ terms: [String]) throws -> [[String]] {
    let first = try firstPassage(for: terms)
    return try source.answer(.phraseTexts(phrase, after: first, limit: 8)).rows
  }

  /// Returns the titles and texts of the first passages with a phrase, at most `limit`.
  func texts(withPhrase phrase: String, limit: Int) throws -> [[String]] {
    try source.answer(.phraseTexts(phrase, limit: limit)).rows
  }

  /// Returns the number of passages with a phrase, but at most `limit`.
  func phraseFrequency(_ phrase: String, limit: Int) throws -> Int {
    try count(.phraseFrequency(phrase, atMost: limit))
  }

  /// Calls `body` with the title and the text of each of the first `limit` passages with a term, and
  /// the index of the passage, until `body` returns false.
  func forEachText(
    with term: String, limit: Int, _ body: (_ index: Int, _ texts: [String]) throws -> Bool
  ) throws {
    var index = 0
    var asked = min(limit, 8)
    while index < limit {
      let rows = try source.answer(.texts(with: term, limit: asked)).rows
      for row in rows.dropFirst(index) {
        guard try body(index, row) else { return }
        index += 1
      }
      if rows.count < asked { return }
      asked = min(limit, 2 * asked)
    }
  }

  /// Returns the id after which passages are searched for a phrase of these terms.
  private func firstPassage(for terms: [String]) throws -> Int64 {
    for term in terms {
      let count = try documentFrequency(of: term, atMost: Self.manyPassages)
      if count < Self.manyPassages { return 0 }
    }
    return Int64(max(Self.newestPassages, try lastPassage) - Self.newestPassages)
  }
}
