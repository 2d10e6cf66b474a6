public import FullTextIndex

/// How the score of a passage comes about.
///
///     score        = sum over the terms of gain
///     gain         = weight * idf * factor
///     factor       = f * (k1 + 1) / (f + k1 * lengthFactor)
///     lengthFactor = 1 - b + b * dl / avgdl
public struct RankingExplanation: Equatable, Sendable {
  /// What a term gives to the passage.
  public struct Term: Equatable, Sendable {
    /// In how many passages of the archive it stands.
    public var documentFrequency: Int
    /// idf: the rarer the term, the higher.
    public var inverseDocumentFrequency: Double
    /// How often it stands in each column of the passage, in the columns where it is looked for;
    /// empty for a list of the caller's, and for a term that does not stand there.
    public var columnFrequencies: [Int]
    /// f: how often it stands there, weighted by column.
    public var frequency: Double
    /// What frequency and length make of it, below k1 + 1.
    public var factor: Double
    /// What it counts for in the query; 0 where it is excluded.
    public var weight: Double
    /// What it adds to the score; 0 where it does not stand there or is excluded.
    public var gain: Double
    /// Whether it stands there.
    public var isFound: Bool
  }

  /// The passage's id.
  public var passage: Int64
  /// dl: the tokens of the passage, over all columns; 0 where the index has no such passage.
  public var length: Int
  /// avgdl: the average of all passages.
  public var averageLength: Double
  /// How much the length tells: 1 for a passage of average length, more for a longer one.
  public var lengthFactor: Double
  /// How soon more of the same term stops to count.
  public var k1: Double
  /// How much the length matters, in 0...1.
  public var b: Double
  /// The terms of the query, in its order.
  public var terms: [Term]
  /// The sum of the gains, in this order.
  public var score: Double
}

extension RankingReader {
  /// How the score of `passage` comes about, whether it is a hit of `query` or not.
  ///
  /// Lists that `query` needed before are still there as a rule, and only asked for the passage.
  ///
  /// - Complexity: O(log n) in the postings of each list.
  public func explain(_ query: RankingQuery, passage: Int64) throws(IndexError)
    -> RankingExplanation
  {
    guard passage > 0, passage < Int64(PostingCursor.end) else { throw .unsupportedQuery }
    // As it stands: roles in place of its condition might leave terms out.
    var plain = query
    plain.condition = nil
    return try asking(plain) { (search) throws(IndexError) in
      try search.explain(UInt32(passage))
    }
  }
}

extension RankingSearch {
  /// How the score of `row` comes about.
  mutating func explain(_ row: UInt32) throws(IndexError) -> RankingExplanation {
    let lists = try lists()
    let length = try scoring.lengths.lengthOfAny(row)
    let formula = query.formula
    let average = state.averages.rowCount > 0 ? state.averages.averageLength : 0
    var explanation = RankingExplanation(
      passage: Int64(row), length: length, averageLength: average,
      lengthFactor: average > 0 ? 1 - formula.b + formula.b * Double(length) / average : 1,
      k1: formula.k1, b: formula.b, terms: [], score: 0)
    for (term, place) in zip(query.terms, lists.places) {
      let part = try explain(
        lists.lists[place], row, length, weight: term.role == .excluded ? 0 : term.weight)
      explanation.score += part.gain
      explanation.terms.append(part)
    }
    return explanation
  }

  private func explain(_ list: QueryList, _ row: UInt32, _ length: Int, weight: Double)
    throws(IndexError) -> RankingExplanation.Term
  {
    var columns: [Int] = []
    var frequency: Double?
    var documentFrequency = list.documentFrequency ?? 0
    switch list.postings {
    case .made(let made):
      if let place = made.place(of: row) {
        columns = made.columnFrequencies(at: place)
        frequency = made.frequency(at: place)
      }
    case .term(let bytes, let entry):
      var decoded = 0
      documentFrequency = try catalog.documentFrequency(bytes, decoded: &decoded)
      if var cursor = try catalog.cursor(entry, scoring.columns) {
        try cursor.advance(to: row)
        if cursor.row == row {
          let count = try catalog.columnCount()
          var counts = Array(repeating: UInt32(0), count: count)
          try cursor.addCounts(
            to: &counts, at: 0, columns: try catalog.mask(nil), below: count)
          columns = counts.map { Int($0) }
          frequency = try cursor.frequency()
        }
      }
    }
    guard documentFrequency <= state.averages.rowCount else { throw .corrupt(.averages) }
    let idf = BM25.idf(
      documentFrequency: documentFrequency, rowCount: state.averages.rowCount)
    let factor = frequency.map { scoring.bm25.factor($0, length: length) } ?? 0
    return RankingExplanation.Term(
      documentFrequency: documentFrequency, inverseDocumentFrequency: idf,
      columnFrequencies: columns, frequency: frequency ?? 0, factor: factor,
      weight: weight, gain: weight * (idf * factor), isFound: frequency != nil)
  }
}
