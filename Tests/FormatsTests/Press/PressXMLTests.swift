@testable import Formats
import Testing
import TestSupport
import TextAnalysis

/// The kinds of XML in which the press and archives exchange articles.
struct PressXMLTests {
  private static let paragraphs = KnownArticle.paragraphs.map {
    "<p>" + $0.replacing("&", with: "&amp;") + "</p>"
  }.joined(separator: "\n")

  @Test(arguments: ["nitf", "newsml-g2", "newsml-1", "jats", "tei"])
  func `a document gives the known article`(kind: String) throws {
    let document = try #require(Self.documents[kind])
    for pieceSize in [1, 1 << 20] {
      let read = ReadRecords(document, pieceSize: pieceSize, named: "a.xml")
      #expect(read.end == nil && read.failures.isEmpty && read.drafts.count == 1, "\(read)")
      let draft = try #require(read.drafts.first).normalized()
      #expect(draft.title == KnownArticle.title && draft.author == KnownArticle.author, "\(draft)")
      #expect(draft.publisher == KnownArticle.publisher && draft.language == "en", "\(draft)")
      #expect(
        draft.published?.hasPrefix("2021-10-18") == true && draft.docno == "urn:17", "\(draft)")
      #expect(draft.text == KnownArticle.text)
    }
  }

  private static let documents: [String: String] = [
    "nitf": """
    <?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf xml:lang="en"><head><title>Wrong</title>
    <docdata><doc-id id-string="urn:17"/><date.issue norm="20211018T093000Z"/></docdata>
    <pubdata name="The Tidewater Post" date.publication="20211019"/></head><body><body.head>
    <hedline><hl1>The harbour reopens</hl1></hedline><byline>By Ada Quill<byttl>Reporter</byttl></byline>
    <abstract><p>Wrong</p></abstract></body.head><body.content><block class="lead_paragraph"><p>Wrong</p>
    </block><block class="full_text">\(paragraphs)</block></body.content></body></nitf>
    """,
    "newsml-g2": """
    <newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2022-01-01</sent></header>
    <itemSet><newsItem guid="urn:17" version="3" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>
    <provider literal="x"><name>The Tidewater Post</name></provider>
    <versionCreated>2021-10-18T09:30:00Z</versionCreated></itemMeta><contentMeta><by>By Ada Quill</by>
    <language tag="en"/><headline>The harbour reopens</headline></contentMeta><contentSet>
    <inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
    <title>Wrong</title></head><body><h1>The harbour reopens</h1>\(paragraphs)</body></html></inlineXML>
    </contentSet></newsItem></itemSet></newsMessage>
    """,
    "newsml-1": """
    <NewsML><NewsItem><NewsIdentifier><NewsItemId>urn:17</NewsItemId><ProviderId>The Tidewater Post</ProviderId>
    </NewsIdentifier><NewsManagement><ThisRevisionCreated>20211018T093000Z</ThisRevisionCreated>
    </NewsManagement><NewsComponent xml:lang="en"><NewsLines><HeadLine>The harbour reopens</HeadLine>
    <ByLine>By Ada Quill</ByLine></NewsLines><ContentItem><DataContent><nitf xml:lang="en"><body>
    <body.content>\(paragraphs)</body.content></body></nitf></DataContent></ContentItem></NewsComponent>
    </NewsItem></NewsML>
    """,
    "jats": """
    <article xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta>
    <journal-title-group><journal-title>The Tidewater Post</journal-title></journal-title-group></journal-meta>
    <article-meta><article-id pub-id-type="publisher-id">wrong</article-id>
    <article-id pub-id-type="doi">urn:17</article-id><title-group><article-title>The harbour <italic>reopens</italic>
    </article-title></title-group><contrib-group><contrib contrib-type="author"><name><surname>Quill</surname>
    <given-names>Ada</given-names></name></contrib><contrib contrib-type="editor"><name><surname>Wrong</surname>
    </name></contrib></contrib-group><pub-date pub-type="ppub"><year>2022</year></pub-date>
    <pub-date pub-type="epub"><day>18</day><month>10</month><year>2021</year></pub-date></article-meta></front>
    <body>\(paragraphs)</body><back><ref-list><ref><mixed-citation>Wrong</mixed-citation></ref></ref-list>
    </back></article>
    """,
    "tei": """
    <TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>The harbour reopens</title>
    <author><persName>Ada Quill</persName></author></titleStmt><publicationStmt><publisher>An edition</publisher>
    <idno>urn:17</idno><date when="2022"/></publicationStmt><sourceDesc><bibl><publisher>The Tidewater Post
    </publisher><date when="2021-10-18">Monday</date></bibl></sourceDesc></fileDesc><profileDesc><langUsage>
    <language ident="en">English</language></langUsage></profileDesc></teiHeader><text><body><pb n="1"/>
    <fw>Wrong</fw>\(paragraphs)</body></text></TEI>
    """,
  ]

  @Test func `sections of JATS have headings, and the abstract comes first`() throws {
    let read = ReadRecords(
      """
      <article><front><article-meta><title-group><article-title>Mud</article-title></title-group>
      <abstract><p>In short.</p></abstract></article-meta></front><body><sec><title>Methods</title>
      <p>We dug<xref>1</xref>.</p><list><list-item><p>One</p></list-item></list></sec></body></article>
      """, named: "a.xml")
    #expect(read.drafts.map(\.text) == ["In short.\n\n## Methods\n\nWe dug[1].\n\n- One"])
  }

  @Test func `figures, tables and lists of JATS are blocks`() {
    let read = ReadRecords(
      """
      <article><front/><body><p>Mud rises<sup><xref>2</xref></sup>.</p><fig><label>Figure 1</label>
      <caption><title>The gate</title><p>Seen from the quay.</p></caption></fig>
      <list list-type="order"><list-item><p>Dig</p></list-item><list-item><p>Sift</p></list-item></list>
      <verse-group><verse-line>Tide in,</verse-line><verse-line>tide out.</verse-line></verse-group>
      <table-wrap><label>Table 1</label><caption><p>Depths</p></caption><table><tr><td>a</td><td>1</td></tr>
      <tr><td>b</td><td>2</td></tr></table></table-wrap></body></article>
      """, named: "a.xml")
    let blocks = [
      "Mud rises[2].", "Figure 1\nThe gate\nSeen from the quay.", "1. Dig\n2. Sift",
      "Tide in,\ntide out.", "Table 1\nDepths", "a | 1\nb | 2",
    ]
    #expect(read.drafts.map(\.text) == [blocks.joined(separator: "\n\n")])
  }

  @Test func `a note of TEI stands apart from the word before it`() {
    let read = ReadRecords(
      """
      <TEI><teiHeader/><text><body><p>Mud rises<note place="foot">See the <hi>log</hi>.</note> fast.</p>
      </body></text></TEI>
      """, named: "a.xml")
    #expect(read.drafts.map(\.text) == ["Mud rises [See the log.] fast."])
  }

  @Test func `verses of TEI keep their lines`() throws {
    let read = ReadRecords(
      """
      <TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><div><head>Song</head>
      <lg><l>The tide comes in,</l><l>the tide goes out.</l></lg></div></body></text></TEI>
      """, named: "a.xml")
    #expect(read.drafts.map(\.text) == ["## Song\n\nThe tide comes in,\nthe tide goes out."])
  }

  @Test func `words of ALTO are joined, also across line ends`() throws {
    let read = ReadRecords(
      """
      <alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace><TextBlock>
      <TextLine><String CONTENT="The"/><SP/><String CONTENT="har" SUBS_TYPE="HypPart1" SUBS_CONTENT="harbour"/>
      <HYP CONTENT="-"/></TextLine><TextLine><String CONTENT="bour" SUBS_TYPE="HypPart2" SUBS_CONTENT="harbour"/>
      <SP/><String CONTENT="reopens."/></TextLine></TextBlock><TextBlock><TextLine><String CONTENT="Ships"/>
      <String CONTENT="wait."/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>
      """, named: "page.xml")
    #expect(read.drafts.map(\.text) == ["The harbour\nreopens.\n\nShips wait."])
  }

  @Test(arguments: ["a.html", "a.hocr"]) func `lines of hOCR stay lines`(name: String) {
    let read = ReadRecords(
      """
      <?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
      <html xmlns="http://www.w3.org/1999/xhtml"><head><title></title><meta name='ocr-system' content='tesseract'/></head>
      <body><div class='ocr_page'><div class='ocr_carea'><p class='ocr_par'>
      <span class='ocr_line' title="bbox 1 1 9 9"><span class='ocrx_word'>The</span> <span class='ocrx_word'>har-</span></span>
      <span class='ocr_line'><span class='ocrx_word'>bour</span> <span class='ocrx_word'>reopens.</span></span></p>
      <p class='ocr_par'><span class='ocr_line'>Ships wait.</span></p></div></div></body></html>
      """, named: name)
    #expect(read.drafts.map(\.text) == ["The har-\nbour reopens.\n\nShips wait."])
  }

  @Test(arguments: [
    """
    <book xmlns="http://docbook.org/ns/docbook" xml:lang="en"><info><title>Tides</title><author><personname>
    <firstname>Ada</firstname><surname>Quill</surname></personname></author><pubdate>2021-10-18</pubdate>
    <publisher><publishername>Quay Press</publishername></publisher><abstract><para>In short.</para></abstract></info>
    <chapter><title>Ebb</title><para>It falls<indexterm><primary>wrong</primary></indexterm>.</para>
    <itemizedlist><listitem><para>One</para></listitem></itemizedlist></chapter></book>
    """,
    """
    <!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "x.dtd"><article lang="en"><articleinfo>
    <title>Tides</title><author><firstname>Ada</firstname><surname>Quill</surname></author><pubdate>2021-10-18</pubdate>
    <publishername>Quay Press</publishername><abstract><para>In short.</para></abstract></articleinfo>
    <section><title>Ebb</title><para>It falls.</para>
    <itemizedlist><listitem><para>One</para></listitem></itemizedlist></section></article>
    """,
  ])
  func `books and articles in DocBook are read`(document: String) throws {
    let read = ReadRecords(document, named: "a.xml")
    let draft = try #require(read.drafts.first)
    #expect(read.drafts.count == 1 && draft.title == "Tides" && draft.author == "Ada Quill")
    #expect(draft.published == "2021-10-18" && draft.publisher == "Quay Press")
    #expect(draft.language == "en")
    #expect(draft.text == "In short.\n\n## Ebb\n\nIt falls.\n\n- One")
  }

  @Test func `a page of a manual in DocBook has the name of its subject`() {
    let read = ReadRecords(
      """
      <refentry><refmeta><refentrytitle>wrong</refentrytitle></refmeta><refnamediv><refname>tide</refname>
      <refpurpose>tells the tide</refpurpose></refnamediv><refsect1><title>Use</title><para>Ask it.</para></refsect1></refentry>
      """, named: "tide.xml")
    #expect(read.titles == ["tide"])
    #expect(read.drafts.map(\.text) == ["tide\n\ntells the tide\n\n## Use\n\nAsk it."])
  }

  @Test func `METS is described, with its parts and the files of its pages`() throws {
    let read = ReadRecords(
      """
      <mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
      <mets:dmdSec ID="D1"><mets:mdWrap><mets:xmlData><mods:mods><mods:titleInfo><mods:title>The Tidewater Post</mods:title>
      </mods:titleInfo><mods:name><mods:namePart>Ada Quill</mods:namePart></mods:name><mods:originInfo>
      <mods:publisher>Quay Press</mods:publisher><mods:dateIssued>1921-10-18</mods:dateIssued></mods:originInfo>
      </mods:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>
      <mets:fileSec><mets:fileGrp USE="IMAGE"><mets:file><mets:FLocat xlink:href="1.tif"/></mets:file></mets:fileGrp>
      <mets:fileGrp USE="FULLTEXT"><mets:file><mets:FLocat xlink:href="alto/1.xml"/></mets:file></mets:fileGrp></mets:fileSec>
      <mets:structMap><mets:div TYPE="NEWSPAPER" LABEL="The Tidewater Post"><mets:div TYPE="ARTICLE" LABEL="The harbour reopens"/>
      <mets:div LABEL="1"/></mets:div></mets:structMap></mets:mets>
      """, named: "mets.xml")
    let draft = try #require(read.drafts.first)
    #expect(draft.title == "The Tidewater Post" && draft.author == "Ada Quill")
    #expect(draft.publisher == "Quay Press" && draft.published == "1921-10-18")
    #expect(draft.text == "The harbour reopens\n\nAttachment: alto/1.xml")
  }

  @Test func `notes of Evernote are articles, and their files are named`() throws {
    let data = String(repeating: "QUJD", count: 9_000_000)
    let read = ReadRecords(
      """
      <!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd"><en-export>
      <note><title>Tides</title><content><![CDATA[<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "x">
      <en-note><div>High at <b>noon</b></div><en-todo/></en-note>]]></content><created>20211018T093000Z</created>
      <note-attributes><author>Ada Quill</author><source-url>https://t.example/</source-url></note-attributes>
      <resource><data encoding="base64">\(data)</data><resource-attributes><file-name>chart.pdf</file-name>
      </resource-attributes></resource></note><note><title>Two</title></note></en-export>
      """, named: "notes.enex")
    #expect(read.titles == ["Tides", "Two"] && read.end == nil && read.failures.isEmpty)
    let draft = try #require(read.drafts.first)
    #expect(draft.text == "High at noon\n\nAttachment: chart.pdf")
    #expect(draft.published == "20211018T093000Z" && draft.url == "https://t.example/")
  }

  @Test(arguments: [
    "<opml version='2.0'><body><outline xmlUrl='https://t.example/feed'/></body></opml>",
    "<mets xmlns='http://www.loc.gov/METS/'><fileSec/></mets>",
    "<mets:mets xmlns:mets='http://www.loc.gov/METS/'/>",
  ])
  func `lists of feeds and files hold no articles, which is no failure of the file`(
    document: String
  ) {
    let read = ReadRecords(document, named: "a.xml")
    #expect(read.failures == [.noArticles] && read.end == nil)
  }
}
