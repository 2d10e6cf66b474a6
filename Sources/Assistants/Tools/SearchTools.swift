internal import Archive
internal import JSON
internal import SearchEngine
internal import SQLite

extension Tool {
  private static let passages = ToolParameter(
    "passages", .flag, "True to list every matching passage, not only the best of each article.")

  static let search = Tool(
    name: "search", title: "Search the archive",
    description: """
      Finds articles and returns the best passage of each with its citation. Articles with all of \
      the words come first. Words match by their stems. Also: "a phrase", -excluded, +required, \
      a OR b, prefix*, =exact, title:word, NEAR(a b, 5). A query of filters alone, such as \
      publisher:post since:2021, lists articles by date.
      """,
    parameters: [
      ToolParameter("query", .text, "What to search for.", isRequired: true)
    ] + ToolArguments.filters + [
      ToolParameter(
        "sort", .choice(SearchRequest.Order.allCases.map(\.rawValue)),
        "The order of the results; relevance if absent."),
      passages,
    ] + ToolArguments.page,
    output: HitPage.schema
  ) { arguments, open, interruption in
    try page(arguments, open) { options in
      let request = try SearchRequest(try arguments.required("query"), options)
      return try open.searcher.search(request, interruption: interruption)
    }
  }

  static let similar = Tool(
    name: "similar", title: "Find similar articles",
    description: """
      Finds articles with the most distinctive words of an article, the most similar first.
      """,
    parameters: [
      ToolParameter("id", .text, "The id of the article.", isRequired: true)
    ] + ToolArguments.filters + [passages] + ToolArguments.page,
    output: HitPage.schema
  ) { arguments, open, interruption in
    try page(arguments, open) { options in
      let source = try open.archive.snapshot {
        let place = try ArticlePlace(named: arguments.required("id"), in: open.archive)
        return try SimilaritySource(place.article, in: open.archive)
      }
      let request = try SearchRequest(similarTo: source.title, options)
      return try open.searcher.similar(to: source, request, interruption: interruption)
    }
  }

  /// Returns the page of hits that the arguments ask for.
  private static func page(
    _ arguments: ToolArguments, _ open: OpenArchive,
    _ search: (SearchOptions) throws -> SearchResponse
  ) throws -> JSONValue {
    var options = try arguments.searchOptions()
    let version = try open.version()
    if let cursor = try arguments.cursor() {
      guard cursor.offset <= SearchOptions.maxHits else { throw ToolError.notACursor }
      guard cursor.version == version else { throw ToolError.staleCursor }
      options.offset = cursor.offset
    }
    return HitPage.content(try search(options), arguments, version)
  }
}
