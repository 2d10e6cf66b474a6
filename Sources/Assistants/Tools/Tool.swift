internal import Archive
internal import JSON
internal import SearchEngine
internal import SQLite

/// A tool that a model can call: it reads the archive and changes nothing.
struct Tool: Sendable {
  var name: String
  var title: String
  /// The description for the model.
  var description: String
  var parameters: [ToolParameter]
  /// The JSON Schema of the content of an answer.
  var output: JSONValue
  /// Returns the content of an answer.
  var content: @Sendable (ToolArguments, OpenArchive, Interruption) throws -> JSONValue

  /// All tools, in the order in which clients list them.
  static let all = [search, fetch, similar, timeline, status]
}

/// The reason why a tool has no answer, in a sentence by which the model can correct its call.
struct ToolError: Error, Equatable {
  var sentence: String

  /// The maximum length of a sentence; clients cut an error near 11,000 characters.
  static let maxLength = 2_000
}

extension Tool {
  /// Returns the definition in the list of tools.
  func definition(_ revision: Revision) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "description": .string(description),
      "inputSchema": ToolParameter.schema(parameters),
    ]
    if revision.hasAnnotations {
      members["annotations"] = [
        "readOnlyHint": true, "idempotentHint": true, "destructiveHint": false,
        "openWorldHint": false,
      ]
    }
    if revision.hasStructuredContent {
      members["title"] = .string(title)
      members["outputSchema"] = output
    }
    return .object(members)
  }

  /// Returns the result of a call.
  ///
  /// The text is the content as JSON, because clients show the model one of the two.
  func result(
    _ arguments: [String: JSONValue], _ revision: Revision, _ context: WorkContext
  ) throws -> [String: JSONValue] {
    do {
      let checked = try ToolArguments(arguments, of: self)
      let open = try context.archive()
      let content = try open.archive.connection.interruptible(by: context.interruption) {
        try self.content(checked, open, context.interruption)
      }
      var result: [String: JSONValue] = [
        "content": [["type": "text", "text": .string(content.encodedText)]]
      ]
      if revision.hasStructuredContent { result["structuredContent"] = content }
      return result
    } catch {
      guard let sentence = Self.sentence(for: error) else { throw error }
      let text = shownLine(sentence, max: ToolError.maxLength)
      return ["content": [["type": "text", "text": .string(text)]], "isError": true]
    }
  }
}

extension ToolArguments {
  /// The arguments that every tool that searches has.
  static let filters: [ToolParameter] = [
    ToolParameter(
      "since", .text, "Only articles published on or after this date: 2021, 2021-10, 2021-10-18."),
    ToolParameter("until", .text, "Only articles published on or before this date."),
    ToolParameter("publisher", .texts, "Only articles of one of these publishers."),
    ToolParameter("author", .texts, "Only articles by one of these authors."),
    ToolParameter("language", .texts, "Only articles in one of these languages: en, pt-BR."),
  ]

  static let page: [ToolParameter] = [
    ToolParameter(
      "limit", .integer(1...Self.maxLimit), "The maximum number of results on a page; 10 if absent."
    ),
    cursor,
  ]

  static let cursor = ToolParameter(
    "cursor", .text,
    "The next_cursor of the previous page, with all other arguments as they were.")

  /// The largest `limit`.
  static let maxLimit = 50
}
