import Foundation
import TestSupport
import Testing

struct ShowCommandTests {
  @Test func `an article is printed whole`() throws {
    let result = try Demo.search(
      ["show", "seeds/aukus-submarines-explained.md"], environment: ["COLUMNS": "80"])
    #expect(result.status == 0)
    try expectGolden("show-80.txt", result.output)
  }

  @Test func `an article is found by number and docno`() throws {
    let wire = try Demo.search(["show", "mw-2021-1216-01"])
    #expect(wire.status == 0 && wire.output.hasPrefix("A wave across the screen"))
    #expect(try Demo.search(["show", "1"]).status == 0)
  }

  @Test func `an article that is not there is told`() throws {
    let result = try Demo.search(["show", "nonesuch"])
    #expect(result.status == 1 && result.output == "")
    #expect(result.errors == "search: there is no article 'nonesuch' in articles.db\n")
  }
}
