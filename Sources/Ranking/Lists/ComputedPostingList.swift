internal import FullTextIndex

/// A posting list that FTS5 does not store: it was computed from the lists of a pattern's terms, or
/// passed in by the caller.
final class ComputedPostingList {
  /// The rows, ascending.
  let rows: [UInt32]
  /// The same rows in blocks, with factors and bounds; nil if there are no rows.
  let list: PostingList?
  /// The occurrences in each column of each row, row by row; empty for a list that the caller
  /// passed in.
  private let counts: [UInt32]
  private let columnCount: Int
  /// The weighted frequency of each row, if the caller passed the list in.
  private let given: [Double]
  private let weights: ColumnWeights

  /// The number of rows.
  var documentFrequency: Int { rows.count }

  /// Creates a list from rows and, row by row, the number of occurrences in each column.
  init(rows: [UInt32], counts: [UInt32], columnCount: Int, scoring: inout ScoringContext)
    throws(IndexError)
  {
    self.rows = rows
    self.counts = counts
    self.columnCount = columnCount
    given = []
    weights = scoring.columns
    let columns = scoring.columns
    list = try PostingList(rows, scoring: &scoring, isGiven: false) { index in
      columns.sum(counts[index * columnCount..<(index + 1) * columnCount])
    }
  }

  /// Creates the list of a pattern's occurrences.
  convenience init(_ occurrences: Occurrences, columnCount: Int, scoring: inout ScoringContext)
    throws(IndexError)
  {
    var counts = Array(repeating: UInt32(0), count: occurrences.rows.count * columnCount)
    for index in occurrences.rows.indices {
      for position in occurrences.range(index) {
        let column = Poslist.column(of: occurrences.positions[position])
        counts[index * columnCount + column] &+= 1
      }
    }
    try self.init(
      rows: occurrences.rows, counts: counts, columnCount: columnCount, scoring: &scoring)
  }

  /// Creates a list from one that the caller passed in.
  convenience init(
    _ passages: ExternalPostings, scoring: inout ScoringContext
  ) throws(IndexError) {
    let rows = passages.rows
    if passages.columnCount == 0 {
      try self.init(rows: rows, given: passages.frequencies, scoring: &scoring)
    } else {
      try self.init(
        rows: rows, counts: passages.counts, columnCount: passages.columnCount, scoring: &scoring)
    }
  }

  private init(
    rows: [UInt32], given: [Double], scoring: inout ScoringContext
  ) throws(IndexError) {
    self.rows = rows
    self.given = given
    counts = []
    columnCount = 0
    weights = scoring.columns
    list = try PostingList(rows, scoring: &scoring, isGiven: true) { given[$0] }
  }

  /// Returns the index of `row` in `rows`, or nil if it is not there.
  func index(of row: UInt32) -> Int? {
    let index = rows.lowerBound(of: row, from: 0, below: rows.count)
    return index < rows.count && rows[index] == row ? index : nil
  }

  /// Returns the occurrences in each column of the row at `index`; empty for a list that the caller
  /// passed in.
  func columnFrequencies(at index: Int) -> [Int] {
    counts[index * columnCount..<(index + 1) * columnCount].map { Int($0) }
  }

  /// Returns the frequency in the row at `index`, weighted by column.
  func frequency(at index: Int) -> Double {
    columnCount == 0
      ? given[index] : weights.sum(counts[index * columnCount..<(index + 1) * columnCount])
  }
}

/// A pattern, with the settings that its list depends on.
struct PatternKey: Hashable {
  var pattern: Pattern
  /// The columns to search, as bits.
  var mask: UInt64
  var weights: [Double]
}

extension TermCatalog {
  /// Returns the list of a pattern in the columns of `mask`, with the weights of `scoring`.
  ///
  /// Adds the number of postings that had to be decoded to `decoded`.
  func computedList(
    _ pattern: Pattern, mask: UInt64, scoring: inout ScoringContext, decoded: inout Int
  ) throws(IndexError) -> ComputedPostingList {
    let columnCount = try columnCount()
    let key = PatternKey(
      pattern: pattern, mask: mask, weights: (0..<columnCount).map { scoring.columns.weight($0) })
    if let cached = cachedList(key) { return cached }
    let resolved = try resolve(pattern)
    var evaluation = PatternEvaluation(self, mask: mask, columnCount: columnCount)
    let made: ComputedPostingList
    if case .terms(let terms) = resolved.kind {
      let (rows, counts) = try evaluation.counts(terms).compacted()
      made = try ComputedPostingList(
        rows: rows, counts: counts, columnCount: columnCount, scoring: &scoring)
    } else {
      made = try ComputedPostingList(
        evaluation.occurrences(resolved), columnCount: columnCount, scoring: &scoring)
    }
    decoded += evaluation.decoded
    cache(made, key)
    return made
  }
}
