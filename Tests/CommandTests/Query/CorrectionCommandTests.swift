import TestSupport
import Testing

/// What people and programs get for a query with a misspelled word.
struct CorrectionCommandTests {
  private static let line = "Showing results for \"Petrov\"; nothing was found for \"Petrow\"."

  @Test func `for people the correction is the first line, before the hits`() throws {
    let result = try Demo.search(["Petrow"])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.lines.first.map(String.init) == Self.line)
    #expect(result.output.hasPrefix(Self.line + "\n\n1. "))
    let hits = try Demo.search(["Petrov"]).output
    #expect(result.output == Self.line + "\n\n" + hits)
    #expect(try Demo.search(["timeline", "Petrow"]).output.hasPrefix(Self.line + "\n\n"))
  }

  @Test func `pages for people start with the correction too`() throws {
    let page = try Demo.search(["Petrow", "--format", "html"])
    #expect(page.status == 0 && page.errors == "")
    #expect(
      page.output.contains(
        "<p><bdi>Showing results for &quot;Petrov&quot;; nothing was found for &quot;Petrow&quot;.")
    )
    let notes = try Demo.search(["Petrow", "--format", "markdown"])
    #expect(notes.output.hasPrefix("Showing results for \"Petrov\""))
  }

  @Test func `one misspelled word among several is corrected`() throws {
    let nato = try Demo.search(["Stoltenburg", "NATO"])
    #expect(
      nato.lines.first
        == "Showing results for \"Stoltenberg NATO\"; nothing was found for \"Stoltenburg\".")
    let pipe = try Demo.search(["Nordstream", "2"])
    #expect(
      pipe.lines.first
        == "Showing results for '\"Nord Stream\" 2'; nothing was found for \"Nordstream\".")
  }

  @Test(arguments: ["csv", "tsv", "trec", "jsonl", "ris", "bibtex", "csl"])
  func `programs get only what was typed, unless they ask`(format: String) throws {
    let typed = try Demo.search(["Petrow", "--format", format])
    #expect(typed.status == 1)
    #expect(typed.output == (try Demo.search(["zzzzzzzz", "--format", format]).output))
    let asked = try Demo.search(["Petrow", "--format", format, "--suggest"])
    let right = try Demo.search(["Petrov", "--format", format])
    #expect(asked.status == 0)
    #expect(asked.output.replacing("Petrow", with: "Petrov") == right.output)
    let refused = try Demo.search(["Petrow", "--format", format, "--no-suggest"])
    #expect(refused.status == 1 && refused.output == typed.output && refused.errors == "")
  }

  @Test func `JSON reports the proposal`() throws {
    let result = try Demo.search(["Petrow", "--format", "json"])
    #expect(result.status == 1 && result.errors == "")
    let notices = try #require(try result.object["notices"] as? [[String: Any]])
    #expect(notices.map { $0["code"] as? String } == ["did-you-mean"])
    #expect(notices.map { $0["suggestion"] as? String } == ["Petrov"])
    #expect(try result.hits.isEmpty)
    let asked = try Demo.search(["Petrow", "--format", "json", "--suggest"])
    #expect(asked.status == 0)
    let corrected = try #require(try asked.object["notices"] as? [[String: Any]])
    #expect(corrected.map { $0["code"] as? String } == ["corrected"])
    #expect(try asked.object["query"] as? String == "Petrow")
  }

  @Test func `with --strict only what was typed counts`() throws {
    let strict = try Demo.search(["--strict", "Petrow"])
    #expect(strict.status == 1 && strict.output == "")
    #expect(strict.errors.contains("did you mean \"Petrov\" for \"Petrow\"?"))
    #expect(try Demo.search(["--strict", "--suggest", "Petrow"]).status == 0)
    let off = try Demo.search(["--no-suggest", "Petrow"])
    #expect(off.status == 1 && off.errors == "search: nothing found for 'Petrow'\n")
  }

  @Test(arguments: ["jsonl", "csv", "tsv", "trec"])
  func `a batch answers what was typed, unless it asks`(format: String) throws {
    let folder = try Demo.folder.get()
    func batch(_ options: String...) throws -> CommandResult {
      try folder.search(
        ["batch", "-", "-d", "articles.db", "--format", format] + options, input: "q\tPetrow\n")
    }
    #expect(try batch().status == 1)
    #expect(try batch("--suggest").status == 0)
    #expect(try batch("--no-suggest").status == 1)
  }

  @Test func `--suggest is refused where nothing can be corrected`() throws {
    for option in ["--plain", "--raw"] {
      let result = try Demo.search(["--suggest", option, "Petrow"])
      #expect(result.status == 64)
      #expect(result.errors.contains("--suggest and \(option) exclude each other"))
    }
  }
}
