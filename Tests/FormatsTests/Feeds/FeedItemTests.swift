@testable import Formats
import Foundation
import Testing
import TextAnalysis

/// The fields of items, in the forms that feeds of different kinds use.
struct FeedItemTests {
  @Test(arguments: [
    (
      "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>The <em>Grey Gull</em><br/>sails</div></title>",
      "The Grey Gull sails"
    ),
    ("<title type='xhtml'>Plain after all</title>", "Plain after all"),
    ("<title>Tides &amp;amp; times</title>", "Tides &amp; times"),
  ])
  func `a title of Atom may be XHTML`(source: String, title: String) {
    #expect(atom(source).titles == [title])
  }

  @Test func `the articles of a video feed have their descriptions`() throws {
    let read = ReadRecords(
      """
      <feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
      <title>Tidewater Films</title><entry><id>v:1</id><title>How a sluice works</title>
      <link rel="alternate" href="https://films.example/v1"/><published>2021-10-18</published>
      <media:group><media:title>How a sluice works</media:title><media:content url="https://films.example/1.mp4"/>
      <media:description>The gates open twice a day.

      Filmed at low tide.</media:description></media:group></entry></feed>
      """, named: "videos.xml")
    let draft = try #require(read.drafts.first)
    #expect(normalize(draft.text) == "The gates open twice a day.\n\nFilmed at low tide.")
    #expect(draft.url == "https://films.example/v1" && draft.publisher == "Tidewater Films")
  }

  @Test(arguments: [
    ("<media:title>A</media:title>", "A", ""),
    ("<media:group><media:title>A</media:title></media:group>", "A", ""),
    ("<title>B</title><media:title>A</media:title>", "B", ""),
    (
      "<media:content url='x'><media:title>A</media:title><media:description>Of A</media:description></media:content>",
      "A", "Of A"
    ),
    ("<itunes:title>A</itunes:title><itunes:subtitle>Below</itunes:subtitle>", "A", "Below"),
    (
      "<title>A</title><itunes:subtitle>No</itunes:subtitle><description>Yes</description>", "A",
      "Yes"
    ),
  ])
  func `titles and summaries of media are read where there are no others`(
    source: String, title: String, text: String
  ) {
    let read = ReadRecords(
      """
      <rss xmlns:media="http://search.yahoo.com/mrss" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
      <channel><item>\(source)</item></channel></rss>
      """, named: "feed.xml")
    #expect(read.titles == [title] && read.drafts.map(\.text) == [text])
  }

  @Test(arguments: [
    ("", "", "a/b", "a/b"),
    ("xml:base='https://t.example/x/'", "", "a/b", "https://t.example/x/a/b"),
    (
      "xml:base='https://t.example/x/'", "xml:base='2021/'", "b.html",
      "https://t.example/x/2021/b.html"
    ),
    ("xml:base='https://t.example/x/y'", "", "../b?q=1#f", "https://t.example/b?q=1#f"),
    ("xml:base='https://t.example/x'", "", "/b", "https://t.example/b"),
    ("xml:base='https://t.example/x'", "", "//u.example/b", "https://u.example/b"),
    ("xml:base='https://t.example/x/'", "", "https://u.example/", "https://u.example/"),
    ("xml:base='https://t.example/x/'", "", "./../../b", "https://t.example/b"),
    ("xml:base='x/'", "", "b", "b"),
  ])
  func `relative links are resolved against the base`(
    feed: String, entry: String, link: String, url: String
  ) {
    let read = ReadRecords(
      "<feed xmlns='http://www.w3.org/2005/Atom' \(feed)><entry \(entry)><title>A</title>"
        + "<link href='\(link)'/></entry></feed>", named: "feed.xml")
    #expect(read.drafts.map(\.url) == [url])
  }

  @Test func `items of RSS may have the elements of Atom`() throws {
    let read = ReadRecords(
      """
      <rss><channel><item><title>A</title><link href="https://t.example/a"/><id>urn:1</id>
      <updated>2021-10-18T09:30:00Z</updated><summary>Waits</summary>
      <link rel="enclosure" href="https://t.example/a.mp3"/></item></channel></rss>
      """, named: "feed.xml")
    let draft = try #require(read.drafts.first)
    #expect(draft.url == "https://t.example/a" && draft.docno == "urn:1" && draft.text == "Waits")
    #expect(draft.published == "2021-10-18T09:30:00Z")
  }

