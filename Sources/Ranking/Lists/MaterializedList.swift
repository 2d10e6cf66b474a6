internal import FullTextIndex

/// The posting list of a pattern that FTS5 stores none for: made once from those of its terms, or
/// given by the caller.
final class MaterializedList {
  /// The rows, ascending.
  let rows: [UInt32]
  /// The same rows in blocks, with factors and bounds, or nothing where there are no rows.
  let list: PostingList?
  /// What each row holds, all columns of one after those of the one before; empty for a list that
  /// was given.
  private let counts: [UInt32]
  private let columnCount: Int
  /// How often each row of a list that was given holds it.
  private let given: [Double]
  private let weights: ColumnWeights

  /// How many rows hold it.
  var documentFrequency: Int { rows.count }

  /// A list of rows and what each holds, column by column.
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

  /// The list of a pattern's occurrences.
  convenience init(_ occurrences: Occurrences, columnCount: Int, scoring: inout ScoringContext)
    throws(IndexError)
  {
    var counts = Array(repeating: UInt32(0), count: occurrences.rows.count * columnCount)
    for index in occurrences.rows.indices {
      for place in occurrences.range(index) {
        let column = Poslist.column(of: occurrences.positions[place])
        counts[index * columnCount + column] &+= 1
      }
    }
    try self.init(
      rows: occurrences.rows, counts: counts, columnCount: columnCount, scoring: &scoring)
  }

  /// A list that was given.
  init(_ passages: PassageList, scoring: inout ScoringContext) throws(IndexError) {
    let rows = passages.passages.map { UInt32($0) }
    let given = passages.frequencies
    self.rows = rows
    self.given = given
    counts = []
    columnCount = 0
    weights = scoring.columns
    list = try PostingList(rows, scoring: &scoring, isGiven: true) { given[$0] }
  }

  /// Where `row` stands in `rows`, if it does.
  func place(of row: UInt32) -> Int? {
    let place = rows.place(of: row, from: 0)
    return place < rows.count && rows[place] == row ? place : nil
  }

  /// How often the row at `place` holds it, column by column; empty for a list that was given.
  func columnFrequencies(at place: Int) -> [Int] {
    counts[place * columnCount..<(place + 1) * columnCount].map { Int($0) }
  }

  /// How often the row at `place` holds it, weighted by column.
  func frequency(at place: Int) -> Double {
    columnCount == 0
      ? given[place] : weights.sum(counts[place * columnCount..<(place + 1) * columnCount])
  }
}

/// What a list is made from.
struct MaterializedKey: Hashable {
  var pattern: Pattern
  /// Bit c: whether column c is looked at.
  var mask: UInt64
  var weights: [Double]
}

extension TermCatalog {
  /// The columns that can be looked at, as the index has them.
  ///
  /// It throws `unsupportedFormat` where there are more than a mask has bits. An index that holds
  /// nothing does not tell, and is taken to have one.
  func columnCount() throws(IndexError) -> Int {
    let count = state.averages.columnCount
    guard count <= Poslist.mostColumns else { throw .unsupportedFormat }
    guard count > 0 || state.structure.segments.isEmpty else { throw .corrupt(.averages) }
    return max(count, 1)
  }

  /// A bit for each of `columns`, or for all where there is nothing.
  func mask(_ columns: Set<Int>?) throws(IndexError) -> UInt64 {
    let count = try columnCount()
    let all = count == Poslist.mostColumns ? UInt64.max : 1 << UInt64(count) - 1
    guard let columns else { return all }
    return columns.reduce(0) { $1 >= 0 && $1 < count ? $0 | 1 << UInt64($1) : $0 }
  }

  /// The list of a pattern in the columns of `mask`, under the weights of `scoring`.
  ///
  /// `decoded` grows by the postings that were decoded to make it.
  func materialized(
    _ pattern: Pattern, mask: UInt64, scoring: inout ScoringContext, decoded: inout Int
  ) throws(IndexError) -> MaterializedList {
    let columnCount = try columnCount()
    let key = MaterializedKey(
      pattern: pattern, mask: mask, weights: (0..<columnCount).map { scoring.columns.weight($0) })
    if let kept = keptList(key) { return kept }
    let resolved = try resolve(pattern)
    var evaluation = PatternEvaluation(self, mask: mask, columnCount: columnCount)
    let made: MaterializedList
    if case .terms(let terms) = resolved.kind {
      let (rows, counts) = try evaluation.counts(terms).compacted()
      made = try MaterializedList(
        rows: rows, counts: counts, columnCount: columnCount, scoring: &scoring)
    } else {
      made = try MaterializedList(
        evaluation.occurrences(resolved), columnCount: columnCount, scoring: &scoring)
    }
    decoded += evaluation.decoded
    keep(made, key)
    return made
  }
}
