@testable import Formats
import Foundation
import Testing
import TestSupport

struct HTMLReaderTests {
  @Test(arguments: [
    ("&Ccaron;&lstrok;&oogon;", "Čł&oogon;"), ("a&period; &lpar;b&rpar;&excl;", "a. (b)!"),
    ("&amp;ccaron; &num;35; &lt;p&gt;", "&ccaron; #35; <p>"),
    ("R&D; &unknown; &ccaron", "R&D; &unknown; &ccaron"),
  ])
  func `entities of HTML 5 are characters`(source: String, text: String) throws {
    #expect(try HTMLReader.article(Array("<p>\(source) x</p>".utf8)).text == text + " x")
    #expect(try MarkdownReader.read("\(source) x").text == text + " x")
  }

  @Test(arguments: [
    ("<p>One<p>Two", "One\n\nTwo"),
    ("<p>One <b>bold</b>, <i>half</i>way.</p>", "One bold, halfway."),
    (
      "<p>A&amp;B &lt;tag&gt; &eacute;&#8217;&#x2014;&nbsp;&shy;x &unknown; AT&T</p>",
      "A&B <tag> é’— x &unknown; AT&T"
    ),
    ("<p>one\ntwo\r\nthree\tfour</p>", "one two three four"),
    ("<p>one<br>two<br/><br>three</p>", "one\ntwo\n\nthree"),
    ("<h2>Head\nline</h2><p>Text</p>", "## Head line\n\nText"),
    ("<h2></h2><p>No heading</p>", "No heading"),
    ("<h2><img alt=x></h2><p>No heading</p><li></li><p>No item</p>", "No heading\n\nNo item"),
    ("<h3><div>Inside</div></h3>Text", "### Inside\n\nText"),
    ("<ul><li>one<li><p>two</p></ul>", "- one\n- two"),
    ("<ul><li>one<ul><li>inner</ul></ul>after", "- one\n- inner\n\nafter"),
    ("<ol>\n<li>one</li>\n<li>two</li>\n</ol>", "1. one\n2. two"),
    ("<dl><dt>Term<dd>Meaning</dl>", "Term\nMeaning"),
    (
      "<table>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr></table>",
      "a | b\n1 | 2"
    ),
    (
      "<table><caption>Costs</caption><tr><td><p>a</p></td><td>b</td></tr></table>",
      "Costs\n\na | b"
    ),
    ("<pre>a  b\n  c</pre>", "a b\nc"),
    ("<blockquote><p>Said.</p></blockquote><p>More.</p>", "Said.\n\nMore."),
    ("<figure><img src=x alt=hidden><figcaption>Seen.</figcaption></figure>", "Seen."),
    ("before<p>in</p>after", "before\n\nin\n\nafter"),
    ("<span>U</span><span>S</span> <a href='/x'>link</a>", "US link"),
    (
      "<p>a<script>no()</script>b<style>p{}</style>c<template>d</template><noscript>e</noscript></p>",
      "abc"
    ),
    ("<p>a<!-- comment -->b</p>", "ab"),
    ("<p>x<svg><title>no</title></svg><button>no</button><select><option>no</select>y</p>", "xy"),
    ("<details><summary>More</summary><p>Inside</p></details>", "More\n\nInside"),
    ("<p>Erdo<span>ğan</span> &#x1F680;</p>", "Erdoğan 🚀"),
  ])
  func `markup becomes readable text`(body: String, expected: String) throws {
    #expect(
      try read("<html><head><title>T</title></head><body>\(body)</body></html>").text == expected)
  }

  @Test(arguments: [
    "<nav><a href=/>No way</a> No way</nav>", "<aside><p>No way</p></aside>",
    "<footer><p>No way</p></footer>",
    "<form><p>No way</p></form>", "<menu><li>No way</menu>",
    "<div role=navigation><p>No way</p></div>",
    "<div role=dialog>No way</div>", "<div class='cookie-banner'>No way</div>",
    "<div id=Cookie>No way</div>",
    "<div class='x share-tools y'>No way</div>", "<p class=byline>No way</p>",
    "<div class=newsletter><p>No way</p></div>",
    "<section class=comments><p>No way</p></section>", "<div hidden>No way</div>",
    "<div aria-hidden=true>No way</div>",
    "<header><p>No way</p></header>", "<ul class=breadcrumbs><li>No way</ul>",
    "<div class='related_stories'><p>No way</p></div>",
    "<script>No way</script>", "<style>No way</style>", "<iframe>No way</iframe>",
  ])
  func `everything outside the article is left out`(boilerplate: String) throws {
    let article = "<p>\(Self.sentence)</p><p>\(Self.sentence)</p>"
    for page in [
      "<body>\(boilerplate)<div>\(article)</div></body>",
      "<body><div>\(article)\(boilerplate)</div></body>",
      "<body><p>\(Self.sentence)</p>\(boilerplate)\(article)</body>",
    ] {
      let text = try read(page).text
      #expect(!text.contains("No way"), "\(page)")
      #expect(text.contains(Self.sentence), "\(page)")
    }
  }

  @Test(arguments: [
    "<body class='page with-sidebar menu-open comments-open'>ARTICLE</body>",
    "<body><form id=aspnetForm><div>ARTICLE</div></form></body>",
    "<body><div hidden>ARTICLE</div></body>",
    "<body><div id=nav-wrapper><div class=related>ARTICLE</div></div></body>",
    "<body><article class=promo>ARTICLE</article></body>", "<body><header>ARTICLE</header></body>",
    "<body><main>ARTICLE</main></body>", "<body><div itemprop=articleBody>ARTICLE</div></body>",
    "<body><article><p>A teaser that is in an article of its own.</p></article><div>ARTICLE</div></body>",
    "<body><main></main><div>ARTICLE</div></body>",
    "<body><div class=a><div class=b>ARTICLE</div></div><div id=bottom><p>© 2021</p></div></body>",
    "ARTICLE", "<table><tr><td>ARTICLE</td></tr></table>", "<center><font>ARTICLE</font></center>",
  ])
  func `the article is kept, whatever surrounds it`(frame: String) throws {
    let article =
      "<p>Short.</p><div><p>\(Self.sentence)</p></div><section><p>Why?</p><p>\(Self.sentence)</p></section><p>He <b>said</b> <i>so</i>.</p>"
    let text = try read(frame.replacingOccurrences(of: "ARTICLE", with: article)).text
    #expect(text.contains("Short.\n\n\(Self.sentence)\n\nWhy?\n\n\(Self.sentence)\n\nHe said so."))
  }

  @Test(arguments: [
    "ONE<br><br>TWO", "<div>ONE</div><div>TWO</div>", "<span>ONE</span><br><span>TWO</span>",
    "<ul><li>ONE</li><li>TWO</li></ul>",
  ])
  func `an article without paragraph elements is kept`(body: String) throws {
    let body = body.replacingOccurrences(of: "ONE", with: "One: \(Self.sentence)")
      .replacingOccurrences(of: "TWO", with: "Two: \(Self.sentence)")
    let page =
      "<div class=story>\(body)</div><div class=x><p>A disclaimer that is longer than forty bytes.</p></div>"
    let text = try read(page).text
    #expect(text.contains("One: \(Self.sentence)") && text.contains("Two: \(Self.sentence)"))
  }

  @Test(arguments: seeds(150))
  func `on random pages, all of the article and none of the marked boilerplate is kept`(seed: Int)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let page = RandomPage(&random)
    let text = try read(page.html).text
    for paragraph in page.paragraphs { #expect(text.contains(paragraph), "seed \(seed)") }
    #expect(!text.contains("boilerplate"), "seed \(seed)")
    let found = page.paragraphs.compactMap { text.range(of: $0)?.lowerBound }
    #expect(found == found.sorted(), "seed \(seed): in order")
  }

  @Test func `a heading that repeats the title is left out, and another one is kept`() throws {
    #expect(try read("<title>A b - Site</title><h1>A <i>b</i></h1><p>Text</p>").text == "Text")
    let draft = try read("<meta property=og:title content='Other words'><h1>A b</h1><p>Text</p>")
    #expect(draft.title == "Other words" && draft.text == "# A b\n\nText")
  }

  @Test(arguments: ["", " \n"]) func `an empty page has no text`(page: String) {
    #expect(throws: ReadError.noText) { try HTMLReader.read(Array(page.utf8)) }
  }

  @Test(arguments: [
    "<script>var a = 1;</script>", "<html></html>", "<!-- x -->", "<", "<!", "</p>",
  ])
  func `a page of nothing but markup has an empty text or is refused`(page: String) {
    let draft = try? read(page)
    #expect(draft?.text.contains { $0.isLetter } != true && draft?.title == nil)
  }

  @Test(arguments: [
    ("nested divisions", "<div>", 100_000), ("nested inline elements", "<b>", 100_000),
    ("nested lists", "<ul><li>", 50_000), ("nested tables", "<table><tr><td>", 30_000),
    ("nested headings", "<h1><div>", 30_000), ("nested quotations", "<blockquote><p>word ", 30_000),
    ("angles", "<", 10_000_000), ("open comments", "<!--", 200_000), ("entities", "&amp", 500_000),
    ("attributes", "<p a='", 200_000),
    ("attributes of one element", " <p class=nav id=ad ", 100_000),
    ("paragraphs", "<p>", 100_000), ("end tags of deep markup", "<div></b></i></u>", 900),
    ("end tags", "</b>", 200_000),
    ("breaks", "<br>", 200_000),
    ("headings", "<h1>a</h1>", 50_000),
    ("times", "<time>now</time>", 50_000), ("cells", "<td>a</td>", 50_000),
    ("data", "<script type=application/ld+json>[[[[", 20_000),
    ("articles", "<article><p>word</p>", 50_000),
    ("authors", "<a rel=author>", 50_000), ("long text", "word ", 500_000),
    ("a page of tags", "<b>", 600_000), ("a page of empty elements", "<br>", 400_000),
    ("a page of attributes", "<p id>", 400_000), ("a page of end tags", "</b>", 400_000),
  ])
  func `hostile pages are read quickly`(name: String, piece: String, count: Int) {
    let time = cpuTime {
      _ = try? read(
        "<p>Start of the page.</p>" + String(repeating: piece, count: count) + "<p>End.")
    }
    #expect(time < .seconds(20), "\(name)")
  }

  @Test(arguments: [1, 100, 1_000]) func `text in deep markup is found`(depth: Int) throws {
    let page =
      String(repeating: "<div>", count: depth) + "Deep" + String(repeating: "</div>", count: depth)
      + "<p>After"
    #expect(try read(page).text == "Deep\n\nAfter")
  }

  @Test(arguments: [2_000, 100_000])
  func `markup that nests too deep is refused, not truncated`(depth: Int) {
    let page = "<p>Before</p>" + String(repeating: "<div>", count: depth) + "Deep"
    #expect(throws: ReadError.tooComplex) { try read(page) }
  }

  @Test(arguments: ["div itemprop=author", "div rel=author", "h1", "span itemprop=headline"])
  func `a page in which every element is a name is read quickly`(element: String) throws {
    let name = element.prefix { $0 != " " }
    let page =
      "<body itemscope itemtype='https://schema.org/NewsArticle'>"
      + String(repeating: "<\(element)>", count: 1_000)
      + String(repeating: "word <i></i>", count: 100_000)
      + String(repeating: "</\(name)>", count: 1_000)
    let time = try cpuTime {
      let draft = try read(page)
      #expect((draft.author ?? "").utf8.count < 1_000_000, "\(element)")
      #expect((draft.title ?? "").utf8.count < 1_000_000, "\(element)")
    }
    #expect(time < .seconds(20), "\(element)")
  }

  @Test func `a tag of a million attributes is refused at once`() {
    let page = "<p " + (0..<1_000_000).map { "a\($0) " }.joined() + ">Text"
    let time = cpuTime { #expect(throws: ReadError.tooComplex) { try read(page) } }
    #expect(time < .seconds(5))
  }

  @Test func `words in a script that look like a tag's attributes are not counted`() throws {
    let words = String(repeating: "x = 'y' ", count: 100_000)
    let page = "<script>if (a<b \(words)) {}</script><p>\(Self.sentence)</p>"
    #expect(try read(page).text == Self.sentence)
  }

  @Test func `if the markup excludes most of the text, all paragraphs are kept`() throws {
    let parts = (1...6).map { "<div class='promo box'><p>Part \($0): \(Self.sentence)</p></div>" }
    let text = try read(
      "<body><nav><p>No way at all, whatever is said.</p></nav><div class=x>\(parts.joined())</div>"
        + "<footer><p>No way at all, whatever is said.</p></footer></body>"
    ).text
    for part in 1...6 { #expect(text.contains("Part \(part): \(Self.sentence)")) }
    #expect(!text.contains("No way"))

    let forms = (1...6).map { "<form><p>Part \($0): \(Self.sentence)</p></form>" }
    #expect(try read("<body>\(forms.joined())</body>").text.contains("Part 6: \(Self.sentence)"))
  }

  @Test func `an AMP page is read without its components`() throws {
    let draft = try read(
      """
      <!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>The harbour reopens</title>
      <link rel="canonical" href="https://tidewater.example/harbour">
      <style amp-boilerplate>body{visibility:hidden}</style><noscript><style>x</style></noscript>
      <script type="application/ld+json">{"@type": "NewsArticle", "headline": "The harbour reopens",
      "author": {"name": "Ada Quill"}, "publisher": {"name": "The Tidewater Post"},
      "datePublished": "2021-10-18"}</script></head><body>
      <amp-sidebar id="s"><ul><li>No way</ul></amp-sidebar><amp-analytics><p>No way</amp-analytics>
      <amp-consent><p>No way</amp-consent><article><h1>The harbour reopens</h1>
      <amp-img src="x" width=1 height=1><noscript><img src="x"></noscript></amp-img>
      \(KnownArticle.html)<amp-ad type="a"><div>No way</div></amp-ad>
      <amp-social-share type="email">No way</amp-social-share></article></body></html>
      """)
    try KnownArticle.expect(draft)
  }

  @Test(arguments: seeds(300)) func `random bytes do not crash the reader`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "<p>", "</p>", "<div", " class=\"", "\"", ">", "<!--", "-->", "<script>", "</script>", "&#",
      "&#x110000;", "é", "\u{1}", "text", "<h1>", "<td>", "<a href=", "]]>", "<title>",
      "<meta charset=utf-16>", "<meta charset=x>", "<body>", "<html lang=",
    ]
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...80, using: &random) {
      bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
      if Int.random(in: 0..<6, using: &random) == 0 {
        bytes.append(UInt8.random(in: 1...255, using: &random))
      }
    }
    let once = try? HTMLReader.read(bytes)
    #expect(once == (try? HTMLReader.read(bytes)), "seed \(seed)")
  }

  private static let sentence =
    "The submarines, which nobody had ordered, were ready in time for the parade on Monday."

  private func read(_ page: String) throws -> ArticleDraft { try HTMLReader.read(Array(page.utf8)) }
}
