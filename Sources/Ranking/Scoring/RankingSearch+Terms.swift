internal import FullTextIndex

/// The scored terms of a query, with bounds on their gains.
extension RankingSearch {
  /// Returns the terms of lists, in the same order.
  mutating func scoredTerms(_ lists: [QueryList]) throws(IndexError) -> [ScoredTerm] {
    var terms: [ScoredTerm] = []
    for list in lists {
      let idf = try idf(list)
      switch list.postings {
      case .computed(let computed):
        guard let blocks = computed.list else { throw .corrupt(.postingBlocks) }
        terms.append(
          try ScoredTerm(blocks, idf: idf, queryWeight: list.queryWeight, scoring: &scoring))
      case .term(_, let entry):
        if weightsAreConfigured, let blocks = entry.list {
          terms.append(
            try ScoredTerm(blocks, idf: idf, queryWeight: list.queryWeight, scoring: &scoring))
        } else if let cursor = try catalog.cursor(entry, scoring.columns) {
          terms.append(
            ScoredTerm(
              cursor, idf: idf, queryWeight: list.queryWeight,
              bounds: boundsHold ? entry.blocks?.skips : nil, scoring.bm25))
        } else {
          throw .corrupt(.postingBlocks)
        }
      }
    }
    return terms
  }

  /// Returns the idf of a list.
  func idf(_ list: QueryList) throws(IndexError) -> Double {
    try idf(list.collectionFrequency ?? list.documentFrequency ?? 0)
  }

  /// Returns the idf of a term in this many passages of the collection.
  func idf(_ frequency: Int) throws(IndexError) -> Double {
    guard (0...passageCount).contains(frequency) else {
      throw query.collection == nil ? .corrupt(.averages) : .unsupportedQuery
    }
    return BM25.idf(documentFrequency: frequency, rowCount: passageCount)
  }

  /// The number of passages of the collection.
  var passageCount: Int { query.collection?.passages ?? state.averages.rowCount }

  /// Returns a score that at least `k` hits reach.
  func floor(_ lists: [QueryList]) -> Double {
    let weights = (0..<max(state.averages.columnCount, 1)).map { scoring.columns.weight($0) }
    let scale =
      query.formula.lowerScale(from: .fts5, leastFrequency: weights.min() ?? 0)
      * scoring.bm25.storedLowerScale
    var floor = 0.0
    for list in lists {
      guard case .term(_, let entry) = list.postings, let blocks = entry.blocks,
        let idf = try? idf(list)
      else { continue }
      let best = blocks.bestFactor(
        query.k, inDifferentArticles: query.grouping == .article)
      floor = max(floor, idf * list.queryWeight * best * scale * (1 - 1e-9))
    }
    return floor
  }

  /// True if no column has a larger weight than the bounds of the side table were computed with.
  private var boundsHold: Bool {
    let configured = ColumnWeights(weights: state.weights)
    return (0..<max(state.averages.columnCount, 1)).allSatisfy {
      scoring.columns.weight($0) <= configured.weight($0)
    }
  }

  /// True if the columns have the weights that the bounds were computed with.
  var weightsAreConfigured: Bool {
    let configured = ColumnWeights(weights: state.weights)
    return (0..<max(state.averages.columnCount, 1)).allSatisfy {
      scoring.columns.weight($0) == configured.weight($0)
    }
  }
}
