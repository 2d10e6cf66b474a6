internal import Archive
internal import HTTPTypes
internal import Output
internal import SearchEngine

/// Articles, their passages, and articles similar to them.
extension Endpoint {
  static let article = Endpoint("/articles/:id", parameters: ["cite"]) { call in
    try await excerpt(call, ordinal: nil)
  }

  static let passage = Endpoint(
    "/articles/:id/passages/:n", parameters: ["cite", "context"]
  ) { call in
    try await excerpt(call, ordinal: try call.number(1))
  }

  private static func excerpt(_ call: Call, ordinal: Int?) async throws -> Reply {
    let id = try call.number(0)
    let cites = try call.parameters.flag("cite")
    let context = try call.parameters.integer("context") ?? 1
    guard (0...1_000).contains(context) else {
      throw Problem.badRequest("invalid-parameter", "'context' must be from 0 to 1,000.")
    }
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let text = try open.archive.snapshot {
        let article = try find(id, in: open.archive)
        guard
          let excerpt = try ArticleExcerpt(
            article, ordinal: ordinal, context: context, cites: cites, in: open.archive)
        else {
          throw Problem.notFound(
            "no-such-passage", "Article \(id) has no passage \(ordinal ?? 0).")
        }
        return try call.timings.measure(.render) { try excerpt.json() }
      }
      return (text, version)
    }
    return Reply(Reply.json, text, tag: call.tag(version))
  }

  /// `GET /articles/{id}/citation`: a file for a reference manager.
  static let citation = Endpoint("/articles/:id/citation", parameters: ["format"]) { call in
    let id = try call.number(0)
    let style = try call.parameters.choice("format", of: CitationStyle.self) ?? .plain
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let article = try open.archive.snapshot { try find(id, in: open.archive) }
      return (
        try call.timings.measure(.render) { try Citation(article).text(in: style) }, version
      )
    }
    var reply = Reply(style.mediaType, text, tag: call.tag(version))
    reply.fields[.contentDisposition] =
      "attachment; filename=\"article-\(id).\(style.fileExtension)\""
    return reply
  }

  static let similar = Endpoint(
    "/similar/:id",
    parameters: ["since", "until", "publisher", "author", "language"] + SearchParameters.hits
      + SearchParameters.time
  ) { call in
    let id = try call.number(0)
    let options = try SearchParameters.options(call.parameters, call.service.settings)
    let request = try SearchParameters.checked { () throws(SearchRequestError) in
      try SearchRequest(similarTo: String(id), options)
    }
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let source = try open.archive.snapshot {
        try SimilaritySource(find(id, in: open.archive), in: open.archive)
      }
      let response = try call.timings.measure(.rank) {
        try open.searcher.similar(to: source, request, interruption: call.interruption)
      }
      return (try call.timings.measure(.render) { try response.json(next: nil) }, version)
    }
    return Reply(Reply.json, text, tag: call.tag(version))
  }

  private static func find(_ id: Int, in archive: Archive) throws -> StoredArticle {
    guard let article = try archive.article(id: Int64(id)) else {
      throw Problem.notFound("no-such-article", "There is no article \(id).")
    }
    return article
  }
}
