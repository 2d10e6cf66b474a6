import Archive
import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

/// Article text is never run by a page or interpreted by a terminal.
struct InertTests {
  private static let controls = Set<Unicode.Scalar>(
    [0x00...0x08, 0x0B...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069]
      .flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } })

  private static let url = "javascript:alert(document.domain)//\"onmouseover=\"x"

  private static var hit: SearchHit {
    var hit = Sample.hit(
      title: Sample.hostile, snippet: "[\(Sample.hostile)] and", publisher: Sample.hostile,
      published: "\u{1B}]0;x\u{7}", url: url, language: "en\" onclick=\"x",
      location: Sample.hostile)
    hit.missing = [Sample.hostile]
    hit.lacking = hit.missing
    hit.locator = PassageLocator(offset: 5, passageCount: 3)
    return hit
  }

  @Test func `no format prints control characters`() throws {
    var answered = Sample.answer([Self.hit], query: Sample.hostile)
    answered.request.explains = true
    let row = RowFormat.tsv.line(Self.hit, query: Sample.hostile)
    let texts = [
      try Sample.rendered(answered, .json), try Sample.rendered(answered, .jsonl),
      RowFormat.csv.line(Self.hit, query: Sample.hostile), row,
      runLines([Self.hit], topic: "1", tag: "t"),
      MarkdownResults(answered).text, HTMLResults(answered).text,
      Citation(Self.hit.article).line,
      TimelineDrawing(
        Timeline(unit: .year, spans: [.init(start: Sample.hostile, count: 1)], undated: 0),
        query: Sample.hostile
      ).text,
      TimelineChart(
        Timeline(unit: .year, spans: [.init(start: Sample.hostile, count: 1)], undated: 0),
        isASCII: false
      ).lines(Console(width: 80, usesColor: false)).joined(),
    ]
    for text in texts {
      #expect(text.contains("evil"), "the text itself is there")
      let found = Set(text.unicodeScalars).intersection(Self.controls)
      #expect(found.isEmpty, "\(text)")
    }
    #expect(row.count { $0 == "\t" } == 10 && row.count { $0 == "\n" } == 1)
  }

  @Test func `escaped JSON decodes to the same text`() throws {
    let all = (0..<0x3000).compactMap { Unicode.Scalar(UInt32($0)) }.filter { $0.value != 0xFEFF }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: all)
    let line = try json([String(text)], .line)
    #expect(try JSONDecoder().decode([String].self, from: Data(line.utf8)) == [String(text)])
    let printed = line.unicodeScalars.dropLast()
    #expect(Set(printed).isDisjoint(with: Self.controls.union(["\n", "\u{2028}"])))
  }

  @Test func `an article cannot add elements or attributes to a page`() throws {
    let page = HTMLResults(Sample.answer([Self.hit], query: Sample.hostile)).text
    // Every tag of the page must be one of ours, unchanged.
    let tags = Set(page.matches(of: /<[^>]*>/).map { String($0.output) })
    let ours = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<meta name=\"referrer\" content=\"no-referrer\">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"\(HTMLResults.policy)\">",
      "<title>", "</title>", "<style>", "</style>", "</head>", "<body>", "<main>", "<h1>", "</h1>",
      "<bdi>", "</bdi>", "<p>", "</p>", "<ol start=\"1\">", "<li>", "<h2 dir=\"auto\">", "</h2>",
      "<blockquote dir=\"auto\">", "</blockquote>", "<mark>", "</mark>", "<small>", "</small>",
      "<cite dir=\"auto\">", "</cite>", "<s>", "</s>", "</li>", "</ol>", "</main>", "</body>",
      "</html>",
    ]
    #expect(tags.subtracting(ours) == [])
    #expect(!page.contains("href"), "a URL that is not of the web is no link")
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test func `the style sheet matches the hash in the policy`() throws {
    let hexadecimal = sha256(of: HTMLResults.style)
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { index -> UInt8? in
      UInt8(hexadecimal.dropFirst(index).prefix(2), radix: 16)
    }
    #expect(Data(bytes).base64EncodedString() == HTMLResults.styleHash)
  }

  @Test(arguments: [
    ("https://example.com/a?b=c&d#e", "https://example.com/a?b=c&d#e"),
    ("HTTP://Example.com/ä b", "http://Example.com/%C3%A4%20b"),
    ("https://e.com/\"><x \u{1B}\\\u{202E}", "https://e.com/%22%3E%3Cx%20%1B%5C%E2%80%AE"),
    ("https://", nil), ("https:///x", nil), ("http://@x", nil), ("ftp://a", nil),
    ("javascript:alert(1)", nil), (" https://a", nil), ("data:text/html,x", nil), ("", nil),
    ("https://\n", nil), ("https:example.com", nil), ("//example.com", nil),
  ])
  func `only web addresses become links, in ASCII`(url: String, address: String?) {
    #expect(webAddress(url) == address)
  }

  @Test func `text that Markdown would interpret is escaped`() {
    #expect(MarkdownResults.escaped("a*b_c[d](e)<f>`g`") == "a\\*b\\_c\\[d\\](e)\\<f\\>\\`g\\`")
    #expect(
      MarkdownResults.escaped("see https://a.b or www.c.d") == "see https\\://a.b or www\\.c.d")
    let hit = Sample.hit(
      title: "1. A # title", snippet: "# no [heading]", publisher: "- item",
      url: "https://e.com/(x)&y")
    #expect(
      MarkdownResults(Sample.answer([hit])).text == """
        1. **[1. A # title](https://e.com/\\(x\\)\\&y)**\\
           \\- item

           > no **heading**

        """)
    let numbered = Sample.hit(snippet: "12. [March] 2021", rank: 10)
    #expect(
      MarkdownResults(Sample.answer([numbered])).text
        == "10. **The title**\n\n    > 12\\. **March** 2021\n")
  }

  @Test func `fields with line ends of any kind are quoted`() {
    #expect(
      RowFormat.csv.line(["a", "b\r\nc", "\"", "d,e", "f\ng", ""])
        == "a,\"b\r\nc\",\"\"\"\",\"d,e\",\"f\ng\",\n")
    // A quotation mark with an accent is one character, but its first scalar must be doubled in
    // CSV.
    #expect(RowFormat.csv.line(["\"\u{301}"]).unicodeScalars.count == 6)
    #expect(RowFormat.tsv.line(["a\tb", "c\r\nd\u{2028}e"]) == "a b\tc d e\n")
  }

  @Test func `a hostile article is found, and every format shows it as text`() throws {
    let folder = try TemporaryFolder()
    let object: [String: Any] = [
      "title": Sample.hostile, "text": "Unmistakable \(Sample.hostile)", "url": Self.url,
      "publisher": Sample.hostile, "author": Sample.hostile, "date": "2021-01-01", "id": "a b",
    ]
    try folder.write("a.jsonl", JSONSerialization.data(withJSONObject: object))
    let database = folder.path("a.db")
    #expect(
      try folder.search("ingest", "a.jsonl", "-d", database).status == 0)
    // Other programs may write to an archive without removing control characters.
    let dirty = "UPDATE articles SET title = title || char(27) || '[31m' || char(155) || char(8238)"
    _ = try folder.sql(dirty, in: "a.db")
    for format in SearchResponse.formats {
      let result = try run(
        Project.search, ["unmistakable", "-d", database, "--format", format.name])
      #expect(result.status == 0 && result.errors == "", "\(format)")
      // The lines of RIS end with CR and LF.
      let output = format == .ris ? result.output.replacing("\r\n", with: "\n") : result.output
      #expect(Set(output.unicodeScalars).isDisjoint(with: Self.controls), "\(format)")
    }
    for arguments in [
      ["show", "1"], ["show", "1#1", "--cite"], ["show", "1", "--format", "json"],
    ] {
      let result = try run(Project.search, arguments + ["-d", database])
      #expect(result.status == 0)
      #expect(Set(result.output.unicodeScalars).isDisjoint(with: Self.controls), "\(arguments)")
    }
  }
}
