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

  private func answer(_ request: SearchRequest, _ query: CompiledQuery) throws -> SearchResults {
    let ranked = try rank(request, query)
    let snippets = try request.snippetWords.map { words throws(SQLiteError) in
      let needles = try request.query.needles(connection.tokenizer(Archive.tokenizer))
      return try SnippetMaker(needles, words: words, connection: connection)
    }
    var hits: [SearchHit] = []
    for (index, entry) in ranked.entries.dropFirst(request.offset).enumerated() {
      let rank = request.offset + index + 1
      if let hit = try hit(entry, rank: rank, request, query, snippets) { hits.append(hit) }
    }
    return SearchResults(
      hits: hits, total: ranked.total, totalIsExact: ranked.totalIsExact, path: ranked.path)
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
    _ entry: RankedPassages.Entry, rank: Int, _ request: SearchRequest, _ query: CompiledQuery,
    _ snippets: SnippetMaker?
  ) throws -> SearchHit? {
    guard let passage = try archive.passage(id: entry.passage),
      let article = try archive.article(id: passage.articleID)
    else { return nil }
    var hit = SearchHit(
      rank: rank, score: entry.score, article: article, passage: passage,
      snippet: .empty, title: .empty, otherPassages: 0)
    guard let snippets else { return hit }
    let excerpt = try snippets.excerpt(
      title: article.metadata.title, text: passage.passage.text)
    (hit.title, hit.snippet) = (excerpt.title, excerpt.snippet)
    if let expression = request.query.rawExpression, let words = request.snippetWords,
      let marked = try marked(entry.passage, expression, words)
    {
      (hit.title, hit.snippet) = marked
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

  /// Title and best part of a passage, as FTS5 marks them: what an expression of its own looks for
  /// is known to FTS5 alone.
  ///
  /// Where a NEAR does not hold, FTS5 3.40 still takes its words for found, at places that may not
  /// exist, and snippet() fails: then there is nothing.
  private func marked(
    _ passage: Int64, _ expression: String, _ words: Int
  ) throws(SQLiteError) -> (title: Snippet, snippet: Snippet)? {
    do {
      return try connection.first(
        """
        SELECT highlight(passages_fts, 0, ?3, ?4), snippet(passages_fts, 1, ?3, ?4, '…', ?5)
          FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2
        """,
        [
          .text(expression), .integer(passage), .text(Snippet.startMark), .text(Snippet.endMark),
          // FTS5 takes no more than 64.
          .integer(min(words, 64)),
        ]
      ) { row in
        (Snippet(marked: row.text(at: 0) ?? ""), Snippet(marked: row.text(at: 1) ?? ""))
      }
    } catch  where error.isCorrupt {
      return nil
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
