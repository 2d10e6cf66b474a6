import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SearchServer

/// `POST /mcp`; the messages themselves are tested with the module `Assistants`.
struct AssistantEndpointTests {
  private let meta =
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
    + "\"io.modelcontextprotocol/clientCapabilities\":{}}"

  /// Sends a request of the modern revision with the fields that belong to it, apart from `changes`.
  private func send(
    _ server: TestServer, _ method: String, _ parameters: String = "", name: String? = nil,
    _ changes: [String: String?] = [:]
  ) async throws -> TestServer.Answer {
    var fields = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method]
    fields["Mcp-Name"] = name
    for (field, value) in changes { fields[field] = value }
    let rest = parameters.isEmpty ? "" : parameters + ","
    return try await server.get(
      "/mcp", fields, method: "POST",
      body: "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\(method)\",\"params\":{\(rest)\(meta)}}")
  }

  private func code(_ answer: TestServer.Answer) -> Int? {
    (answer.object["error"] as? [String: Any])?["code"] as? Int
  }

  private func result(_ answer: TestServer.Answer) -> [String: Any]? {
    answer.object["result"] as? [String: Any]
  }

  @Test func `messages of both eras are answered`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let discovered = try await send(server, "server/discover")
      #expect(discovered.status == 200 && discovered.fields["content-type"] == "application/json")
      #expect((result(discovered)?["instructions"] as? String)?.contains("30 articles") == true)
      let call = "\"name\":\"search\",\"arguments\":{\"query\":\"ship\"}"
      let found = try await send(server, "tools/call", call, name: "search")
      let content = result(found)?["structuredContent"] as? [String: Any]
      #expect(content?["total"] as? Int == 30)
      for version in [nil, "2024-11-05", "2025-06-18", "2025-11-25"] as [String?] {
        let legacy = try await server.get(
          "/mcp", version.map { ["MCP-Protocol-Version": $0] } ?? [:], method: "POST",
          body: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\(call)}}")
        #expect(legacy.status == 200 && result(legacy)?["content"] != nil)
        let hasContent = result(legacy)?["structuredContent"] != nil
        #expect(hasContent == ((version ?? "") >= "2025-06-18"))
      }
      let begun = try await server.get(
        "/mcp", method: "POST",
        body: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\","
          + "\"params\":{\"protocolVersion\":\"2025-11-25\"}}")
      #expect(result(begun)?["protocolVersion"] as? String == "2025-11-25")
      #expect(begun.fields["mcp-session-id"] == nil)
      for method in ["initialized", "cancelled"] {
        let note = try await server.get(
          "/mcp", method: "POST",
          body: "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/\(method)\"}")
        #expect(note.status == 202 && note.body.isEmpty && note.fields["content-type"] == nil)
      }
    }
  }

  @Test func `header fields must agree with the message`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let call = "\"name\":\"status\",\"arguments\":{}"
      for changes: [String: String?] in [
        ["MCP-Protocol-Version": nil], ["MCP-Protocol-Version": "2025-11-25"],
        ["Mcp-Method": nil], ["Mcp-Method": "Tools/call"], ["Mcp-Name": nil],
        ["Mcp-Name": "search"], ["Mcp-Name": "=?base64?c2VhcmNo?="], ["Mcp-Name": "=?base64?*?="],
      ] {
        let answer = try await send(server, "tools/call", call, name: "status", changes)
        #expect(answer.status == 400 && code(answer) == -32020, "\(changes): \(answer.text)")
        #expect(answer.object["id"] as? Int == 7)
      }
      let encoded = try await send(
        server, "tools/call", call, name: "=?base64?c3RhdHVz?=")
      #expect(encoded.status == 200)
      let read = try await send(
        server, "resources/read", "\"uri\":\"article://1\"", name: "article://1")
      #expect(read.status == 200)
    }
  }

  @Test func `the status says what is wrong with a message`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      let unknown = try await send(server, "no/such")
      #expect(unknown.status == 404 && code(unknown) == -32601)
      let tool = try await send(server, "tools/call", "\"name\":\"x\"", name: "x")
      #expect(tool.status == 400 && code(tool) == -32602)
      let old = try await server.get(
        "/mcp", ["MCP-Protocol-Version": "1999-01-01"], method: "POST",
        body: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
      #expect(old.status == 400 && code(old) == -32022)
      let bare = try await server.get(
        "/mcp", ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"], method: "POST",
        body: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
      #expect(bare.status == 400 && code(bare) == -32602)
      for body in ["", "x", "[]", "{}", "[[[["] {
        let answer = try await server.get("/mcp", method: "POST", body: body)
        #expect(answer.status == 400, "\(body): \(answer.text)")
        #expect([-32700, -32600].contains(code(answer) ?? 0), "\(body): \(answer.text)")
      }
      for method in ["GET", "DELETE", "PUT"] {
        let answer = try await server.get("/mcp", method: method)
        #expect(answer.status == 405 && answer.fields["allow"] == "POST", "\(method)")
      }
    }
  }

  @Test func `hosts, origins, tokens and deadlines apply`() async throws {
    let ships = try ShipArchive()
    // SHA-256 of "secret".
    let hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    let tokens = try Tokens("reader \(hash)")
    try await TestServer.run(ships.path, { $0.tokens = tokens }) { server in
      #expect(try await send(server, "tools/list").status == 401)
      let bearer: [String: String?] = ["Authorization": "Bearer secret"]
      #expect(try await send(server, "tools/list", "", bearer).status == 200)
      for field: [String: String?] in [
        ["Origin": "https://evil.example"], ["Host": "evil.example"],
      ] {
        let answer = try await send(server, "tools/list", "", bearer.merging(field) { $1 })
        #expect(answer.status == 403)
      }
    }
    let call = "\"name\":\"search\",\"arguments\":{\"query\":\"ship\"}"
    try await TestServer.run(
      ships.path,
      {
        $0.deadline = 100
        $0.onCheck = { usleep(200_000) }
      }
    ) { server in
      let late = try await send(server, "tools/call", call, name: "search")
      #expect(late.status == 200 && result(late)?["isError"] as? Bool == true)
      #expect(late.text.contains("the search took too long"))
    }
    try await TestServer.run("/nowhere/a.db") { server in
      let missing = try await send(server, "tools/call", call, name: "search")
      #expect(missing.status == 200 && result(missing)?["isError"] as? Bool == true)
      #expect(missing.text.contains("there is no archive at"))
      #expect(try await send(server, "server/discover").status == 200)
    }
  }

  /// Counts the checks of searches, and makes them slow.
  private final class Checks: Sendable {
    let count = Atomic<Int>(0)
    let areSlow = Atomic<Bool>(false)

    func check() {
      count.add(1, ordering: .relaxed)
      if areSlow.load(ordering: .relaxed) { usleep(20_000) }
    }

    /// Returns the count, and begins again.
    func take() -> Int { count.exchange(0, ordering: .relaxed) }
  }

  @Test func `closing the connection stops the search`() async throws {
    let ships = try ShipArchive(articles: 1_000)
    let checks = Checks()
    try await TestServer.run(ships.path, { $0.onCheck = { checks.check() } }) { server in
      let body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
        + "{\"name\":\"search\",\"arguments\":{\"query\":\"ship\",\"limit\":50}}}"
      let whole = try await server.get("/mcp", method: "POST", body: body)
      #expect(whole.status == 200)
      let all = checks.take()
      checks.areSlow.store(true, ordering: .relaxed)
      let port = server.port
      try await onThread {
        let connection = try Connection(port: port)
        connection.send(
          "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            + body)
        #expect(waitUntil { checks.count.load(ordering: .relaxed) > 0 })
        connection.close()
      }
      repeat {
        try await Task.sleep(for: .milliseconds(50))
      } while try await !server.get("/metrics").text.contains("pressmark_queue_running 0\n")
      #expect(all > 50 && checks.take() < all / 2)
    }
  }

  @Test(arguments: ["2026-07-28", "legacy", "auto"])
  func `another program's client uses every tool`(mode: String) async throws {
    let python = Project.path + "/.build/python/bin/python"
    guard FileManager.default.isExecutableFile(atPath: python),
      try run(python, ["-c", "import mcp"]).status == 0
    else { return skip("no mcp; 'make oracles' installs it") }
    let folder = try TemporaryFolder()
    let database = folder.path("a.db")
    let ingest = try await onThread {
      try run(Project.search, ["ingest", "seeds", "--database", database])
    }
    try #require(ingest.status == 0)
    try await TestServer.run(database) { server in
      let address = "http://127.0.0.1:\(server.port)/mcp"
      let client = try await onThread {
        try run(python, [Project.fixture("mcp_client.py"), mode, address])
      }
      #expect(client.status == 0, "\(client.errors)")
      let found = try client.object
      let revision = mode == "legacy" ? "2025-11-25" : "2026-07-28"
      #expect(found["revision"] as? String == revision)
      for tool in ["search", "fetch", "similar", "timeline", "status", "read"] {
        #expect(found[tool] != nil, "\(tool)")
      }
    }
  }
}
