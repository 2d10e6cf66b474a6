internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

/// One request that is being answered, from one snapshot of the archive.
struct SearchRun {
  let archive: Archive
  let reader: RankingReader
  var request: SearchRequest
  /// What is asked of the engine; nothing for an expression of FTS5's own, and where no words are
  /// asked for.
  var plan: QueryPlan?
  let filter: ArticleFilter
  let allowed: AllowedPassages
  /// The leaves that need another look at the texts, as lists for the engine, by number.
  let exact: [Int: ExternalPostings]
  let exactForms: ExactFormPostings
  /// What is to be told already.
  var notices: [Notice]

  var connection: Connection { archive.connection }
  private var fts5: FTS5Ranking { FTS5Ranking(connection: connection, filter: filter) }

  /// How passages are scored.
  var ranking: RankingOptions { request.isPlain ? .plain : request.ranking }

  // MARK: What is asked

  /// What the engine is asked for the hits of a tier.
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

  /// Counting the hits of so many postings takes a millisecond or two, even on a first search.
  private static let postingsCounted = 20_000

  // MARK: By relevance

  /// The best passages.
  func ranked() throws -> RankedPassages {
    guard let plan, plan.fallback == nil else {
      return try fts5Ranked(count: request.offset + request.limit)
    }
    let queries = plan.tiers.map { query($0, of: plan) }
    if case .many = allowed { return try rankedAndFiltered(queries) }
    return RankedPassages(try reader.search(queries))
  }

  /// The best passages of those that a wide filter leaves: of four times as many, of sixteen times
  /// as many, until there are enough.
  private func rankedAndFiltered(_ queries: [RankingQuery]) throws -> RankedPassages {
    let wanted = request.offset + request.limit
    var k = 4 * wanted
    // The hits to be looked at once more are those that the filter leaves, however many are shown.
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
    // All hits are to be counted, or hardly any is wanted: to list what is wanted is quicker.
    let ranges = try AllowedPassages.ranges(filter, connection)
    let asked = queries.map { query in
      var query = query
      query.allowed = ranges
      return query
    }
    return RankedPassages(try reader.search(asked))
  }

  /// Of how many hits at most it is asked one by one whether the filter leaves them.
  private static let maxFiltered = 5_000

  /// With FTS5: hits and scores are those of the engine, but for other spellings and exact words.
  func fts5Ranked(count: Int) throws(SQLiteError) -> RankedPassages {
    try fts5.hits(
      for: fts5Tiers, count: count, listsPassages: request.listsPassages,
      reason: plan?.fallback ?? .raw)
  }

  /// The query as FTS5 takes it, tier by tier.
  var fts5Tiers: [CompiledQuery] {
    plan?.fts5Tiers ?? request.query.compiled().map { [$0] } ?? []
  }

  /// Whether the filter leaves a passage.
  private func isWanted(_ passage: Int64) throws(SQLiteError) -> Bool {
    try connection.first(
      """
      SELECT 1 FROM passages JOIN articles ON articles.id = passages.article_id
       WHERE passages.id = ?\(filter.values.count + 1) AND \(filter.condition)
      """, filter.values + [.integer(passage)]
    ) { _ in true } ?? false
  }

  // MARK: All that is found

  /// How many tiers there are.
  var tierCount: Int { fts5Tiers.count }

  /// All that a tier finds before the filter: passages, or a passage for each article.
  func found(tier: Int, passages: Bool = false) throws -> PassageIDs {
    guard let plan, plan.fallback == nil else {
      let found = try fts5.passages(fts5Tiers[tier], isGrouped: !passages)
      return PassageIDs(found)
    }
    let query = query(plan.typed[tier], of: plan)
    if passages { return PassageIDs(try reader.matches(query)) }
    return PassageIDs(try reader.matchingArticles(query).lazy.map(\.firstPassage))
  }

  /// The articles to be counted: those with all words, or, where the filter leaves none, those with
  /// some; all that the filter leaves where no words are asked for.
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
