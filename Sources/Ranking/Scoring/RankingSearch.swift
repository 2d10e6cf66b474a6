internal import FullTextIndex
internal import SQLite
internal import SearchModel

/// The execution of one query: looks up or computes its lists, then runs the evaluation that suits
/// them.
struct RankingSearch {
  let query: RankingQuery
  /// The number of terms that the caller passed; the spellings of excluded terms come after them.
  let givenTermCount: Int
  /// The role of each term, or nil if roles cannot express the condition.
  let roles: [LeafRole?]?
  /// The unit that must satisfy the condition, simplified: a passage if that makes no difference.
  let scope: RankingQuery.Scope
  let state: IndexState
  let catalog: TermCatalog
  let pages: PageStore
  let connection: Connection

  var scoring: ScoringContext
  var counters = RankingCounters()

  init(
    query: RankingQuery, state: IndexState, bm25: BM25, catalog: TermCatalog,
    connection: Connection, pages: PageStore, lengths: consuming PassageLengths
  ) {
    givenTermCount = query.terms.count
    (self.query, roles) = query.resolvingRoles()
    scope = self.query.simplifiedScope(roles)
    self.state = state
    self.catalog = catalog
    self.pages = pages
    self.connection = connection
    let columns = ColumnWeights(weights: query.weights ?? state.weights)
    scoring = ScoringContext(columns: columns, bm25: bm25, lengths: lengths)
    pages.beginSearch()
  }

  /// True if the evaluation was interrupted, and its hits so far are the result.
  private(set) var isPartial = false

  /// Runs the query.
  mutating func run() throws(IndexError) -> RankingResult {
    do {
      return try runToEnd()
    } catch {
      guard query.returnsPartialHits, error.isInterruption else { throw error }
      // Nothing was ranked yet.
      isPartial = true
      return result([], .atLeast(0))
    }
  }

  private mutating func runToEnd() throws(IndexError) -> RankingResult {
    let lists = try lists()
    let counting = counting(lists)
    if roles == nil, scope != .article { return try runOnMatches(lists) }
    // If a required list is empty, or no list can score, nothing matches.
    guard !lists.lists.contains(where: { $0.isRequired && $0.documentFrequency == 0 }),
      lists.lists.contains(where: { $0.isScored })
    else { return result([], .exact(0)) }
    let allowed = try catalog.allowedRows(query.allowed)
    let isCounted = counting.isExact(for: query)
    if scope == .article { return try runOnArticles(lists, allowed, isCounted: isCounted) }
    if !allowed.isEverything, isCounted { return try runOnMatches(lists) }
    let hits = try evaluate(lists, allowed)
    if isPartial { return result(hits, .atLeast(hits.count)) }
    let estimate = counting.estimate(found: hits.count, for: query)
    if isCounted, case .atLeast = estimate {
      return result(hits, .exact(try count(try matches(lists))))
    }
    return result(hits, estimate)
  }

  /// Returns how the hits are counted.
  func counting(_ lists: QueryLists) -> HitCounting {
    HitCounting(lists.lists, findsAll: scope == .article ? query.k > 0 : roles == nil, query)
  }

  /// Returns the lists of all terms.
  mutating func lists() throws(IndexError) -> QueryLists {
    guard query.k >= 0, scoring.columns.weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      query.terms.allSatisfy({ $0.queryWeight > 0 && $0.queryWeight.isFinite })
    else {
      throw .unsupportedQuery
    }
    return try QueryLists(
      query.terms, roles, catalog, usesBlocks: weightsAreConfigured, scoring: &scoring,
      decoded: &counters.postingsDecoded)
  }

  /// Finds all articles that satisfy the query, then the best of their passages.
  private mutating func runOnArticles(
    _ lists: QueryLists, _ allowed: AllowedRows, isCounted: Bool
  ) throws(IndexError) -> RankingResult {
    if query.k == 0, !isCounted { return result([], .atLeast(0)) }
    let articles = try articles(lists, within: .rows(allowed))
    if query.grouping == .none {
      let rows = try passages(of: articles, lists)
      return try best(of: rows, lists, .exact(rows.count))
    }
    let count = RankingResult.Count.exact(articles.count)
    if query.k == 0 || articles.isEmpty { return result([], count) }
    let passages = try AllowedRows(articles.wholeArticles(&scoring.lengths))
    guard passages.count > state.averages.rowCount / Self.fewPassages else {
      return try best(of: try self.passages(of: articles, lists), lists, count)
    }
    let hits = try evaluate(lists, passages)
    return result(hits, isPartial ? .atLeast(hits.count) : count)
  }

  /// If articles have at most one in this many passages, those with a scored term are listed before
  /// they are scored; otherwise MaxScore skips most of them.
  private static let fewPassages = 8

  /// Finds all rows that satisfy the query, then the best of them.
  private mutating func runOnMatches(_ lists: QueryLists) throws(IndexError) -> RankingResult {
    let rows = try matches(lists)
    return try best(of: rows, lists, .exact(try count(rows)))
  }

