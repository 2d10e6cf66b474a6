internal import Archive
internal import FullTextIndex
internal import Ranking
internal import SQLite

/// Builds the posting lists of clauses whose words must be written in a certain way, such as `=word`
/// and `pre*`.
///
/// They come from the tables of written forms. Passages that these do not cover are read.
///
/// Lists are cached until the archive changes.
final class FormLists {
  private let archive: Archive
  private let reader: RankingReader
  private let stemming: Tokenizer
  private let folding: Tokenizer
  private var sources: FormSources?
  private var cache: [TermSpec: FormList] = [:]
  private var generation: Int?
  private static let maxCached = 256
  /// The number of passages in cached lists.
  private var cachedPassages = 0
  private static let maxCachedPassages = 4_000_000
  /// The maximum number of passages without tables whose words are kept in memory.
  var maxKept = UncoveredForms.maxKept

  /// Creates a builder that shares the caches of `reader`.
  init(_ archive: Archive, _ reader: RankingReader) throws(SQLiteError) {
    self.archive = archive
    self.reader = reader
    stemming = try archive.connection.indexTokenizer()
    folding = try archive.connection.foldingTokenizer()
  }

  /// Returns the lists of such clauses in a plan, by the index of the clause.
  ///
  /// If all forms of some stems match a clause, its pattern is set to these stems instead.
  ///
  /// - Complexity: O(n) in the postings of the stems of all matching words.
  func lists(_ plan: inout QueryPlan?) throws -> [Int: ExternalPostings] {
    let clauses = plan?.clauses ?? []
    guard clauses.contains(where: { $0.term.written != nil }) else { return [:] }
    let now = try reader.vocabulary().generation
    if now != generation { sources = nil }
    if now != generation || cache.count > Self.maxCached
      || cachedPassages > Self.maxCachedPassages
    {
      cache = [:]
      cachedPassages = 0
    }
    generation = now
    var lists: [Int: ExternalPostings] = [:]
    for (index, clause) in clauses.enumerated() {
      guard let tokens = clause.term.written else { continue }
      let list = try cachedList(of: tokens, clause.term)
      switch list {
      case .pattern(let pattern): plan?.clauses[index].term.pattern = pattern
      case .postings(let postings): lists[index] = postings
      }
    }
    return lists
  }

  private func cachedList(of tokens: [PhraseToken], _ term: TermSpec) throws -> FormList {
    if let cached = cache[term] { return cached }
    let list = try list(of: tokens, term)
    if case .postings(let postings) = list { cachedPassages += postings.count }
    cache[term] = list
    return list
  }

  private func list(of tokens: [PhraseToken], _ term: TermSpec) throws -> FormList {
    do {
      return try list(of: tokens, term, usesTables: true)
    } catch IndexError.corrupt(.writtenForms) {
      // The texts do not need the tables.
      reader.damage.isInSideTables = true
      sources = nil
      return try list(of: tokens, term, usesTables: false)
    }
  }

  private func list(
    of tokens: [PhraseToken], _ term: TermSpec, usesTables: Bool
  ) throws -> FormList {
    let sources =
      try self.sources
      ?? FormSources(
        archive.connection, archive.connection.formTokenizer(), usesTables: usesTables,
        maxKept: maxKept)
    self.sources = sources
    return try reader.list(of: tokens, columns: term.columns, sources) { passage in
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
