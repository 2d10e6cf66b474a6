@testable import Formats
import Testing

/// The titles, authors and dates of texts that have them only in their first lines.
struct ArticleOpeningTests {
  private func article(_ text: String, named name: String = "a.txt") throws -> ArticleDraft {
    try #require(ReadRecords(text, named: name).drafts.first).normalized()
  }

  private static let lead = "The harbour reopened on Monday after a long closure."

  @Test(arguments: [
    "The harbour reopens\n\nBy Jane Doe\n\n", "The harbour reopens\nBy Jane Doe\n\n",
    "The harbour reopens \r\nBy Jane Doe\r\nStaff Writer\r\n\r\n",
    "The harbour reopens\nBY JANE DOE\n", "By Jane Doe\n\nThe harbour reopens\n\n",
    "The harbour reopens\n\nBy Jane Doe\n\nPARIS, Oct. 18 — ",
    "The harbour reopens\nVon Jane Doe\n\nBerlin (dpa) - ",
    "Par Jane Doe\n\nThe harbour reopens\n\nPARIS (AFP) - ",
  ])
  func `a byline gives the author, and stays in the text`(start: String) throws {
    let article = try article(start + Self.lead + "\n\nMore.")
    #expect(article.title == "The harbour reopens")
    #expect(article.author?.lowercased() == "jane doe" && article.published == nil)
    #expect(article.text.lowercased().contains("jane doe"))
    #expect(article.text.hasSuffix(Self.lead + "\n\nMore."))
  }

  @Test(arguments: [
    "By Jane Doe\n\n", "By Jane Doe\n", "PARIS, Oct. 18 — ", "LONDON (Reuters) - ",
    "By Jane Doe\n\nPARIS, Oct. 18 — ", "By Jane Doe\nStaff Writer\n\n",
  ])
  func `a byline or a dateline is no title`(start: String) throws {
    let article = try article(start + Self.lead + "\n\nMore.")
    #expect(article.title == Self.lead)
    #expect(article.text == start.replacing("\n\n", with: "\n\n") + Self.lead + "\n\nMore.")
    #expect(article.author == (start.hasPrefix("By") ? "Jane Doe" : nil))
  }

  @Test func `the year of a date is never guessed`() throws {
    let text = "---\ntitle: T\n%---\nPARIS, Oct. 18 — \(Self.lead)\n"
    func date(_ matter: String) throws -> String? {
      try article(text.replacing("%", with: matter)).published
    }
    #expect(try date("") == nil)
    #expect(try date("date: 2021\n") == "2021-10-18")
    #expect(try date("date: 2021-10-19\n") == "2021-10-19")
    #expect(try date("date: 2021-11\n") == "2021-11")
    let whole = "T\n\nPARIS, Oct. 18, 2021 — \(Self.lead)\n"
    #expect(try article(whole).published == "2021-10-18")
    #expect(try article("---\ndate: 1999\n---\n" + whole).published == "1999")
  }

  @Test func `an author of the source comes before the byline, in every format`() throws {
    let text = "By Jane Doe\\n\\nThe harbour reopened."
    #expect(
      try article("{\"title\": \"T\", \"text\": \"\(text)\"}", named: "a.jsonl").author
        == "Jane Doe")
    #expect(
      try article(
        "{\"title\": \"T\", \"author\": \"Ada\", \"text\": \"\(text)\"}", named: "a.jsonl"
      )
      .author == "Ada")
    #expect(try article("# T\n\nBy Jane Doe\n\nText", named: "a.md").author == "Jane Doe")
    #expect(
      try article("<title>T</title><article><h1>T</h1><p>By Jane Doe<p>Text", named: "a.html")
        .author
        == "Jane Doe")
    // A title that the text repeats.
    #expect(
      try article("{\"title\": \"T\", \"text\": \"T\\nBy Jane Doe\\n\\nText\"}", named: "a.jsonl")
        .author
        == "Jane Doe")
  }

  @Test(arguments: [
    ("By Popular Demand\n\nText\n", "By Popular Demand"),
    ("EXCLUSIVE — Ports reopen\n\nText\n", "EXCLUSIVE — Ports reopen"),
    ("Von Neumann Probes\n\nText\n", "Von Neumann Probes"),
    ("Title\nsecond line\n\nText", "Title"), ("Title\n\n", "Title"),
    ("By Jane Doe\n", "By Jane Doe"),
    ("PARIS, Oct. 18, 2021 —", "PARIS, Oct. 18, 2021 —"),
  ])
  func `titles that look like a byline or a dateline stay titles`(text: String, title: String)
    throws
  {
    #expect(try article(text).title == title)
  }

  @Test func `a text of one long line is read quickly`() throws {
    for start in ["By Jane ", "PARIS — ", "PARIS, Oct. 18 "] {
      let text = start + String(repeating: "Doe ", count: 2_000_000)
      #expect(try article(text).author == nil)
    }
  }
}
