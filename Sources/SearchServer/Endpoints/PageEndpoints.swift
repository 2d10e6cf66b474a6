internal import Archive
internal import HTTPTypes
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// The web pages: the search, an article to read, and their style sheet and script.
extension Endpoint {
  /// All pages; docs/page.md describes them.
  static let pages: [Endpoint] = [.searchPage, .readPage, .savedPage, .helpPage, .asset]

  /// `GET /`: the start page, or the results of a search.
  static let searchPage = Endpoint(
    "/", parameters: PageQuery.resultParameters, isPage: true
  ) { call in
    let query = try PageQuery(call)
    let part = try call.parameters.choice("part", of: PagePart.self)
    let answer = try await call.read { open in
      let version = try open.version()
      let search = PageSearch(call: call, open: open, query: query)
      if query.isEmpty { return PageAnswer(text: try search.startPage(part), version: version) }
      return try search.results(part, version)
    }
    if answer.isDegraded { call.service.metrics.countDegraded() }
    return Reply(page: answer.text, tag: answer.isDegraded ? nil : call.tag(answer.version))
  }

  /// `GET /read/{id}`: an article.
  static let readPage = Endpoint(
    "/read/:id", parameters: PageQuery.parameters + ["at"], isPage: true
  ) { call in
    let id = try call.number(0)
    let query = try PageQuery(call)
    let rank = try call.parameters.integer("at")
    guard rank == nil || (1...SearchOptions.maxHits).contains(rank ?? 0) else {
      throw Problem.badRequest("invalid-parameter", "'at' is not a place in the results.")
    }
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let reading = ArticleReading(call: call, open: open, query: query)
      return (try reading.page(id, rank: rank), version)
    }
    return Reply(page: text, tag: call.tag(version))
  }

  /// `GET /saved`: the articles and searches that the browser has stored.
  static let savedPage = Endpoint("/saved", isOpen: true, readsArchive: false, isPage: true) { _ in
    let text = Templates.page("saved", title: "Saved – Pressmark", [:], Parameters())
    return Reply(page: text, tag: "saved")
  }

  /// `GET /help`: what can be typed, and the keys.
  static let helpPage = Endpoint("/help", isOpen: true, readsArchive: false, isPage: true) { _ in
    let text = Templates.page("help", title: "Help – Pressmark", [:], Parameters())
    return Reply(page: text, tag: "help")
  }

  static let asset = Endpoint(
    "/assets/:name", isOpen: true, readsArchive: false, isPage: true
  ) { call in
    guard let asset = PageAsset.all.first(where: { $0.name == call.captures[0] }) else {
      throw Problem.notFound("no-such-path", "There is nothing at this path.")
    }
    return asset.reply
  }
}

/// A part of the page of results, which its script asks for.
enum PagePart: String, CaseIterable {
  /// The hits, without counts.
  case results
  /// The hits for a query that is being typed: its last word is completed.
  case typing
  /// The facets and the timeline.
  case refine
}

/// A page as the pool gives it back.
struct PageAnswer: Sendable {
  var text: String
  var version: String
  var isDegraded = false
}
