public import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite

/// Answers search requests from one archive.
///
/// It keeps what it has read of the index, so that one searcher answers many requests faster than
/// as many searchers would. It serves one thread at a time.
public final class Searcher {
  private let archive: Archive
  private let reader: RankingReader
  private var connection: Connection { archive.connection }

  /// Creates a searcher over an open archive.
  public init(_ archive: Archive) {
    self.archive = archive
    reader = RankingReader(archive.connection)
  }

  /// The best passages for a request, from one snapshot of the archive.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be read, and `ExpressionError`, when FTS5
  ///   does not understand an expression that was given as it is.
  public func search(_ request: SearchRequest) throws -> SearchResults {
    guard let query = request.query.compiled(request.mode) else {
      return SearchResults(hits: [], total: 0, totalIsExact: true, path: .stock(.nothing))
    }
    if let expression = request.query.rawExpression { try ExpressionError.check(expression) }
    do {
      return try connection.transaction(.read) { try answer(request, query) }
    } catch let error as SQLiteError {
      if request.query.rawExpression != nil, let problem = ExpressionError(error) { throw problem }
      throw ArchiveError(error, path: archive.path)
    }
  }

  /// When the articles that a request finds were published, wherever they rank.
  ///
  /// - Throws: As `search`.
  public func timeline(_ request: SearchRequest, by unit: Timeline.Unit) throws -> Timeline {
    guard let query = request.query.compiled(request.mode) else {
      return Timeline(unit: unit, spans: [], undated: 0)
    }
    do {
      return try connection.transaction(.read) {
        try counts(of: query).timeline(unit)
      }
    } catch let error as SQLiteError {
      if request.query.rawExpression != nil, let problem = ExpressionError(error) { throw problem }
      throw ArchiveError(error, path: archive.path)
    }
  }

  private func counts(of query: CompiledQuery) throws(SQLiteError) -> ArticleCounts {
    let passages = try connection.rows(
      """
      SELECT min(hits.id) FROM (SELECT rowid AS id FROM passages_fts WHERE passages_fts MATCH ?1)
          AS hits JOIN passages ON passages.id = hits.id GROUP BY article_id
      """, [.text(query.match)]
    ) { $0.integer(at: 0) }
    return ArticleCounts(
      connection: connection, passages: "[" + passages.map(String.init).joined(separator: ",") + "]"
    )
  }

  private func answer(_ request: SearchRequest, _ query: CompiledQuery) throws -> SearchResults {
    let ranked = try rank(request, query)
    var hits: [SearchHit] = []
    for (index, entry) in ranked.entries.dropFirst(request.offset).enumerated() {
      let rank = request.offset + index + 1
      if let hit = try hit(entry, rank: rank, request, query) { hits.append(hit) }
    }
    var results = SearchResults(
      hits: hits, total: ranked.total, totalIsExact: ranked.totalIsExact, path: ranked.path)
    results.understood = request.query.reading(request.mode)
    if !request.facets.isEmpty {
      let counts = try counts(of: query)
      results.facets = try request.facets.map { try counts.facet($0) }
    }
    return results
  }

  /// Ranks with the engine where it can, else with FTS5: the hits and scores are the same.
  private func rank(
    _ request: SearchRequest, _ query: CompiledQuery
  ) throws(SQLiteError) -> RankedPassages {
    let plan = try RankingPlan(
      query, request, tokenizer: try connection.tokenizer(Archive.tokenizer))
    let reason: StockReason
    switch plan {
    case .postingLists(let terms):
      do {
        return RankedPassages(try reader.search(terms))
      } catch {
        reason = .unreadable
      }
    case .stock(let given): reason = given
    }
    return try StockRanking(connection: connection).hits(
      for: query, count: request.offset + request.limit,
      listsPassages: request.listsPassages, reason: reason)
  }

  private func hit(
    _ entry: RankedPassages.Entry, rank: Int, _ request: SearchRequest, _ query: CompiledQuery
  ) throws -> SearchHit? {
    guard let passage = try archive.passage(id: entry.passage),
      let article = try archive.article(id: passage.articleID)
    else { return nil }
    var hit = SearchHit(
      rank: rank, score: entry.score, article: article, passage: passage,
      snippet: Snippet(marked: ""), title: Snippet(marked: ""), otherPassages: 0)
    guard let tokens = request.snippetTokens else { return hit }
    do {
      let expression = try highlighting(query, entry.passage)
      if let marked = try marked(entry.passage, expression, tokens) {
        (hit.title, hit.snippet) = marked
      }
    } catch {
      // As in `highlighting`; which parts of an expression of FTS5's own hold cannot be told.
      guard error.isCorrupt, request.query.rawExpression != nil else { throw error }
      hit.title = Snippet(marked: article.metadata.title)
      hit.snippet = Snippet(marked: passage.passage.text)
    }
    if !request.listsPassages {
      hit.otherPassages = try matches(in: article, query.match) - 1
    }
    return hit
  }

  /// How many passages of an article match.
  private func matches(in article: StoredArticle, _ expression: String) throws(SQLiteError) -> Int {
    // The ids of an article's passages are consecutive, and FTS5 takes a range of ids into account.
    let ids = try connection.first(
      "SELECT min(id), max(id) FROM passages WHERE article_id = ?1", [.integer(article.id)]
    ) { (first: $0.integer(at: 0), last: $0.integer(at: 1)) }
    guard let ids, ids.first < ids.last else { return 1 }
    return try connection.first(
      """
      SELECT count(*) FROM passages_fts
       WHERE passages_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3
      """, [.text(expression), .integer(ids.first), .integer(ids.last)]
    ) { Int($0.integer(at: 0)) } ?? 1
  }

  /// What is to be marked in a passage.
  ///
  /// Where a NEAR does not hold, FTS5 3.40 still takes its words for found, at places that may not
  /// exist, and snippet() then fails: so only what holds is asked for.
  private func highlighting(
    _ query: CompiledQuery, _ passage: Int64
  ) throws(SQLiteError) -> String {
    guard query.hasNear else { return query.scoringExpression }
    var holding: [String] = []
    for leaf in query.leaves {
      let count = try connection.first(
        "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2",
        [.text(leaf), .integer(passage)]
      ) { $0.integer(at: 0) }
      if count == 1 { holding.append(leaf) }
    }
    return holding.joined(separator: " OR ")
  }

  /// Title and best part of a passage, with the matches marked by FTS5 itself: it knows the stems.
  private func marked(
    _ passage: Int64, _ expression: String, _ tokens: Int
  ) throws(SQLiteError) -> (title: Snippet, snippet: Snippet)? {
    try connection.first(
      """
      SELECT highlight(passages_fts, 0, ?3, ?4), snippet(passages_fts, 1, ?3, ?4, '…', ?5)
        FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2
      """,
      [
        .text(expression), .integer(passage), .text(Snippet.startMark), .text(Snippet.endMark),
        .integer(tokens),
      ]
    ) { row in
      (Snippet(marked: row.text(at: 0) ?? ""), Snippet(marked: row.text(at: 1) ?? ""))
    }
  }
}

extension RankedPassages {
  init(_ result: RankingResult) {
    entries = result.hits.map { Entry(passage: $0.passage, score: $0.score) }
    switch result.count {
    case .exact(let count): (total, totalIsExact) = (count, true)
    case .atLeast(let count): (total, totalIsExact) = (count, false)
    }
    path = .postingLists(result.counters)
  }
}
