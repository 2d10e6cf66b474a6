internal import Archive
internal import FoundationEssentials
internal import HTTPTypes
internal import Output
internal import SearchEngine
internal import SQLite

/// `GET /search`, and what a page of it needs: its cursor.
extension Endpoint {
  static let search = Endpoint("/search", parameters: SearchParameters.search) { call in
    let options = try SearchParameters.options(call.parameters, call.service.settings)
    let query = try call.parameters.required("q")
    let cursor = try call.parameters.one("cursor").map { text throws(Problem) in
      try PageCursor(text, for: call.parameters)
    }
    var paged = options
    if let cursor {
      guard try call.parameters.one("offset") == nil else {
        throw Problem.conflict(
          "conflicting-parameters", "'cursor' and 'offset' exclude each other.")
      }
      paged.offset = cursor.offset
    }
    let request = try SearchParameters.request(query, paged)
    let answer = try await call.read { open in
      let version = try open.version()
      guard cursor == nil || cursor?.version == version else { throw Problem.staleCursor }
      let response = try call.timings.measure(.rank) {
        try open.searcher.search(request, interruption: call.interruption)
      }
      let end = request.offset + response.hits.count
      let next =
        response.hits.isEmpty || !response.hasMore || end > SearchOptions.maxHits
        ? nil : PageCursor(version: version, offset: end, for: call.parameters).text
      let text = try call.timings.measure(.render) { try response.json(next: next) }
      return SearchAnswer(
        text: text, version: version, next: next, isDegraded: response.isDegraded)
    }
    if answer.isDegraded { call.service.metrics.countDegraded() }
    // A partial answer would differ the next time.
    var reply = Reply(
      Reply.json, answer.text, tag: answer.isDegraded ? nil : call.tag(answer.version))
    if let next = answer.next, let link = HTTPField.Name("Link") {
      let query = call.parameters.encoded(
        without: ["cursor", "offset"], adding: "cursor", next)
      reply.fields[link] = "</search?\(query)>; rel=\"next\""
    }
    return reply
  }

  /// `GET /facets`: the counts for a query, without hits.
  static let facets = Endpoint(
    "/facets", parameters: ["q", "facets"] + SearchParameters.reading + SearchParameters.time
  ) { call in
    var options = try SearchParameters.options(call.parameters, call.service.settings)
    if options.facets.isEmpty { options.facets = FacetField.allCases }
    options.limit = 1
    options.snippetWords = nil
    let request = try SearchParameters.request(try call.parameters.required("q"), options)
    let (text, version) = try await call.read { open in
      let version = try open.version()
      var response = try call.timings.measure(.rank) {
        try open.searcher.search(request, interruption: call.interruption)
      }
      response.hits = []
      return (try call.timings.measure(.render) { try response.json(next: nil) }, version)
    }
    return Reply(Reply.json, text, tag: call.tag(version))
  }

  /// `GET /timeline`.
  static let timeline = Endpoint(
    "/timeline", parameters: ["q", "by"] + SearchParameters.reading + SearchParameters.time
  ) { call in
    let options = try SearchParameters.options(call.parameters, call.service.settings)
    let unit = try call.parameters.choice("by", of: Timeline.Unit.self)
    let request = try SearchParameters.request(try call.parameters.required("q"), options)
    let (text, version) = try await call.read { open in
      let version = try open.version()
      let timeline = try call.timings.measure(.rank) {
        try open.searcher.timeline(request, by: unit, interruption: call.interruption)
      }
      return (try call.timings.measure(.render) { try timeline.json() }, version)
    }
    return Reply(Reply.json, text, tag: call.tag(version))
  }

  /// `GET /suggest`: completions of the last word, in OpenSearch's format.
  ///
  /// See <https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki>.
  static let suggest = Endpoint("/suggest", parameters: ["q", "limit"]) { call in
    let query = try call.parameters.required("q")
    let limit = try call.parameters.integer("limit") ?? 10
    guard (1...50).contains(limit) else {
      throw Problem.badRequest("invalid-parameter", "'limit' must be from 1 to 50.")
    }
    let (completions, version) = try await call.read { open in
      let version = try open.version()
      return (
        try call.timings.measure(.rank) {
          try open.searcher.completions(
            of: query, limit: limit, interruption: call.interruption
          ).list
        }, version
      )
    }
    return Reply(
      "application/x-suggestions+json", try suggestionsJSON(query, completions),
      tag: call.tag(version))
  }
}

/// Returns completions in OpenSearch's format: what was typed, the completions, and a description of
/// each.
private func suggestionsJSON(_ typed: String, _ completions: [Completion]) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  let parts = try [
    encoder.encode(typed), encoder.encode(completions.map(\.text)),
    encoder.encode(completions.map { counted($0.passages, "passage") }),
  ]
  return "[" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",") + "]\n"
}

/// An answer as the pool gives it back.
private struct SearchAnswer: Sendable {
  var text: String
  var version: String
  var next: String?
  var isDegraded: Bool
}

extension PageCursor {
  fileprivate init(version: String, offset: Int, for parameters: Parameters) {
    self.init(version: version, offset: offset, query: Self.query(parameters))
  }

  /// Reads a cursor, which must belong to the query of `parameters`.
  fileprivate init(_ text: String, for parameters: Parameters) throws(Problem) {
    do throws(PageCursor.Failure) {
      try self.init(text, query: Self.query(parameters))
    } catch {
      switch error {
      case .malformed: throw .notACursor
      case .foreign:
        throw .conflict(
          "invalid-cursor", "The cursor belongs to another query.",
          hint: "Use the same parameters for all pages; only 'limit' may change.")
      }
    }
    guard offset <= SearchOptions.maxHits else { throw .notACursor }
  }

  private static func query(_ parameters: Parameters) -> String {
    parameters.encoded(
      without: ["cursor", "offset", "limit", "timeout", "partial"], adding: "", "")
  }
}

extension Problem {
  fileprivate static let notACursor = Problem.badRequest(
    "invalid-cursor", "This is not a cursor.", hint: "Use the link as it is.")

  static let staleCursor = Problem(
    status: .conflict, code: "stale-cursor",
    detail: "The archive has changed since the first page.", hint: "Start again without 'cursor'.")
}
