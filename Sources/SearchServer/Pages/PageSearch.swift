internal import Archive
internal import Output
internal import QueryLanguage
internal import SearchEngine
internal import SQLite

/// The answer to the search of a page, on a thread of the pool.
struct PageSearch {
  let call: Call
  let open: OpenArchive
  let query: PageQuery

  /// The number of completions.
  private static let maxCompletions = 6

  /// The facets, in the order of the page.
  private static let facets: [FacetField] = [.year, .publisher, .author, .language]

  // MARK: Results

  /// Returns the page of results, or a part of it.
  func results(_ part: PagePart?, _ version: String) throws -> PageAnswer {
    switch part {
    case .typing: return try typing(version)
    case .refine:
      let (response, timeline) = try counts()
      let model = RefineModel(query: query, response: response, timeline: timeline).model
      return PageAnswer(
        text: render("refine", model), version: version, isDegraded: response.isDegraded)
    case .results:
      let response = try search(query.request())
      let model = try resultsModel(response).model
      return PageAnswer(
        text: render("results", model), version: version, isDegraded: response.isDegraded)
    case nil:
      var withFacets = query
      withFacets.options.facets = Self.facets
      let response = try withFilterCounts(search(withFacets.request()))
      let answer = try resultsModel(response)
      let timeline = response.isDegraded ? nil : try self.timeline()
      let title = query.text.isEmpty ? "Articles" : printableLine(query.text)
      let model = answer.model.merging(
        RefineModel(query: query, response: response, timeline: timeline).model
      ) { first, _ in first }
      let text = call.timings.measure(.render) {
        Templates.page(
          "search", title: "\(title) – Pressmark",
          model.merging(["feed": feed]) { first, _ in first }, query.base)
      }
      return PageAnswer(text: text, version: version, isDegraded: response.isDegraded)
    }
  }

  /// Returns the hits for a query whose last word may not be finished, and completions of the word.
  ///
  /// If the archive does not have the word, its best completion is searched for.
  private func typing(_ version: String) throws -> PageAnswer {
    let completions = try self.completions()
    var searched = query.searched
    if let best = completions.list.first, !completions.lastWordOccurs { searched = best.text }
    let response = try search(query.request(searched))
    var results = ResultsModel(query: query, response: response, isTyping: true)
    if response.hits.isEmpty { results.completions = completions.list }
    let words = completions.list.filter { $0.text != query.text }
    let suggestions = words.enumerated().map { index, word -> PageModel in
      [
        "suggestionNumber": index, "suggestionText": printableLine(word.text),
        "suggestionCount": counted(word.passages, "passage"),
      ]
    }
    let text =
      render("suggestions", ["suggestions": suggestions]) + render("results", results.model)
    return PageAnswer(text: text, version: version, isDegraded: response.isDegraded)
  }

  private func resultsModel(_ response: SearchResponse) throws -> ResultsModel {
    var model = ResultsModel(query: query, response: response)
    if response.total == 0 { model.completions = try completions().list }
    return model
  }

  /// Returns completions of the last word, unless it is the value of a filter or a single letter.
  ///
  /// A letter has thousands of completions, of which none is likely to be meant, and comparing them
  /// takes longer than the search.
  private func completions() throws -> Completions {
    let last = query.text.split(whereSeparator: \.isWhitespace).last ?? ""
    if last.unicodeScalars.count < 2, last.unicodeScalars.allSatisfy({ $0.value < 0x2E80 }) {
      return Completions(list: [], lastWordOccurs: true)
    }
    if let colon = last.firstIndex(of: ":"), !["title", "text"].contains(last[..<colon]) {
      return .none
    }
    return try call.timings.measure(.rank) {
      try open.searcher.completions(
        of: query.text, limit: Self.maxCompletions, interruption: call.interruption)
    }
  }

  /// Returns the facets, and the timeline if there is time for it.
  private func counts() throws -> (SearchResponse, Timeline?) {
    var query = query
    query.options.facets = Self.facets
    query.options.limit = 1
    query.options.offset = 0
    query.options.snippetWords = nil
    let response = try withFilterCounts(search(query.request()))
    return (response, response.isDegraded ? nil : try timeline())
  }

  /// Returns the response with facets that count what their links find.
  private func withFilterCounts(_ response: SearchResponse) throws -> SearchResponse {
    var response = response
    response.facets = try call.timings.measure(.rank) {
      try response.facets.map { try open.searcher.countingFilters($0) }
    }
    return response
  }

  private func timeline() throws -> Timeline? {
    do {
      return try call.timings.measure(.rank) {
        try open.searcher.timeline(query.request(), by: nil, interruption: call.interruption)
      }
    } catch SearchInterrupted.deadlineExceeded {
      return nil
    }
  }

  private func search(_ request: SearchRequest) throws -> SearchResponse {
    try call.timings.measure(.rank) {
      try open.searcher.search(request, interruption: call.interruption)
    }
  }

  private func render(_ name: String, _ model: PageModel) -> String {
    call.timings.measure(.render) { Templates.render(name, model) }
  }

  /// The address of the feed of the search.
  private var feed: String {
    let names = ["q"] + SearchParameters.reading
    var parameters = Parameters().adding("q", query.searched)
    for (name, value) in query.base.all where names.contains(name) && name != "q" {
      parameters = parameters.adding(name, value)
    }
    return parameters.address("/feed.atom")
  }

  // MARK: The start page

  /// Returns the page without a query, or a part of it.
  func startPage(_ part: PagePart?) throws -> String {
    if part == .refine { return render("refine", ["empty": true]) }
    var options = SearchOptions()
    options.order = .newest
    options.limit = 6
    options.snippetWords = 1
    let newest = try call.timings.measure(.rank) {
      try open.searcher.search(
        SearchParameters.request("since:0001", options), interruption: call.interruption)
    }
    let status = try open.archive.snapshot { try open.archive.status() }
    let model = StartModel(status: status, newest: newest.hits).model
    if part != nil {
      return render("suggestions", ["suggestions": [PageModel]()]) + render("start", model)
        + render("refine", ["empty": true])
    }
    return call.timings.measure(.render) {
      Templates.page(
        "search", title: "Pressmark", model.merging(["isStart": true]) { $1 }, query.base)
    }
  }
}
