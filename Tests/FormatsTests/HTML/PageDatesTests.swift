@testable import Formats
import Testing

/// The dates of pages whose sources disagree.
struct PageDatesTests {
  private static let text = String(repeating: "The tide rises and falls twice a day. ", count: 20)

  private static func linked(_ published: String, changed: String = "2021-12-01") -> String {
    """
    <script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "\(published)",
    "dateModified": "\(changed)"}</script>
    """
  }

  @Test(
    arguments: [
      // The page shows another date that it declares: the article was published again.
      (
        linked("2019-10-18", changed: "2021-10-18"), "<p class=date>October 18, 2021</p>",
        "2021-10-18"
      ),
      (
        linked("2019-10-18", changed: "2021-10-18"), "<p class=date>October 18, 2019</p>",
        "2019-10-18"
      ),
      (
        linked("2019-10-18", changed: "2021-10-18"), "<p class=date>Updated October 18, 2021</p>",
        "2019-10-18"
      ),
      (
        linked("2019-10-18", changed: "2021-10-18"),
        "<p>October 18, 2021</p><p>Published October 18, 2019</p>", "2019-10-18"
      ),
      (linked("2021-10-18"), "<p>June 1, 2021</p>", "2021-10-18"),
      (
        linked("2021-10-18"), "<p><time datetime=2021-10-20>20 October 2021</time></p>",
        "2021-10-20"
      ),
      (linked("2021-10-18"), "<p>Published: June 1, 2021</p>", "2021-06-01"),
      // A declared date of publication that is that of the last change
      (
        linked("2021-12-01", changed: "2021-12-01")
          + "<meta property=article:published_time content=2021-10-18>", "<p>Text", "2021-10-18"
      ),
      // The day and the month of another date decide on the order.
      ("<meta name=date content='10/11/2021'>", "<p>11 October 2021</p>", "2021-10-11"),
      ("<meta name=date content='10/11/2021'>", "<p>10 November 2021</p>", "2021-11-10"),
      ("", "<p class=date>03/10/2021</p><p>- 3 October 2021</p>", "2021-10-03"),
      ("", "<p class=date>05.10.2021</p>", "2021-10-05"),
      // Names and titles of elements
      ("", "<span class=updated title=2021-10-18T09:30:00Z></span>", "2021-10-18"),
      (
        "", "<p><em>18 October 2021</em></p><p>Text</p><a class=publication>9 May 2020</a>",
        "2021-10-18"
      ),
      // A date in a sentence counts less than a note of a change.
      (
        "",
        String(repeating: "<p>Text</p>", count: 200)
          + "<p>Since 4 August 2014 the harbour has had a new law about the tide, which nobody likes.</p>"
          + "<p class=info>Updated: 18 October 2021</p>", "2021-10-18"
      ),
    ] as [(String, String, String)])
  func `the date is the one that the page shows`(head: String, shown: String, date: String) throws {
    let page = """
      <html lang=en><head><title>Tide</title>\(head)</head><body><article><h1>Tide</h1>\(shown)
      <p>\(Self.text)</p></article></body></html>
      """
    let found = try HTMLReader.article(Array(page.utf8)).published
    let day = found.flatMap { PublicationDate(parsing: $0) }?.description.prefix(10)
    #expect(day.map(String.init) == date)
  }

  @Test func `dates in comments are not the date of the article`() throws {
    let page = """
      <html lang=de><body><main><article><h1>Tide</h1><p>\(Self.text)</p><p>Veröffentlicht am 18.10.2021</p></article>
      <div id=comments><div class=comment><time itemprop=datePublished datetime=2021-11-01>1.11.2021</time></div></div>
      </main></body></html>
      """
    #expect(try HTMLReader.article(Array(page.utf8)).published == "2021-10-18")
  }
}
