internal import Archive
internal import JSON
internal import QueryLanguage
internal import SearchEngine
internal import SQLite

extension Tool {
  static let timeline = Tool(
    name: "timeline", title: "Count articles by date",
    description: """
      Counts the articles with all words of a query by year, month or day of publication. Spans \
      without articles are left out.
      """,
    parameters: [
      ToolParameter("query", .text, "What to search for, as in 'search'.", isRequired: true),
      ToolParameter(
        "by", .choice(Timeline.Unit.allCases.map(\.rawValue)),
        "The length of a span; if absent, one that suits the dates."),
    ] + ToolArguments.filters + [ToolArguments.cursor],
    output: [
      "type": "object", "required": ["unit", "spans", "total", "undated"],
      "properties": [
        "unit": [
          "type": "string", "enum": .array(Timeline.Unit.allCases.map { .string($0.rawValue) }),
        ],
        "spans": [
          "type": "array",
          "items": [
            "type": "object", "required": ["start", "count"],
            "properties": ["start": ["type": "string"], "count": ["type": "integer"]],
          ],
        ],
        "total": ["type": "integer", "description": "The number of all articles."],
        "undated": ["type": "integer", "description": "Those without a date of this precision."],
        "next_cursor": HitPage.cursorSchema, "notices": HitPage.noticesSchema,
      ],
    ]
  ) { arguments, open, interruption in
    let version = try open.version()
    let cursor = try arguments.cursor()
    guard cursor == nil || cursor?.version == version else { throw ToolError.staleCursor }
    let request = try SearchRequest(
      try arguments.required("query"), try arguments.searchOptions())
    let timeline = try open.searcher.timeline(
      request, by: try arguments.choice("by", of: Timeline.Unit.self), interruption: interruption)
    return content(timeline, arguments, version, from: cursor?.offset ?? 0)
  }

  private static func content(
    _ timeline: Timeline, _ arguments: ToolArguments, _ version: String, from offset: Int
  ) -> JSONValue {
    let notices = noticeTexts(timeline.request.query.notices + timeline.notices)
    var content: [String: JSONValue] = [
      "unit": .string(timeline.unit.rawValue), "total": .number(String(timeline.total)),
      "undated": .number(String(timeline.undated)),
    ]
    if !notices.isEmpty { content["notices"] = .array(notices) }
    var left = MessageLength.maxCost - MessageLength.cost(.object(content)) - 300
    let all = timeline.spans.filter { $0.count > 0 }
    var spans: [JSONValue] = []
    for span in all.dropFirst(offset) {
      let part: JSONValue = ["start": .string(span.start), "count": .number(String(span.count))]
      left -= MessageLength.cost(part) + 2
      guard left >= 0 else { break }
      spans.append(part)
    }
    content["spans"] = .array(spans)
    let end = offset + spans.count
    if end < all.count, !spans.isEmpty {
      content["next_cursor"] = .string(arguments.cursor(version, at: end).text)
    }
    return .object(content)
  }

  static let status = Tool(
    name: "status", title: "Describe the archive",
    description: """
      Describes what the archive holds: the number of articles, their dates, and the most frequent \
      publishers and languages.
      """,
    parameters: [],
    output: [
      "type": "object",
      "required": [
        "articles", "passages", "undated", "publishers", "publishers_total", "languages",
      ],
      "properties": [
        "articles": ["type": "integer"], "passages": ["type": "integer"],
        "first": ["type": "string", "description": "The earliest date of publication."],
        "last": ["type": "string", "description": "The latest date of publication."],
        "undated": ["type": "integer", "description": "Articles without a date."],
        "publishers": countsSchema, "publishers_total": ["type": "integer"],
        "languages": countsSchema,
        "updated": ["type": "string", "description": "The end of the last ingest run."],
      ],
    ]
  ) { _, open, _ in
    let status = try open.archive.snapshot { try open.archive.status() }
    let publishers = status.publishers.filter { $0.value != nil }
    var content: [String: JSONValue] = [
      "articles": .number(String(status.articles)), "passages": .number(String(status.passages)),
      "undated": .number(String(status.undated)),
      "publishers": .array(publishers.prefix(20).map(count)),
      "publishers_total": .number(String(publishers.count)),
      "languages": .array(status.languages.filter { $0.value != nil }.prefix(20).map(count)),
    ]
    if let dates = status.published {
      content["first"] = .string(shownLine(dates.lowerBound, max: 40))
      content["last"] = .string(shownLine(dates.upperBound, max: 40))
    }
    content["updated"] = status.lastRun?.endedAt.map { .string(shownLine($0, max: 40)) }
    return .object(content)
  }

  private static let countsSchema: JSONValue = [
    "type": "array",
    "items": [
      "type": "object", "required": ["name", "articles"],
      "properties": ["name": ["type": "string"], "articles": ["type": "integer"]],
    ],
  ]

  private static func count(_ count: ArchiveStatus.Count) -> JSONValue {
    [
      "name": .string(shownLine(count.value ?? "", max: 100)),
      "articles": .number(String(count.articles)),
    ]
  }
}
