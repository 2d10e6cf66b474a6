public import FullTextIndex
public import SearchModel

extension RankingReader {
  /// Explains the score of `passage`, even if it is not a hit of `query`.
  ///
  /// The lists of `query` are usually still cached, so only the passage is looked up.
  ///
  /// - Complexity: O(log n) in the postings of each list.
  public func explain(_ query: RankingQuery, passage: Int64) throws(IndexError)
    -> ScoreExplanation
  {
    guard passage > 0, passage < Int64(PostingCursor.end) else { throw .unsupportedQuery }
    return try withSearch(query) { (search) throws(IndexError) in
      try search.explain(UInt32(passage))
    }
  }
}

extension RankingSearch {
  /// Explains the score of `row`.
  mutating func explain(_ row: UInt32) throws(IndexError) -> ScoreExplanation {
    let lists = try lists()
    let length = try scoring.lengths.lengthOfAny(row)
    let formula = query.formula
    let own = state.averages.rowCount > 0 ? state.averages.averageLength : 0
    let average = query.collection?.averageLength ?? own
    var explanation = ScoreExplanation(
      passage: Int64(row), terms: [], passageCount: passageCount, length: length,
      averageLength: average,
      lengthFactor: average > 0 ? 1 - formula.b + formula.b * Double(length) / average : 1,
      columnWeights: scoring.columns.weights, k1: formula.k1, b: formula.b)
    for (term, index) in zip(query.terms, lists.indices).prefix(givenTermCount) {
      explanation.terms.append(try explain(term, lists.lists[index], row, length))
    }
    return explanation
  }

  private func explain(
    _ term: RankingQuery.Term, _ list: QueryList, _ row: UInt32, _ length: Int
  ) throws(IndexError) -> ScoreExplanation.Term {
    var columns: [Int] = []
    var frequency: Double?
    var documentFrequency = list.documentFrequency ?? 0
    switch list.postings {
    case .computed(let list):
      if let index = list.index(of: row) {
        columns = list.columnFrequencies(at: index)
        frequency = list.frequency(at: index)
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
    documentFrequency = list.collectionFrequency ?? documentFrequency
    let idf = try idf(documentFrequency)
    let factor = frequency.map { scoring.bm25.factor($0, length: length) } ?? 0
    let queryWeight = term.isScored ? term.queryWeight : 0
    let pattern = if case .pattern(let pattern) = term.source { pattern.description } else { "" }
    return ScoreExplanation.Term(
      pattern: pattern, documentFrequency: documentFrequency, idf: idf,
      columnFrequencies: columns, frequency: frequency ?? 0, factor: factor,
      queryWeight: queryWeight, gain: queryWeight * (idf * factor), isFound: frequency != nil)
  }
}
