internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

extension SearchRun {
  /// The answer to the request.
  func response() throws -> SearchResponse {
    let ranked: RankedPassages
    switch (request.order, asksForWords) {
    case (_, false): ranked = try listed()
    case (.relevance, true): ranked = try self.ranked()
    case (.newest, true), (.oldest, true): ranked = try dated()
    }
    let shown = request.order == .relevance && asksForWords
    let entries = shown ? ranked.entries.dropFirst(request.offset) : ranked.entries[...]
    var response = SearchResponse(
      request: request, hits: try hits(entries), total: ranked.total,
      totalIsExact: ranked.totalIsExact, path: ranked.path)
    if !request.facets.isEmpty, response.total > 0 {
      let counts = try counts()
      response.facets = try request.facets.map { try counts.facet($0) }
      response.facetsTotal = try counts.total()
    }
    return response
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
        hit.missing = plan?.missing(Set(excerpt.present.map { leaves[$0] })) ?? []
        if plan == nil, let expression = request.query.rawExpression {
          try mark(&hit, with: expression, words: request.snippetWords ?? 0)
        }
      }
      if request.explains { hit.explanation = try explanation(of: passage, article, entry) }
      if request.cites {
        let text = try archive.text(ofArticle: article.id)
        hit.codePointOffset = passage.passage.codePointOffset(in: text)
      }
      hits.append(hit)
    }
    if request.snippetWords != nil, !request.listsPassages { try countOthers(&hits) }
    return hits
  }

  /// Counts how many passages of the hits' articles are found beside the best ones.
  private func countOthers(_ hits: inout [SearchHit]) throws {
    guard asksForWords else { return }
    let ranges = try hits.map { try range(ofArticle: $0.article.id) }
    let found: [Int64]
    if let plan, plan.stockReason == nil, let tier = plan.tiers.last {
      var query = query(tier, of: plan)
      query.allowed = Set(ranges).sorted { $0.lowerBound < $1.lowerBound }.merged
      found = Array(try reader.matches(query))
    } else {
      found = try ranges.flatMap { range throws(SQLiteError) in
        try connection.rows(
          "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3",
          [
            .text(stockQueries.last?.match ?? ""), .integer(range.lowerBound),
            .integer(range.upperBound),
          ]
        ) { $0.integer(at: 0) }
      }.sorted()
    }
    for index in hits.indices {
      let count =
        found.place(of: ranges[index].upperBound + 1) - found.place(of: ranges[index].lowerBound)
      hits[index].otherPassages = max(0, count - 1)
    }
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
  private func explanation(
    of passage: StoredPassage, _ article: StoredArticle, _ entry: RankedPassages.Entry
  ) throws -> ScoreExplanation? {
    guard let plan, plan.stockReason == nil, let tier = plan.tiers.last else { return nil }
    let found = try reader.explain(query(tier, of: plan), passage: passage.id)
    let statistics = try reader.statistics()
    var terms: [ScoreExplanation.Term] = []
    for (number, (leaf, term)) in zip(plan.leaves, found.terms).enumerated() where leaf.isScored {
      let isExact = exact[number] != nil
      let counts =
        isExact
        ? try exactWords.counts(leaf, [article.metadata.title, passage.passage.text])
        : term.columnFrequencies
      terms.append(
        ScoreExplanation.Term(
          text: leaf.text,
          pattern: isExact ? leaf.text : leaf.needle.pattern.description,
          documentFrequency: term.documentFrequency, idf: term.inverseDocumentFrequency,
          titleFrequency: counts.first ?? 0, textFrequency: counts.dropFirst().first ?? 0,
          weightedFrequency: term.frequency, weight: term.weight, gain: term.gain))
    }
    return ScoreExplanation(
      terms: terms, passageCount: statistics.passageCount, length: found.length,
      averageLength: found.averageLength, lengthFactor: found.lengthFactor,
      columnWeights: ranking.weights ?? statistics.columnWeights, k1: found.k1, b: found.b,
      proximity: entry.proximity, otherPassages: entry.otherPassages)
  }
}

extension [Int64] {
  /// The first place in an ascending array that holds `value` or more.
  fileprivate func place(of value: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
