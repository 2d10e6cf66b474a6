@testable import Formats
import TestSupport
import Testing
import TextAnalysis

struct MarkdownReaderTests {
  @Test(arguments: [
    ("One\n\nTwo", "One\n\nTwo"), ("One\ntwo", "One two"), ("One  \ntwo", "One\ntwo"),
    ("## Head *line*\n\nText", "## Head line\n\nText"), ("Head\n---\nText", "## Head\n\nText"),
    ("*a* **b** ***c*** ~~d~~ `e` a_b_c", "a b c d e a_b_c"),
    ("[text](https://example.com \"title\") <https://example.org>", "text https://example.org"),
    ("[text][1]\n\n[1]: https://example.com", "text"),
    ("Before ![alt words](x.jpg) after", "Before after"),
    ("- a\n- b\n  - c\n\n1. d", "- a\n- b\n- c\n\n1. d"), ("- a\n\n- b", "- a\n- b"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"), ("1|b\n:-|-\n1|2", "1 | b\n1 | 2"),
    ("1 | b\n--- | ---\n1 | 2", "1 | b\n1 | 2"),
    ("> | a\\| | b\n> |---|---|\n> | 1 | 2 |", "a| | b\n1 | 2"),
    ("- 1. | a | b |\n     |---|---|\n     | 1 | 2 |", "a | b\n1 | 2"),
    ("| a | b |\n|---|\n| 1 |", "| a | b | |---| | 1 |"),
    ("> said\n\nmore", "said\n\nmore"), ("```c\nint a;\n  b\n```", "int a;\nb"),
    ("    code", "code"),
    ("a &amp; b &copy; <b>c</b> &lt;d&gt;", "a & b © c <d>"),
    ("<div>raw</div>\n\n<script>no()</script>\n\n<!-- no -->\n\nText", "raw\n\nText"),
    ("\\*not emphasis\\*", "*not emphasis*"),
    ("A$268bn, F-35 and 津軽海峡 🚀", "A$268bn, F-35 and 津軽海峡 🚀"),
    ("***\n\na\n\n---\n\nb", "a\n\nb"), ("a\u{0}b", "a\u{FFFD}b"),
  ])
  func `Markdown becomes readable text`(markdown: String, expected: String) throws {
    #expect(try MarkdownReader.read("Start\n\n" + markdown).text == "Start\n\n" + expected)
  }

  @Test(
    arguments: [
      ("# The *title*, here\n\nText", "The title, here", "Text"),
      ("The title\n===\n\nText", "The title", "Text"),
      ("---\ntitle: The title\n---\n# The title\n\nText", "The title", "Text"),
      ("---\ntitle: The title\n---\n# Another\n\nText", "The title", "# Another\n\nText"),
      ("Text\n\n# The title\n\nMore", "The title", "Text\n\nMore"),
      ("## Two\n\nText", nil, "## Two\n\nText"),
      ("# One\n\nText\n\n# Two", "One", "Text\n\n# Two"),
      ("---\ntitle:\n---\n# One\n\nText", "One", "Text"),
      ("\u{FEFF}# One\n\nText", "One", "Text"), ("# One\r\n\r\nText\r\n", "One", "Text"),
    ] as [(String, String?, String)])
  func `the title is in the front matter or the first main heading`(
    markdown: String, title: String?, text: String
  ) throws {
    let draft = try MarkdownReader.read(markdown)
    #expect(draft.title == title && draft.text == text)
  }

  @Test func `front matter gives the metadata by its usual names`() throws {
    let draft = try MarkdownReader.read(
      "---\nheadline: H\nBYLINE: A\nsource: P\ndate: 2021-10-18\nlang: de\nlink: u\nid: 7\nlayout: post\n---\nText"
    )
    #expect(
      draft
        == ArticleDraft(
          docno: "7", title: "H", author: "A", publisher: "P", published: "2021-10-18",
          language: "de", url: "u", text: "Text"))
  }

