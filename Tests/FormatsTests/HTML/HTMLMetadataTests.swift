@testable import Formats
import TestSupport
import Testing

struct HTMLMetadataTests {
  @Test func `JSON-LD in a graph takes precedence over everything else`() throws {
    let draft = try read(
      """
      <html lang="en-GB"><head><title>Wrong | Site</title>
      <meta property="og:title" content="Wrong"><meta name="author" content="Wrong">
      <script type="application/ld+json">{broken</script>
      <script type="application/ld+json; charset=utf-8">[{"@type": "WebSite", "name": "Wrong"},
      {"@graph": [{"@type": "BreadcrumbList", "name": "Wrong"}, {"@type": ["Thing", "NewsArticle"],
      "headline": "Right", "author": [{"@type": "Person", "name": "A"}, "B"],
      "publisher": {"name": "Paper"}, "datePublished": "2021-10-18T01:02:03Z",
      "mainEntityOfPage": {"@id": "https://example.com/a"}}]}]</script></head><body><p>Text</body>
      """)
    #expect(
      draft
        == ArticleDraft(
          title: "Right", author: "A, B", publisher: "Paper", published: "2021-10-18T01:02:03Z",
          language: "en-GB", url: "https://example.com/a", text: "Text"))
  }

  private static let known = [
    """
    <div itemscope itemtype="https://schema.org/WebSite"><meta itemprop="name" content="Wrong"></div>
    <article itemscope itemtype="http://schema.org/NewsArticle"><meta itemprop="inLanguage" content="en">
    <link itemprop="mainEntityOfPage" href="https://tidewater.example/harbour">
    <h1 itemprop="headline name">The harbour <i>reopens</i></h1>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person">By <b itemprop="name">Ada
    Quill</b></span><time itemprop="datePublished" datetime="2021-10-18">yesterday</time>
    <div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">
    <meta itemprop="name" content="The Tidewater Post"><meta itemprop="url" content="https://no.example"></div>
    <div itemprop="articleBody">ARTICLE</div></article>
    """,
    """
    <html><head><meta name="DC.title" content="The harbour reopens"><meta name="DC.Creator" content="Ada Quill">
    <meta name="DC.publisher" content="The Tidewater Post"><meta name="DC.date.issued" content="2021-10-18">
    <meta name="DC.language" content="en"><meta name="DC.identifier" content="https://tidewater.example/harbour">
    <title>Wrong</title></head><body>ARTICLE</body></html>
    """,
    """
    <meta name="DCTERMS.title" content="The harbour reopens"><meta name="dcterms:creator" content="Ada Quill">
    <meta name="dcterms.publisher" content="The Tidewater Post"><meta name="DCTERMS.issued" content="2021-10-18">
    <meta name="dcterms.language" content="en"><link rel=canonical href="https://tidewater.example/harbour">ARTICLE
    """,
    """
    <meta name="citation_title" content="The harbour reopens"><meta name="citation_author" content="Ada Quill">
    <meta name="citation_journal_title" content="The Tidewater Post"><meta name="citation_language" content="en">
    <meta name="citation_publication_date" content="2021/10/18">
    <meta name="citation_public_url" content="https://tidewater.example/harbour">ARTICLE
    """,
    """
    <html lang="en"><meta name="parsely-page" content='{"title": "The harbour reopens", "author": "Ada Quill",
    "pub_date": "2021-10-18", "link": "https://tidewater.example/harbour"}'>
    <meta property="og:site_name" content="The Tidewater Post">ARTICLE
    """,
    """
    <html lang="en"><meta name="parsely-title" content="The harbour reopens"><meta name="parsely-author"
    content="Ada Quill"><meta name="parsely-pub-date" content="2021-10-18"><meta name="parsely-link"
    content="https://tidewater.example/harbour"><meta name="application-name" content="The Tidewater Post">ARTICLE
    """,
  ]

  @Test(arguments: known) func `each kind of metadata is enough by itself`(page: String) throws {
    try KnownArticle.expect(try read(page.replacing("ARTICLE", with: KnownArticle.html)))
  }

  @Test func `all authors are named, but not their addresses`() throws {
    let draft = try read(
      """
      <meta name="citation_author" content="Quill, Ada"><meta name="citation_author" content="Tern, Bo">
      <meta name="citation_author" content="Quill, Ada"><p>Text
      """)
    #expect(draft.author == "Quill, Ada, Tern, Bo")
    let facebook = "<meta property=article:author content=https://f.example/a><a rel=author>A</a>"
    #expect(try read(facebook + "<p>Text").author == "A")
  }

  @Test func `a date that cannot be parsed is kept for the report`() throws {
    let draft = try read(
      "<meta name=date content='Whitsun'><meta name=pubdate content=soon><p>Text")
    #expect(draft.published == "Whitsun" && draft.unreadableDate == "Whitsun")
    #expect(try read("<time>3 minutes ago</time><p>Text").published == nil)
  }

  @Test func `OpenGraph alone is enough`() throws {
    let draft = try read(
      """
      <title>Wrong</title><meta property="og:title" content=" A &amp;\n B "><meta property="og:site_name" content="Paper">
      <meta property="og:url" content="https://example.com/b"><meta property="article:published_time" content="2021-10-18">
      <meta property="article:author" content="https://example.com/wrong"><meta http-equiv="Content-Language" content="fr"><p>Text
      """)
    #expect(
      draft
        == ArticleDraft(
          title: "A & B", publisher: "Paper", published: "2021-10-18", language: "fr",
          url: "https://example.com/b", text: "Text"))
  }

  @Test func `markup alone is enough`() throws {
    let draft = try read(
      """
      <html lang=""><title>Head - line – Paper</title><link rel="author" href="/wrong"><link rel="canonical" href="/relative">
      <link rel="Canonical" href="https://example.com/c"><body><div>Today: <time datetime="2026-01-01">now</time></div>
      <article><h1>Head - line</h1><a rel="author">A B</a> <time>18 October 2021</time><p>The text of the article, and it is the longest.</p></article>
      """)
    #expect(
      draft.title == "Head - line" && draft.author == "A B" && draft.published == "18 October 2021")
    #expect(draft.url == "https://example.com/c" && draft.language == nil && draft.publisher == nil)
  }

  @Test(arguments: [
    ("<meta name=date content='no date'><meta name=pubdate content=2021-10-18>", "2021-10-18"),
    (
      "<script type=application/ld+json>{\"@type\": \"Article\", \"datePublished\": \"\"}</script><meta name=date content=2020>",
      "2020"
    ),
    ("<time>3 minutes ago</time><time datetime=2021-10-18></time>", "2021-10-18"),
    (
      "<time datetime=2021-10-17>x</time><time itemprop=datePublished datetime=2021-10-18>x</time>",
      "2021-10-18"
    ),
    (
      "<time>17 October 2021</time><article><time datetime=' '>2021-10-18</time>"
        + "<p>The text of the article, and it is the longest.</p></article>", "2021-10-18"
    ),
    ("<time datetime=2021-10-17>x</time><time pubdate datetime=2021-10-18>x</time>", "2021-10-18"),
  ])
  func `the first valid date counts`(markup: String, expected: String) throws {
    #expect(try read(markup + "<p>Text</p>").published == expected)
  }

  @Test(arguments: [
    ("Headline | Paper", "<h1>Headline</h1>", "Headline"),
    ("Headline - Paper", "<meta property=og:site_name content=Paper>", "Headline"),
    ("Not - known", "", "Not - known"),
    ("Head | line | Paper", "<h1>Head | line</h1>", "Head | line"),
    ("Title", "<h1>Other</h1>", "Title"),
  ])
  func `the site's name is removed from the title if the page confirms it`(
    title: String, markup: String, expected: String
  ) throws {
    #expect(try read("<title>\(title)</title>\(markup)<p>Text</p>").title == expected)
  }

  @Test func `without a title, the main heading is the title`() throws {
    #expect(try read("<h1>Head <i>line</i>,<br>two</h1><p>Text</p>").title == "Head line, two")
  }

  @Test(arguments: [
    ("<meta charset=\"iso-8859-1\">", false),
    ("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\">", false),
    ("<meta charset=windows-1252>", false), ("", false), ("<meta charset=utf-8>", true), ("", true),
    ("<meta charset=iso-8859-1>", true), ("<?xml version='1.0' encoding='latin1'?>", false),
  ])
  func `accents are correct in Latin-1, windows-1252 and UTF-8`(declaration: String, isUTF8: Bool)
    throws
  {
    let text = "Côte d’Azur – “Übung” «¿»"
    let bytes: [UInt8] =
      isUTF8
      ? Array(text.utf8)
      : text.unicodeScalars.map {
        ["’": 0x92, "–": 0x96, "“": 0x93, "”": 0x94][$0] ?? UInt8($0.value)
      }
    let draft = try HTMLReader.read(
      Array("<html><head>\(declaration)<title>".utf8) + bytes + Array("</title><p>".utf8) + bytes)
    #expect(draft.title == text && draft.text == text)
  }

  @Test(
    arguments: [
      ("windows-1251", [0xCC, 0xEE, 0xF1, 0xEA, 0xE2, 0xE0], "Москва"),
      ("Shift_JIS", [0x92, 0xC3, 0x8C, 0x79], "津軽"), ("gb2312", [0xB1, 0xB1, 0xBE, 0xA9], "北京"),
      ("iso-8859-2", [0xA3, 0xF3, 0x64, 0xBC], "Łódź"), ("euc-kr", [0xBC, 0xAD, 0xBF, 0xEF], "서울"),
    ] as [(String, [UInt8], String)])
  func `other encodings are read as declared`(name: String, bytes: [UInt8], expected: String) throws
  {
    let page =
      Array("<html><head><meta charset=\"\(name)\"></head><body><p>".utf8) + bytes
      + Array("</p>".utf8)
    #expect(try HTMLReader.read(page).text == expected)
  }

  @Test(
    arguments: [
      ("Сегодня утром порт", "CP1251", "utf-8"), ("Сегодня утром порт", "CP1251", "euc-kr"),
      ("Le café est fermé", "CP1252", "utf-8"), ("Le café est fermé", "CP1252", "UTF8"),
      ("津軽海峡の冬景色です。首相は来週、東京で会談を行うと述べた。", "CP932", "utf-8"),
    ])
  func `if a page is not in its declared encoding, the encoding is detected`(
    text: String, encoding: String, declared: String
  ) throws {
    let page = "<meta charset=\"\(declared)\"><title>\(text)</title><p>\(text)</p><p>\(text)</p>"
    let draft = try HTMLReader.read(try encoded(page, encoding))
    #expect(draft.title == text && draft.text == text + "\n\n" + text)
  }

  @Test func `a page with invalid UTF-8 loses only the invalid bytes`() throws {
    let page =
      Array("<meta charset=utf-8><p>Łódź ".utf8) + [0xFF, 0xC3] + Array(" and all the rest.".utf8)
    let text = try HTMLReader.read(page).text
    #expect(text.hasPrefix("Łódź \u{FFFD}") && text.hasSuffix(" and all the rest."))
  }

  private func read(_ page: String) throws -> ArticleDraft { try HTMLReader.read(Array(page.utf8)) }
}

extension ArticleDraft {
  init(
    docno: String? = nil, title: String? = nil, author: String? = nil, publisher: String? = nil,
    published: String? = nil, language: String? = nil, url: String? = nil, text: String = ""
  ) {
    self.init()
    (self.docno, self.title, self.author, self.publisher) = (docno, title, author, publisher)
    (self.published, self.language, self.url, self.text) = (published, language, url, text)
  }
}
