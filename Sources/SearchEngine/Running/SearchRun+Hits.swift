internal import Archive
internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel

extension SearchRun {
  /// Returns the response to the request.
  func response() throws -> SearchResponse {
    let store = HitStore(group)
    let page = try page(store)
    let ranked = page.ranked
    var response = SearchResponse(
      request: request, hits: try hits(page, store), total: ranked.total,
      totalIsExact: ranked.totalIsExact, path: ranked.path)
    response.hasMore = page.hasMore
    response.isDegraded = ranked.isPartial
    if !request.facets.isEmpty, response.total > 0, !response.isDegraded {
      let counts = try counts()
      response.facets = try request.facets.map { try counts.facet($0) }
      response.facetsTotal = try counts.total()
    }
    return response
  }

  private func hits(_ page: HitPage, _ store: HitStore) throws -> [SearchHit] {
    let (highlights, clauses) = plan?.highlights ?? ([], [])
    let snippets = try request.snippetWords.map { words in
      try SnippetMaker(
        highlights, words: words, preferences: snippetPreferences(clauses),
        connection: group.connection)
    }
    var hits: [SearchHit] = []
    var missing: [[QueryPlan.MissingPart]] = []
    for (index, ranking) in page.hits.enumerated() {
      try group.connection.checkInterruption()
      guard let stored = try store.hit(ranking) else {
        group.noteDamagedIndex()
        continue
      }
      let (article, passage) = (stored.article, stored.passage)
      var hit = SearchHit(
        rank: request.offset + index + 1, score: ranking.score, article: article, passage: passage,
        snippet: .empty, title: .empty, otherPassages: 0)
      hit.copies = page.copies[ranking.passage] ?? []
      if let snippets {
        let excerpt = try snippets.excerpt(
          title: article.metadata.title, text: passage.passage.text)
        (hit.title, hit.snippet) = (excerpt.title, excerpt.snippet)
        let parts = plan?.missing(Set(excerpt.present.map { clauses[$0] })) ?? []
        hit.missing = parts.map(\.text)
        hit.lacking = hit.missing
        missing.append(parts)
        if plan == nil, let expression = request.query.rawExpression {
          try mark(&hit, with: expression, words: request.snippetWords ?? 0)
        }
      }
      if request.explains { hit.explanation = try explanation(of: passage, article, ranking) }
      if request.cites {
        let text = try group.text(ofArticle: article.id)
        hit.locator = PassageLocator(
          passage.passage, in: text,
          passageCount: try group.passageCount(ofArticle: article.id))
      }
      hits.append(hit)
    }
    if asksForWords, request.snippetWords != nil, !request.listsPassages {
      let ranges = try hits.map { try group.range(ofArticle: $0.article.id) }
      if zip(hits, ranges).contains(where: { !$1.contains($0.passage.id) }) {
        group.noteDamagedIndex()
      }
      if let plan, plan.hitsAreArticles {
        let found = try passagesByClause(plan, in: ranges)
        countOthers(&hits, ranges, Set(found.values.joined()).sorted())
        try findElsewhere(missing, found, &hits, ranges)
      } else {
        countOthers(&hits, ranges, try passages(in: ranges))
      }
    }
    return hits
  }

  /// Returns the passages in `ranges` with each clause that is not excluded, in ascending order, by
  /// the index of the clause.
  private func passagesByClause(
    _ plan: QueryPlan, in ranges: [ClosedRange<Int64>]
  ) throws -> [Int: [Int64]] {
    let scored = plan.clauses.indices.filter { plan.clauses[$0].isScored }
    guard plan.fallback == nil, let tier = plan.tiers.last else {
      let clauses = plan.fts5Tiers.last?.clauses ?? []
      return Dictionary(
        uniqueKeysWithValues: try scored.map { index in
          (index, try passages(matching: clauses[index].expression, in: ranges))
        })
    }
    var query = query(tier, of: plan)
    query.allowed = ranges.merged
    return try reader.passages(withEachOf: Set(scored), in: query)
  }

  /// Returns the passages in `ranges` that the query finds, in ascending order.
  func passages(in ranges: [ClosedRange<Int64>]) throws -> [Int64] {
    guard let plan, plan.fallback == nil, let tier = plan.tiers.last else {
      return try passages(matching: fts5Tiers.last?.match ?? "", in: ranges)
    }
    var query = query(tier, of: plan)
    query.allowed = ranges.merged
    return try reader.passages(query)
  }

