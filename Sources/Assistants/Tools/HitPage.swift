internal import Archive
internal import JSON
internal import Output
internal import QueryLanguage
internal import SearchEngine

/// A page of hits, as the content of a tool's answer.
enum HitPage {
  /// Returns as many hits as fit into a message, at least one, with the cursor of the next page.
  static func content(
    _ response: SearchResponse, _ arguments: ToolArguments, _ version: String
  ) -> JSONValue {
    let notices = noticeTexts(response.request.query.notices + response.notices)
    var content: [String: JSONValue] = [
      "note": .string(Instructions.quotation), "total": .number(String(response.total)),
    ]
    if !notices.isEmpty { content["notices"] = .array(notices) }
    // Room for the names, and for a cursor of any length.
    var left = MessageLength.maxCost - MessageLength.cost(.object(content)) - 300
    var results: [JSONValue] = []
    for hit in response.hits {
      let result = result(hit)
      let cost = MessageLength.cost(result) + 2
      guard cost <= left || results.isEmpty else { break }
      left -= cost
      results.append(result)
    }
    content["results"] = .array(results)
    let end = response.request.offset + results.count
    let hasMore = response.hasMore || results.count < response.hits.count
    if !results.isEmpty, hasMore, end <= SearchOptions.maxHits {
      content["next_cursor"] = .string(arguments.cursor(version, at: end).text)
    }
    return .object(content)
  }

  private static func result(_ hit: SearchHit) -> JSONValue {
    let shown = ShownArticle(hit.article)
    var cited = hit
    cited.article = shown.article
    var result = shown.byline
    result["id"] = .string(shown.id)
    result["title"] = .string(shown.title)
    result["url"] = .string(shown.url)
    result["passage"] = .number(String(hit.passage.ordinal))
    result["snippet"] = .string(shownLine(hit.snippet.text, max: 700))
    result["citation"] = .string(ShownArticle.line(Citation(cited) ?? Citation(shown.article)))
    if !hit.copies.isEmpty { result["copies"] = .number(String(hit.copies.count)) }
    if !hit.lacking.isEmpty {
      result["missing"] = .array(
        hit.lacking.prefix(8).map { .string(shownLine($0, max: 40)) })
    }
    return .object(result)
  }

  /// The JSON Schema of a page.
  static let schema: JSONValue = [
    "type": "object", "required": ["note", "results", "total"],
    "properties": [
      "note": ["type": "string"],
      "results": ["type": "array", "items": resultSchema],
      "total": [
        "type": "integer",
        "description": "The number of articles found, copies of others included.",
      ],
      "next_cursor": cursorSchema,
      "notices": noticesSchema,
    ],
  ]

  static let cursorSchema: JSONValue = [
    "type": "string", "description": "The 'cursor' of the next page; absent on the last.",
  ]

  static let noticesSchema: JSONValue = [
    "type": "array", "items": ["type": "string"],
    "description": "How the query was read, and what may be wrong with it.",
  ]

  private static let resultSchema: JSONValue = [
    "type": "object", "required": ["id", "title", "url", "passage", "snippet", "citation"],
    "properties": [
      "id": ["type": "string", "description": "The id of the article, for 'fetch' and 'similar'."],
      "title": ["type": "string"], "url": ["type": "string"],
      "author": ["type": "string"], "publisher": ["type": "string"],
      "published": ["type": "string"], "language": ["type": "string"],
      "passage": ["type": "integer", "description": "The number of the passage in the article."],
      "snippet": ["type": "string", "description": "The part of the passage that matches best."],
      "citation": ["type": "string"],
      "copies": [
        "type": "integer",
        "description":
          "The number of articles that are copies of this one: the same text, or other versions.",
      ],
      "missing": [
        "type": "array", "items": ["type": "string"],
        "description": "Words of the query that the article lacks.",
      ],
    ],
  ]
}

/// Returns the sentences of the first notices.
func noticeTexts(_ notices: [Notice]) -> [JSONValue] {
  notices.prefix(5).map { .string(shownLine($0.message, max: 300)) }
}

/// The metadata of an article, with bounded lengths.
struct ShownArticle {
  /// The article with this metadata.
  let article: StoredArticle

  init(_ article: StoredArticle) {
    var article = article
    let metadata = article.metadata
    func line(_ text: String?, _ max: Int) -> String? { text.map { shownLine($0, max: max) } }
    article.metadata.title = shownLine(metadata.title, max: 200)
    article.metadata.author = line(metadata.author, 150)
    article.metadata.publisher = line(metadata.publisher, 100)
    article.metadata.published = line(metadata.published, 40)
    article.metadata.language = line(metadata.language, 40)
    article.metadata.location = shownLine(metadata.location, max: 300)
    // An address that is cut leads nowhere.
    let address = webAddress(of: metadata)
    article.metadata.url = address.flatMap { $0.utf8.count <= 500 ? $0 : nil }
    self.article = article
  }

  var id: String { String(article.id) }
  var title: String { article.metadata.title }
  /// The address on the web; without one, the address of the resource.
  var url: String { article.metadata.url ?? "article://\(article.id)" }
  var location: String { article.metadata.location }

  /// The fields that an article may have, by their names.
  var byline: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for field in [ArticleField.author, .publisher, .published, .language] {
      members[field.rawValue] = article.metadata[field].map { .string($0) }
    }
    return members
  }

  /// Returns a citation of the article as a line of bounded length.
  static func line(_ citation: Citation) -> String { shownLine(citation.line, max: 1_200) }
}
