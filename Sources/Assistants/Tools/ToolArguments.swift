internal import JSON
internal import QueryLanguage
internal import SearchEngine

/// A parameter of a tool.
struct ToolParameter: Sendable {
  /// The values of a parameter.
  enum Kind: Sendable {
    case text
    /// A list of texts; a single text is accepted too.
    case texts
    case integer(ClosedRange<Int>)
    case flag
    case choice([String])
  }

  var name: String
  var kind: Kind
  /// The description for the model.
  var description: String
  var isRequired: Bool

  init(_ name: String, _ kind: Kind, _ description: String, isRequired: Bool = false) {
    self.name = name
    self.kind = kind
    self.description = description
    self.isRequired = isRequired
  }

  /// Returns the JSON Schema of a tool's arguments.
  static func schema(_ parameters: [ToolParameter]) -> JSONValue {
    var schema: [String: JSONValue] = ["type": "object", "additionalProperties": false]
    guard !parameters.isEmpty else { return .object(schema) }
    schema["properties"] = .object(
      Dictionary(parameters.map { ($0.name, $0.schema) }) { first, _ in first })
    let required = parameters.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return .object(schema)
  }

  private var schema: JSONValue {
    var schema: [String: JSONValue] = ["description": .string(description)]
    switch kind {
    case .text: schema["type"] = "string"
    case .texts:
      schema["type"] = "array"
      schema["items"] = ["type": "string"]
      schema["maxItems"] = .number(String(ToolArguments.maxTexts))
    case .integer(let range):
      schema["type"] = "integer"
      schema["minimum"] = .number(String(range.lowerBound))
      if range.upperBound < .max { schema["maximum"] = .number(String(range.upperBound)) }
    case .flag: schema["type"] = "boolean"
    case .choice(let names):
      schema["type"] = "string"
      schema["enum"] = .array(names.map { .string($0) })
    }
    return .object(schema)
  }
}

/// The arguments of a call, which are known and, if they are required, present.
///
/// An argument that is null counts as absent.
struct ToolArguments: Sendable {
  private let tool: Tool
  private let values: [String: JSONValue]

  /// The maximum number of texts in a list.
  static let maxTexts = 20
  /// The maximum length of a text, in bytes: that of a query.
  private static let maxBytes = Query.maxBytes

  init(_ values: [String: JSONValue], of tool: Tool) throws(ToolError) {
    self.tool = tool
    self.values = values.filter { $0.value != .null }
    let names = tool.parameters.map(\.name)
    if let unknown = self.values.keys.sorted().first(where: { !names.contains($0) }) {
      throw ToolError(
        sentence: "'\(tool.name)' has no argument '\(shownLine(unknown, max: 100))'; "
          + (names.isEmpty
            ? "it takes no arguments" : "its arguments are \(names.joined(separator: ", "))"))
    }
    for parameter in tool.parameters where parameter.isRequired {
      if self.values[parameter.name] == nil {
        throw ToolError(sentence: "'\(tool.name)' needs the argument '\(parameter.name)'")
      }
    }
  }

  func text(_ name: String) throws(ToolError) -> String? {
    try values[name].map { value throws(ToolError) in try text(value, name) }
  }

  func required(_ name: String) throws(ToolError) -> String { try text(name) ?? "" }

  private func text(_ value: JSONValue, _ name: String) throws(ToolError) -> String {
    guard let text = value.stringValue else {
      throw ToolError(sentence: "'\(name)' must be a string")
    }
    guard text.utf8.count <= Self.maxBytes else {
      throw ToolError(sentence: "'\(name)' is longer than \(Self.maxBytes) bytes")
    }
    // A NUL would end the text in SQLite.
    return text.replacing("\0", with: " ")
  }

  func texts(_ name: String) throws(ToolError) -> [String] {
    guard let value = values[name] else { return [] }
    guard case .array(let elements) = value else { return [try text(value, name)] }
    guard elements.count <= Self.maxTexts else {
      throw ToolError(sentence: "'\(name)' has at most \(Self.maxTexts) values")
    }
    var texts: [String] = []
    for element in elements { texts.append(try text(element, name)) }
    return texts
  }

  func integer(_ name: String) throws(ToolError) -> Int? {
    guard let value = values[name] else { return nil }
    let parameter = tool.parameters.first { $0.name == name }
    guard case .integer(let range)? = parameter?.kind else { return nil }
    guard let number = Self.integer(value), range.contains(number) else {
      throw ToolError(
        sentence: "'\(name)' must be a whole number "
          + (range.upperBound < .max
            ? "from \(range.lowerBound) to \(range.upperBound)" : "of at least \(range.lowerBound)")
      )
    }
    return number
  }

  /// Returns a whole number, which may be written as `5.0` or `5e0`; nil for other values.
  static func integer(_ value: JSONValue) -> Int? {
    guard case .number(let digits) = value else { return nil }
    return Int(digits) ?? Double(digits).flatMap { Int(exactly: $0) }
  }

  func flag(_ name: String) throws(ToolError) -> Bool {
    switch values[name] {
    case nil: return false
    case .bool(let bool)?: return bool
    default: throw ToolError(sentence: "'\(name)' must be true or false")
    }
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of _: Choice.Type
  ) throws(ToolError) -> Choice? {
    guard let text = try text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ToolError(
        sentence: "'\(shownLine(text, max: 100))' is not a value of '\(name)'; use one of \(names)")
    }
    return choice
  }

  // MARK: Pages

  /// Returns the cursor; nil for the first page.
  ///
  /// - Throws: `ToolError`, if it is not a cursor of these arguments.
  func cursor() throws(ToolError) -> PageCursor? {
    guard let text = try text("cursor") else { return nil }
    do throws(PageCursor.Failure) {
      return try PageCursor(text, query: identity)
    } catch {
      switch error {
      case .malformed: throw .notACursor
      case .foreign:
        throw ToolError(
          sentence: "the cursor belongs to other arguments; repeat those of the first page, only "
            + "'limit' may change")
      }
    }
  }

  /// Returns the cursor of the page that starts at `offset`.
  func cursor(_ version: String, at offset: Int) -> PageCursor {
    PageCursor(version: version, offset: offset, query: identity)
  }

  /// The tool and the arguments that determine its whole answer.
  private var identity: String {
    let values = values.filter { $0.key != "cursor" && $0.key != "limit" }
    return tool.name + JSONValue.object(values).encodedText
  }

  // MARK: Searches

  /// Returns the options of a search that the arguments name.
  func searchOptions() throws(ToolError) -> SearchOptions {
    var options = SearchOptions()
    options.filters = [
      .field(.publisher): try texts("publisher"), .field(.author): try texts("author"),
      .field(.language): try texts("language"),
      .since: try text("since").map { [$0] } ?? [], .until: try text("until").map { [$0] } ?? [],
    ]
    options.limit = try integer("limit") ?? options.limit
    options.listsPassages = try flag("passages")
    options.order = try choice("sort", of: SearchRequest.Order.self) ?? .relevance
    options.cites = true
    // The total is the same on each page.
    options.countsExactly = true
    return options
  }
}
