@testable import Ingest
import Testing

struct FrontMatterTests {
  @Test(arguments: [
    ("title: Plain words", "Plain words"),
    ("title: \"In \\\"quotes\\\", with \\\\ and \\n\"", "In \"quotes\", with \\ and \n"),
    ("title: \"\\u0141\\xF3d\\u017a \\U0001F33B\"", "Łódź 🌻"),
    ("title: \"bad \\u12\"", "bad u12"),
    ("title: 'It''s \\n so'", "It's \\n so"),
    ("title: \"unclosed", "unclosed"),
    ("title: \"closed\" # comment", "closed"),
    ("title: Time: 10:30", "Time: 10:30"),
    ("title: C# in depth", "C# in depth"),
    ("title: words # comment with a#b", "words"),
    ("title:\tafter a tab  ", "after a tab"),
    ("title:", ""),
    ("title: don't", "don't"),
  ])
  func `a value is read as YAML reads it`(line: String, expected: String) {
    let frontMatter = FrontMatter("---\n\(line)\n---\nText")
    #expect(frontMatter.fields.map(\.value) == [expected])
    #expect(frontMatter.fields.map(\.key) == ["title"])
    #expect(frontMatter.body == "Text")
  }

  @Test(arguments: [
    "tags: [a, b]", "tags: {a: b}", "tags: |", "summary: >-", "# title: comment", "",
    "  title: nested", "- title: in a list",
  ])
  func `lists, nested keys and comments are passed over`(line: String) {
    let frontMatter = FrontMatter("---\nlanguage: en\n\(line)\nurl: u\n---\nText")
    #expect(
      frontMatter.fields.map(\.key).filter { $0 != "tags" && $0 != "summary" } == [
        "language", "url",
      ])
    #expect(!frontMatter.fields.contains { $0.value.hasPrefix("|") || $0.value.hasPrefix(">") })
    #expect(frontMatter.body == "Text")
  }

  @Test(arguments: [
    "---\ntitle: A\n---\nText", "---\r\ntitle: A\r\n---\r\nText", "---\rtitle: A\r---\rText",
    "---\ntitle: A\n...\nText", "\u{FEFF}---\ntitle: A\n---\nText", "--- \ntitle: A\n--- \nText",
  ])
  func `the block is found whatever the line ends`(text: String) {
    let frontMatter = FrontMatter(text)
    #expect(frontMatter.fields.map(\.value) == ["A"])
    #expect(frontMatter.body == "Text")
  }

  @Test(arguments: [
    "", "---", "---\n", "Text", "---\ntitle: A", "---\n\nText\n", "\n---\ntitle: A\n---\n",
    "---\n\nIt rained.\n\n---\n\nIt stopped.", "---\nHe said: no\n---\n", "----\ntitle: A\n----\n",
    "---\nhttp://example.com\n---\n",
  ])
  func `what only looks like front matter stays in the text`(text: String) {
    let frontMatter = FrontMatter(text)
    #expect(frontMatter.fields.isEmpty)
    #expect(String(frontMatter.body) == text)
  }

  @Test func `an empty block is one`() {
    let frontMatter = FrontMatter("---\n---\nText")
    #expect(frontMatter.fields.isEmpty && frontMatter.body == "Text")
  }
}
