internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// Builds the posting lists, in one archive, of clauses whose words must be written in a certain way,
/// such as `=word` and `pre*`.
///
/// They come from the tables of written forms. Passages that these do not cover are read.
///
/// Lists are cached until the archive changes.
final class FormLists {
  let archive: Archive
  let reader: RankingReader
  private var madeTokenizers: (stemming: Tokenizer, folding: Tokenizer)?
  private var sources: FormSources?
  private var cache: [Key: FormList] = [:]
  private var generation: Int?
  private static let maxCached = 256
  /// The number of passages in cached lists.
  private var cachedPassages = 0
  private static let maxCachedPassages = 4_000_000
  /// The maximum number of passages without tables whose words are kept in memory.
  var maxKept = UncoveredForms.maxKept

  private struct Key: Hashable {
    var term: TermSpec
    var findsPattern: Bool
  }

  /// Creates a builder that shares the caches of `reader`.
  init(_ archive: Archive, _ reader: RankingReader) {
    self.archive = archive
    self.reader = reader
  }

  private func tokenizers() throws(SQLiteError) -> (stemming: Tokenizer, folding: Tokenizer) {
    if let madeTokenizers { return madeTokenizers }
    let tokenizers = (
      stemming: try archive.connection.indexTokenizer(),
      folding: try archive.connection.foldingTokenizer()
    )
    madeTokenizers = tokenizers
    return tokenizers
  }

  /// Returns the postings of a term with words in certain forms.
  ///
  /// Unless `findsPattern`, they are never returned as a pattern.
  ///
  /// - Complexity: O(n) in the postings of the stems of all matching words.
  func list(of term: TermSpec, findsPattern: Bool = true) throws -> FormList {
    let now = try reader.vocabulary().generation
    if now != generation { sources = nil }
    if now != generation || cache.count > Self.maxCached
      || cachedPassages > Self.maxCachedPassages
    {
      cache = [:]
      cachedPassages = 0
    }
    generation = now
    let key = Key(term: term, findsPattern: findsPattern)
    if let cached = cache[key] { return cached }
    let list: FormList
    do {
      list = try self.list(key, usesTables: true)
    } catch IndexError.corrupt(.writtenForms) {
      // The texts do not need the tables.
      reader.damage.isInSideTables = true
      sources = nil
      list = try self.list(key, usesTables: false)
    }
    if case .postings(let postings) = list { cachedPassages += postings.count }
    cache[key] = list
    return list
  }

  /// Returns the number of passages with a term.
  func frequency(of term: TermSpec) throws -> Int {
    guard term.written != nil else {
      return try reader.documentFrequency(of: term.pattern, columns: term.columns)
    }
    switch try list(of: term) {
    case .pattern(let pattern):
      return try reader.documentFrequency(of: pattern, columns: term.columns)
    case .postings(let postings): return postings.count
    }
  }

  private func list(_ key: Key, usesTables: Bool) throws -> FormList {
    let term = key.term
    let sources =
      try self.sources
      ?? FormSources(
        archive.connection, archive.connection.formTokenizer(), usesTables: usesTables,
        maxKept: maxKept)
    self.sources = sources
    return try reader.list(
      of: term.written ?? [], columns: term.columns, sources, findsPattern: key.findsPattern
    ) { passage in
      let texts = try archive.texts(ofPassage: passage)
      return try counts(term, [texts?.title ?? "", texts?.text ?? ""])
    }
  }

  /// Returns the number of occurrences of such a clause in each column, given the texts of the
  /// columns.
  func counts(_ term: TermSpec, _ texts: [String]) throws(SQLiteError) -> [Int] {
    var counts: [Int] = []
    for (column, text) in texts.enumerated() {
      let isAsked = term.columns?.contains(column) ?? true
      counts.append(isAsked ? try count(term.written ?? [], in: text) : 0)
    }
    return counts
  }

  private func count(_ phrase: [PhraseToken], in text: String) throws(SQLiteError) -> Int {
    let (stemming, folding) = try tokenizers()
    let forms = try folding.tokens(of: text).map { Array($0.term.utf8) }
    let hasStems = phrase.contains { if case .stems = $0 { true } else { false } }
    let stems = hasStems ? try stemming.tokens(of: text).map(\.term) : []
    guard !phrase.isEmpty, forms.count >= phrase.count else { return 0 }
    return (0...forms.count - phrase.count).count { start in
      phrase.enumerated().allSatisfy { offset, token in
        switch token {
        case .form(let pattern): pattern.matches(forms[start + offset])
        case .stems(let wanted):
          start + offset < stems.count && wanted.contains(stems[start + offset])
        }
      }
    }
  }
}
