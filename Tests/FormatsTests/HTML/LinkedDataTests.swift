@testable import Formats
import Testing

struct LinkedDataTests {
  private func read(_ json: String, _ body: String = "<p>Text</p>") throws -> ArticleDraft {
    let page = "<title>Wrong</title><script type='application/ld+json'>\(json)</script>\(body)"
    return try HTMLReader.read(Array(page.utf8))
  }

  @Test func `people and publishers are found by their ids, even in another script`() throws {
    let graph = """
      {"@graph": [{"@type": "Article", "headline": "Ports &amp; Harbours &#8217;21",
      "author": [{"@id": "#/person/1"}, "#/person/2", {"@id": "#nobody"}], "publisher": {"@id": "#org"}},
      {"@type": "Organization", "@id": "#org", "name": "Tidewater &amp; Sons"},
      {"@type": "Person", "@id": "#/person/1", "name": "Ada Quill"}]}
      """
    let other = "{\"@type\": \"Person\", \"@id\": \"#/person/2\", \"name\": \"Bo Tern\"}"
    let draft = try read(
      "\(graph)</script><script type='application/ld+json'>\(other)",
      "<h1>Ports &amp; Harbours ’21</h1><p>Text</p>")
    #expect(
      draft
        == ArticleDraft(
          title: "Ports & Harbours ’21", author: "Ada Quill, Bo Tern",
          publisher: "Tidewater & Sons", text: "Text"))
  }

  @Test(arguments: [
    ("Ports &amp;amp; Harbours", "Ports & Harbours"), ("AT&amp;T &amp;lt;b&amp;gt;", "AT&T <b>"),
    ("R&amp;D; all <i>of</i> it", "R&D; all <i>of</i> it"), ("A &amp;#8217; B", "A ’ B"),
  ])
  func `entities in a title are decoded, and tags stay as text`(
    content: String, expected: String
  ) throws {
    let page = "<meta property=og:title content='\(content)'><p>Text</p>"
    #expect(try HTMLReader.read(Array(page.utf8)).title == expected)
  }

  @Test(arguments: [
    "//<![CDATA[\nJSON\n//]]>", "/*<![CDATA[*/JSON/*]]>*/", "<!--\nJSON\n-->",
    "/* made by x */ JSON;",
    "[JSON,\n]",
  ])
  func `JSON inside marks that hide it from old browsers is read`(frame: String) throws {
    let json = """
      {"@type": "NewsArticle", "headline": "The harbour\n\treopens", "author": {"name": "Ada // \\"Quill\\"",},
      "description": "it\\'s, ]", "datePublished": "2021-10-18" , }
      """
    let draft = try read(frame.replacing("JSON", with: json))
    #expect(draft.title == "The harbour reopens" && draft.author == "Ada // \"Quill\"")
    #expect(draft.published == "2021-10-18")
  }

  @Test(arguments: [
    "{", "{]", "/*", "//", "{\"a\": \"\\", ",}", "<!--", "\"", "{\"@type\": 'Article'}",
  ])
  func `invalid JSON is skipped`(json: String) throws {
    #expect(try read(json).title == "Wrong")
  }

  @Test func `JSON-LD provides the text if the page has none, or only its beginning`() throws {
    let body = "One &amp; all: a first paragraph of the text that is long.\\n\\nTwo <3.\\nThree."
    let json = "{\"@type\": \"NewsArticle\", \"headline\": \"H\", \"articleBody\": \"\(body)\"}"
    let expected = "One & all: a first paragraph of the text that is long.\n\nTwo <3.\n\nThree."
    #expect(try read(json, "<div id=root></div>").text == expected)
    #expect(try read(json, "<article><p>One &amp; all.</p></article>").text == expected)
    let whole =
      "<article><p>One & all: a first paragraph, and with this the page has as much text.</p></article>"
    #expect(try read(json, whole).text.hasSuffix("as much text."))
    let html = json.replacing(body, with: "<p>One</p><p>A <b>second</b> paragraph</p>")
    #expect(try read(html, "<div id=root></div>").text == "One\n\nA second paragraph")
  }
}
