internal import Archive
internal import CivilCalendar
internal import FullTextIndex
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Finds how a typed word is written in the articles, such as straße for strasse.
///
/// FTS5's tokenizer defines the terms of the index. The tokenizer does not fold all spellings of a
/// word into one term. The others are brought together at query time, by looking up all forms that
/// the index contains. Results are cached until the database changes.
///
/// The caller holds a read transaction, as for `RankingReader`.
final class Spellings {
  private let source: any LexiconSource
  let tokenizer: Tokenizer
  /// The tokenizer without its stemmer.
  let folding: Tokenizer
  let displayForms: DisplayForms
  /// The lexicon of the last transaction.
  private var lexicon: Lexicon?
  private var cache: [Subject: WordForms] = [:]
  /// The similar words of typed words, and the synonyms that were last asked for.
  var similarWords: [SimilarSubject: [SimilarWord]] = [:]
  private var synonyms: (Synonyms, SynonymTable)?
  private static let maxCached = 10_000

  /// The text whose forms are looked up.
  enum Subject: Hashable {
    case word(String)
    /// A word of a phrase.
    case part(String)
    case date(PartialDate)
    /// Adjacent words, which may be written as one.
    case words([String])
  }

  /// Creates an instance for archives; `connection` is that of one of them.
  init(_ source: any LexiconSource, _ connection: Connection) throws(SQLiteError) {
    self.source = source
    tokenizer = try connection.indexTokenizer()
    folding = try connection.foldingTokenizer()
    displayForms = DisplayForms(tokenizer: tokenizer, folding: folding)
  }

  /// Returns the forms of `word`, a word or a phrase as it was typed.
  ///
  /// - Throws: `IndexError` or `SQLiteError`, if the index cannot be read.
  /// - Complexity: Two lookups for a word in lower case, one of which reads a posting list that the
  ///   search needs anyway. A word that is rare, in capitals or with punctuation needs a lookup for
  ///   each alternative spelling. A word in a script without spaces needs a scan of all terms that
  ///   start with such a script.
  func forms(of word: String) throws -> WordForms {
    try cached(.word(word)) { lexicon in try find(word, lexicon) }
  }

  /// Returns the cached forms of a text, or finds and caches them.
  func cached(
    _ subject: Subject, _ find: (Lexicon) throws -> WordForms
  ) throws -> WordForms {
    let lexicon = try refreshed()
    if let forms = cache[subject] { return forms }
    let forms = try find(lexicon)
    if cache.count >= Self.maxCached { cache = [:] }
    cache[subject] = forms
    return forms
  }

  /// Returns the lexicon of the snapshot, and forgets what is known of earlier ones.
  func refreshed() throws -> Lexicon {
    let now = try Lexicon(source, after: lexicon)
    if now.generation != lexicon?.generation {
      cache = [:]
      similarWords = [:]
    }
    lexicon = now
    return now
  }

  private func find(_ word: String, _ lexicon: Lexicon) throws -> WordForms {
    if UnspacedScript.isIn(word) {
      return try formsHolding(word, lexicon)
    }
    var forms = try spellings(of: word, lexicon)
    try addChoices(to: &forms, lexicon)
    return forms
  }

