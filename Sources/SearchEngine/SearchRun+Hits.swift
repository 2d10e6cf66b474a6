internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// The answer to the request.
  func results() throws -> SearchResults {
    let ranked: RankedPassages
    switch (request.order, asksForWords) {
    case (_, false): ranked = try listed()
    case (.relevance, true): ranked = try self.ranked()
    case (.newest, true), (.oldest, true): ranked = try dated()
    }
    var results = SearchResults(
      hits: try hits(ranked.entries.dropFirst(request.offset)), total: ranked.total,
      totalIsExact: ranked.totalIsExact, path: ranked.path)
    if !request.facets.isEmpty, results.total > 0 {
      let counts = try counts()
      results.facets = try request.facets.map { try counts.facet($0) }
    }
    return results
  }

  private func hits(_ entries: ArraySlice<RankedPassages.Entry>) throws -> [SearchHit] {
    let (needles, leaves) = plan?.needles ?? ([], [])
    let snippets = try request.snippetWords.map { words throws(SQLiteError) in
      try SnippetMaker(needles, words: words, connection: connection)
    }
    var hits: [SearchHit] = []
    for (index, entry) in entries.enumerated() {
      guard let passage = try archive.passage(id: entry.passage),
        let article = try archive.article(id: passage.articleID)
      else { continue }
      var hit = SearchHit(
        rank: request.offset + index + 1, score: entry.score, article: article, passage: passage,
        snippet: .empty, title: .empty, otherPassages: 0)
      if let snippets {
        let excerpt = try snippets.excerpt(
          title: article.metadata.title, text: passage.passage.text)
        (hit.title, hit.snippet) = (excerpt.title, excerpt.snippet)
        if let plan, plan.stockReason != .unreadable, entry.isOfLastTier {
          hit.missing = plan.missing(Set(excerpt.present.map { leaves[$0] }))
        }
        if !request.listsPassages { hit.otherPassages = try otherPassages(of: article) }
        if plan == nil, let expression = request.query.rawExpression {
          try mark(&hit, with: expression, words: request.snippetWords ?? 0)
        }
      }
      if request.explains { hit.explanation = try explanation(of: entry.passage) }
      hits.append(hit)
    }
    return hits
  }

  /// How many passages of an article are found beside its best one.
  private func otherPassages(of article: StoredArticle) throws -> Int {
    let ids = try connection.first(
      "SELECT first_passage, last_passage FROM articles WHERE id = ?1", [.integer(article.id)]
    ) { (first: $0.integer(at: 0), last: $0.integer(at: 1)) }
    guard let ids, ids.first < ids.last, asksForWords else { return 0 }
    if let plan, plan.stockReason == nil, let tier = plan.tiers.last {
      do {
        var query = query(tier, of: plan)
        query.allowed = [ids.first...ids.last]
        return try max(0, reader.matches(query).count - 1)
      } catch {
        // FTS5 can tell as well.
      }
    }
    guard let match = plan?.stock.last?.match ?? request.query.rawExpression else { return 0 }
    let count =
      try connection.first(
        """
        SELECT count(*) FROM passages_fts
         WHERE passages_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3
        """, [.text(match), .integer(ids.first), .integer(ids.last)]
      ) { Int($0.integer(at: 0)) } ?? 0
    return max(0, count - 1)
  }

  /// Takes title and snippet as FTS5 marks them: what an expression of its own looks for is known to
  /// FTS5 alone.
  ///
  /// Where a NEAR does not hold, FTS5 3.40 still takes its words for found, at places that may not
  /// exist, and snippet() fails: then they stay as they are.
  private func mark(
    _ hit: inout SearchHit, with expression: String, words: Int
  ) throws(SQLiteError) {
    do {
      let marked = try connection.first(
        """
        SELECT highlight(passages_fts, 0, ?3, ?4), snippet(passages_fts, 1, ?3, ?4, '…', ?5)
          FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2
        """,
        [
          .text(expression), .integer(hit.passage.id), .text(Snippet.startMark),
          .text(Snippet.endMark),
          // FTS5 takes no more than 64.
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

  /// How the score of a passage comes about; nothing where FTS5 made it.
  private func explanation(of passage: Int64) throws(RankingError) -> ScoreExplanation? {
    guard let plan, plan.stockReason == nil, let tier = plan.tiers.last else { return nil }
    let found = try reader.explain(query(tier, of: plan), passage: passage)
    let statistics = try reader.statistics()
    let terms = zip(plan.leaves, found.terms).filter(\.0.isScored).map { leaf, term in
      ScoreExplanation.Term(
        text: leaf.text, pattern: leaf.needle.pattern.description,
        documentFrequency: term.documentFrequency, idf: term.inverseDocumentFrequency,
        titleFrequency: term.columnFrequencies.first ?? 0,
        textFrequency: term.columnFrequencies.dropFirst().first ?? 0,
        weightedFrequency: term.frequency, gain: term.gain)
    }
    return ScoreExplanation(
      terms: terms, passageCount: statistics.passageCount, length: found.length,
      averageLength: found.averageLength, lengthFactor: found.lengthFactor,
      columnWeights: statistics.columnWeights, k1: found.k1, b: found.b)
  }
}
