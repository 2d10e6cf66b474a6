@testable import Formats
import Foundation
import Testing
import TestSupport
import TextAnalysis

struct XMLReaderTests {
  @Test(arguments: 0..<Self.known.count) func `every kind of feed gives the known article`(
    index: Int
  ) throws {
    let (feed, docno, published) = Self.known[index]
    for pieceSize in [1, 7, 1 << 20] {
      let read = ReadRecords(feed, pieceSize: pieceSize, named: "feed.xml")
      #expect(read.end == nil && read.failures.isEmpty && read.drafts.count == 1)
      try KnownArticle.expect(
        try #require(read.drafts.first), docno: docno, published: published)
    }
  }

  @Test(arguments: ["a.cdf", "a.xml", "channel"]) func `channels in CDF are read`(name: String)
    throws
  {
    let read = ReadRecords(
      """
      <?xml version="1.0"?>
      <CHANNEL HREF="http://t.example/" BASE="http://t.example/news/"><TITLE>The Tidewater Post</TITLE>
      <ABSTRACT>News of the harbour</ABSTRACT><LOGO HREF="logo.gif" STYLE="ICON"/>
      <ITEM HREF="1.html" LASTMOD="1998-10-18T09:30"><TITLE>Tide</TITLE><ABSTRACT>It waits.</ABSTRACT></ITEM>
      <CHANNEL><TITLE>Letters</TITLE><ITEM HREF="2.html"><Title VALUE="Ebb"/><Abstract VALUE="It falls."/></ITEM></CHANNEL>
      <ITEM><A HREF="3.html">Flood</A></ITEM></CHANNEL>
      """, named: name)
    #expect(read.end == nil && read.titles == ["Tide", "Ebb", "Flood"])
    #expect(read.drafts.map(\.text) == ["It waits.", "It falls.", ""])
    #expect(read.drafts.map(\.url) == [1, 2, 3].map { "http://t.example/news/\($0).html" })
    #expect(read.drafts.first?.published == "1998-10-18T09:30")
    #expect(read.drafts.allSatisfy { $0.publisher == "The Tidewater Post" })
  }

  private static let escaped = KnownArticle.html.replacing("&", with: "&amp;")
    .replacing("<", with: "&lt;")
  private static let rss = """
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:c="http://purl.org/dc/elements/1.1/"
    """

  private static let known: [(String, String, String)] = [
    (
      """

      <?xml version="1.0" encoding="utf-8"?><rss version="2.0" \(rss)>
      <channel><title>The Tidewater Post</title><link>https://tidewater.example</link>
      <image><title>Wrong</title></image><language>en</language>
      <item><title>The harbour reopens</title><link> https://tidewater.example/harbour </link>
      <guid isPermaLink="false">post-17</guid><pubDate>Mon, 18 Oct 2021 09:30:00 GMT</pubDate>
      <description>Only the beginning.</description><c:creator>Ada Quill</c:creator>
      <media:title xmlns:media="http://search.yahoo.com/mrss/">Wrong</media:title>
      <content:encoded><![CDATA[\(KnownArticle.html)]]></content:encoded></item></channel></rss>
      """, "post-17", "2021-10-18T09:30:00Z"
    ),
    (
      """
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
      <title>A page of many papers</title><atom:link rel="self" href="https://wrong.example"/>
      <item xml:lang="en"><title>The harbour reopens</title><description>\(escaped)</description>
      <author>ada@tidewater.example (Ada Quill)</author><pubDate>18 Oct 2021</pubDate>
      <guid>https://tidewater.example/harbour</guid>
      <source url="https://tidewater.example/feed">The Tidewater Post</source></item></channel></rss>
      """, "https://tidewater.example/harbour", "2021-10-18"
    ),
    (
      """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
       \(rss)><channel rdf:about="x"><title>The Tidewater Post</title><c:language>en</c:language>
      <items><rdf:Seq><rdf:li resource="a"/></rdf:Seq></items></channel>
      <item rdf:about="urn:harbour"><title>The harbour reopens</title>
      <link>https://tidewater.example/harbour</link><c:date>2021-10-18</c:date>
      <c:creator>Ada Quill</c:creator><description>\(escaped)</description></item></rdf:RDF>
      """, "urn:harbour", "2021-10-18"
    ),
    (
      """
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">The Tidewater Post</title>
      <author><name>Ada Quill</name><email>a@b.example</email></author>
      <entry><id>urn:1</id><title type="html">The &lt;b&gt;harbour reopens</title>
      <link rel="self" href="https://wrong.example/"/><link href="https://tidewater.example/harbour"/>
      <published>2021-10-18T09:30:00+02:00</published><updated>2022-01-01T00:00:00Z</updated>
      <summary>Only the beginning.</summary><content type="html">\(escaped)</content></entry></feed>
      """, "urn:1", "2021-10-18T09:30:00+02:00"
    ),
    (
      """
      <a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="de"><a:title>The Tidewater Post</a:title>
      <a:entry><a:id>urn:2</a:id><a:title>The harbour reopens</a:title>
      <a:author><a:name>Ada Quill</a:name></a:author><a:updated>2021-10-18</a:updated>
      <a:link rel="alternate" href="https://tidewater.example/harbour"/>
      <a:content type="xhtml" xml:lang="en"><div xmlns="http://www.w3.org/1999/xhtml"><h1>The harbour
       reopens</h1>\(KnownArticle.html)</div></a:content></a:entry></a:feed>
      """, "urn:2", "2021-10-18"
    ),
    (
      """
      <entry xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:3</id>
      <title>The harbour reopens</title><author><name>Ada Quill</name></author>
      <source><title>The Tidewater Post</title></source><published>2021-10-18</published>
      <link href="https://tidewater.example/harbour"/>
      <content>\(KnownArticle.text.replacing("&", with: "&amp;"))</content></entry>
      """, "urn:3", "2021-10-18"
    ),
    (
      """
      <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" \(rss)
       xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Tidewater Post</title>
      <language>en</language><wp:author><wp:author_login><![CDATA[ada]]></wp:author_login>
      <wp:author_display_name><![CDATA[Ada Quill]]></wp:author_display_name></wp:author>
      <item><title>anchor.jpg</title><wp:post_type>attachment</wp:post_type></item>
      <item><title>Not yet</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
      <item><title>The harbour reopens</title><link>https://tidewater.example/harbour</link>
      <pubDate>Sun, 17 Oct 2021 22:15:00 +0000</pubDate><c:creator><![CDATA[ada]]></c:creator>
      <guid isPermaLink="false">https://tidewater.example/?p=17</guid><description></description>
      <content:encoded><![CDATA[<!-- wp:paragraph -->[caption id="a]b" width="3"]<img src="x"/>[/caption]
      \(KnownArticle.text)

      [gallery ids="1,2"]]]></content:encoded>
      <excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_date>2021-10-18 00:15:00</wp:post_date>
      <wp:post_date_gmt>2021-10-17 22:15:00</wp:post_date_gmt><wp:status>publish</wp:status>
      <wp:post_type>post</wp:post_type><wp:comment><wp:comment_content>First!</wp:comment_content>
      </wp:comment></item></channel></rss>
      """, "https://tidewater.example/?p=17", "2021-10-18T00:15:00+02:00"
    ),
  ]

  @Test(arguments: [
    ("ISO-8859-1", String.Encoding.isoLatin1, "Café – no, Café"),
    ("windows-1251", .windowsCP1251, "Гавань открыта"), ("UTF-16", .utf16, "Łódź, 港"),
    ("utf-8", .utf8, "Łódź, 港"),
  ])
  func `declared encodings are used`(name: String, encoding: String.Encoding, title: String)
    throws
  {
    let title = encoding == .isoLatin1 ? title.replacing("–", with: "-") : title
    let feed = Self.feed("<?xml version='1.0' encoding='\(name)'?>", title)
    let data = try #require(feed.data(using: encoding))
    #expect(ReadRecords(Array(data), named: "feed.xml").titles == [title])
  }

  @Test func `an encoding that the user gives overrides the declaration`() {
    let feed = Self.feed("<?xml version='1.0' encoding='windows-1251'?>", "Łódź")
    let settings = ReaderSettings(encoding: "UTF-8")
    let read = ReadRecords(feed, settings: settings, named: "feed.xml")
    #expect(read.titles == ["Łódź"])
  }

  @Test(arguments: [
    ("Tom &amp;amp; Ann", "Tom & Ann"), ("Tom &amp; Ann", "Tom & Ann"), ("a &lt; b", "a < b"),
    ("It&amp;#8217;s", "It’s"), ("The &lt;i&gt;Ada&lt;/i&gt; sails", "The Ada sails"),
    ("<![CDATA[<b>x</b> &amp; y]]>", "x & y"), ("caf&eacute;&nbsp;x", "café x"),
  ])
  func `titles are read whether they were escaped once or twice`(source: String, title: String) {
    let read = ReadRecords(Self.feed("", source), named: "feed.xml")
    #expect(normalizedLine(read.drafts.first?.title) == title)
  }

  @Test(arguments: [
    (
      "R&amp;D budget fell 5 &lt; 6 and a&lt;b then x", "R&D budget fell 5 < 6 and a<b then x"
    ), ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
    ("&lt;3 and &lt;unknown&gt;", "<3 and <unknown>"),
    ("a&lt;br/&gt;b", "a\nb"), ("it&amp;#8217;s", "it’s"), ("caf&amp;eacute;", "café"),
    ("the end&lt;/p&gt;", "the end"), ("see &lt;a href='x'&gt;this&lt;/a&gt;", "see this"),
    ("&lt;B&gt;bold&lt;/B&gt; x", "bold x"), ("x&lt;!-- no --&gt;", "x"),
  ])
  func `a description is HTML if it contains a tag or an entity`(source: String, text: String) {
    let feed = "<rss><channel><item><title>T</title><description>\(source)</description></item>"
    let read = ReadRecords(feed + "</channel></rss>", named: "feed.xml")
    #expect(read.drafts.map { normalize($0.text) } == [text])
  }

  @Test(arguments: [
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>x</loc></url></urlset>",
    "<kml><body/></kml>", "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "not XML at all",
    "<", "<rss", "<?xml version='1.0' encoding='x-none'?><rss/>",
  ])
  func `other XML and malformed XML are refused`(document: String) {
    let read = ReadRecords(document, named: "feed.xml")
    guard case .invalidXML(let detail)? = read.end else { return #expect(Bool(false), "\(read)") }
    #expect(!detail.isEmpty && !detail.contains("\n") && read.results.isEmpty)
  }

  @Test(arguments: [
    "<rss><channel><title>Nothing yet</title></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'/>",
  ])
  func `a feed without articles is empty`(document: String) {
    #expect(ReadRecords(document, named: "feed.xml").end == .empty)
  }

  @Test func `a page in XML is read as a page`() throws {
    let page = """
      <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Page</title></head>
      <body><p>Not&nbsp;well-formed.<br></p></body></html>
      """
    for pieceSize in [1, 100, 1 << 20] {
      let read = ReadRecords(page, pieceSize: pieceSize, named: "feed.xml")
      #expect(read.end == nil && read.lines == [nil])
      #expect(read.drafts.first?.title == "Page" && read.drafts.first?.text == "Not well-formed.")
    }
  }

  @Test(arguments: [
    ("<item><title>C</title>", "<item>"), ("<item><title>", "<title>"), ("", "<channel>"),
    ("<item><![CDATA[text\n\nof", "a CDATA section"), ("<item><title a='", "a tag"),
    ("<!-- <item>", "a comment"), ("<?x >", "a processing instruction"), ("<", "a tag"),
  ])
  func `the articles of a truncated feed are kept, and the truncation is reported`(
    rest: String, place: String
  ) {
    let good = "<item><title>A</title></item>\n<item><title>B</title></item>\n"
    for pieceSize in [1, 1 << 20] {
      let read = ReadRecords(
        "<rss><channel>\n\(good)\(rest)", pieceSize: pieceSize, named: "feed.xml")
      #expect(read.titles == ["A", "B"])
      guard case .invalidXML(let detail)? = read.end else { return #expect(Bool(false)) }
      let line = rest.contains("\n") ? 6 : 4
      #expect(
        detail == "line \(line): the file ends inside \(place)"
          || detail == "line 4: the file ends inside \(place)")
    }
  }

  @Test func `an item that is too large is one failure, and the next one is read`() {
    let line = String(repeating: "x ", count: 500_000)
    let large = String(repeating: line, count: 34)
    let deep = String(repeating: "<a>", count: 200) + String(repeating: "</a>", count: 200)
    let read = ReadRecords(
      "<rss><channel><item><title>A</title><description>\(large)\(deep)</description><b/></item>"
        + "<item><title>B</title></item></channel></rss>", named: "feed.xml")
    #expect(read.titles == ["B"] && read.end == nil && read.lines == [1, 2])
    #expect(read.failures == [.tooLarge(limit: ReaderLimits.articleBytes)])
  }

  private static let hostile: [String: String] = {
    let item = "<rss><channel><item><title>"
    let tens = { (name: String) in String(repeating: "&\(name);", count: 10) }
    let many = { (piece: String, count: Int) in String(repeating: piece, count: count) }
    var documents: [String: String] = [:]
    documents["billion laughs"] =
      "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"\(tens("a"))\"><!ENTITY c \"\(tens("b"))\">]>"
      + "\(item)&c;</title></item></channel></rss>"
    documents["quadratic blow-up"] =
      "<!DOCTYPE rss [<!ENTITY a \"\(many("a", 50_000))\">]>\(item)\(many("&a;", 50_000))</title>"
    documents["a file as an entity"] =
      "<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\(item)&a;</title>"
    documents["a parameter entity"] =
      "<!DOCTYPE rss [<!ENTITY % a SYSTEM \"file:///etc/passwd\"> %a;]>\(item)x</title>"
    documents["deep nesting"] = item + many("<a>", 100_000)
    documents["deep channels"] = "<rss>" + many("<channel>", 100_000)
    let attributes = (0..<300_000).map { "a\($0)=\"\"" }
    documents["many attributes"] = "<rss \(attributes.joined(separator: " "))/>"
    documents["fewer attributes"] = "<rss \(attributes.prefix(9_000).joined(separator: " "))/>"
    documents["many names"] = "<rss>" + (0..<300_000).map { "<a\($0)/>" }.joined()
    documents["a comment without an end"] = "<rss><!-- " + many("x", 11_000_000)
    documents["a large attribute"] = "<rss a='\(many("x", 11_000_000))'/>"
    return documents
  }()

  @Test(arguments: hostile.keys.sorted())
  func `a hostile document is one failure, reported quickly`(name: String) throws {
    let document = try #require(Self.hostile[name])
    var read: ReadRecords?
    let time = cpuTime { read = ReadRecords(document, named: "feed.xml") }
    #expect(read?.end != nil && read?.drafts.isEmpty == true && time < .seconds(10), "\(name)")
  }

  @Test func `unknown namespaces do no harm`() {
    let feed = """
      <rss xmlns="http://blogs.law.harvard.edu/tech/rss" xmlns:content="urn:wrong"><channel><item>
      <title>A</title><x:title>B</x:title><content:encoded>&lt;p>C</content:encoded></item></channel></rss>
      """
    #expect(ReadRecords(feed, named: "feed.xml").drafts == [ArticleDraft(title: "A", text: "C")])
  }

  @Test func `an external document type is not fetched and does no harm`() {
    let feed =
      "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://127.0.0.1:9/rss.dtd'>"
      + Self.feed("", "&Agrave; la carte")
    #expect(ReadRecords(feed, named: "feed.xml").titles == ["À la carte"])
  }

  @Test(arguments: seeds(200))
  func `random markup is read to its end with the same result every time`(
    seed: Int
  ) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "<item>", "</item>", "<title>", "</title>", "<channel>", "</channel>", "<![CDATA[", "]]>",
      "<!--", "-->", "&amp;", "&nbsp;", "text", "<link/>", "<a b='c'>", "</a>", "\u{1}", "é",
      "<?x?>",
      "<guid isPermaLink='true'>", "</guid>",
    ]
    var document = "<rss><channel>"
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      document += pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }
    let whole = ReadRecords(document, named: "feed.xml")
    let parts = ReadRecords(
      document, pieceSize: Int.random(in: 1...9, using: &random), named: "feed.xml")
    #expect(whole.drafts == parts.drafts && whole.end == parts.end, "seed \(seed)")
    #expect(whole.end != nil || whole.drafts.isEmpty == false, "seed \(seed)")
  }

  @Test(
    arguments: [
      ("<?xml version='1.0'?><rss/>", .feed), (" \n<rss version='2.0'>", .feed),
      ("<feed xmlns='x'>", .feed), ("<rdf:RDF>", .feed), ("\u{FEFF}<?xml?>", .feed),
      ("<?xml?><!DOCTYPE html><html>", .html), ("<!doctype html>", .html), ("<p>", .html),
      ("{\"title\": \"x\"}\n{", .jsonLines), ("{\n  \"title\": \"x\"", .json), ("[{", .json),
      ("{\"version\": \"x\", \"items\": [{\"id\": 1}]}", .json), ("{\"title\": \"x", .jsonLines),
    ] as [(String, Format)])
  func `a format is recognised by its first bytes`(head: String, format: Format) {
    #expect(Format.likely(Array(head.utf8)) == format)
  }

  private static func feed(_ declaration: String, _ title: String) -> String {
    declaration + "<rss><channel><item><title>\(title)</title></item></channel></rss>"
  }
}
