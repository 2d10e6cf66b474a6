internal import Archive
internal import CivilCalendar
internal import FullTextIndex
package import Ranking
package import SQLite
internal import TextAnalysis

/// Finds how a typed word is written in the articles, such as straße for strasse.
///
/// FTS5's tokenizer defines the terms of the index. The tokenizer does not fold all spellings of a
/// word into one term. The others are brought together at query time, by looking up all forms that
/// the index contains. Results are cached until the database changes.
///
/// The caller holds a read transaction, as for `RankingReader`.
package final class Spellings {
  let connection: Connection
  private let reader: RankingReader
  let tokenizer: Tokenizer
  /// The tokenizer without its stemmer.
  let folding: Tokenizer
  let displayForms: DisplayForms
  private var generation: Int?
  private var cache: [Subject: WordForms] = [:]
  /// The similar words of typed words, and the synonyms that were last asked for.
  var similarWords: [SimilarSubject: [SimilarWord]] = [:]
  private var synonyms: (Synonyms, SynonymTable)?
  private static let maxCached = 10_000
  /// True if `term_variants` exists and is not empty.
  var hasVariants = false
  /// True if `joined_words` exists and is not empty.
  var hasJoinedWords = false
  /// True if the tables of written forms exist.
  var hasWrittenForms = false

  /// The text whose forms are looked up.
  enum Subject: Hashable {
    case word(String)
    /// A word of a phrase.
    case part(String)
    case date(PartialDate)
    /// Adjacent words, which may be written as one.
    case words([String])
  }

  /// Creates an instance that shares the caches of `reader`.
  package init(_ connection: Connection, _ reader: RankingReader) throws(SQLiteError) {
    self.connection = connection
    self.reader = reader
    tokenizer = try connection.indexTokenizer()
    folding = try connection.foldingTokenizer()
    displayForms = DisplayForms(connection: connection, tokenizer: tokenizer, folding: folding)
  }

  /// Returns the forms of `word`, a word or a phrase as it was typed.
  ///
  /// - Throws: `IndexError` or `SQLiteError`, if the index cannot be read.
  /// - Complexity: Two lookups for a word in lower case, one of which reads a posting list that the
  ///   search needs anyway. A word that is rare, in capitals or with punctuation needs a lookup for
  ///   each alternative spelling. A word in a script without spaces needs a scan of all terms that
  ///   start with such a script.
  package func forms(of word: String) throws -> WordForms {
    try cached(.word(word)) { vocabulary in try find(word, vocabulary) }
  }

  /// Returns the cached forms of a text, or finds and caches them.
  func cached(
    _ subject: Subject, _ find: (VocabularyReader) throws -> WordForms
  ) throws -> WordForms {
    let vocabulary = try refreshed()
    if let forms = cache[subject] { return forms }
    let forms = try find(vocabulary)
    if cache.count >= Self.maxCached { cache = [:] }
    cache[subject] = forms
    return forms
  }

  /// Returns the vocabulary of the snapshot, and forgets what is known of earlier ones.
  func refreshed() throws -> VocabularyReader {
    let vocabulary = try reader.vocabulary()
    if vocabulary.generation != generation {
      cache = [:]
      similarWords = [:]
      hasVariants = try hasRows(in: "term_variants")
      hasJoinedWords = try hasRows(in: "joined_words")
      hasWrittenForms = try hasRows(in: "written_forms_state")
      generation = vocabulary.generation
    }
    return vocabulary
  }

  private func hasRows(in table: String) throws(SQLiteError) -> Bool {
    let isThere = "SELECT count(*) FROM sqlite_schema WHERE name = ?1"
    guard try connection.first(isThere, [.text(table)], { $0.integer(at: 0) }) == 1 else {
      return false
    }
    let isFilled = "SELECT EXISTS (SELECT 1 FROM \(table))"
    return try connection.first(isFilled, [], { $0.integer(at: 0) }) == 1
  }

  private func find(_ word: String, _ vocabulary: VocabularyReader) throws -> WordForms {
    if UnspacedScript.isIn(word) {
      return try formsHolding(word, vocabulary)
    }
    var forms = try spellings(of: word, vocabulary)
    try addChoices(to: &forms)
    return forms
  }

  private func spellings(of word: String, _ vocabulary: VocabularyReader) throws -> WordForms {
    var forms = WordForms(forms: [])
    forms.add(try terms(of: word))
    guard let primary = forms.forms.first else { return forms }
    if Self.isOrdinary(word) {
      try addVariants(of: primary[0], to: &forms, vocabulary)
      try addSplits(of: word, primary[0], to: &forms, vocabulary)
      forms.paired = try pairedSpellings(of: word, primary[0], vocabulary)
      try addPieces(of: word, to: &forms, vocabulary)
      return forms
    }
    try addSpellings(of: word, to: &forms, vocabulary)
    for text in SpellingRules.alternatives(to: word) {
      if text.utf8.allSatisfy({ $0 < 0x80 }) {
        try add(text, to: &forms, vocabulary)
      } else {
        try addSpellings(of: text, to: &forms, vocabulary)
      }
    }
    try addProducts(of: word, to: &forms, vocabulary)
    let date = SpellingRules.date(word)
    if let date = date ?? SpellingRules.compactDate(word) {
      try add(date, to: &forms, vocabulary)
    }
    if date == nil, let number = DigitGroups(word) {
      try add(number, to: &forms, vocabulary)
    }
    try addPieces(of: word, to: &forms, vocabulary)
    if primary.count == 1 {
      forms.paired = try pairedSpellings(of: word, primary[0], vocabulary)
    }
    return forms
  }

  /// Returns true if a word has only ASCII letters, at least one of them in lower case.
  private static func isOrdinary(_ word: String) -> Bool {
    var hasSmall = false
    for byte in word.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): hasSmall = true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      default: return false
      }
    }
    return hasSmall
  }

  /// Returns synonyms by their terms.
  func table(of synonyms: Synonyms) throws(SQLiteError) -> SynonymTable {
    if let known = self.synonyms, known.0 == synonyms { return known.1 }
    let table = try SynonymTable(synonyms, tokenizer)
    self.synonyms = (synonyms, table)
    return table
  }

  /// Returns the number of passages that contain `pattern`.
  func documentFrequency(of pattern: Pattern) throws -> Int {
    try reader.documentFrequency(of: pattern)
  }

  func terms(of text: String) throws(SQLiteError) -> [String] {
    try tokenizer.tokens(of: text).map(\.term)
  }

  // MARK: Letters that the tokenizer does not fold

  /// Adds the other terms in the index that fold to `folded`, or have it as a part.
  private func addVariants(
    of folded: String, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    // A number may be part of very many Chinese terms. Terms are compared as bytes, because terms
    // that are canonically equivalent are equal as strings.
    let terms = try variants(of: folded)
    let known = Set(forms.forms.lazy.filter { $0.count == 1 }.map { Array($0[0].utf8) })
    for term in terms where try !known.contains(Array(term.utf8)) && vocabulary.contains(term) {
      forms.forms.append([term])
      if UnspacedScript.isIn(term) {
        forms.part.addRuns([folded])
      } else if forms.texts.count < Self.maxDisplayed {
        forms.texts[[term]] = try displayForms.form(
          of: term, near: folded, samples: 2, vocabulary)?.text
      }
    }
  }

  /// Returns the terms that fold to `folded`, or have it as a part, at most `limit`; all if that is
  /// negative.
  func variants(of folded: String, limit: Int = -1) throws(SQLiteError) -> [String] {
    guard hasVariants else { return [] }
    return try connection.rows(
      "SELECT term FROM term_variants WHERE folded = ?1 LIMIT ?2", [.text(folded), .integer(limit)]
    ) { row in row.text(at: 0) ?? "" }
  }

  /// The maximum number of spellings whose written forms are looked up: no more are shown.
  static let maxDisplayed = 5

  /// Returns the terms of a word of a phrase: its own, and those that differ from it only in what
  /// `DeepFolding` folds.
  package func forms(ofPart word: String) throws -> WordForms {
    try cached(.part(word)) { vocabulary in
      var forms = WordForms(forms: [])
      forms.add(try terms(of: word))
      let folded = DeepFolding.fold(word)
      let plain = try terms(of: folded)
      guard plain.count == 1, hasVariants else { return forms }
      if try vocabulary.contains(plain[0]) { forms.add(plain) }
      var marked = WordForms(forms: [])
      try addVariants(of: plain[0], to: &marked, vocabulary)
      for form in marked.forms where try terms(of: DeepFolding.fold(form[0])) == plain {
        forms.add(form)
      }
      return forms
    }
  }

  /// Adds the spellings of `word` in which special letters are folded, and terms that differ from
  /// these only in special letters.
  private func addSpellings(
    of word: String, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    for text in [word] + LetterFolding.spellings(of: word) {
      try add(text, to: &forms, vocabulary)
    }
  }

  // MARK: Alternatives from the rules

  /// Adds the tokens of `text` as a form if the index contains them, or terms that stand for them;
  /// several tokens must be adjacent in some passage.
  func add(
    _ text: String, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    let terms = try terms(of: text)
    guard !terms.isEmpty else { return }
    let isNew = !forms.forms.contains(terms)
    let isKnown = try isNew && terms.allSatisfy { try vocabulary.contains($0) }
    if terms.count == 1 {
      if isKnown { forms.add(terms, text: text) }
      try addVariants(of: terms[0], to: &forms, vocabulary)
    } else if try isNew
      && ((isKnown && occurs(text, terms, vocabulary)) || occursInVariants(terms))
    {
      forms.add(terms, text: text)
    }
  }

  /// Adds combinations of alternatives for the parts of a compound, such as U.S.-China for
  /// US-China.
  private func addProducts(
    of word: String, to forms: inout WordForms, _ vocabulary: VocabularyReader
  ) throws {
    guard let parts = SpellingRules.parts(word) else { return }
    var products = [""]
    for part in parts {
      var texts = [part] + SpellingRules.alternatives(to: part)
      texts += LetterFolding.spellings(of: part)
      products = products.flatMap { product in texts.map { product + " " + $0 } }
      guard products.count <= 32 else { return }
    }
    for text in products.dropFirst() { try add(text, to: &forms, vocabulary) }
  }
}