  /// Sets `otherPassages` of each hit: the number of passages of its article in `found`, besides the
  /// hit itself.
  ///
  /// If hits are articles, these are the passages with any of the words.
  private func countOthers(
    _ hits: inout [SearchHit], _ ranges: [ClosedRange<Int64>], _ found: [Int64]
  ) {
    for index in hits.indices {
      let count =
        found.partitioningIndex { $0 > ranges[index].upperBound }
        - found.partitioningIndex { $0 >= ranges[index].lowerBound }
      hits[index].otherPassages = max(0, count - 1)
    }
  }

  /// Sets `elsewhere` and `lacking` of each hit, given the parts of the query that its passage lacks,
  /// and the passages with each clause.
  private func findElsewhere(
    _ missing: [[QueryPlan.MissingPart]], _ found: [Int: [Int64]], _ hits: inout [SearchHit],
    _ ranges: [ClosedRange<Int64>]
  ) throws {
    for index in hits.indices where !missing[index].isEmpty {
      /// The first passage of the article with each clause.
      let firsts = found.compactMapValues { passages -> Int64? in
        let place = passages.partitioningIndex { $0 >= ranges[index].lowerBound }
        guard place < passages.count, ranges[index].contains(passages[place]) else { return nil }
        return passages[place]
      }
      let isPresent = { (clause: Int) in firsts[clause] != nil }
      hits[index].lacking = []
      for part in missing[index] {
        guard part.condition.holds(isPresent) else {
          let text = plan?.text(of: part.condition, without: isPresent) ?? part.text
          hits[index].lacking.append(text)
          continue
        }
        guard let first = part.condition.wantedLeaves.compactMap({ firsts[$0] }).min(),
          let passage = try group.passage(id: first)
        else { continue }
        hits[index].elsewhere.append(WordPlace(word: part.text, passage: passage.ordinal))
      }
    }
  }

  /// Returns the passages in `ranges` that match an expression of FTS5, in ascending order.
  private func passages(
    matching expression: String, in ranges: [ClosedRange<Int64>]
  ) throws(SQLiteError) -> [Int64] {
    var passages: [Int64] = []
    for range in ranges {
      let member = group.member(ofPassage: range.lowerBound)
      let offset = member.offsets.passage
      passages += try member.connection.rows(
        "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3",
        [
          .text(expression), .integer(range.lowerBound - offset),
          .integer(range.upperBound - offset),
        ]
      ) { $0.integer(at: 0) + offset }
    }
    return passages.sorted()
  }

  /// Sets the title and snippet of a hit to those that FTS5 marks, because only FTS5 knows what an
  /// expression in its own language matches.
  ///
  /// Even if a NEAR does not match, FTS5 3.40 treats its words as found. The positions of these
  /// words may not exist, and then `snippet()` fails. If it fails, the title and snippet remain
  /// unchanged.
  private func mark(
    _ hit: inout SearchHit, with expression: String, words: Int
  ) throws(SQLiteError) {
    let member = group.member(ofPassage: hit.passage.id)
    do {
      let marked = try member.connection.first(
        """
        SELECT highlight(passages_fts, 0, ?3, ?4), snippet(passages_fts, 1, ?3, ?4, '…', ?5)
          FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2
        """,
        [
          .text(expression), .integer(hit.passage.id - member.offsets.passage),
          .text(Snippet.startMark),
          .text(Snippet.endMark),
          // FTS5 accepts at most 64 words.
          .integer(min(words, 64)),
        ]
      ) { row in
        (Snippet(marked: row.text(at: 0) ?? ""), Snippet(marked: row.text(at: 1) ?? ""))
      }
      if let marked { (hit.title, hit.snippet) = marked }
    } catch  where error.isCorrupt {
      return
    }
  }

  /// Returns an explanation of the score of a passage; nil if FTS5 computed the score.
  private func explanation(
    of passage: StoredPassage, _ article: StoredArticle, _ ranking: RankingHit
  ) throws -> ScoreExplanation? {
    guard let plan, plan.fallback == nil, let tier = plan.tiers.last else { return nil }
    var explanation = try reader.explain(query(tier, of: plan), passage: passage.id)
    for (index, clause) in plan.clauses.enumerated() {
      explanation.terms[index].text = clause.text
      guard externalPostings[index] != nil else { continue }
      explanation.terms[index].pattern = clause.text
      explanation.terms[index].columnFrequencies = try group.counts(
        clause.term, [article.metadata.title, passage.passage.text])
    }
    explanation.terms = zip(plan.clauses, explanation.terms).filter { $0.0.isScored }.map(\.1)
    explanation.contributions = ranking.contributions
    return explanation
  }
}
