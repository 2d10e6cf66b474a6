@testable import Formats
import Testing

/// Articles on pages with misleading class names and elements.
struct HTMLContentTests {
  /// Returns a paragraph that contains `name` and so is unique.
  private static func paragraph(_ name: String) -> String {
    "\(name): the submarines, which nobody had ordered, were ready in time for the parade on Monday."
  }

  private static func read(_ page: String) throws -> ArticleDraft {
    try HTMLReader.read(Array(page.utf8))
  }

  /// Returns the markup with `P1` and so on replaced by the text of paragraphs.
  private static func filled(_ markup: String) -> String {
    markup.replacing(/\bP(\d)/) { paragraph("Part \($0.1)") }
  }

  @Test(arguments: [
    "<p class=paywall>P2</p><p class=paywall>P3</p><p class=paywall>P4</p><p class=paywall>P5</p>",
    "<div class=paywall><p>P2</p></div><p>P3<p>P4<p>P5",
    "<div class='related-story-intro'><p>P2</p></div><p>P3<p>P4<p>P5",
    "<section id='ad-hoc-committee'><h2>Ad hoc</h2><p>P2</p></section><p>P3<p>P4<p>P5",
    "<ul class='menu-of-the-day'><li>P2</li></ul><p>P3<p>P4<p>P5",
    "<div class='wp-block-group banner'><p>P2</p></div><p>P3<p>P4<p>P5",
    "<p class='has-newsletter-color social-question'>P2<p>P3<p>P4<p>P5",
    "<div class=social><p>P2</p></div><div class=promo><p>P3</p></div><div class=related><p>P4</p></div><p>P5",
  ])
  func `a word in a class or an id does not remove text of the article`(inside: String) throws {
    for frame in ["<article>X</article>", "<main>X</main>", "<div id=content>X</div>"] {
      let inside = "<h1>Cond</h1><p>P0</p><p>P1</p>" + inside
      let text = try Self.read(Self.filled(frame.replacing("X", with: inside))).text
      for part in 0...5 { #expect(text.contains(Self.paragraph("Part \(part)")), "\(frame)") }
    }
  }

  @Test func `articles in categories named like boilerplate are read in full`() throws {
    let posts = ["news", "social", "ports", "newsletter", "popular"].enumerated().map {
      "<div class='post-\($0) type-post hentry category-\($1) tag-share'><h2>\($1)</h2><p>P\($0)<p>P\($0)</div>"
    }
    let hentry = ["news", "social", "ads", "newsletter", "popular"].enumerated().map {
      "<div class='hentry category-\($1)'><h2>\($1)</h2><p>P\($0)<p>P\($0)</div>"
    }
    for posts in [posts, hentry] {
      let text = try Self.read(Self.filled("<div id=main>\(posts.joined())</div>")).text
      for part in 0...4 { #expect(text.contains(Self.paragraph("Part \(part)"))) }
      #expect(text.contains("## newsletter") && text.contains("## popular"))
    }
  }

  @Test(arguments: [
    "div class='share-tools'", "div class='related-articles'", "div id=disqus_thread",
    "div class='newsletter-signup box-2'", "ul class='social-links'", "div class='site-footer'",
    "div class='cookie-hinweis'", "section class='article__share'", "div class=paywall",
    "div class='ad-slot-3'", "p class=byline", "div class='skip-to-content'",
    "div style='color: red; Display : none'", "span hidden",
  ])
  func `boilerplate is recognised by its name`(element: String) throws {
    let name = element.prefix { $0 != " " }
    let page = "<article><p>P1</p><\(element)>No way</\(name)><p>P2</p></article>"
    let text = try Self.read(Self.filled(page)).text
    #expect(!text.contains("No way"))
    #expect(text.contains(Self.paragraph("Part 1")) && text.contains(Self.paragraph("Part 2")))
  }

  @Test(arguments: [
    "<div id=list>X</div>", "<main>X</main>", "<body>X", "<body><div>X</div><p>Foot",
  ])
  func `articles side by side are all read, with their headings`(frame: String) throws {
    for count in 2...5 {
      let articles = (1...count).map {
        "<article><header><h2>Title \($0)</h2></header><p>P\($0)<p>P\($0)<p>P\($0)</article>"
      }
      let page = Self.filled(frame.replacing("X", with: articles.joined()))
      let text = try Self.read(page).text
      for part in 1...count {
        #expect(text.contains("## Title \(part)\n\n" + Self.paragraph("Part \(part)")))
      }
    }
    let two =
      "<article><h2>One</h2><p>P1<p>P2<p>P3</article><article><h2>Two</h2><p>P4<p>P5</article>"
    let text = try Self.read(Self.filled(frame.replacing("X", with: two))).text
    for part in 1...5 { #expect(text.contains(Self.paragraph("Part \(part)"))) }
  }

  @Test func `teasers next to an article are not read, even as article elements`() throws {
    let story = "<article><h1>One</h1><p>P1<p>P2<p>P3<p>P4<p>P5<p>P6</article>"
    let teasers = "<article><h2>No way</h2><p>P7</article>"
    let text = try Self.read(Self.filled("<div>\(story)\(teasers)</div>")).text
    #expect(text.contains(Self.paragraph("Part 6")) && !text.contains("No way"))
  }

  @Test func `comments longer than the story do not replace it, even as article elements`()
    throws
  {
    let story = "<article><h1>One</h1><p>P1<p>P2</article>"
    let comments = "<article><p>P3<p>P4<p>P5</article><article><p>P6<p>P7<p>P8</article>"
    let page = "<main>\(story)<div class=list>\(comments)</div></main>"
    let text = try Self.read(Self.filled(page)).text
    #expect(text.contains(Self.paragraph("Part 1")) && text.contains(Self.paragraph("Part 2")))
  }

  @Test func `the source of a quotation is kept, and the page's footer is not`() throws {
    let page =
      "<article><p>P1<blockquote><p>P2</p><footer>— Mayor Bo Li</footer></blockquote><p>P3</p>"
      + "<footer>No way</footer></article>"
    let text = try Self.read(Self.filled(page)).text
    #expect(text.contains(Self.paragraph("Part 2") + "\n— Mayor Bo Li\n\n"))
    #expect(!text.contains("No way"))
  }

  @Test(
    arguments: [
      (
        "<tr><th></th><th>2020</th><th>2021</th></tr><tr><th>Ports</th><td>1</td><td>2</td></tr>",
        "| 2020 | 2021\nPorts | 1 | 2"
      ),
      (
        "<tr><td> &nbsp;</td><td>2020</td></tr><tr><td>Ports</td><td></td></tr>",
        "| 2020\nPorts |"
      ),
      ("<tr><td></td><td> </td></tr><tr><td>a</td><td></td><td>b</td></tr>", "a | | b"),
      (
        "<tr><td></td><td>\(String(repeating: "word ", count: 50))end</td></tr>",
        "\(String(repeating: "word ", count: 50))end"
      ),
    ] as [(String, String)])
  func `cells after an empty first cell stay in their columns`(rows: String, expected: String)
    throws
  {
    #expect(try Self.read("<body><table>\(rows)</table></body>").text == expected)
  }

  @Test func `a lot of boilerplate around an article is left out`() throws {
    let side = "<div class=sidebar><p>P6<p>P6</div><div id=comments><p>P7<p>P7</div>"
    let text = try Self.read(Self.filled("<div id=content><p>P1<p>P2<p>P3<p>P4</div>" + side)).text
    #expect(!text.contains("Part 6") && !text.contains("Part 7") && text.contains("Part 4"))
  }

  @Test(arguments: ["", "<!doctype html>", "<!doctype html><html lang=en>"], ["", "<body>"])
  func `a page may omit the tags of its head and body`(start: String, body: String) throws {
    for frame in [
      "<article>X</article>", "<main>X</main>",
      "<header><h1>No way</h1></header><section>X</section>",
      "<nav>No way</nav><main><article>X</article></main>", "<div>X</div>", "X",
    ] {
      let inside = "<h2>Title</h2><p>P1</p><p>P2</p>"
      let page = "\(start)<meta charset=utf-8><title>T</title><link rel=x>\(body)\(frame)"
      let draft = try Self.read(Self.filled(page.replacing("X", with: inside)))
      let paragraphs = "\(Self.paragraph("Part 1"))\n\n\(Self.paragraph("Part 2"))"
      #expect(draft.title == "T" && draft.text == "## Title\n\n" + paragraphs, "\(page)")
    }
  }

  @Test func `hidden content of a fragment is not read, unless all of it is hidden`() throws {
    let hidden = "<div style='display:none'><p>Preheader</p></div><p>Text</p><p hidden>No</p>"
    #expect(try HTMLFragment.text(of: hidden) == "Text")
    #expect(try HTMLFragment.text(of: "<div hidden><p>Text</p></div>") == "Text")
  }
}
