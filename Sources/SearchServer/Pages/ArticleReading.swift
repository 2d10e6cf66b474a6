internal import Archive
internal import Output
internal import SearchEngine
internal import SQLite

/// An article as a page, on a thread of the pool.
struct ArticleReading {
  let call: Call
  let open: OpenArchive
  let query: PageQuery

  /// The number of similar articles.
  private static let maxSimilar = 5

  /// Returns the page of an article, which may be the hit of this rank.
  func page(_ id: Int, rank: Int?) throws -> String {
    let (article, excerpt) = try open.archive.snapshot {
      guard let article = try open.archive.article(id: Int64(id)),
        let excerpt = try ArticleExcerpt(
          article, ordinal: nil, context: 0, cites: false, in: open.archive)
      else { throw Problem.notFound("no-such-article", "There is no article \(id).") }
      return (article, excerpt)
    }
    let marks = try call.timings.measure(.rank) {
      try open.searcher.marks(
        of: query.request(), title: article.metadata.title, text: excerpt.text,
        interruption: call.interruption)
    }
    let model = ArticleModel(
      query: query, article: article, text: excerpt.text, passages: excerpt.passages,
      marks: marks, similar: try similar(excerpt),
      place: try rank.flatMap { try place($0, article.id) })
    return call.timings.measure(.render) {
      let title = TextModel.title(article.metadata)
      return Templates.page("article", title: "\(title) – Pressmark", model.model, query.base)
    }
  }

  /// Returns the place of the article among the hits; nil if it is not the hit of this rank.
  private func place(_ rank: Int, _ id: Int64) throws -> ResultPlace? {
    guard !query.isEmpty else { return nil }
    var options = query.options
    options.offset = max(0, rank - 2)
    options.limit = rank == 1 ? 2 : 3
    options.snippetWords = nil
    let request = try SearchParameters.request(query.searched, options)
    do {
      let response = try call.timings.measure(.rank) {
        try open.searcher.search(request, interruption: call.interruption)
      }
      guard let index = response.hits.firstIndex(where: { $0.rank == rank && $0.article.id == id })
      else { return nil }
      let (before, after) = (response.hits[..<index].last, response.hits[(index + 1)...].first)
      return ResultPlace(
        rank: rank, total: response.total, previous: before?.article.id, next: after?.article.id)
    } catch SearchInterrupted.deadlineExceeded {
      return nil
    }
  }

  /// Returns similar articles, or none if there is no time to find them.
  private func similar(_ excerpt: ArticleExcerpt) throws -> [SearchHit] {
    var options = SearchOptions()
    options.limit = Self.maxSimilar
    options.snippetWords = nil
    let id = excerpt.article.id
    let request = try SearchParameters.checked { () throws(SearchRequestError) in
      try SearchRequest(similarTo: String(id), options)
    }
    let source = SimilaritySource(
      title: excerpt.article.metadata.title, passages: excerpt.passages.map(\.passage.text),
      article: id)
    do {
      return try call.timings.measure(.rank) {
        try open.searcher.similar(to: source, request, interruption: call.interruption).hits
      }
    } catch SearchInterrupted.deadlineExceeded {
      return []
    }
  }
}
