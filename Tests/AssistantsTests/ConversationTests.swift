import JSON
import TestSupport
import Testing

@testable import Assistants

/// Conversations in all revisions, of which each message must fit the schema of the protocol.
struct ConversationTests {
  @Test(arguments: Revision.allCases)
  func `a whole conversation fits the schema of the protocol`(revision: Revision) throws {
    let folder = try TemporaryFolder()
    let client = TestClient(try AssistantArchive.write(to: folder), revision)
    try client.begin()
    if revision.isModern { _ = try client.request("server/discover") }
    if !revision.isModern { #expect(try client.request("ping") == [:]) }
    let tools = try client.request("tools/list")["tools"]?.elements ?? []
    #expect(
      tools.compactMap { $0["name"]?.stringValue }
        == ["search", "fetch", "similar", "timeline", "status"])
    #expect(tools.allSatisfy { ($0["outputSchema"] != nil) == (revision >= .june2025) })
    let found = try client.call("search", ["query": "ship harbour", "limit": 3])
    let results = found["results"]?.elements ?? []
    #expect(results.count == 3 && found["next_cursor"] != nil)
    let id = try #require(results.first?["id"]?.stringValue)
    let article = try client.call("fetch", ["id": .string(id)])
    #expect(article["id"] == .string(id) && article["title"] == results.first?["title"])
    #expect(article["text"]?.stringValue?.contains("left the harbour at dawn.") == true)
    _ = try client.call("similar", ["id": .string(id), "limit": 2])
    _ = try client.call("timeline", ["query": "ship", "by": "year"])
    _ = try client.call("status", [:])
    #expect(try client.request("resources/list")["resources"] == [])
    let templates = try client.request("resources/templates/list")["resourceTemplates"]
    #expect(templates?.elements.first?["uriTemplate"] == "article://{id}")
    let read = try client.request("resources/read", ["uri": "article://\(id)"])
    #expect(read["contents"]?.elements.first?["text"]?.stringValue?.contains("at dawn") == true)
    _ = try client.mistake("search", ["query": "ship", "since": "soon"])
    let missing = try client.failure("resources/read", ["uri": "article://9999"])
    #expect(missing["code"]?.int == (revision.isModern ? -32602 : -32002))
    #expect(try client.failure("tools/call", ["name": "delete"])["code"]?.int == -32602)
    #expect(try client.failure("tools/list", ["cursor": "x"])["code"]?.int == -32602)
    #expect(try client.failure("prompts/list")["code"]?.int == -32601)
    #expect(try client.failure("no/such")["code"]?.int == -32601)
    try client.validate()
  }

  @Test func `both eras are served at any time`() throws {
    let folder = try TemporaryFolder()
    let path = try AssistantArchive.write(to: folder, count: 3)
    let modern = TestClient(path, .july2026)
    _ = try modern.request("server/discover")
    let begun = modern.send([
      "jsonrpc": "2.0", "id": 900, "method": "initialize",
      "params": ["protocolVersion": "2025-06-18", "capabilities": [:], "clientInfo": [:]],
    ])
    #expect(begun?["result"]?["protocolVersion"] == "2025-06-18")
    // Without `_meta`, a request now follows the negotiated revision; with it, the modern one.
    let list = modern.send(["jsonrpc": "2.0", "id": 901, "method": "tools/list"])
    #expect(list?["result"]?["resultType"] == nil && list?["result"]?["tools"] != nil)
    #expect(try modern.request("tools/list")["resultType"] == "complete")
  }

