import JSON
import TestSupport
import Testing

@testable import Assistants

/// Conversations with PyPI's client of the protocol, which speaks both eras.
struct ClientTests {
  @Test(arguments: ["2026-07-28", "legacy", "auto"])
  func `another program's client uses every tool`(mode: String) throws {
    guard let python = python(with: "mcp") else { return }
    let folder = try TemporaryFolder()
    _ = try run(Project.search, ["ingest", "seeds", "--database", folder.path("a.db")])
    let result = try run(
      python,
      [
        Project.fixture("mcp_client.py"), mode, Project.search, "mcp", "--database",
        folder.path("a.db"),
      ])
    #expect(result.status == 0, "\(result.errors)")
    let found = try JSONValue(parsing: Array(result.output.utf8))
    #expect(found["revision"]?.stringValue == (mode == "legacy" ? "2025-11-25" : "2026-07-28"))
    #expect(found["tools"]?["tools"]?.elements.count == 5)
    // With the revision given, the client does not ask for more.
    if mode != "2026-07-28" {
      #expect(found["instructions"]?.stringValue?.contains("33 articles") == true)
    }
    for tool in ["search", "fetch", "similar", "timeline", "status"] {
      #expect(
        found[tool]?["structuredContent"] != nil && found[tool]?["isError"] != true, "\(tool)")
    }
    #expect(found["mistake"]?["isError"] == true)
    #expect(found["read"]?["contents"]?.elements.count == 1)
  }
}
