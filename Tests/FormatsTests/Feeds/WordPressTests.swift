@testable import Formats
import Testing

struct WordPressTests {
  @Test(arguments: [
    ("a [sic] b [1] [see note]", "a [sic] b [1] [see note]"),
    ("[caption]x[/caption]y", "<figure><figcaption>x</figcaption></figure>y"), ("[caption]x", "x"),
    ("[/caption][caption][caption]x[/caption]", "<figure><figcaption>x</figcaption></figure>"),
    ("x[gallery]y", "xy"), ("[x a=\"]\"]y", "y"), ("[box]in[/box]", "in"), ("[", "["),
    ("[a [gallery c=1]", "[a "), ("[/x]", ""), ("[é]", "[é]"),
    ("a [sic] math [x = 5] and [see p=3].", "a [sic] math [x = 5] and [see p=3]."),
    ("[x=5] [where a=\"b]", "[x=5] [where a=\"b]"), ("[form id='7' /]y", "y"),
    ("[youtube id=7]y", "y"), ("[su_box a=1]y", "y"), ("[the youtube]", "[the youtube]"),
    ("[box a=1]in[/box]", "in"), ("[see \"a = b\"]", "[see \"a = b\"]"),
  ])
  func `shortcodes are removed, and other brackets stay`(text: String, expected: String) {
    #expect(WordPress.withoutShortcodes(text) == expected)
  }

  @Test(
    arguments: [
      ("post", "publish", true), ("page", nil, true), ("news", "publish", true),
      ("post", "private", true), ("post", "draft", false), ("news", "trash", false),
      ("post", "auto-draft", false), ("post", "future", false), ("attachment", "publish", false),
      ("attachment", nil, false), ("revision", "publish", false),
      ("nav_menu_item", "publish", false), ("wp_navigation", "publish", false),
    ] as [(String, String?, Bool)])
  func `articles are recognised by type and status`(type: String, status: String?, isArticle: Bool)
  {
    #expect(WordPress.isArticle(type: type, status: status) == isArticle)
  }

  @Test(arguments: [
    ("2021-10-18 00:15:00", "2021-10-17 22:15:00", "2021-10-18T00:15:00+02:00"),
    ("2021-10-17 20:15:00", "2021-10-18 01:15:00", "2021-10-17T20:15:00-05:00"),
    ("2021-10-18 09:00:00", "2021-10-18 09:00:00", "2021-10-18T09:00:00Z"),
    ("2021-10-18 09:00:00", "0000-00-00 00:00:00", "2021-10-18 09:00:00"),
    ("2011-01-01 09:00:00", "2021-10-18 05:07:00", "2021-10-18T05:07:00Z"),
  ])
  func `a post has its local date`(local: String, universal: String, expected: String) {
    #expect(WordPress.date(local: local, universal: universal) == expected)
  }
}
