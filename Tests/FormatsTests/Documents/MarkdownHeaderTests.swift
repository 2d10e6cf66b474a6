@testable import Formats
import Testing
import TextAnalysis

/// The forms of metadata that programs for Markdown read.
struct MarkdownHeaderTests {
  @Test(
    arguments: [
      (
        "% The tide\n% Ada Quill; Ben Gull\n% 18 October 2021\n\nText", "The tide",
        "Ada Quill, Ben Gull", "2021-10-18", "Text"
      ),
      ("% The\n  tide\n% Ada\n  Ben\n\nText", "The tide", "Ada, Ben", nil, "Text"),
      ("%\n% Ada\n\n# The tide\n\nText", "The tide", "Ada", nil, "Text"),
      ("%50 less\n\nText", nil, nil, nil, "%50 less\n\nText"),
      (
        "Title: The tide\nAuthor: Ada\n  Quill\nDate: 2021-10-18\nBase Header Level: 2\n\nText",
        "The tide", "Ada Quill", "2021-10-18", "Text"
      ),
      ("Title: The tide\n\nText", "The tide", nil, nil, "Text"),
      ("Note: this is\n\nText", nil, nil, nil, "Note: this is\n\nText"),
      ("Words\nTitle: no\n\nText", nil, nil, nil, "Words Title: no\n\nText"),
      (
        "{\n  \"title\": \"The tide\", \"authors\": [\"Ada\", \"Ben\"], \"date\": \"2021-10-18\"\n}\nText",
        "The tide", "Ada, Ben", "2021-10-18", "Text"
      ),
      ("{\"a\": 1}\n\nText", nil, nil, nil, "{\"a\": 1}\n\nText"),
      ("{ brace\n\nText", nil, nil, nil, "{ brace\n\nText"),
    ] as [(String, String?, String?, String?, String)])
  func `headers are read`(
    source: String, title: String?, author: String?, date: String?, text: String
  ) throws {
    let draft = try MarkdownReader.read(source)
    #expect(draft.title == title && draft.author == author)
    #expect(draft.published.flatMap { PublicationDate(parsing: $0) }?.description == date)
    #expect(draft.text == text)
  }

  @Test(
    arguments: [
      ("_posts/2021-10-18-tide-tables.md", "Text", "Tide tables", "2021-10-18"),
      ("2021-1-5-a.markdown", "# Own title\n\nText", "Own title", "2021-01-05"),
      ("2021-10-18-a.md", "---\ntitle: Own\ndate: 2020\n---\nText", "Own", "2020"),
      ("2021-13-18-a.md", "Text", nil, nil), ("2021-10-18.md", "Text", nil, nil),
      ("a-b-c-d.md", "Text", nil, nil),
    ] as [(String, String, String?, String?)])
  func `a post of Jekyll has its date in its name`(
    name: String, source: String, title: String?, date: String?
  ) {
    let read = ReadRecords(source, named: name)
    #expect(read.titles == [title] && read.drafts.map(\.published) == [date])
  }

  @Test(arguments: [
    ("title: &t The tide\nauthor: *t", "The tide", "The tide"),
    ("title: !!str The tide\nauthor: !string Ada", "The tide", "Ada"),
    ("title: !ruby/string The tide\nauthor: Ada", "The tide", "Ada"),
    ("title: !important news\nauthor: Ada", "!important news", "Ada"),
    ("base: &b\n  author: Ada\ntitle: The tide\n<<: *b", "The tide", "Ada"),
    ("people:\n  - &a {name: Ada, desk: City}\ntitle: The tide\nauthor: *a", "The tide", "Ada"),
    ("author: !person\n  name: Ada\ntitle: The tide", "The tide", "Ada"),
  ])
  func `anchors and types of YAML are understood`(block: String, title: String, author: String)
    throws
  {
    let draft = try MarkdownReader.read("---\n\(block)\n---\nText")
    #expect(draft.title == title && draft.author == author)
  }
}