  @Test func `a script in a title is no part of it`() {
    let read = ReadRecords(
      "<rss><channel><item><title>A &lt;script&gt;var b&lt;/script&gt; tide</title></item></channel></rss>",
      named: "feed.xml")
    #expect(read.titles.map { normalizedLine($0) } == ["A tide"])
  }

  @Test func `relative links of RSS are resolved against the channel's link`() {
    let read = ReadRecords(
      "<rss><channel><link>https://t.example/news/</link><item><title>A</title><link>1.html</link>"
        + "</item></channel></rss>", named: "feed.xml")
    #expect(read.drafts.map(\.url) == ["https://t.example/news/1.html"])
  }

  @Test(arguments: [
    ("ada@t.example (Ada Quill)", "Ada Quill"), ("Ada Quill (ada@t.example)", "Ada Quill"),
    ("Ada Quill &lt;ada@t.example&gt;", "Ada Quill"), ("ada@t.example", "ada@t.example"),
    ("Ada (Quill)", "Ada (Quill)"), ("(ada@t.example)", "(ada@t.example)"),
    ("ada@t.example ()", "ada@t.example"),
  ])
  func `an author is a name where there is one`(source: String, author: String) {
    let read = ReadRecords(
      "<rss><channel><item><title>A</title><author>\(source)</author></item></channel></rss>",
      named: "feed.xml")
    #expect(read.drafts.map(\.author) == [author])
  }

  @Test(arguments: [
    ("<content mode='base64' type='text/plain'>VGhlIHRpZGU=</content>", "The tide"),
    ("<content mode='base64' type='text/html'>PHA+VGhlIDxiPnRpZGU8L2I+</content>", "The tide"),
    ("<content mode='escaped' type='text/html'>&lt;p&gt;The tide&lt;/p&gt;</content>", "The tide"),
    ("<content mode='escaped'>&lt;p&gt;The tide&lt;/p&gt;</content>", "The tide"),
    (
      "<content mode='xml' type='application/xhtml+xml'><div xmlns='http://www.w3.org/1999/xhtml'><p>The tide</p></div></content>",
      "The tide"
    ),
    ("<content mode='base64'>!!!</content><summary>Below</summary>", "Below"),
    ("<content type='base64'>PHA+VGhlIDxiPnRpZGU8L2I+</content>", "The tide"),
    ("<content type='application/pdf'>VGhlIHRpZGU=</content><summary>Below</summary>", "Below"),
  ])
  func `content of Atom 0.3 is decoded`(source: String, text: String) {
    let read = ReadRecords(
      "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>A</title>\(source)</entry></feed>",
      named: "feed.xml")
    #expect(read.drafts.map(\.text) == [text])
  }

  @Test(arguments: ["", "xmlns='urn:another'", "xmlns='https://www.w3.org/2005/atom/'"])
  func `Atom without its namespace is read`(namespace: String) {
    let read = ReadRecords(
      """
      <feed \(namespace)><title>The Tidewater Post</title><entry><title>A</title><author><name>Ada</name></author>
      <link href="https://t.example/a"/><content type="html">&lt;p&gt;Text</content></entry></feed>
      """, named: "feed.xml")
    #expect(
      read.drafts
        == [
          ArticleDraft(
            title: "A", author: "Ada", publisher: "The Tidewater Post", url: "https://t.example/a",
            text: "Text")
        ].map { draft in
          var draft = draft
          draft.docno = draft.url
          return draft
        })
    #expect(ReadRecords("<feed \(namespace)/>", named: "feed.xml").end == .empty)
  }

  @Test func `an undeclared encoding is detected in a short feed, and far from its start`() throws {
    let short = "<rss><channel><item><title>Гавань открыта снова</title></item></channel></rss>"
    let bytes = Array(try #require(short.data(using: .windowsCP1251)))
    #expect(ReadRecords(bytes, named: "feed.xml").titles == ["Гавань открыта снова"])
    let filler = String(repeating: "<item><title>Plain</title></item>", count: 4_000)
    let long =
      "<rss><channel>\(filler)<item><title>Гавань открыта снова</title></item></channel></rss>"
    let late = Array(try #require(long.data(using: .windowsCP1251)))
    #expect(ReadRecords(late, named: "feed.xml").titles.last == "Гавань открыта снова")
  }

  private func atom(_ inside: String) -> ReadRecords {
    ReadRecords(
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry>\(inside)</entry></feed>", named: "feed.xml"
    )
  }
}
