@testable import Formats
import Testing

/// The pages of `PageShape`, and what pages show of their titles, dates and authors.
struct PageShapeTests {
  @Test(arguments: PageShape.all)
  func `the article is read, and nothing else`(shape: PageShape) throws {
    let text = try read(shape.html).text
    for number in 1...shape.paragraphs {
      #expect(text.contains(PageShape.article(number)), "paragraph \(number) of \(text)")
    }
    #expect(!text.contains("Unwanted"), "\(text)")
  }

  @Test func `there are forty shapes`() { #expect(PageShape.all.count >= 40) }

  @Test(arguments: [
    (
      "<title>Ferries return | The Tidewater Post</title><meta property=og:site_name content='The Tidewater Post'>",
      "", "Ferries return"
    ),
    (
      "<title>The Tidewater Post | Ferries return</title><meta property=og:site_name content='The Tidewater Post'>",
      "", "Ferries return"
    ),
    (
      "<title>Ferries return - Tidewater</title><link rel=canonical href='https://www.tidewater.example/a'>",
      "", "Ferries return"
    ),
    ("<title>Ferries return to the harbour</title>", "<h1>Ferries return</h1>", "Ferries return"),
    (
      "<title>Ferries return to the harbour</title>", "<h1>The Post</h1>",
      "Ferries return to the harbour"
    ),
    (
      "<title>Ferries return</title>", "<h1>Tidewater</h1><h1>Ferries will return</h1>",
      "Ferries will return"
    ),
    (
      "<meta property=og:title content='All about our ferries'>", "<h1>Ferries return</h1>",
      "Ferries return"
    ),
  ])
  func `the title is the heading, or the declared title without the site`(
    head: String, body: String, expected: String
  ) throws {
    #expect(try read(head + "<body>" + body + Self.text).title == expected)
  }

  @Test(arguments: [
    ("", "<p class=date>5 March 2020</p>", "2020-03-05"),
    ("", "<div class=byline>By Ada Quill, March 5th, 2020</div>", "2020-03-05"),
    ("", "<span class=published-on>Published: 2020-03-05, 10:00</span>", "2020-03-05"),
    ("", "<p>Stand vom 5. März 2020</p>", "2020-03-05"),
    ("<html lang=de>", "<p class=date>05.03.2020</p>", "2020-03-05"),
    ("<html lang=en-US>", "<p class=date>3/5/2020</p>", "2020-03-05"),
    ("<html lang=en-GB>", "<p class=date>5/3/2020</p>", "2020-03-05"),
    ("", "<p>2020年3月5日</p>", "2020-03-05"),
    ("<link rel=canonical href='https://a.example/2020/03/05/ferries'>", "", "2020-03-05"),
    ("<meta name=publish_date content=2020-03-05>", "", "2020-03-05"),
    (
      "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2020-03-05\"}</script>",
      "", "2020-03-05"
    ),
    ("<meta property=article:modified_time content=2020-03-05>", "", "2020-03-05"),
    (
      "", "<p class=date>Updated 6 March 2020</p><p class=date>Posted 5 March 2020</p>",
      "2020-03-05"
    ),
  ])
  func `a date is found where the page shows it`(head: String, body: String, expected: String)
    throws
  {
    let page = head + "<body><h1>Ferries return</h1>" + body + Self.text
    #expect(try read(page).published == expected)
  }

  @Test func `a date in a comment is not the article's`() throws {
    let comment = "<div class=comment><p>5 March 2020</p></div>"
    #expect(try read("<body><h1>Ferries return</h1>" + Self.text + comment).published == nil)
  }

  @Test(
    arguments: [
      ("<span class=author-name>Ada Quill</span>", "Ada Quill"),
      ("<div class=byline>By Ada Quill | 5 March 2020</div>", "Ada Quill"),
      ("<p class=article__author>Von Ada Quill</p>", "Ada Quill"),
      (
        "<a rel=author href=/a>Ada Quill</a>, <a rel=author href=/b>Bo Tern</a>",
        "Ada Quill, Bo Tern"
      ),
      ("<span class=author><a href=/a>Ada Quill</a></span>", "Ada Quill"),
      (
        "<div class=author>View all posts by</div><span class=author-name>Ada Quill</span>",
        "Ada Quill"
      ),
      ("<div class=author>@tidewater</div>", nil), ("<div class=author>12345</div>", nil),
      ("<div class=comment><span class=author>Cy Reader</span></div>", nil),
    ] as [(String, String?)])
  func `authors are found where the page shows them`(body: String, expected: String?) throws {
    let draft = try read("<body><article><h1>Ferries return</h1>" + body + Self.text + "</article>")
    #expect(draft.author == expected)
    #expect(!draft.text.contains("Quill") && !draft.text.contains("Reader"))
  }

  @Test(arguments: ["<meta name=author content='@outlet'>", "<meta name=author content=admin>"])
  func `an account is no author`(head: String) throws {
    #expect(try read(head + Self.text).author == nil)
  }

  @Test(arguments: [
    ("the treaty<sup>1</sup> of", "the treaty[1] of"),
    ("the treaty<sup><a href='#n'>2</a></sup> of", "the treaty[2] of"),
    ("the treaty<sup>[3]</sup> of", "the treaty[3] of"), ("10<sup>6</sup> tons", "10⁶ tons"),
    ("40 m<sup>2</sup>", "40 m²"), ("the 18<sup>th</sup> day", "the 18th day"),
    ("H<sub>2</sub>O", "H2O"), ("<ruby>東京<rt>とうきょう</rt></ruby>", "東京"),
    ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", "東京"),
    ("about <del>ten</del><ins>twelve</ins>", "about twelve"),
  ])
  func `marks in words are separated from the words`(markup: String, expected: String) throws {
    #expect(try read("<p>\(markup)</p>").text == expected)
  }

  private static let text = (1...4).map { "<p>\(PageShape.article($0))</p>" }.joined()

  private func read(_ page: String) throws -> ArticleDraft { try HTMLReader.read(Array(page.utf8)) }
}
