internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SearchEngine

/// Results as one JSON object, version 1 of the grammar in docs/output.md.
func jsonResults(_ answered: AnsweredQuery, explains: Bool) throws -> [UInt8] {
  var document = JSONResults(answered)
  if explains { document.explanation = JSONResults.Explanation(answered.results.path) }
  return try json(document, .pretty)
}

/// The same object on one line, with the query's id, for a batch.
func jsonLine(_ answered: AnsweredQuery) throws -> [UInt8] {
  var document = JSONResults(answered)
  document.id = answered.query.id
  return try json(document, .line)
}

/// The hits alone, each an object on a line of its own.
func jsonLines(_ answered: AnsweredQuery) throws -> [UInt8] {
  try JSONResults(answered).hits.flatMap { hit in
    try json(JSONHitLine(query: answered.query.text, hit: hit), .line)
  }
}

/// A hit that says itself which query it answers.
private struct JSONHitLine: Encodable {
  var query: String
  var hit: JSONHit

  private enum CodingKeys: String, CodingKey {
    case version, query
  }

  func encode(to encoder: any Encoder) throws {
    try hit.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(FormatVersionOption.current, forKey: .version)
    try container.encode(query, forKey: .query)
  }
}

private struct JSONResults: Encodable {
  var version = FormatVersionOption.current
  var id: String?
  var query: String
  var understood: String
  var total: Int
  var totalIsExact: Bool
  var elapsedMilliseconds: Double
  var hits: [JSONHit]
  var notices: [JSONNotice]
  var facets: [String: [FacetValue]]?
  var facetsTotal: Int?
  var explanation: Explanation?

  enum CodingKeys: String, CodingKey {
    case version, id, query, understood, total, hits, notices, facets, explanation
    case facetsTotal = "facets_total"
    case totalIsExact = "total_is_exact"
    case elapsedMilliseconds = "elapsed_ms"
  }

  struct FacetValue: Encodable {
    var value: String?
    var count: Int

    private enum CodingKeys: String, CodingKey {
      case value, count
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      // Articles without a value are told by null, not by leaving it out.
      try container.encode(value, forKey: .value)
      try container.encode(count, forKey: .count)
    }
  }

  struct Explanation: Encodable {
    var path: String
    var reason: String?
    var postingsDecoded: Int?
    var pagesRead: Int?

    enum CodingKeys: String, CodingKey {
      case path, reason
      case postingsDecoded = "postings_decoded"
      case pagesRead = "pages_read"
    }

    init(_ path: RankingPath) {
      switch path {
      case .postingLists(let counters):
        self.path = "posting-lists"
        postingsDecoded = counters.postingsDecoded
        pagesRead = counters.pagesRead
      case .fts5(let reason):
        self.path = "fts5"
        self.reason = reason.rawValue
      }
    }
  }

  init(_ answered: AnsweredQuery) {
    let (request, results) = (answered.request, answered.results)
    query = answered.query.text
    understood = results.understood
    total = results.total
    totalIsExact = results.totalIsExact
    elapsedMilliseconds = (answered.elapsed / .microseconds(1)).rounded() / 1_000
    hits = results.hits.enumerated().map { JSONHit($1, answered.citation($0)) }
    notices = request.query.notices.map(JSONNotice.init) + results.notices.map(JSONNotice.init)
    guard !request.facets.isEmpty else { return }
    facetsTotal = results.facetsTotal
    facets = [:]
    for facet in results.facets {
      facets?[facet.field.rawValue] = facet.values.map {
        FacetValue(value: $0.name, count: $0.count)
      }
    }
  }
}

/// Something that a person should be told about a query or its answer.
struct JSONNotice: Encodable {
  var code: String
  var message: String
  /// The place in the query, in UTF-8 bytes, where there is one.
  var start: Int?
  var length: Int?

  init(_ notice: Notice) {
    code = notice.code
    message = notice.message
    start = notice.range.lowerBound
    length = notice.range.count
  }

  init(_ notice: SearchNotice) {
    code = notice.code
    message = notice.message
    start = notice.range?.lowerBound
    length = notice.range?.count
  }
}
