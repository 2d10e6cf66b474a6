internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// The execution of one request on one snapshot of the archive.
struct SearchRun {
  let archive: Archive
  let reader: RankingReader
  var request: SearchRequest
  /// The plan for the engine; nil for an expression of FTS5 or a request without words.
  var plan: QueryPlan?
  let filter: ArticleFilter
  let allowed: AllowedPassages
  /// The posting lists of exact clauses, by the index of the clause.
  let exact: [Int: ExternalPostings]
  let exactForms: ExactFormPostings
  /// The notices so far.
  var notices: [Notice]

  var connection: Connection { archive.connection }
  private var fts5: FTS5Ranking { FTS5Ranking(connection: connection, filter: filter) }

  /// The settings that passages are scored with.
  var ranking: RankingOptions { request.isPlain ? .plain : request.ranking }

  // MARK: Queries for the engine

  /// Returns the engine's query for the hits of a tier.
  func query(_ tier: BooleanExpression<Int>, of plan: QueryPlan) -> RankingQuery {
    let terms = plan.clauses.enumerated().map { index, clause -> RankingQuery.Term in
      let source =
        exact[index].map { .list($0) } ?? RankingQuery.Source.pattern(clause.term.pattern)
      return RankingQuery.Term(
        source, isScored: clause.isScored, columns: clause.term.columns,
        queryWeight: clause.queryWeight)
    }
    var query = RankingQuery(
      terms, k: request.offset + request.limit, condition: tier,
      formula: ranking.formula, weights: ranking.weights,
      grouping: request.listsPassages ? .none : .article)
    query.rescoring = ranking.rescoring
    if case .ranges(let ranges) = allowed { query.allowed = ranges }
    query.countsUpTo = Self.postingsCounted
    query.countsExactly = request.countsExactly
    return query
  }

  /// Counting the hits of this many postings takes a millisecond or two, even in a first search.
  private static let postingsCounted = 20_000

  // MARK: By relevance

  /// Returns the best passages.
  func ranked() throws -> RankedPassages {
    guard let plan, plan.fallback == nil else {
      return try fts5Ranked(count: request.offset + request.limit)
    }
    let queries = plan.tiers.map { query($0, of: plan) }
    if case .many = allowed { return try rankedAndFiltered(queries) }
    return RankedPassages(try reader.search(queries))
  }

  /// Returns the best passages that pass a wide filter: ranks four times as many as requested, then
  /// sixteen times as many, until enough of them pass.
  private func rankedAndFiltered(_ queries: [RankingQuery]) throws -> RankedPassages {
    let wanted = request.offset + request.limit
    var k = 4 * wanted
    // Rescoring must see only hits that pass the filter, and always the same number of them.
    let isAsked = !request.countsExactly && ranking.rescoring.isNothing
    while isAsked, k <= Self.maxFiltered {
      let asked = queries.map { query in
        var query = query
        query.k = k
        return query
      }
      var ranked = RankedPassages(try reader.search(asked))
      let isAll = ranked.hits.count < k
      ranked.hits = try ranked.hits.filter { try isWanted($0.passage) }
      if isAll || ranked.hits.count >= wanted {
        ranked.total = ranked.hits.count
        ranked.totalIsExact = isAll
        ranked.hits = Array(ranked.hits.prefix(wanted))
        return ranked
      }
      k *= 4
    }
    // All hits have to be counted, or very few pass the filter: listing the passages that pass it
    // is faster.
    let ranges = try AllowedPassages.ranges(filter, connection)
    let asked = queries.map { query in
      var query = query
      query.allowed = ranges
      return query
    }
    return RankedPassages(try reader.search(asked))
  }

  /// The maximum number of hits that are checked against the filter one by one.
  private static let maxFiltered = 5_000

  /// Ranks with FTS5.
  ///
  /// Hits and scores equal those of the engine, except for other spellings and exact words.
  func fts5Ranked(count: Int) throws(SQLiteError) -> RankedPassages {
    try fts5.hits(
      for: fts5Tiers, count: count, listsPassages: request.listsPassages,
      reason: plan?.fallback ?? .raw)
  }

  /// The query for FTS5, tier by tier.
  var fts5Tiers: [CompiledQuery] {
    plan?.fts5Tiers ?? request.query.compiled().map { [$0] } ?? []
  }

  /// True if a passage passes the filter.
  private func isWanted(_ passage: Int64) throws(SQLiteError) -> Bool {
    try connection.first(
      """
      SELECT 1 FROM passages JOIN articles ON articles.id = passages.article_id
       WHERE passages.id = ?\(filter.values.count + 1) AND \(filter.condition)
      """, filter.values + [.integer(passage)]
    ) { _ in true } ?? false
  }

  // MARK: All hits

  /// The number of tiers.
  var tierCount: Int { fts5Tiers.count }

  /// Returns all hits of a tier before the filter: passages, or one passage for each article.
  func found(tier: Int, passages: Bool = false) throws -> PassageIDs {
    guard let plan, plan.fallback == nil else {
      let found = try fts5.passages(fts5Tiers[tier], isGrouped: !passages)
      return PassageIDs(found)
    }
    let query = query(plan.typed[tier], of: plan)
    if passages { return PassageIDs(try reader.matches(query)) }
    return PassageIDs(try reader.matchingArticles(query).lazy.map(\.firstPassage))
  }

  /// Returns the articles to count: those with all words or, if none of these pass the filter,
  /// those with some.
  ///
  /// Without words, all articles that pass the filter are counted.
  func counts() throws -> ArticleCounts {
    guard asksForWords else {
      return ArticleCounts(connection: connection, passages: nil, filter: filter)
    }
    for tier in 0..<tierCount - 1 {
      let counts = try counts(tier: tier)
      if try counts.total() > 0 { return counts }
    }
    return try counts(tier: tierCount - 1)
  }

  private func counts(tier: Int) throws -> ArticleCounts {
    ArticleCounts(connection: connection, passages: try found(tier: tier), filter: filter)
  }
}
