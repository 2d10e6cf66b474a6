import Testing

@testable import Output

/// Links that make a browser scroll to a passage.
struct TextFragmentTests {
  private func link(_ text: String, url: String? = "https://post.example/a") -> String? {
    SampleCitation.make(title: "T", url: url, text: text).textFragmentLink
  }

  @Test func `a short passage is named whole, a long one by its first and last words`() {
    let start = "https://post.example/a#:~:text="
    #expect(link("The harbour\nis  open.") == start + "The%20harbour%20is%20open.")
    let words = (1...30).map { "w\($0)" }.joined(separator: " ")
    #expect(link(words) == start + "w1%20w2%20w3%20w4%20w5%20w6,w25%20w26%20w27%20w28%20w29%20w30")
    // A browser looks for each part within one paragraph.
    #expect(link("One.\n\nTwo.") == start + "One.,Two.")
    #expect(link("## A heading\n\nOne.\n\nTwo.") == start + "One.,Two.")
    #expect(link("## A heading") == start + "A%20heading")
    #expect(link("- One\n\n- Two") == start + "One,Two")
    #expect(link("a | b | c") == start + "a,c")
  }

  @Test func `the signs of the directive are encoded`() {
    let text = "a-b, c&d #e %f :~: “g” é"
    let encoded = "a%2Db%2C%20c%26d%20%23e%20%25f%20%3A~%3A%20%E2%80%9Cg%E2%80%9D%20%C3%A9"
    #expect(link(text) == "https://post.example/a#:~:text=" + encoded)
    #expect(TextFragment(text)?.start.contains("-") == true)
  }

  @Test(arguments: [
    ("https://a.example/x#part", "https://a.example/x#part:~:text=Hi"),
    ("https://a.example/#", "https://a.example/#:~:text=Hi"),
    ("https://a.example/#p:~:text=old", "https://a.example/#p:~:text=Hi"),
    ("http://a.example/?q=:~:", "http://a.example/?q=:~:#:~:text=Hi"),
    ("ftp://a.example/", nil), ("javascript:alert(1)", nil), ("file:///etc/passwd", nil),
  ])
  func `a fragment is kept, and only web addresses have links`(url: String, expected: String?) {
    #expect(link("Hi", url: url) == expected)
  }

  @Test func `a whole article and a passage without words have no link`() {
    #expect(SampleCitation.make(title: "T", url: "https://a.example").textFragmentLink == nil)
    #expect(link("") == nil && link(" \u{1B}\n\n") == nil && link("Hi", url: nil) == nil)
  }

  @Test func `a text without spaces is cut at the ends of its clauses`() {
    let text = (0..<40).map { "第\($0)章我們去港口。" }.joined()
    let fragment = TextFragment(text)
    #expect(fragment?.start == (0..<6).map { "第\($0)章我們去港口。" }.joined())
    #expect(fragment?.end == (34..<40).map { "第\($0)章我們去港口。" }.joined())
    #expect((link(String(repeating: "x", count: 16_000))?.utf8.count ?? 0) < 500)
  }
}
