internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SearchModel
internal import SQLite

/// The execution of one request on one snapshot of the archive.
struct SearchRun {
  let group: ArchiveGroup
  var request: SearchRequest
  /// The plan for the engine; nil for an expression of FTS5 or a request without words.
  var plan: QueryPlan?
  let filter: ArticleFilter
  let allowed: AllowedPassages
  /// The posting lists that the index does not have, by the index of the clause: those of written
  /// forms, and of the source of a search for similar articles.
  let externalPostings: [Int: ExternalPostings]
  /// The size of the collection; nil if it is that of the only index.
  let collection: RankingQuery.Collection?
  /// The query, if it may be a title.
  var title: TitleQuery?
  /// The notices so far.
  var notices: [Notice]

  var reader: CollectionReader { group.reader }

  /// The settings that passages are scored with.
  var ranking: RankingOptions { request.isPlain ? .plain : request.ranking }

  // MARK: Queries for the engine

  /// Returns the engine's query for the best `count` hits of a tier, and those that `slack` allows.
  func query(
    _ tier: QueryTier, of plan: QueryPlan, count: Int = 0, slack: Double = 0
  ) -> RankingQuery {
    let terms = plan.clauses.enumerated().map { index, clause -> RankingQuery.Term in
      let source =
        externalPostings[index].map { .list($0) }
        ?? RankingQuery.Source.pattern(clause.term.pattern)
      var term = RankingQuery.Term(
        source, isScored: clause.isScored, columns: clause.term.columns,
        queryWeight: clause.queryWeight)
      term.documentFrequency = clause.documentFrequency
      return term
    }
    var query = RankingQuery(
      terms, k: count, condition: tier.condition,
      formula: ranking.formula, weights: ranking.weights,
      grouping: request.listsPassages ? .none : .article)
    query.collection = collection
    query.scope = tier.scope
    query.slack = slack
    query.rescoring = ranking.rescoring
    if case .ranges(let ranges) = allowed { query.allowed = ranges }
    query.countsUpTo = Self.postingsCounted
    query.countsExactly = request.countsExactly
    query.returnsPartialHits = request.acceptsPartialHits
    return query
  }

  /// Counting the hits takes a millisecond or two for this many postings, even in the first search.
  private static let postingsCounted = 20_000

  // MARK: By relevance

  /// Returns the best `count` passages, and those that `slack` allows.
  func ranked(count: Int, slack: Double = 0) throws -> RankedPassages {
    guard let plan, plan.fallback == nil else { return try fts5Ranked(count: count) }
    let queries = plan.tiers.map { query($0, of: plan, count: count, slack: slack) }
    let ranked = try group.interruptible(by: rankingInterruption) {
      if case .many = allowed { return try rankedAndFiltered(queries, count: count) }
      return RankedPassages(try reader.search(queries))
    }
    // A cancelled search has no hits, not even partial ones.
    try group.connection.checkInterruption()
    return ranked
  }

  /// Returns the hits among the passages of these articles, best first.
  ///
  /// The features by which the best hits are scored again do not apply to them.
  func ranked(inArticles ids: [Int64], of plan: QueryPlan) throws -> RankedPassages {
    let ranges = try ids.map { try group.range(ofArticle: $0) }.merged
    let queries = plan.tiers.map { tier in
      var query = query(tier, of: plan, count: ranges.reduce(0) { $0 + $1.count })
      query.allowed = ranges
      query.rescoring = Rescoring()
      return query
    }
    var ranked = try group.interruptible(by: rankingInterruption) {
      RankedPassages(try reader.search(queries))
    }
    try group.connection.checkInterruption()
    ranked.hits = try ranked.hits.filter { try isWanted($0.passage) }
    return ranked
  }

  /// Returns the ids of those of these articles that are found.
  func foundArticles(among ids: [Int64]) throws -> [Int64] {
    let allowed = filter.isEverything ? ids : try ids.filter { try passes($0) }
    guard asksForWords, !allowed.isEmpty else { return allowed }
    let ranges = try allowed.map { try group.range(ofArticle: $0) }
    let passages = try passages(in: ranges.sorted { $0.lowerBound < $1.lowerBound })
    return zip(allowed, ranges).filter { _, range in
      let index = passages.partitioningIndex { $0 >= range.lowerBound }
      return index < passages.count && range.contains(passages[index])
    }.map(\.0)
  }

