internal import Archive
internal import FoundationEssentials
internal import QueryLanguage
internal import SearchEngine

/// The answers of a batch as JSON, one line each.
struct JSONLines: BatchFormat {
  let name = "jsonl"
  let summary = "an object for each answer, one per line"
  let hasOneLinePerAnswer = true

  func canHold(id: String) -> Bool { true }

  func lines(_ response: SearchResponse, id: String, tag: String) throws -> String {
    var document = JSONResults(response)
    document.id = id
    return try json(document, .line)
  }

  // Members are sorted by name, and `elapsed_ms` is the first name.
  func opening(id: String) -> String { "{\"elapsed_ms\":" }

  private struct Line: Decodable {
    struct Hit: Decodable {}

    var id, query: String
    var total: Int
    var hits: [Hit]
  }

  func record(_ line: ArraySlice<UInt8>) -> AnswerRecord? {
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)) else { return nil }
    return AnswerRecord(id: line.id, query: line.query, hasHits: line.total > 0)
  }
}

/// The hits of a batch as JSON, one line each.
struct JSONHitLines: BatchFormat {
  let name = "jsonl"
  let summary = "an object for each hit, one per line"

  func canHold(id: String) -> Bool { true }

  func lines(_ response: SearchResponse, id: String, tag: String) throws -> String {
    try JSONHitLine.lines(response, id: id)
  }

  // Members are sorted by name, and `article` is the first name.
  func opening(id: String) -> String { "{\"article\":{" }

  private struct Line: Decodable {
    struct Article: Decodable {}

    var id, query: String
    var article: Article
  }

  func record(_ line: ArraySlice<UInt8>) -> AnswerRecord? {
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)) else { return nil }
    return AnswerRecord(id: line.id, query: line.query)
  }
}

/// A hit, with its query.
struct JSONHitLine: Encodable {
  /// The id of the query in a batch.
  var id: String?
  var query: String
  var hit: JSONHit

  /// Returns a line for each hit.
  static func lines(_ response: SearchResponse, id: String? = nil) throws -> String {
    try response.hits.map { hit in
      try json(JSONHitLine(id: id, query: response.request.text, hit: JSONHit(hit)), .line)
    }.joined()
  }

  private enum CodingKeys: String, CodingKey {
    case version, id, query
  }

  func encode(to encoder: any Encoder) throws {
    try hit.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encode(outputVersion, forKey: .version)
    try container.encode(query, forKey: .query)
  }
}

/// An answer as a JSON object, version 1 of the grammar in docs/output.md.
struct JSONResults: Encodable {
  var version = outputVersion
  var id: String?
  var query: String
  var understood: String
  var total: Int
  var totalIsExact: Bool
  /// Present only if it is true.
  var degraded: Bool?
  var elapsedMilliseconds: Double
  var hits: [JSONHit]
  var notices: [JSONNotice]
  var facets: [String: [FacetValue]]?
  var facetsTotal: Int?
  var explanation: Explanation?
  /// The cursor of the next page; only a server has pages.
  var next: String?

  enum CodingKeys: String, CodingKey {
    case version, id, query, understood, total, degraded, hits, notices, facets, explanation, next
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
      // Articles without a value are counted under null, which must not be left out.
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
      postingsDecoded = path.postingsDecoded
      pagesRead = path.pagesRead
      if case .fts5(let reason) = path {
        self.path = "fts5"
        self.reason = reason.rawValue
      } else {
        self.path = "posting-lists"
      }
    }
  }

  init(_ response: SearchResponse) {
    let request = response.request
    query = request.text
    understood = response.understood
    total = response.total
    totalIsExact = response.totalIsExact
    degraded = response.isDegraded ? true : nil
    elapsedMilliseconds = (response.elapsed / .microseconds(1)).rounded() / 1_000
    hits = response.hits.map(JSONHit.init)
    notices = (request.query.notices + response.notices).map(JSONNotice.init)
    if request.explains { explanation = Explanation(response.path) }
    guard !request.facets.isEmpty else { return }
    facetsTotal = response.facetsTotal
    facets = [:]
    for facet in response.facets {
      facets?[facet.field.rawValue] = facet.values.map {
        FacetValue(value: $0.name, count: $0.count)
      }
    }
  }
}

extension SearchResponse {
  /// Returns the results as one line of JSON, with the cursor of the next page if there is one.
  package func json(next: String?) throws -> String {
    var document = JSONResults(self)
    document.next = next
    return try Output.json(document, .line)
  }

  /// Returns the results as one line of JSON with an id, as in a batch.
  package func jsonLine(id: String) throws -> String {
    var document = JSONResults(self)
    document.id = id
    return try Output.json(document, .line)
  }
}

/// A notice in JSON.
struct JSONNotice: Encodable {
  var code: String
  var message: String
  /// The part of the query that it is about, in UTF-8 bytes.
  var start: Int?
  var length: Int?
  /// The replacement that the notice proposes, or the corrected query.
  var suggestion: String?

  init(_ notice: Notice) {
    suggestion = notice.suggestion
    code = notice.code
    message = notice.message
    start = notice.range?.lowerBound
    length = notice.range?.count
  }
}