  private func spellings(of word: String, _ lexicon: Lexicon) throws -> WordForms {
    var forms = WordForms(forms: [])
    forms.add(try terms(of: word))
    guard let primary = forms.forms.first else { return forms }
    if Self.isOrdinary(word) {
      try addVariants(of: primary[0], to: &forms, lexicon)
      try addSplits(of: word, primary[0], to: &forms, lexicon)
      forms.paired = try pairedSpellings(of: word, primary[0], lexicon)
      try addPieces(of: word, to: &forms, lexicon)
      return forms
    }
    try addSpellings(of: word, to: &forms, lexicon)
    for text in SpellingRules.alternatives(to: word) {
      if text.utf8.allSatisfy({ $0 < 0x80 }) {
        try add(text, to: &forms, lexicon)
      } else {
        try addSpellings(of: text, to: &forms, lexicon)
      }
    }
    try addProducts(of: word, to: &forms, lexicon)
    let date = SpellingRules.date(word)
    if let date = date ?? SpellingRules.compactDate(word) {
      try add(date, to: &forms, lexicon)
    }
    if date == nil, let number = DigitGroups(word) {
      try add(number, to: &forms, lexicon)
    }
    try addPieces(of: word, to: &forms, lexicon)
    if primary.count == 1 {
      forms.paired = try pairedSpellings(of: word, primary[0], lexicon)
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
    try refreshed().frequency(of: TermSpec(pattern))
  }

  func terms(of text: String) throws(SQLiteError) -> [String] {
    try tokenizer.tokens(of: text).map(\.term)
  }

  // MARK: Letters that the tokenizer does not fold

  /// Adds the other terms in the index that fold to `folded`, or have it as a part.
  private func addVariants(
    of folded: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    // A number may be part of very many Chinese terms. Terms are compared as bytes, because terms
    // that are canonically equivalent are equal as strings.
    let terms = try lexicon.variants(of: folded)
    let known = Set(forms.forms.lazy.filter { $0.count == 1 }.map { Array($0[0].utf8) })
    for term in terms where try !known.contains(Array(term.utf8)) && lexicon.contains(term) {
      forms.forms.append([term])
      if UnspacedScript.isIn(term) {
        forms.part.addRuns([folded])
      } else if forms.texts.count < Self.maxDisplayed {
        forms.texts[[term]] = try displayForms.form(
          of: term, near: folded, samples: 2, lexicon)?.text
      }
    }
  }

  /// The maximum number of spellings whose written forms are looked up: no more are shown.
  static let maxDisplayed = 5

  /// Returns the terms of a word of a phrase: its own, and those that differ from it only in what
  /// `DeepFolding` folds.
  func forms(ofPart word: String) throws -> WordForms {
    try cached(.part(word)) { lexicon in
      var forms = WordForms(forms: [])
      forms.add(try terms(of: word))
      let folded = DeepFolding.fold(word)
      let plain = try terms(of: folded)
      guard plain.count == 1, lexicon.tables.variants else { return forms }
      if try lexicon.contains(plain[0]) { forms.add(plain) }
      var marked = WordForms(forms: [])
      try addVariants(of: plain[0], to: &marked, lexicon)
      for form in marked.forms where try terms(of: DeepFolding.fold(form[0])) == plain {
        forms.add(form)
      }
      return forms
    }
  }

  /// Adds the spellings of `word` in which special letters are folded, and terms that differ from
  /// these only in special letters.
  private func addSpellings(
    of word: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    for text in [word] + LetterFolding.spellings(of: word) {
      try add(text, to: &forms, lexicon)
    }
  }

  // MARK: Alternatives from the rules

  /// Adds the tokens of `text` as a form if the index contains them, or terms that stand for them;
  /// several tokens must be adjacent in some passage.
  func add(
    _ text: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    let terms = try terms(of: text)
    guard !terms.isEmpty else { return }
    let isNew = !forms.forms.contains(terms)
    let isKnown = try isNew && terms.allSatisfy { try lexicon.contains($0) }
    if terms.count == 1 {
      if isKnown { forms.add(terms, text: text) }
      try addVariants(of: terms[0], to: &forms, lexicon)
    } else if try isNew
      && ((isKnown && lexicon.occurs(text, terms)) || occursInVariants(terms, lexicon))
    {
      forms.add(terms, text: text)
    }
  }

  /// Adds combinations of alternatives for the parts of a compound, such as U.S.-China for
  /// US-China.
  private func addProducts(
    of word: String, to forms: inout WordForms, _ lexicon: Lexicon
  ) throws {
    guard let parts = SpellingRules.parts(word) else { return }
    var products = [""]
    for part in parts {
      var texts = [part] + SpellingRules.alternatives(to: part)
      texts += LetterFolding.spellings(of: part)
      products = products.flatMap { product in texts.map { product + " " + $0 } }
      guard products.count <= 32 else { return }
    }
    for text in products.dropFirst() { try add(text, to: &forms, lexicon) }
  }
}
