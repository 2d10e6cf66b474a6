@testable import Ingest
import Testing

struct WordPressTests {
  @Test(arguments: [
    ("a [sic] b [1] [see note]", "a [sic] b [1] [see note]"), ("[caption]x[/caption]y", "xy"),
    ("x[gallery]y", "xy"), ("[x a=\"]\"]y", "y"), ("[box]in[/box]", "in"), ("[", "["),
    ("[a [b c=1]", "[a "), ("[/x]", ""), ("[é]", "[é]"),
  ])
  func `shortcodes go, other brackets stay`(text: String, expected: String) {
    #expect(WordPress.withoutShortcodes(text) == expected)
  }

  @Test(arguments: [
    ("2021-10-18 00:15:00", "2021-10-17 22:15:00", "2021-10-18T00:15:00+02:00"),
    ("2021-10-17 20:15:00", "2021-10-18 01:15:00", "2021-10-17T20:15:00-05:00"),
    ("2021-10-18 09:00:00", "2021-10-18 09:00:00", "2021-10-18T09:00:00Z"),
    ("2021-10-18 09:00:00", "0000-00-00 00:00:00", "2021-10-18 09:00:00"),
    ("2011-01-01 09:00:00", "2021-10-18 05:07:00", "2021-10-18T05:07:00Z"),
  ])
  func `a post's day is that of its place`(local: String, universal: String, expected: String) {
    #expect(WordPress.date(local: local, universal: universal) == expected)
  }
}
