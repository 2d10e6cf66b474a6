internal import FullTextIndex

/// Computes the postings of words in certain forms from the postings of their stems.
struct FormEvaluation {
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
  /// True if postings that are those of the stems are not computed.
  private let findsPattern: Bool
  private(set) var outcome = Outcome.postings(FormPostings())

  init(
    _ search: inout RankingSearch, _ tokens: [PhraseToken], columns: Set<Int>?,
    _ sources: FormSources, findsPattern: Bool
  ) throws(IndexError) {
    catalog = search.catalog
    self.findsPattern = findsPattern
    self.sources = sources
    mask = try catalog.mask(columns)
    var uncovered = RowSet()
    for row in sources.uncovered.rows { try uncovered.insert(row) }
    self.uncovered = uncovered
    // An empty index has no columns.
    guard try catalog.columnCount() == Self.columnCount else {
      if findsPattern { outcome = .pattern(.any([])) }
      return
    }
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
    if isAsked(0), isAsked(1) {
      return ExternalPostings(
        rows: postings.rows, counts: postings.counts, columnCount: Self.columnCount)
    }
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
      if case .stems(let stems) = token { return Pattern.any(stems.map { .term($0) }).simplified }
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
    if findsPattern, matches.parts.isEmpty, others.isWhole, others.stems.isSubset(of: stems),
      stems.count <= Self.manyTerms
    {
      return Words(stems: matches.stems, postings: nil)
    }
    let all = stems.union(matches.parts.map(\.stem)).union(others.stems)
    let covered = try covered(matches, pattern, &lengths)
    return Words(stems: Array(all), postings: covered.adding(others.postings))
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

  /// Returns the postings of words in the rows that the tables cover.
  private func covered(
    _ matches: FormMatches, _ pattern: FormPattern, _ lengths: inout PassageLengths
  ) throws(IndexError) -> FormPostings {
    var postings = FormPostings()
    if matches.stems.isEmpty, matches.parts.count == 1, matches.parts[0].isRest {
      return try rest(of: matches.parts[0])
    } else if matches.stems.isEmpty, matches.parts.count == 1 {
      postings = try sum(of: matches.parts[0].lists)
    } else {
      (postings.rows, postings.counts) = try counts(matches, pattern).compacted()
    }
    return try postings.filter { (row, count) throws(IndexError) in
      // A row without tokens has been deleted since the tables were built.
      guard !uncovered.contains(row), case let length = try lengths.lengthOfAny(row), length > 0
      else { return false }
      guard count <= length else { throw .corrupt(.writtenForms) }
      return true
    }
  }

  /// Returns the occurrences of words; those in rows that the tables do not cover, and in rows that
  /// have been deleted, are undefined.
  private func counts(
    _ matches: FormMatches, _ pattern: FormPattern
  ) throws(IndexError) -> RowCounts {
    var counts = RowCounts(columnCount: Self.columnCount)
    let terms = matches.stems + matches.parts.filter(\.isRest).map(\.stem)
    let entries = try entries(terms, pattern)
    counts.reserve(entries.reduce(0) { $0 + $1.cost }, upTo: sources.tables?.lastRow ?? 0)
    for entry in entries {
      guard var cursor = try catalog.cursor(entry) else { continue }
      try counts.add(&cursor, columns: .max)
    }
    for part in matches.parts {
      for list in part.lists { try counts.add(postings(list), isSubtracted: part.isRest) }
    }
    return counts
  }

  private func postings(_ list: Range<Int>) throws(IndexError) -> FormPostings {
    try sources.tables?.postings(list) ?? FormPostings()
  }

  private func sum(of lists: [Range<Int>]) throws(IndexError) -> FormPostings {
    var sum = FormPostings()
    for list in lists { sum = sum.adding(try postings(list)) }
    return sum
  }

  /// Returns the postings of a stem without those of some of its forms.
  private func rest(of part: FormMatches.Part) throws(IndexError) -> FormPostings {
    let removed = try sum(of: part.lists)
    let entry = try catalog.entry(part.stem)
    guard var cursor = try catalog.cursor(entry) else { return FormPostings() }
    var rest = FormPostings()
    rest.rows.reserveCapacity(min(entry.cost, catalog.state.averages.rowCount))
    rest.counts.reserveCapacity(2 * rest.rows.capacity)
    var counts: [UInt32] = [0, 0]
    var index = 0
    while cursor.row != PostingCursor.end {
      let row = cursor.row
      counts[0] = 0
      counts[1] = 0
      try cursor.addCounts(to: &counts, at: 0, columns: .max, below: Self.columnCount)
      try cursor.next()
      if uncovered.contains(row) { continue }
      while index < removed.rows.count, removed.rows[index] < row { index += 1 }
      if index < removed.rows.count, removed.rows[index] == row {
        let (title, text) = (removed.counts[2 * index], removed.counts[2 * index + 1])
        guard title <= counts[0], text <= counts[1] else { throw .corrupt(.writtenForms) }
        counts[0] -= title
        counts[1] -= text
        if counts[0] | counts[1] == 0 { continue }
      }
      rest.rows.append(row)
      rest.counts.append(counts[0])
      rest.counts.append(counts[1])
    }
    return rest
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
    var rows = external(postings[0]).rows
    for other in postings.dropFirst() {
      let others = external(other).rows
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
      for (index, row) in rows.enumerated() where try cursor.advance(to: row) == row {
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
