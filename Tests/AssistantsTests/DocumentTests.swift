import Foundation
import JSON
import TestSupport
import Testing

@testable import Assistants

/// The page docs/assistants.md.
struct AssistantDocumentTests {
  private func page() throws -> String {
    try String(contentsOfFile: Project.path + "/docs/assistants.md", encoding: .utf8)
  }

  @Test func `the page lists each tool with its arguments`() throws {
    let rows = try page().split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == Tool.all.count)
    for (tool, row) in zip(Tool.all, rows) {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      #expect(cells[1].contains("`\(tool.name)`"))
      let named = cells[2].matches(of: /`(\w+)`/).map { String($0.output.1) }
      let filters = cells[2].contains("the filters") ? ToolArguments.filters.map(\.name) : []
      #expect(Set(named + filters) == Set(tool.parameters.map(\.name)), "\(tool.name)")
    }
  }

  @Test func `the configurations are JSON, and start the command as it is`() throws {
    let blocks = try page().components(separatedBy: "```json\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
    #expect(blocks.count == 2)
    let servers = try blocks.compactMap {
      try JSONValue(parsing: Array($0.utf8))["mcpServers"]?["articles"]
    }
    #expect(servers.first?["command"] == "search")
    let arguments = servers.first?["args"]?.elements.compactMap(\.stringValue) ?? []
    #expect(arguments.prefix(2) == ["mcp", "--database"] && arguments.count == 3)
    let folder = try TemporaryFolder()
    let result = try run(
      Project.search, arguments.dropLast() + [folder.path("none.db")],
      input: "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n")
    #expect(result.output == "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":{}}\n" && result.status == 0)
    #expect(servers.last?["url"]?.stringValue?.hasSuffix("/mcp") == true)
  }
}
