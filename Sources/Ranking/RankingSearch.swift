import SQLite

/// One search: the terms are looked up, then the evaluation that fits them runs.
struct RankingSearch {
  let query: RankingQuery
  let state: IndexState
  let bm25: BM25
  let catalog: TermCatalog
  let pages: PageStore
  let connection: Connection
  var lengths: PassageLengths

  private var counters = RankingCounters()
  private var columns: ColumnWeights

  /// A list of the query: a term that is optional or required, once however often it stands there.
  private struct List {
    var entry: TermEntry
    var documentFrequency: Int
    var repeats: Int
    var isRequired: Bool
  }

  init(
    query: RankingQuery, state: IndexState, bm25: BM25, catalog: TermCatalog,
    connection: Connection,
    pages: PageStore, lengths: consuming PassageLengths
  ) {
    self.query = query
    self.state = state
    self.bm25 = bm25
    self.catalog = catalog
    self.pages = pages
    self.connection = connection
    self.lengths = lengths
    columns = ColumnWeights(weights: query.weights ?? state.weights, columns: query.columns)
    pages.beginSearch()
  }

  /// Answers the query.
  mutating func run() throws(RankingError) -> RankingResult {
    guard query.k >= 0, columns.weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .unsupportedQuery
    }
    let usesBlocks = weightsAreConfigured && query.columns == nil
    var factors = Factors(columns: columns, bm25: bm25, lengths: lengths)
    // Moved, since a second reference would make each change copy all.
    lengths = PassageLengths(connection)
    var lists: [List] = []
    var order: [Int] = []
    var indices: [[UInt8]: Int] = [:]
    for term in query.terms where term.role != .excluded {
      let isRequired = term.role == .required
      if let index = indices[term.bytes] {
        lists[index].repeats += 1
        lists[index].isRequired = lists[index].isRequired || isRequired
        order.append(index)
        continue
      }
      if usesBlocks { _ = try catalog.list(term.bytes, &factors) }
      let frequency = try catalog.documentFrequency(
        term.bytes, columns: query.columns, decoded: &counters.postingsDecoded)
      guard frequency <= state.averages.rowCount else { throw .corrupt(.averages) }
      if frequency == 0 {
        if isRequired { return result([], .exact(0)) }
        continue
      }
      indices[term.bytes] = lists.count
      order.append(lists.count)
      lists.append(
        List(
          entry: try catalog.entry(term.bytes), documentFrequency: frequency, repeats: 1,
          isRequired: isRequired))
    }
    guard !lists.isEmpty else { return result([], .exact(0)) }
    return try evaluate(lists, order: order, usesBlocks, factors)
  }

  private mutating func evaluate(
    _ lists: [List], order: [Int], _ usesBlocks: Bool, _ factors: consuming Factors
  ) throws(RankingError) -> RankingResult {
    let excluded = try excludedCursors()
    let hasRequired = lists.contains { $0.isRequired }
    let allowed = try AllowedRows(query.allowed)
    let boundsHold = self.boundsHold
    var terms: [ScoredTerm] = []
    var floor = 0.0
    for list in lists {
      let weight = BM25.idf(
        documentFrequency: list.documentFrequency, rowCount: state.averages.rowCount)
      if usesBlocks, let blocks = list.entry.list {
        terms.append(
          try ScoredTerm(blocks, weight: weight, repeats: list.repeats, &factors))
      } else if let cursor = try catalog.cursor(list.entry, columns) {
        terms.append(
          ScoredTerm(
            cursor, weight: weight, repeats: list.repeats,
            bounds: boundsHold ? list.entry.blocks?.skips : nil))
      } else {
        throw .corrupt(.postingBlocks)
      }
      if let blocks = list.entry.blocks {
        let best = blocks.bestFactor(query.k, query.grouping)
        floor = max(floor, weight * Double(list.repeats) * best * (1 - 1e-9))
      }
    }
    // The floor counts on rows that a filter might take away.
    let isFiltered = (hasRequired && lists.count > 1) || !excluded.isEmpty || !allowed.isEverything
    let top = TopK(
      k: query.k, floor: isFiltered || !weightsAreConfigured || query.columns != nil ? 0 : floor,
      grouping: query.grouping)
    let scorer = Scorer(
      factors: factors, order: order,
      contributions: Array(repeating: 0, count: lists.count), excluded: excluded,
      allowed: allowed, top: top)

    var count: RankingResult.Count
    var finished: Scorer
    if query.k == 0 {
      finished = scorer
      count = .atLeast(0)
    } else if hasRequired, lists.count > 1 {
      let places = lists.indices.sorted {
        (lists[$0].isRequired ? 0 : 1, lists[$0].documentFrequency)
          < (lists[$1].isRequired ? 0 : 1, lists[$1].documentFrequency)
      }
      let required = lists.count { $0.isRequired }
      // As above: `scorer` is not used again.
      var evaluation = Intersection(
        places.map { terms[$0] }, required: required, places: places, scorer)
      terms = []
      try evaluation.run()
      finished = evaluation.scorer
      counters.postingsDecoded += evaluation.decoded
      counters.postingsScored += evaluation.scored
      let isCount = evaluation.isComplete && excluded.isEmpty && query.grouping == .none
      count = isCount ? .exact(finished.matched) : .atLeast(finished.matched)
    } else {
      var evaluation = MaxScore(terms, scorer)
      terms = []
      try evaluation.run()
      finished = evaluation.scorer
      counters.postingsDecoded += evaluation.decoded
      counters.postingsScored += evaluation.scored
      let most = lists.reduce(0) { max($0, $1.documentFrequency) }
      count = .atLeast(max(isFiltered ? 0 : most, finished.matched))
      if lists.count == 1, !isFiltered { count = .exact(most) }
    }
    let hits = finished.top.finish()
    lengths = finished.factors.lengths
    counters.blocksSkipped = finished.blocksSkipped
    counters.postingsDecoded += finished.excluded.reduce(0) { $0 + $1.decoded }
    if !excluded.isEmpty || query.grouping == .article, case .atLeast = count {
      count = .atLeast(hits.count)
    } else if query.grouping == .article {
      count = .atLeast(hits.count)
    }
    let postings = lists.reduce(0) { $0 + $1.documentFrequency }
    if query.countsExactly || postings <= query.countsUpTo, case .atLeast = count {
      count = .exact(try exactCount(lists))
    }
    return result(hits, count)
  }

  private mutating func excludedCursors() throws(RankingError) -> [TermCursor] {
    var cursors: [TermCursor] = []
    for term in query.terms where term.role == .excluded {
      let entry = try catalog.entry(term.bytes)
      if let cursor = try catalog.cursor(entry, columns) { cursors.append(cursor) }
    }
    return cursors
  }

  private func weight(_ weights: [Double], _ column: Int) -> Double {
    column < weights.count ? weights[column] : 1
  }

  /// Whether no column counts for more than the side table's bounds were made with.
  private var boundsHold: Bool {
    (0..<max(state.averages.columnCount, 1)).allSatisfy {
      weight(columns.weights, $0) <= weight(state.weights, $0)
    }
  }

  private var weightsAreConfigured: Bool {
    (0..<max(state.averages.columnCount, 1)).allSatisfy {
      weight(columns.weights, $0) == weight(state.weights, $0)
    }
  }

  private mutating func exactCount(_ lists: [List]) throws(RankingError) -> Int {
    var required: [TermCursor] = []
    var optional: [TermCursor] = []
    for list in lists {
      guard let cursor = try catalog.cursor(list.entry, columns) else { continue }
      if list.isRequired { required.append(cursor) } else { optional.append(cursor) }
    }
    var counter = MatchCounter(
      required: required, optional: optional, excluded: try excludedCursors(),
      allowed: try AllowedRows(query.allowed), lengths: lengths, grouping: query.grouping)
    let count = try counter.count()
    counters.postingsDecoded += counter.decoded
    return count
  }

  private mutating func result(_ hits: [RankingHit], _ count: RankingResult.Count)
    -> RankingResult
  {
    catalog.note(decoded: counters.postingsDecoded)
    counters.pagesRead = pages.touchedCount
    return RankingResult(hits: hits, count: count, counters: counters)
  }
}