  @Test(arguments: [
    "> ", "[", "*a **b ", "- ", "<div>\n", "`", "![", "| a ", "&", "<", "# a\n\n", "![[]()",
    "[a]\n",
    "- > ", "  - a\n",
  ])
  func `hostile Markdown is read quickly`(piece: String) {
    let time = cpuTime {
      _ = try? MarkdownReader.read(String(repeating: piece, count: 20_000) + "\n\nEnd")
    }
    #expect(time < .seconds(20))
  }
}

/// Long and repetitive Markdown.
struct BoundedMarkdownTests {
  private func bounded(_ markdown: String) throws -> String {
    let text = try Array(markdown.utf8).withUnsafeBufferPointer { utf8 in
      try BoundedMarkdown(utf8).text
    }
    return String(decoding: text, as: UTF8.self)
  }

  @Test(arguments: [
    "", "# A\n\nText\n", "a\r\nb\r\rc", "> - 1. a\n\n    code\n\n| a |\n|---|\n| b |\n",
    "--- - -\n* * *\n",
    "\t- a\n\t\t- b", "\u{0}é海\n",
  ])
  func `ordinary Markdown is not changed`(markdown: String) throws {
    #expect(try bounded(markdown) == markdown)
  }

  @Test func `all rows of a long table are cells, also after the table was divided`() throws {
    let rows = (0..<20_000).map { "| \($0) | [b] |" }.joined(separator: "\n")
    let text = try MarkdownReader.read("| h | i |\n|---|:-:|\n" + rows).text
    let expected = ["h | i"] + (0..<20_000).map { "\($0) | [b]" }
    // Each part of the divided table is a block of its own.
    #expect(text.split(separator: "\n").map(String.init) == expected)
    #expect(text.ranges(of: "\n\n").count < 10)
  }

  @Test(arguments: [
    ("The treaty<sup>1</sup> holds 10<sup>6</sup> tons.", "The treaty[1] holds 10⁶ tons."),
    (
      "See<a href=\"#n\"><sup>2</sup></a>, in 1815<a href=\"#n\"><sup>3</sup></a>.",
      "See[2], in 1815[3]."
    ),
    ("<ruby>津軽<rt>つがる</rt></ruby>海峡", "津軽海峡"), ("<del>old</del><ins>new</ins>", "new"),
    ("> Tide,\\\n> wait.\n\nMore", "Tide,\nwait.\n\nMore"),
    ("> One line.\n>\n> Another.\n", "One line.\nAnother."),
    ("```sh\nmake\n\n# test it\n```\n\nMore", "make\n# test it\n\nMore"),
    ("1. a\n2. b\n   - c\n3. d", "1. a\n2. b\n- c\n3. d"), ("7. a\n8. b", "7. a\n8. b"),
    ("- a\n\n  More of a.\n\n- b", "- a\n\nMore of a.\n\n- b"),
    ("- one **two**\n- [three](x)\n\nAfter", "- one two\n- three\n\nAfter"),
  ])
  func `notes, readings and blocks of Markdown are read like those of a page`(
    markdown: String, expected: String
  ) throws {
    #expect(try MarkdownReader.read("Start\n\n" + markdown).text == "Start\n\n" + expected)
  }

  @Test func `all items of a long list are read`() throws {
    let text = try MarkdownReader.read((0..<20_000).map { "- \($0)" }.joined(separator: "\n")).text
    #expect(text == (0..<20_000).map { "- \($0)" }.joined(separator: "\n"))
  }

  @Test func `no word of a long paragraph is lost`() throws {
    let lines = (0..<30_000).map { "[\($0)] *a* and `b`" }
    let text = try MarkdownReader.read(lines.joined(separator: "\n")).text
    let words = text.split(whereSeparator: \.isWhitespace)
    #expect(words.count == 4 * lines.count)
    #expect(words.filter { $0.hasPrefix("[") }.map(String.init) == (0..<30_000).map { "[\($0)]" })
  }

