import Testing

/// A page as sites build it, with sentences that belong to its article and others that do not.
struct PageShape: Sendable, CustomTestStringConvertible {
  let name: String
  let html: String
  /// The number of article paragraphs, which are those of `article(_:)`.
  let paragraphs: Int

  var testDescription: String { name }

  init(_ name: String, paragraphs: Int = 4, _ markup: String) {
    self.name = name
    self.paragraphs = paragraphs
    html = Self.filled(markup)
  }

  /// Returns the text of a paragraph of the article.
  static func article(_ number: Int) -> String {
    "Paragraph \(number): the harbour master said on Tuesday that the ferries would return in spring, "
      + "after the council had voted for the new pier."
  }

  /// Returns the markup with `A1` and so on replaced by paragraphs of the article, and `X1` by
  /// sentences that must not be read.
  private static func filled(_ markup: String) -> String {
    markup.replacing(/\bA(\d)/) { article(Int($0.1) ?? 0) }
      .replacing(/\bX(\d)/) { "Unwanted \($0.1) on this page." }
      .replacing(/\bL(\d)/) { "Unwanted \($0.1) \(links($0.1))" }
      .replacing("BODY", with: (1...4).map { "<p>\(article($0))</p>" }.joined())
  }

  private static func links(_ number: Substring) -> String {
    (1...4).map { "<a href='/\($0)'>Unwanted headline \(number)\($0) about the market</a>" }
      .joined(separator: " ")
  }
}

extension PageShape {
  static let all: [PageShape] = [
    // Containers
    PageShape(
      "article element",
      "<body><nav>L1</nav><article><h1>Ferries</h1>BODY</article><footer>X2</footer>"),
    PageShape(
      "body in itemprop", "<body><div>X1</div><div itemprop=articleBody>BODY</div><div>X2</div>"),
    PageShape(
      "body in a class", "<body><div class=top>X1</div><div class=entry-content>BODY</div>"),
    PageShape(
      "main with a column beside it", "<body><main>BODY</main><div class=sidebar><p>X1</div>"),
    PageShape("table layout", "<body><table><tr><td class=nav>L1</td><td>BODY</td></tr></table>"),
    PageShape(
      "a short article beside long teasers",
      "<body><article><h1>Ferries</h1>BODY</article><div>"
        + (1...9).map { "<div class=item><h3>Other \($0)</h3><p>X\($0) \(unrelated)</p></div>" }
        .joined() + "</div>"),
    PageShape(
      "camel case", "<body><div class=articleBody>BODY</div><div class=relatedStories><p>X1</div>"),
    PageShape("form around the page", "<body><form>BODY<div class=newsletter><p>X1</div></form>"),
    // Comments
    PageShape(
      "comments longer than the text",
      "<body><div class=post-body>BODY</div><div id=comments>"
        + (1...9).map { "<div class=comment><p>X\($0) \(unrelated)</p></div>" }.joined() + "</div>"),
    PageShape(
      "one long comment in an article element",
      "<body><article>BODY</article><ol><li><article class=comment-body><p>X1 \(unrelated)"
        + "<p>X2 \(unrelated)<p>X3 \(unrelated)<p>X4 \(unrelated)<p>X5 \(unrelated)</article></ol>"),
    PageShape(
      "comments as items",
      "<body><article>BODY<div itemprop=comment itemscope><p>X1</div></article>"),
    PageShape(
      "comments by type",
      "<body><article>BODY<div itemscope itemtype='https://schema.org/Comment'><p>X1</div></article>"
    ),
    PageShape("reply form", "<body><article>BODY<div id=respond><h3>X1</h3><p>X2</div></article>"),
    // Boilerplate in the article
    PageShape("list of links in a division", "<body><article>BODY<div class=c7>L1</div></article>"),
    PageShape(
      "links between paragraphs", "<body><article><p>A1<p>A2<div>L1</div><p>A3<p>A4</article>"),
    PageShape(
      "announced links",
      "<body><article>BODY<h3>Related articles</h3><ul><li><a href=/a>X1</a><li><a href=/b>X2</a></ul></article>"
    ),
    PageShape("tags below", "<body><article>BODY<p>Tags: <a href=/t>Unwanted 1</a></article>"),
    PageShape("share buttons", "<body><article><div class=share-bar>X1</div>BODY</article>"),
    PageShape("author box", "<body><article>BODY<div class=author-bio><p>X1</div></article>"),
    PageShape(
      "caption and credit",
      "<body><article>BODY<figure><img src=a><figcaption>X1</figcaption></figure></article>"),
    PageShape(
      "caption by class", "<body><article>BODY<div class=wp-caption-text>X1</div></article>"),
    PageShape(
      "newsletter bar",
      "<body><article><p>A1<p>A2<div class=nl-signup><p>X1</div><p>A3<p>A4</article>"),
    PageShape("cookie bar", "<body><div class=cli-cookie-bar><p>X1</div><article>BODY</article>"),
    PageShape("dialog", "<body><article>BODY</article><div role=dialog><p>X1</div>"),
    PageShape("breadcrumbs", "<body><article><div class=breadcrumb>X1</div>BODY</article>"),
    PageShape(
      "date line", "<body><article><h1>Ferries</h1><div class=entry-meta>X1</div>BODY</article>"),
    PageShape(
      "text for screen readers", "<body><article><span class=sr-only>X1</span>BODY</article>"),
    PageShape("hidden text", "<body><article>BODY<div style='display: none'><p>X1</div></article>"),
    PageShape(
      "aside in the article", "<body><article><p>A1<p>A2<aside><p>X1</aside><p>A3<p>A4</article>"),
    PageShape("a note after the end", "<body><article>BODY<p>Unwanted 1</p></article>"),
    PageShape("a heading with nothing below", "<body><article>BODY<h2>Unwanted 1</h2></article>"),
    PageShape(
      "next and previous", "<body><article>BODY<div class=prev-next><p>X1<p>X2</div></article>"),
    PageShape(
      "teasers with names", "<body><article>BODY<div class=teaser><h3>X1</h3><p>X2</div></article>"),
    PageShape(
      "advertisement", "<body><article><p>A1<p>A2<div class=ad-slot>X1</div><p>A3<p>A4</article>"),
    // Broken markup
    PageShape(
      "an open element in a button", "<body><button><div>X1</button><article>BODY</article>"),
    PageShape(
      "an open element in noscript", "<body><noscript><div>X1</noscript><article>BODY</article>"),
    PageShape(
      "an open element in an iframe", "<body><iframe><div>X1</iframe><article>BODY</article>"),
    PageShape("a zero byte", "<body>\0<article>BODY</article>"),
    // Text in unusual places
    PageShape(
      "text only in noscript",
      "<body><div id=app></div><noscript><article>BODY</article></noscript>"),
    PageShape(
      "a shadow root",
      "<body><x-a><template shadowrootmode=open><article>BODY</article></template></x-a>"),
    PageShape(
      "a standfirst outside the body", paragraphs: 5,
      "<body><article><header><h1>Ferries</h1><p class=intro>A5</p></header><div class=article-body>BODY</div></article>"
    ),
    PageShape(
      "a description above the body", paragraphs: 5,
      "<body><div class=news><div class=teaser-text itemprop=description>A5</div><div itemprop=articleBody>BODY</div></div>"
    ),
  ]

  private static let unrelated =
    "The market opened late because of the rain, and most of the stalls were closed by noon."
}
