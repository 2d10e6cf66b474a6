public import Archive
internal import QueryLanguage
internal import SQLite

/// Answers search requests from one archive.
public struct Searcher {
  private let archive: Archive

  /// Creates a searcher over an open archive.
  public init(_ archive: Archive) { self.archive = archive }

  /// The best passages for a request, from one snapshot of the archive.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be read.
  public func search(_ request: SearchRequest) throws -> SearchResults {
    guard !request.query.isEmpty else {
      return SearchResults(hits: [], total: 0, totalIsExact: true)
    }
    do {
      return try archive.connection.transaction(.read) { try answer(request) }
    } catch let error as SQLiteError {
      throw ArchiveError(error, path: archive.path)
    }
  }

  private func answer(_ request: SearchRequest) throws -> SearchResults {
    let expression = request.query.matchExpression(request.mode)
    // The seam: a faster ranking has to give just what this one gives.
    var ranking = try StockRanking(connection: archive.connection).passages(matching: expression)
    if !request.listsPassages { ranking = StockRanking.bestOfEachArticle(ranking) }
    let wanted = ranking.dropFirst(request.offset).prefix(request.limit)
    var hits: [SearchHit] = []
    for (index, entry) in wanted.enumerated() {
      guard let passage = try archive.passage(id: entry.passage),
        let article = try archive.article(id: entry.article),
        let marked = try marked(entry.passage, expression, request.snippetTokens)
      else { continue }
      hits.append(
        SearchHit(
          rank: request.offset + index + 1, score: entry.score, article: article, passage: passage,
          snippet: marked.snippet, title: marked.title, otherPassages: entry.otherPassages))
    }
    return SearchResults(hits: hits, total: ranking.count, totalIsExact: true)
  }

  /// Title and best part of a passage, with the matches marked by FTS5 itself: it knows the stems.
  private func marked(
    _ passage: Int64, _ expression: String, _ tokens: Int
  ) throws(SQLiteError) -> (title: Snippet, snippet: Snippet)? {
    try archive.connection.first(
      """
      SELECT highlight(passages_fts, 0, ?3, ?4), snippet(passages_fts, 1, ?3, ?4, '…', ?5)
        FROM passages_fts WHERE passages_fts MATCH ?1 AND rowid = ?2
      """,
      [
        .text(expression), .integer(passage), .text(Snippet.startMark), .text(Snippet.endMark),
        .integer(tokens),
      ]
    ) { row in
      (
        Snippet(marked: row.text(at: 0) ?? ""), Snippet(marked: row.text(at: 1) ?? "")
      )
    }
  }
}