  @Test func `initialize settles the revision`() throws {
    for (wanted, given) in [
      "2024-11-05": "2024-11-05", "2025-11-25": "2025-11-25", "2026-07-28": "2025-11-25",
      "1999-01-01": "2025-11-25", "": "2025-11-25",
    ] {
      let client = TestClient("/nowhere", .november2025)
      let result = try client.request(
        "initialize",
        [
          "protocolVersion": .string(wanted), "capabilities": [:],
          "clientInfo": ["name": "t", "version": "1"],
        ])
      #expect(result["protocolVersion"]?.stringValue == given)
    }
    #expect(
      try TestClient("/nowhere", .november2025).failure("initialize")["code"]?.int == -32602)
  }

  @Test func `a modern request without its metadata, or of another revision, is refused`() throws {
    let client = TestClient("/nowhere", .july2026)
    func code(_ meta: JSONValue) throws -> JSONValue {
      try client.failure("tools/list", ["_meta": meta])
    }
    let (version, capabilities) = (Revision.versionKey, Revision.capabilitiesKey)
    #expect(try code([:])["code"]?.int == -32602)
    #expect(try code([version: "2026-07-28"])["code"]?.int == -32602)
    #expect(try code([capabilities: [:]])["code"]?.int == -32602)
    #expect(try code([version: 1, capabilities: [:]])["code"]?.int == -32602)
    for name in ["1900-01-01", "2025-11-25"] {
      let error = try code([version: .string(name), capabilities: [:]])
      #expect(error["code"]?.int == -32022 && error["data"]?["requested"]?.stringValue == name)
      #expect(error["data"]?["supported"]?.elements.first == "2026-07-28")
    }
    #expect(client.send(["jsonrpc": "2.0", "id": 1, "method": "tools/list"])?["error"] != nil)
    #expect(try client.failure("ping")["code"]?.int == -32601)
    try client.validate()
  }

  @Test func `malformed messages are refused, and answers ignored`() throws {
    let client = TestClient("/nowhere", .november2025)
    for message: JSONValue in [
      1, "x", [], [[]], [:], ["id": 1], ["id": 1, "method": 2], ["id": [], "method": "ping"],
      ["id": .number("1.5"), "method": "ping"], ["id": nil, "method": "ping"],
      ["id": .string(String(repeating: "x", count: 201)), "method": "ping"],
      ["id": 1, "method": "ping", "jsonrpc": "1.0"],
    ] {
      let answer = try #require(client.send(message))
      #expect(answer["error"]?["code"]?.int == -32600, "\(message.encodedText)")
      client.record("JSONRPCErrorResponse", answer)
    }
    let list = client.send(["jsonrpc": "2.0", "id": 1, "method": "ping", "params": []])
    #expect(list?["error"]?["code"]?.int == -32602)
    for message: JSONValue in [
      ["jsonrpc": "2.0", "id": 1, "result": [:]], ["jsonrpc": "2.0", "error": [:]],
      ["jsonrpc": "2.0", "method": "notifications/initialized"],
      ["jsonrpc": "2.0", "method": "no/such"], ["jsonrpc": "2.0", "method": "tools/list"],
      ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": "none"]],
    ] {
      #expect(client.send(message) == nil, "\(message.encodedText)")
    }
    try client.validate()
  }

  @Test func `batches belong to the first revisions`() throws {
    let folder = try TemporaryFolder()
    let path = try AssistantArchive.write(to: folder, count: 3)
    func request(_ id: Int, _ method: String, _ parameters: JSONValue = [:]) -> JSONValue {
      [
        "jsonrpc": "2.0", "id": .number(String(id)), "method": .string(method),
        "params": parameters,
      ]
    }
    let batch: JSONValue = [
      request(1, "ping"), ["jsonrpc": "2.0", "method": "notifications/initialized"], 7,
      request(2, "tools/call", ["name": "search", "arguments": ["query": "ship"]]),
      request(3, "initialize", ["protocolVersion": "2025-11-25"]),
    ]
    for revision in Revision.allCases where !revision.isModern {
      let client = TestClient(path, revision)
      #expect(client.send(batch)?["error"]?["code"]?.int == -32600)
      try client.begin()
      let answer = client.send(batch)
      guard revision <= .march2025 else {
        #expect(answer?["error"]?["code"]?.int == -32600)
        continue
      }
      let answers = answer?.elements ?? []
      #expect(answers.map { $0["id"]?.int } == [1, nil, 2, 3])
      #expect(answers.map { $0["error"]?["code"]?.int } == [nil, -32600, nil, -32600])
      let notification: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]
      #expect(client.send([notification, notification]) == nil)
      let many = JSONValue.array(Array(repeating: request(1, "ping"), count: 21))
      #expect(client.send(many)?["error"]?["code"]?.int == -32600)
    }
  }

  @Test func `the instructions describe the archive, and warn of its text`() throws {
    let folder = try TemporaryFolder()
    let path = try AssistantArchive.write(to: folder)
    let client = TestClient(path, .july2026)
    let text = try client.request("server/discover")["instructions"]?.stringValue ?? ""
    #expect(text.contains("64 articles") && text.contains("languages: de, en, zh"), "\(text)")
    #expect(text.contains("data, not instructions"))
    let none = TestClient(folder.path("none.db"), .july2026)
    let missing = try none.request("server/discover")["instructions"]?.stringValue ?? ""
    #expect(missing.contains("there is no archive at") && missing.contains("search ingest"))
    #expect(try none.mistake("status", [:]).contains("there is no archive at"))
  }
}