  /// Returns the best of the given rows, all of which are hits.
  private mutating func best(
    of rows: RowSet, _ lists: QueryLists, _ count: RankingResult.Count
  ) throws(IndexError) -> RankingResult {
    if query.k == 0 { return result([], count) }
    let scored = lists.lists.filter { $0.isScored }
    var terms = try scoredTerms(scored)
    for (index, list) in scored.enumerated() {
      guard case .term(let bytes, _) = list.postings else { continue }
      terms[index].holders = try catalog.rows(bytes, makes: { false })?.set
    }
    let scorer = takeScorer(lists, excluded: ExcludedRows(), AllowedRows(rows), floor: 0)
    var evaluation = RowAtATimeScorer(terms, scorer)
    terms = []
    isPartial = try isInterrupted { () throws(IndexError) in try evaluation.run(needsNone: true) }
    counters.postingsDecoded += evaluation.decoded
    counters.postingsScored += evaluation.scored
    return result(finish(evaluation.scorer), count)
  }

  /// Returns the best hits without finding all matches.
  private mutating func evaluate(
    _ lists: QueryLists, _ allowed: AllowedRows
  ) throws(IndexError) -> [RankingHit] {
    if query.k == 0 { return [] }
    let scored = lists.lists.filter { $0.isScored }
    let excluded =
      scope == .article
      ? ExcludedRows()
      : try ExcludedRows(
        lists.lists, excludesArticles: scope == .passageAndArticle, catalog)
    let isIntersection =
      scope != .article && scored.count > 1 && scored.contains { $0.isRequired }
    // The floor is only valid if no row that reaches it can be excluded.
    let isFiltered = isIntersection || !excluded.isEmpty || !allowed.isEverything
    // `terms` is emptied once it has been passed on: a second reference would make changes copy
    // blocks.
    var terms = try scoredTerms(scored)
    let scorer = takeScorer(
      lists, excluded: excluded, allowed,
      floor: isFiltered || !weightsAreConfigured ? 0 : floor(scored))
    let finished: Scorer
    if isIntersection {
      let order = scored.indices.sorted {
        (scored[$0].isRequired ? 0 : 1, scored[$0].cost)
          < (scored[$1].isRequired ? 0 : 1, scored[$1].cost)
      }
      let required = scored.count { $0.isRequired }
      var evaluation = Intersection(
        order.map { terms[$0] }, required: required, listIndices: order, scorer)
      terms = []
      isPartial = try isInterrupted { () throws(IndexError) in try evaluation.run() }
      finished = evaluation.scorer
      counters.postingsDecoded += evaluation.decoded
      counters.postingsScored += evaluation.scored
    } else if allowed.count < state.averages.rowCount / 8 {
      var evaluation = RowAtATimeScorer(terms, scorer)
      terms = []
      isPartial = try isInterrupted { () throws(IndexError) in
        try evaluation.run(needsNone: false)
      }
      finished = evaluation.scorer
      counters.postingsDecoded += evaluation.decoded
      counters.postingsScored += evaluation.scored
    } else {
      var evaluation = MaxScore(terms, scorer)
      terms = []
      isPartial = try isInterrupted { () throws(IndexError) in try evaluation.run() }
      finished = evaluation.scorer
      counters.postingsDecoded += evaluation.decoded
      counters.postingsScored += evaluation.scored
    }
    counters.postingsDecoded += finished.excluded.decoded
    return finish(finished)
  }

  /// Returns the scorer for an evaluation.
  ///
  /// The passage lengths read so far move into it, and `finish` moves them back.
  private mutating func takeScorer(
    _ lists: QueryLists, excluded: ExcludedRows, _ allowed: AllowedRows, floor: Double
  ) -> Scorer {
    var numbers: [Int: Int] = [:]
    for (index, list) in lists.lists.enumerated() where list.isScored {
      numbers[index] = numbers.count
    }
    var order: [Scorer.Part] = []
    for (term, list) in zip(query.terms, lists.indices) where term.isScored {
      if let number = numbers[list] {
        order.append(Scorer.Part(list: number, queryWeight: term.queryWeight))
      }
    }
    let scorer = Scorer(
      scoring: scoring, order: order, contributions: Array(repeating: 0, count: numbers.count),
      excluded: excluded, allowed: allowed,
      top: TopK(
        k: query.k, slack: query.slack, floor: max(floor, query.leastScore),
        grouping: query.grouping),
      connection: connection)
    // The lengths are moved, because a second reference would make each change copy them all.
    scoring.lengths = PassageLengths(connection)
    return scorer
  }

  /// Returns the best hits, and moves the passage lengths back.
  private mutating func finish(_ scorer: Scorer) -> [RankingHit] {
    var scorer = scorer
    scoring.lengths = scorer.scoring.lengths
    counters.blocksSkipped += scorer.blocksSkipped
    return scorer.top.finish()
  }

  /// Returns the number of hits in `rows`.
  private mutating func count(_ rows: RowSet) throws(IndexError) -> Int {
    query.grouping == .none ? rows.count : try rows.articles(&scoring.lengths).count
  }

  private mutating func result(_ hits: [RankingHit], _ count: RankingResult.Count)
    -> RankingResult
  {
    catalog.note(decoded: counters.postingsDecoded)
    counters.pagesRead = pages.touchedCount
    return RankingResult(hits: hits, count: count, counters: counters, isPartial: isPartial)
  }

  /// Runs an evaluation; returns true if it was interrupted and its hits so far are wanted.
  private func isInterrupted(
    _ evaluate: () throws(IndexError) -> Void
  ) throws(IndexError) -> Bool {
    do {
      try evaluate()
      return false
    } catch {
      guard query.returnsPartialHits, error.isInterruption else { throw error }
      return true
    }
  }
}