  @Test func `a line of a million marks is divided`() throws {
    let text = try MarkdownReader.read(String(repeating: "[", count: 1_000_000)).text
    #expect(text.count { $0 == "[" } == 1_000_000)
  }

  @Test func `deeper lists and quotations than readers can see are escaped`() throws {
    for marker in ["> ", "- ", "1. ", "+ > "] {
      let text = try MarkdownReader.read(String(repeating: marker, count: 5_000) + "end").text
      #expect(text.hasSuffix("end"))
    }
    let indented = (0..<2_000).map { String(repeating: "  ", count: $0) + "- a" }
    #expect(try MarkdownReader.read(indented.joined(separator: "\n")).text.contains("- a"))
  }

  @Test func `links to one long address do not multiply it`() throws {
    let address = "[a]: <" + String(repeating: "u", count: 1 << 20) + ">\n\n"
    let time = cpuTime {
      #expect(throws: ReadError.tooComplex) {
        try MarkdownReader.read(address + String(repeating: "[a] ", count: 100_000))
      }
    }
    #expect(time < .seconds(20))
    #expect(try MarkdownReader.read(address + "Link [a]").text == "Link a")
  }

  @Test func `a file of too many lines is refused`() {
    #expect(throws: ReadError.tooComplex) {
      let lines = String(repeating: "\n", count: BoundedMarkdown.maxParts + 1)
      _ = try MarkdownReader.read("a\(lines)a")
    }
  }
}

struct PlainTextReaderTests {
  @Test(
    arguments: [
      ("Title\n\nText", "Title", "Text"), ("\n\n  Title  \r\n \r\nText", "Title", "Text"),
      ("Line one\nline two\n\nText", nil, "Line one\nline two\n\nText"),
      ("Only a line", nil, "Only a line"),
      ("\u{FEFF}Title\n\nText", "Title", "Text"),
      ("---\ntitle: T\n---\nFirst\n\nText", "T", "First\n\nText"),
      ("---\n\nIt rained.\n\n---\n\nIt stopped.", "---", "It rained.\n\n---\n\nIt stopped."),
      ("", nil, ""),
    ] as [(String, String?, String)])
  func `a short first line with an empty line after it is the title`(
    text: String, title: String?, rest: String
  ) {
    let draft = PlainTextReader.read(text)
    #expect(normalizedLine(draft.title) == title && normalize(draft.text) == rest)
  }

  @Test func `a long first line is text`() {
    let line = String(repeating: "word ", count: 40)
    #expect(PlainTextReader.read(line + "\n\nText").title == nil)
  }

  @Test(
    arguments: [
      ("", nil), ("## A heading\n\nText", "A heading"), ("Short text", "Short text"),
      (String(repeating: "word ", count: 40), String(repeating: "word ", count: 15) + "word…"),
      (String(repeating: "海", count: 100), String(repeating: "海", count: 80) + "…"),
    ] as [(String, String?)])
  func `without a title, the first words are the title`(text: String, title: String?) {
    var draft = ArticleDraft()
    draft.text = text
    #expect((try? draft.normalized())?.title == title)
  }

  @Test(
    arguments: [
      ("a.TXT", .plainText), ("a/b.md", .markdown), ("x.y.htm", .html), ("a.ndjson", .jsonLines),
      ("a.pdf", .pdf), ("a.JPEG", nil),
      ("txt", nil), (".txt", nil), ("a.txt/b", nil), ("", nil), ("-", nil),
    ] as [(String, Format?)])
  func `the extension determines the format`(path: String, format: Format?) {
    #expect(Format(path: path) == format)
  }

  @Test(
    arguments: [
      ("{\"a\": 1}", .jsonLines), ("\u{FEFF} \n{", .jsonLines), ("<!doctype", .html),
      ("---\n", .markdown), ("# T", .markdown),
      ("- list", .plainText), ("Text", .plainText), ("", .plainText),
    ] as [(String, Format)])
  func `the first bytes determine the format if the name does not`(head: String, format: Format) {
    #expect(Format.likely(Array(head.utf8)) == format)
  }
}
