import Foundation
import JSON
import SQLite
import SearchEngine
import TestSupport
import Testing

@testable import Assistants

/// A client that speaks one revision, and records all messages so that they can be validated.
final class TestClient {
  /// The revision that the client speaks.
  let revision: Revision
  private let assistant = Assistant()
  private var session: ArchiveSession
  private var legacy: Revision?
  private var nextID = 1
  /// The values to validate, each with the name of its definition or a schema of its own.
  private var log: [JSONValue] = []
  /// The schemas of the tools' arguments and answers, by the names of the tools.
  private var schemas: [String: JSONValue] = [:]

  init(_ path: String, _ revision: Revision) {
    self.revision = revision
    session = ArchiveSession(path: path)
  }

  /// The names of the definitions of each method, in the schemas of the protocol.
  private static let definitions = [
    "initialize": ("InitializeRequest", "InitializeResult"), "ping": ("PingRequest", "EmptyResult"),
    "server/discover": ("DiscoverRequest", "DiscoverResult"),
    "tools/list": ("ListToolsRequest", "ListToolsResult"),
    "tools/call": ("CallToolRequest", "CallToolResult"),
    "resources/list": ("ListResourcesRequest", "ListResourcesResult"),
    "resources/templates/list": (
      "ListResourceTemplatesRequest", "ListResourceTemplatesResult"
    ),
    "resources/read": ("ReadResourceRequest", "ReadResourceResult"),
  ]

  /// Sends any message, and returns the answer.
  func send(_ message: JSONValue) -> JSONValue? {
    let reaction = assistant.reaction(to: message, legacy: &legacy)
    let interruption = Interruption(at: .now + .seconds(600))
    let answer = reaction.message(interruption) { error in
      Issue.record("\(error)")
    } archive: {
      try session.current()
    }
    #expect((answer?.encodedText.utf16.count ?? 0) <= MessageLength.max)
    return answer
  }

  /// Begins the conversation, as the revision wants it.
  func begin() throws {
    guard !revision.isModern else { return }
    _ = try request(
      "initialize",
      [
        "protocolVersion": .string(revision.rawValue), "capabilities": [:],
        "clientInfo": ["name": "test", "version": "1"],
      ])
    let notification: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]
    record("InitializedNotification", notification)
    #expect(send(notification) == nil)
  }

  /// Sends a request and returns the result.
  func request(_ method: String, _ parameters: [String: JSONValue] = [:]) throws -> JSONValue {
    let answer = try answer(method, parameters)
    let result = try #require(answer["result"], "\(method): \(answer.encodedText)")
    let definitions = try #require(Self.definitions[method])
    record("JSONRPCResultResponse", answer)
    record(definitions.1, result)
    if method == "tools/list", case .array(let tools)? = result["tools"] {
      for tool in tools { schemas[tool["name"]?.stringValue ?? ""] = tool }
    }
    return result
  }

  /// Sends a request and returns the error.
  func failure(_ method: String, _ parameters: [String: JSONValue] = [:]) throws -> JSONValue {
    let answer = try answer(method, parameters, isValid: false)
    let error = try #require(answer["error"], "\(method): \(answer.encodedText)")
    record("JSONRPCErrorResponse", answer)
    return error
  }

  private func answer(
    _ method: String, _ parameters: [String: JSONValue], isValid: Bool = true
  ) throws -> JSONValue {
    var parameters = parameters
    if revision.isModern, parameters["_meta"] == nil {
      parameters["_meta"] = [
        Revision.versionKey: .string(revision.rawValue), Revision.capabilitiesKey: [:],
        Revision.clientKey: ["name": "test", "version": "1"],
      ]
    }
    let id: JSONValue = nextID % 2 == 0 ? .number(String(nextID)) : .string("id \(nextID)")
    nextID += 1
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(parameters),
    ]
    if isValid, let definition = Self.definitions[method]?.0 { record(definition, message) }
    let answer = try #require(send(message))
    #expect(answer["id"] == id && answer["jsonrpc"] == "2.0")
    return answer
  }

  /// Calls a tool with valid arguments, and returns the content of its answer.
  func call(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let result = try request("tools/call", ["name": .string(tool), "arguments": arguments])
    #expect(result["isError"] == nil, "\(tool) \(arguments.encodedText): \(result.encodedText)")
    let content = try content(of: result)
    if let schema = schemas[tool] {
      record(schema: schema["inputSchema"], arguments)
      record(schema: schema["outputSchema"], content)
    }
    return content
  }

  /// Calls a tool, and returns the text of the error.
  func mistake(_ tool: String, _ arguments: JSONValue) throws -> String {
    let result = try request("tools/call", ["name": .string(tool), "arguments": arguments])
    #expect(result["isError"] == true, "\(tool) \(arguments.encodedText): \(result.encodedText)")
    #expect(result["structuredContent"] == nil)
    return try text(of: result)
  }

  /// Returns the content of a tool's answer, whose text must say the same.
  func content(of result: JSONValue) throws -> JSONValue {
    let content = try JSONValue(parsing: Array(try text(of: result).utf8))
    if revision >= .june2025 {
      #expect(result["structuredContent"] == content)
    } else {
      #expect(result["structuredContent"] == nil)
    }
    return content
  }

  private func text(of result: JSONValue) throws -> String {
    guard case .array(let items)? = result["content"], items.count == 1,
      let text = items[0]["text"]?.stringValue
    else {
      Issue.record("not one text: \(result.encodedText)")
      return ""
    }
    return text
  }

  // MARK: Validation

  func record(_ definition: String, _ value: JSONValue) {
    log.append(["definition": .string(definition), "value": value])
  }

  private func record(schema: JSONValue?, _ value: JSONValue) {
    guard let schema else { return }
    log.append(["definition": nil, "schema": schema, "value": value])
  }

  /// Validates all recorded values.
  func validate() throws {
    let file = revision.isModern ? "schema-2026-07-28.json" : "schema-2025-11-25.json"
    try validateMessages(log, file)
  }
}

/// Validates values against the schema of the protocol, if this machine has what that needs.
func validateMessages(_ log: [JSONValue], _ file: String) throws {
  guard let schema = Project.shared("mcp/" + file) else {
    return skip("no ../shared/mcp/\(file), the schema of the protocol")
  }
  guard let python = python(with: "jsonschema") else { return }
  let lines = log.map { $0.encodedText + "\n" }.joined()
  let result = try run(python, [Project.fixture("mcp_messages.py"), schema], input: lines)
  #expect(result.output == "validated\n" && result.errors == "")
}

/// Returns the Python of `make oracles`; nil if it lacks a module.
func python(with module: String) -> String? {
  let python = Project.path + "/.build/python/bin/python"
  guard FileManager.default.isExecutableFile(atPath: python),
    (try? run(python, ["-c", "import \(module)"]).status) == 0
  else {
    skip("no \(module); 'make oracles' installs it")
    return nil
  }
  return python
}

extension JSONValue: ExpressibleByNilLiteral {
  /// Creates null.
  public init(nilLiteral: ()) { self = .null }

  /// The elements of an array.
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

  /// The whole number.
  var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
}
