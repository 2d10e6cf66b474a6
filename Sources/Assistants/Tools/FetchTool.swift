internal import Archive
internal import JSON
internal import Output
internal import SearchEngine

extension Tool {
  static let fetch = Tool(
    name: "fetch", title: "Read an article",
    description: """
      Returns the text of an article, as much as fits; next_cursor continues it. The id is that of a \
      result of 'search'; docno, location and URL of an article work too.
      """,
    parameters: [
      ToolParameter("id", .text, "The id of the article.", isRequired: true),
      ToolParameter(
        "passage", .integer(1...(.max)), "The number of the passage with which to begin."),
      ToolArguments.cursor,
    ],
    output: [
      "type": "object", "required": ["id", "title", "text", "url", "metadata", "note"],
      "properties": [
        "id": ["type": "string"], "title": ["type": "string"],
        "text": ["type": "string", "description": "Passages of the article, in Markdown."],
        "url": ["type": "string"], "metadata": metadataSchema, "note": ["type": "string"],
        "next_cursor": HitPage.cursorSchema,
      ],
    ]
  ) { arguments, open, _ in
    try open.archive.snapshot { try fetched(arguments, open.archive) }
  }

  private static let metadataSchema: JSONValue = [
    "type": "object",
    "required": ["citation", "location", "first_passage", "last_passage", "passage_count"],
    "properties": [
      "author": ["type": "string"], "publisher": ["type": "string"],
      "published": ["type": "string"], "language": ["type": "string"],
      "location": ["type": "string", "description": "The file that the article was read from."],
      "citation": ["type": "string"],
      "first_passage": ["type": "integer"], "last_passage": ["type": "integer"],
      "passage_count": ["type": "integer"],
    ],
  ]

  private static func fetched(_ arguments: ToolArguments, _ archive: Archive) throws -> JSONValue {
    let place = try ArticlePlace(named: arguments.required("id"), in: archive)
    let article = place.article
    let ordinal = try arguments.integer("passage") ?? place.ordinal
    var start = ArticlePage.Start(ordinal: ordinal ?? 1)
    let version = ArticlePage.version(of: article)
    let cursor = try arguments.cursor()
    if let cursor {
      guard cursor.version == version else { throw ToolError.staleCursor }
      start = ArticlePage.Start(number: cursor.offset)
    }
    let shown = ShownArticle(article)
    var metadata = shown.byline
    metadata["location"] = .string(shown.location)
    metadata["citation"] = .string(try citation(of: shown.article, ordinal, archive))
    var content: [String: JSONValue] = [
      "id": .string(shown.id), "title": .string(shown.title), "url": .string(shown.url),
      "note": .string(Instructions.quotation), "metadata": .object(metadata),
    ]
    // Room for the names and numbers that are added below.
    let maxCost = MessageLength.maxCost - MessageLength.cost(.object(content)) - 500
    guard
      let page = try ArticlePage(of: article, from: start, maxCost: maxCost, in: archive)
    else {
      guard cursor == nil else { throw ToolError.notACursor }
      let count = counted(try archive.passageCount(ofArticle: article.id), "passage")
      throw ToolError(
        sentence: "article \(article.id) has \(count); 'passage' must be the number of one of them")
    }
    metadata["first_passage"] = .number(String(page.passages.lowerBound))
    metadata["last_passage"] = .number(String(page.passages.upperBound))
    metadata["passage_count"] = .number(String(page.passageCount))
    content["metadata"] = .object(metadata)
    content["text"] = .string(page.text)
    content["next_cursor"] = page.next.map {
      .string(arguments.cursor(version, at: $0.number).text)
    }
    return .object(content)
  }

  /// Returns the citation of a passage; without an ordinal, of the whole article.
  private static func citation(
    of article: StoredArticle, _ ordinal: Int?, _ archive: Archive
  ) throws -> String {
    let excerpt = try ordinal.flatMap { ordinal in
      try ArticleExcerpt(article, ordinal: ordinal, context: 0, cites: true, in: archive)
    }
    return ShownArticle.line(excerpt?.citation ?? Citation(article))
  }
}
