package import FullTextIndex
package import SQLite

/// The words of the texts as a search sees them: the tables of written forms, and the rows that they
/// do not cover.
package struct FormSources {
  /// The tables; nil if there are none.
  package let tables: WrittenForms?
  package let uncovered: UncoveredForms

  /// Reads which rows the tables cover.
  ///
  /// Without `usesTables`, or if there are no tables for this tokenizer, no row counts as covered.
  package init(
    _ connection: Connection, _ tokenizer: FormTokenizer, usesTables: Bool, maxKept: Int
  ) throws(IndexError) {
    tables = usesTables ? try WrittenForms(connection, tokenizer) : nil
    uncovered = try UncoveredForms(
      WrittenForms.uncoveredRows(tables, connection), connection, tokenizer,
      maxKept: maxKept)
  }
}

/// The postings of a phrase, some of whose tokens must be written in a certain way.
package enum FormList {
  /// All forms of the stems match, so the postings are those of this pattern.
  case pattern(Pattern)
  /// The postings.
  case postings(ExternalPostings)
}

extension RankingReader {
  /// Returns the postings of a phrase in any of `columns`; in all columns if that is nil.
  ///
  /// If the tables do not show how often a passage contains the phrase in the right forms, `count`
  /// is called. It returns the number of occurrences in each column.
  ///
  /// - Complexity: O(n) in the postings of the stems of all matching words, and in the bytes of the
  ///   words that start like each pattern.
  package func list(
    of tokens: [PhraseToken], columns: Set<Int>?, _ sources: FormSources,
    count: (Int64) throws -> [Int]
  ) throws -> FormList {
    let evaluation = try withSearch(RankingQuery([], k: 0)) { (search) throws(IndexError) in
      try FormEvaluation(&search, tokens, columns: columns, sources)
    }
    switch evaluation.outcome {
    case .pattern(let pattern): return .pattern(pattern)
    case .postings(let postings): return .postings(evaluation.external(postings))
    case .candidates(var postings, let uncertain):
      for index in uncertain {
        let counts = try count(Int64(postings.rows[index]))
        for column in 0..<2 where evaluation.isAsked(column) {
          postings.counts[2 * index + column] = UInt32(counts[column])
        }
      }
      return .postings(evaluation.external(postings))
    }
  }
}

/// Computes the postings of words in certain forms from the postings of their stems.
private struct FormEvaluation {
  /// The number of columns that the tables describe.
  private static let columnCount = 2
  /// For more terms than this, the index is scanned rather than searched for each.
  private static let manyTerms = 64

  enum Outcome {
    case pattern(Pattern)
    case postings(FormPostings)
    /// The postings of a phrase of the stems, and the indices of those that may contain other forms.
    case candidates(FormPostings, uncertain: [Int])
  }

  /// The words that match one pattern.
  private struct Words {
    /// The stems of the words.
    var stems: [[UInt8]]
    /// The postings of the words; nil if they are those of the stems.
    var postings: FormPostings?
  }

  private let catalog: TermCatalog
  private let sources: FormSources
  private let uncovered: RowSet
  private let mask: UInt64
  private(set) var outcome = Outcome.postings(FormPostings())

  init(
    _ search: inout RankingSearch, _ tokens: [PhraseToken], columns: Set<Int>?,
    _ sources: FormSources
  ) throws(IndexError) {
    catalog = search.catalog
    self.sources = sources
    mask = try catalog.mask(columns)
    var uncovered = RowSet()
    for row in sources.uncovered.rows { try uncovered.insert(row) }
    self.uncovered = uncovered
    // An empty index has no columns.
    guard try catalog.columnCount() == Self.columnCount else { return }
    var words: [Words?] = []
    for token in tokens {
      guard case .form(let pattern) = token else {
        words.append(nil)
        continue
      }
      words.append(try self.words(pattern, &search.scoring.lengths))
    }
    let pattern = Self.pattern(tokens, words)
    let postings = words.compactMap { $0?.postings }
    if postings.isEmpty {
      outcome = .pattern(pattern)
    } else if tokens.count == 1 {
      outcome = .postings(postings[0])
    } else {
      outcome = try phrase(pattern, words.compactMap(\.self))
    }
  }

  func isAsked(_ column: Int) -> Bool { mask >> UInt64(column) & 1 != 0 }

  /// Returns postings for the ranking, without the columns that are not asked for.
  func external(_ postings: FormPostings) -> ExternalPostings {
    var rows: [UInt32] = []
    var counts: [UInt32] = []
    rows.reserveCapacity(postings.rows.count)
    counts.reserveCapacity(postings.counts.count)
    let (hasTitle, hasText) = (isAsked(0), isAsked(1))
    for (index, row) in postings.rows.enumerated() {
      let title = hasTitle ? postings.counts[2 * index] : 0
      let text = hasText ? postings.counts[2 * index + 1] : 0
      if title | text == 0 { continue }
      rows.append(row)
      counts.append(title)
      counts.append(text)
    }
    return ExternalPostings(rows: rows, counts: counts, columnCount: Self.columnCount)
  }

  /// Returns the pattern of a phrase whose words may have any form of their stems.
  private static func pattern(_ tokens: [PhraseToken], _ words: [Words?]) -> Pattern {
    let parts = zip(tokens, words).map { token, words -> Pattern in
      if case .stem(let stem) = token { return .term(stem) }
      let stems = (words?.stems ?? []).sorted { $0.lexicographicallyPrecedes($1) }
      return Pattern.any(stems.map { .term(String(decoding: $0, as: UTF8.self)) }).simplified
    }
    return parts.count == 1 ? parts[0] : .phrase(parts)
  }

