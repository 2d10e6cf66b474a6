@testable import Formats
import Testing
import TestSupport

struct MediaWikiTests {
  @Test func `the articles of a dump are read page by page`() throws {
    let read = ReadRecords(
      """
      <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en"><siteinfo>
      <sitename>Tidepedia</sitename><base>https://wiki.example/wiki/Main_Page</base><namespaces>
      <namespace key="0"/></namespaces></siteinfo>
      <page><title>Sluice gate</title><ns>0</ns><id>17</id><revision><id>1</id><timestamp>2020-01-01T00:00:00Z</timestamp>
      <text>Old</text></revision><revision><id>2</id><timestamp>2021-10-18T09:30:00Z</timestamp><model>wikitext</model>
      <text xml:space="preserve">A '''sluice gate''' lets [[water]] in.</text></revision></page>
      <page><title>Talk:Sluice gate</title><ns>1</ns><revision><text>No</text></revision></page>
      <page><title>Gate</title><ns>0</ns><redirect title="Sluice gate"/><revision><text>#REDIRECT [[x]]</text></revision></page>
      <page><title>Weir</title><ns>0</ns><revision><text>A low dam.</text></revision></page></mediawiki>
      """, named: "dump.xml")
    #expect(read.titles == ["Sluice gate", "Weir"] && read.end == nil)
    let draft = try #require(read.drafts.first)
    #expect(draft.text == "A sluice gate lets water in." && draft.docno == "17")
    #expect(draft.url == "https://wiki.example/wiki/Sluice_gate" && draft.publisher == "Tidepedia")
    #expect(draft.published == "2021-10-18T09:30:00Z" && draft.language == "en")
  }

  @Test(arguments: [
    ("A [[tide mill|mill]] and [[water]]s.", "A mill and waters."),
    ("{{Infobox|a={{b|c}}|d}}Text {{as of|2021}}here.", "Text here."),
    ("Open {{ brace and [[ link", "Open {{ brace and [[ link"),
    ("Close }} brace and ]] link", "Close }} brace and ]] link"),
    ("== Heading ==\nText\n=== ''Sub'' ===\nMore", "## Heading\n\nText\n\n### Sub\n\nMore"),
    ("One\nline.\n\nTwo.", "One line.\n\nTwo."),
    ("* a\n* b [[c]]\n# d", "- a\n- b c\n\n1. d"),
    ("# a\n## b\n## c\n# d\nText", "1. a\n1. b\n2. c\n2. d\n\nText"),
    ("<poem>\nTide in,\ntide out.\n</poem>\nAfter", "Tide in,\ntide out.\n\nAfter"),
    ("Seen<ref name=\"x\">Not this</ref> twice<ref name=\"x\"/>.", "Seen twice."),
    ("a<!-- no\n\nno -->b", "ab"), ("<nowiki>[[x]]</nowiki> y", "[[x]] y"),
    ("[[File:a.jpg|thumb|A [[gate]]]]Text[[Category:Gates]][[de:Tor]]", "Text"),
    (
      "See [https://t.example the page] and [https://t.example] and https://t.example/x.",
      "See the page and and https://t.example/x."
    ),
    ("{| class=\"x\"\n! A !! B\n|-\n| style=\"y\" | 1 || 2\n|}\nAfter", "A | B\n1 | 2\n\nAfter"),
    ("{{lang|fr|la marée}} is {{convert|3|m}} &ndash; ''high''", "la marée is 3 m – high"),
    ("__NOTOC__Text a__b", "Text a__b"), ("a < b & c", "a < b & c"), ("==", "=="),
    ("a<br>b", "a\nb"),
  ])
  func `wikitext becomes plain text`(source: String, text: String) throws {
    #expect(try HTMLFragment.text(of: Wikitext.html(source)) == text)
  }

  @Test(arguments: [
    "{{", "[[", "{{a|", "[[a|", "}}", "]]", "{|\n", "| ", "*\n", "*#\n#*\n", "*", "<ref>", "<!--",
    "[http://", "'''", "=",
    "{{lang|a|",
  ])
  func `repeated marks take linear time`(mark: String) throws {
    let source = String(repeating: mark, count: 400_000 / mark.utf8.count)
    #expect(cpuTime { _ = Wikitext.html(source) } < .seconds(8))
  }
}