  /// True if an article passes the filter.
  private func passes(_ article: Int64) throws(SQLiteError) -> Bool {
    let member = group.member(ofArticle: article)
    return try member.connection.first(
      "SELECT 1 FROM articles WHERE id = ?\(filter.values.count + 1) AND (\(filter.condition))",
      filter.values + [.integer(article - member.offsets.article)]
    ) { _ in true } ?? false
  }

  /// The interruption of the ranking: if partial hits are wanted, a quarter of the time is left for
  /// printing them.
  private var rankingInterruption: Interruption? {
    let whole = group.connection.interruption
    guard request.acceptsPartialHits, let whole else { return whole }
    let now = ContinuousClock.now
    return Interruption(at: now + (whole.deadline - now) * 3 / 4, within: whole)
  }

  /// Returns the best `wanted` passages that pass a wide filter.
  ///
  /// Ranks four times as many passages as requested, then sixteen times as many, and so on until
  /// enough of them pass.
  private func rankedAndFiltered(
    _ queries: [RankingQuery], count wanted: Int
  ) throws -> RankedPassages {
    let slack = queries.first?.slack ?? 0
    var k = 4 * wanted
    // Rescoring must see only hits that pass the filter, and always the same number of hits.
    let isAsked = !request.countsExactly && ranking.rescoring.isNothing
    while isAsked, k <= Self.maxFiltered {
      let asked = queries.map { query in
        var query = query
        query.k = k
        return query
      }
      var ranked = RankedPassages(try reader.search(asked))
      let isAll = ranked.hits.count < k
      let last = ranked.hits.last
      ranked.hits = try ranked.hits.filter { try isWanted($0.passage) }
      if isAll || ranked.isPartial || isEnough(ranked.hits, wanted, after: last, asked) {
        ranked.total = ranked.hits.count
        ranked.totalIsExact = isAll && !ranked.isPartial
        ranked.hits = Array(ranked.hits.prefix(slack > 0 ? max(wanted, Rescoring.window) : wanted))
        return ranked
      }
      k *= 4
    }
    // Otherwise, the passages that pass the filter are listed before the search. This is faster if
    // all hits must be counted, or if very few hits pass.
    let ranges = try AllowedPassages.ranges(filter, group)
    let asked = queries.map { query in
      var query = query
      query.allowed = ranges
      return query
    }
    return RankedPassages(try reader.search(asked))
  }

  /// True if these hits that pass the filter contain the best `wanted` ones and those that the slack
  /// of the queries allows; `last` is the last of the hits before filtering.
  private func isEnough(
    _ hits: [RankingHit], _ wanted: Int, after last: RankingHit?, _ asked: [RankingQuery]
  ) -> Bool {
    guard hits.count >= wanted, let query = asked.last else { return false }
    guard query.slack > 0, hits.count < Rescoring.window, wanted > 0, let last else {
      return true
    }
    let least = hits[wanted - 1]
    return last.tier > least.tier || last.score * (1 + query.slack) < least.score
  }

  /// The maximum number of hits that are checked against the filter one by one.
  private static let maxFiltered = 5_000

  /// Ranks with FTS5.
  ///
  /// Hits and scores are the same as the engine's, except for other spellings and exact words. Of
  /// several archives, each scores its hits with its own statistics.
  func fts5Ranked(count: Int) throws(SQLiteError) -> RankedPassages {
    var merged: RankedPassages?
    for member in group.members {
      let fts5 = FTS5Ranking(connection: member.connection, filter: filter)
      let ranked: RankedPassages
      if let plan, plan.hitsAreArticles {
        ranked = try fts5.articles(plan, count: count)
      } else {
        ranked = try fts5.hits(
          for: fts5Tiers, count: count, listsPassages: request.listsPassages,
          reason: plan?.fallback ?? .raw)
      }
      merged = merged?.merged(with: ranked, offset: member.offsets.passage) ?? ranked
    }
    return RankedPassages(
      hits: Array(merged?.hits.prefix(count) ?? []), total: merged?.total ?? 0, totalIsExact: true,
      path: .fts5(plan?.fallback ?? .raw))
  }

