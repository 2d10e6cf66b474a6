import Foundation
import TestSupport
import Testing

/// `search fields`, and the languages of the archive.
struct FieldsTests {
  @Test(arguments: [40, 80])
  func `fields are listed with examples`(width: Int) throws {
    let result = try Demo.search(["fields"], environment: ["COLUMNS": "\(width)"])
    #expect(result.status == 0 && result.errors == "")
    try expectGolden("fields-\(width).txt", result.output)
  }

  @Test func `the numbers are those of the shell`() throws {
    let folder = try Demo.folder.get()
    let list = try Demo.search(["fields", "--format", "json"]).object
    try expectGolden("fields.json", try Demo.search(["fields", "--format", "json"]).output)
    let fields = try #require(list["fields"] as? [[String: Any]])
    #expect(fields.count == 8)
    for field in fields {
      let name = try #require(field["name"] as? String)
      let count = try folder.sql("SELECT count(\(name)) FROM articles", in: "articles.db")
      #expect("\(field["articles"] as? Int ?? -1)\n" == count, "\(name)")
      for example in field["examples"] as? [[String: Any]] ?? [] {
        guard let number = example["count"] as? Int, let value = example["value"] as? String else {
          continue
        }
        let quoted = value.replacing("'", with: "''")
        let found = try folder.sql(
          "SELECT count(*) FROM articles WHERE \(name) = '\(quoted)'", in: "articles.db")
        #expect("\(number)\n" == found, "\(value)")
      }
    }
  }

  @Test func `an empty archive has no examples`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.search(["ingest", "-", "-d", "a.db"], input: "")
    let result = try folder.search("fields", "-d", "a.db")
    #expect(result.status == 0 && result.output.hasPrefix("0 articles\n"))
  }

  @Test func `a language may be named, and one that is missing lists the others`() throws {
    let codes = try Demo.search(["--language", "en", "--count"]).output
    for name in ["english", "English", "ENGLISH"] {
      #expect(try Demo.search(["--language", name, "--count"]).output == codes)
      #expect(try Demo.search(["language:\(name)", "--count"]).output == codes)
    }
    #expect(codes != "0\n")
    let missing = try Demo.search(["russia", "--language", "welsh"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("no article is in the language \"welsh\"; the archive has "))
    #expect(missing.errors.contains(", en"))
  }
}