  // MARK: One word

  private func words(
    _ pattern: FormPattern, _ lengths: inout PassageLengths
  ) throws(IndexError) -> Words {
    let matches = try sources.tables?.matches(pattern) ?? FormMatches()
    let stems = Set(matches.stems)
    let others = try sources.uncovered.matches(pattern, stems: stems) {
      (stem) throws(IndexError) in try rows(of: stem)
    }
    if matches.parts.isEmpty, others.isWhole, others.stems.isSubset(of: stems) {
      return Words(stems: matches.stems, postings: nil)
    }
    let covered = try covered(matches, pattern).filter { (row, count) throws(IndexError) in
      // A row without tokens has been deleted since the tables were built.
      guard !uncovered.contains(row), case let length = try lengths.lengthOfAny(row), length > 0
      else { return false }
      guard count <= length else { throw .corrupt(.writtenForms) }
      return true
    }
    let all = stems.union(matches.parts.map(\.stem)).union(others.stems)
    return Words(stems: Array(all), postings: covered.merged(with: others.postings))
  }

  private func rows(of stem: [UInt8]) throws(IndexError) -> [UInt32] {
    guard var cursor = try catalog.cursor(catalog.entry(stem)) else { return [] }
    var rows: [UInt32] = []
    while cursor.row != PostingCursor.end {
      rows.append(cursor.row)
      try cursor.next()
    }
    return rows
  }

  /// Returns the postings of words in the rows that the tables cover; those in other rows, and in
  /// rows that have been deleted, are undefined.
  private func covered(
    _ matches: FormMatches, _ pattern: FormPattern
  ) throws(IndexError) -> FormPostings {
    if matches.stems.isEmpty, matches.parts.count == 1, !matches.parts[0].isRest,
      matches.parts[0].lists.count == 1
    {
      return try sources.tables?.postings(matches.parts[0].lists[0]) ?? FormPostings()
    }
    var counts = RowCounts(columnCount: Self.columnCount)
    let terms = matches.stems + matches.parts.filter(\.isRest).map(\.stem)
    for entry in try entries(terms, pattern) {
      guard var cursor = try catalog.cursor(entry) else { continue }
      try counts.add(&cursor, columns: .max)
    }
    for part in matches.parts {
      for list in part.lists {
        guard let postings = try sources.tables?.postings(list) else { continue }
        try counts.add(postings, isSubtracted: part.isRest)
      }
    }
    var postings = FormPostings()
    (postings.rows, postings.counts) = counts.compacted()
    return postings
  }

  /// Returns the entries of terms in the index.
  private func entries(
    _ terms: [[UInt8]], _ pattern: FormPattern
  ) throws(IndexError) -> [TermEntry] {
    guard terms.count > Self.manyTerms else {
      return try terms.map { (term) throws(IndexError) in try catalog.entry(term) }
    }
    var rest = Set(terms)
    var entries: [TermEntry] = []
    if !pattern.start.isEmpty {
      for found in try catalog.prefixTerms(pattern.start) where rest.remove(found.bytes) != nil {
        var entry = TermEntry(starts: found.starts)
        for start in found.starts { entry.skips.append(try catalog.skipTable(start)) }
        entries.append(entry)
      }
    }
    for term in rest.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      entries.append(try catalog.entry(term))
    }
    return entries
  }

  // MARK: Phrases

  /// Returns the passages with a phrase of the stems, of which each has the words that match.
  private func phrase(_ pattern: Pattern, _ words: [Words]) throws(IndexError) -> Outcome {
    let postings = words.compactMap(\.postings)
    var rows = external(postings[0]).passages.map { UInt32($0) }
    for other in postings.dropFirst() {
      let others = external(other).passages.map { UInt32($0) }
      var index = 0
      rows.removeAll { row in
        index = others.lowerBound(of: row, from: index, below: others.count)
        return index == others.count || others[index] != row
      }
    }
    var evaluation = PatternEvaluation(catalog, mask: mask, columnCount: Self.columnCount)
    let found = try evaluation.occurrences(catalog.resolve(pattern), within: rows)
    var phrases = FormPostings()
    phrases.rows = found.rows
    phrases.counts = Array(repeating: 0, count: 2 * found.rows.count)
    for index in found.rows.indices {
      for position in found.range(index) {
        phrases.counts[2 * index + Poslist.column(of: found.positions[position])] += 1
      }
    }
    var uncertain = Array(repeating: false, count: found.rows.count)
    for words in words {
      guard let postings = words.postings else { continue }
      try note(&uncertain, found.rows, words.stems, postings)
    }
    return .candidates(phrases, uncertain: uncertain.indices.filter { uncertain[$0] })
  }

  /// Marks the rows that contain words with one of `stems` which are not in `postings`.
  private func note(
    _ uncertain: inout [Bool], _ rows: [UInt32], _ stems: [[UInt8]], _ postings: FormPostings
  ) throws(IndexError) {
    var counts = Array(repeating: UInt32(0), count: 2 * rows.count)
    for stem in stems {
      guard var cursor = try catalog.cursor(catalog.entry(stem)) else { continue }
      for (index, row) in rows.enumerated() {
        guard try cursor.advance(to: row) == row else { continue }
        try cursor.addCounts(to: &counts, at: 2 * index, columns: mask, below: Self.columnCount)
      }
    }
    var position = 0
    for (index, row) in rows.enumerated() {
      position = postings.rows.lowerBound(of: row, from: position, below: postings.rows.count)
      for column in 0..<2 where isAsked(column) {
        if counts[2 * index + column] != postings.counts[2 * position + column] {
          uncertain[index] = true
        }
      }
    }
  }
}