  /// The queries for FTS5, one for each tier.
  var fts5Tiers: [CompiledQuery] {
    plan?.fts5Tiers ?? request.query.compiled().map { [$0] } ?? []
  }

  /// True if a passage passes the filter.
  private func isWanted(_ passage: Int64) throws(SQLiteError) -> Bool {
    if filter.isEverything { return true }
    let member = group.member(ofPassage: passage)
    return try member.connection.first(
      """
      SELECT 1 FROM passages JOIN articles ON articles.id = passages.article_id
       WHERE passages.id = ?\(filter.values.count + 1) AND \(filter.condition)
      """, filter.values + [.integer(passage - member.offsets.passage)]
    ) { _ in true } ?? false
  }

  // MARK: All hits

  /// The number of tiers.
  var tierCount: Int { plan?.typed.count ?? fts5Tiers.count }

  /// Returns all hits of a tier in each archive, which the caller must still filter: all passages, or
  /// one passage of each article.
  func found(tier: Int, passages: Bool = false) throws -> [PassageIDs] {
    guard let plan, plan.fallback == nil else {
      return try group.members.map { member in
        let fts5 = FTS5Ranking(connection: member.connection, filter: filter)
        if let plan, plan.hitsAreArticles {
          return PassageIDs(try fts5.articlePassages(plan, tier: tier))
        }
        return PassageIDs(try fts5.passages(fts5Tiers[tier], isGrouped: !passages))
      }
    }
    let query = query(plan.typed[tier], of: plan)
    let found = try passages ? reader.matches(query) : reader.matchingArticles(query)
    return found.map { PassageIDs($0) }
  }

  /// Returns the articles to count: the articles with all words.
  ///
  /// If none of these pass the filter, returns the articles with some words.
  ///
  /// Without words, all articles that pass the filter are counted.
  func counts() throws -> ArticleCounts {
    guard asksForWords else {
      return ArticleCounts(group, passages: nil, filter)
    }
    for tier in 0..<tierCount - 1 where !isPartOfNext(tier) {
      let counts = try counts(tier: tier)
      if try counts.total() > 0 { return counts }
    }
    return try counts(tier: tierCount - 1)
  }

  /// True if a tier has all words in one passage, and the next one has the other articles with all
  /// words.
  private func isPartOfNext(_ tier: Int) -> Bool {
    guard let tiers = plan?.typed else { return false }
    return tiers[tier].condition == tiers[tier + 1].condition
  }

  private func counts(tier: Int) throws -> ArticleCounts {
    ArticleCounts(group, passages: try found(tier: tier), filter)
  }
}

extension SearchRun {
  /// True if hits are ordered by relevance, and not by date.
  var isByRelevance: Bool { request.order == .relevance && asksForWords }

  /// True if the query asks for words, and not only for articles that pass a filter.
  var asksForWords: Bool { plan != nil || request.query.rawExpression != nil }
}

/// The best passages for a query, best first, and the number of all hits.
struct RankedPassages {
  var hits: [RankingHit]
  var total: Int
  var totalIsExact: Bool
  var path: RankingPath
  /// True if the ranking was interrupted, so that better hits may be missing.
  var isPartial = false
}

extension RankedPassages {
  /// Returns the hits of two archives together, best first; the ids of `other` are higher by `offset`.
  fileprivate func merged(with other: RankedPassages, offset: Int64) -> RankedPassages {
    var merged = self
    merged.hits += other.hits.map { hit in
      var hit = hit
      hit.passage += offset
      return hit
    }
    merged.hits.sort { a, b in a.tier != b.tier ? a.tier < b.tier : a < b }
    merged.total += other.total
    return merged
  }

  init(_ result: RankingResult) {
    hits = result.hits
    switch result.count {
    case .exact(let count): (total, totalIsExact) = (count, true)
    case .atLeast(let count): (total, totalIsExact) = (count, false)
    }
    path = .postingLists(result.counters)
    isPartial = result.isPartial
    if isPartial { totalIsExact = false }
  }
}
