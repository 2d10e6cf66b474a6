import TestSupport
import Testing

@testable import Formats

struct BlockTextTests {
  @Test(arguments: [
    (
      "<p>Ships:</p><ul><li>Tern</li><li>Gull</li></ul><p>Both sail.</p>",
      "Ships:\n\n- Tern\n- Gull\n\nBoth sail."
    ),
    ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n1. b\n2. c\n- d"),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n- b"),
    ("<ul><li><b>Tern</b><br>A cutter.</li><li>Gull</li></ul>", "- Tern\nA cutter.\n- Gull"),
    (
      "<ul><li><div>Tern</div><div>A cutter.</div></li><li>Gull</li></ul>",
      "- Tern\nA cutter.\n- Gull"
    ),
    ("<ul><li><div class=icon></div>Tern</li></ul>", "- Tern"),
    (
      "<ul><li><p>One.</p><p>Two.</p></li><li><p>Three.</p></li></ul>", "- One.\n\nTwo.\n\n- Three."
    ),
    ("<ul><li>a<ul><li>b</li></ul>More of a</li><li>c</li></ul>", "- a\n- b\n\nMore of a\n- c"),
    ("<ol><li>1. Own number</li><li>1.5 knots</li></ol>", "1. Own number\n2. 1.5 knots"),
    ("<ul><li><h3>Head</h3>Text</li><li>b</li></ul>", "### Head\n\nText\n- b"),
    (
      "<ul><li>a<table><tr><td>b</td><td>c</td></tr></table></li><li>d</li></ul>",
      "- a\n\nb | c\n\n- d"
    ),
    (
      "<dl><dt>Ebb</dt><dd>Water goes.</dd><dt>Flood</dt><dd>Water comes.</dd></dl>",
      "Ebb\nWater goes.\n\nFlood\nWater comes."
    ),
  ])
  func `items of a list stand together`(html: String, text: String) throws {
    #expect(try HTMLFragment.text(of: html) == text)
  }

  @Test(arguments: [
    (
      "<table><thead><tr><th>Port</th><th>Ships</th></tr></thead><tbody><tr><td>Dover</td><td>3</td></tr></tbody></table>",
      "Port | Ships\nDover | 3"
    ),
    (
      "<table><tr><td><p>Dover</p></td><td><p>3</p></td></tr><tr><td><p>Deal</p></td><td><p>4</p></td></tr></table>",
      "Dover | 3\nDeal | 4"
    ),
    ("<table><tr><td>Dover<br>harbour</td><td>3</td></tr></table>", "Dover harbour | 3"),
    ("<table><tr><td>Dover</td></tr><tr><td>Deal</td></tr></table>", "Dover\nDeal"),
    (
      "<table><tr><td>a</td><td>b</td></tr></table><table><tr><td>c</td><td>d</td></tr></table>",
      "a | b\n\nc | d"
    ),
    (
      "<table><tr><td><p>One.</p><p>Two.</p></td></tr><tr><td>Three.</td></tr></table>",
      "One.\n\nTwo.\n\nThree."
    ),
    ("<table><tr><td>a</td><td>b</td></tr></table>After", "a | b\n\nAfter"),
  ])
  func `rows of a table stand together`(html: String, text: String) throws {
    #expect(try HTMLFragment.text(of: html) == text)
  }

  @Test(arguments: [
    ("<blockquote>Tide in,<br>tide out.</blockquote><p>So.</p>", "Tide in,\ntide out.\n\nSo."),
    (
      "<blockquote><p>Tide in,</p><p>tide out.</p></blockquote><p>So.</p>",
      "Tide in,\ntide out.\n\nSo."
    ),
    ("<blockquote><p>\(long)</p><p>\(long)</p></blockquote>", "\(long)\n\n\(long)"),
    ("<blockquote><p>\(long)</p><footer>Ada Quill</footer></blockquote>", "\(long)\nAda Quill"),
    ("<div class='poem'><p>One,</p><p>two,</p></div><p>So.</p>", "One,\ntwo,\n\nSo."),
    (
      "<div class=poem><div class=stanza><p>a</p><p>b</p></div><div class=stanza><p>c</p></div></div>",
      "a\nb\n\nc"
    ),
    ("<pre>One\n\nTwo</pre>", "One\n\nTwo"), ("<pre><code>a\n\n# b\n</code></pre>c", "a\n# b\n\nc"),
    ("<pre><div>a = 1</div><div>b = 2</div></pre>", "a = 1\nb = 2"),
  ])
  func `lines of quotations, verse and code stand together`(html: String, text: String) throws {
    #expect(try HTMLFragment.text(of: html) == text)
  }

  @Test(arguments: [
    (
      "<p>One</p><figure><img><figcaption>The quay</figcaption></figure>two",
      "One\n\nThe quay\n\ntwo"
    ),
    (
      "<figure><figcaption>The quay</figcaption></figure><p>One.</p><p>Two.</p>",
      "One.\n\nThe quay\n\nTwo."
    ),
    (
      "<h2>Head</h2><figure><figcaption>The quay</figcaption></figure><p>One.</p>",
      "## Head\n\nOne.\n\nThe quay"
    ),
    ("<figure><figcaption>The quay</figcaption></figure>", "The quay"),
    (
      "<figure><figcaption>A</figcaption></figure><figure><figcaption>B</figcaption></figure><ul><li>c</li><li>d</li></ul><p>e</p>",
      "- c\n- d\n\nA\n\nB\n\ne"
    ),
    (
      "<p>One</p><figure><figcaption><h4>Figure 1</h4><p>The quay</p></figcaption></figure>",
      "One\n\nFigure 1\nThe quay"
    ),
    (
      "<p>One</p><figure><figcaption aria-hidden=\"true\">The quay</figcaption></figure>",
      "One\n\nThe quay"
    ),
  ])
  func `a caption is a block of its own`(html: String, text: String) throws {
    #expect(try HTMLFragment.text(of: html) == text)
  }

  @Test(arguments: [
    ("war<a href='#n'><sup>3</sup></a> and", "war[3] and"),
    ("in 1815<a href='#n'><sup>4</sup></a> and", "in 1815[4] and"),
    ("The note. <a href='#r' role='doc-backlink'>↩︎</a>", "The note."),
    ("The note.<a href='#r' class='footnote-back'>↩</a>", "The note."),
  ])
  func `marks of footnotes are not parts of words`(html: String, text: String) throws {
    #expect(try HTMLFragment.text(of: html) == text)
  }

  @Test(arguments: [
    "<li>a", "<ul><li>a", "<ol><li>a</li></ol>", "<tr><td><p>a</p><td>b",
    "<figure><figcaption>a</figcaption></figure>", "<blockquote><p>a", "<dt>a<dd>b",
  ])
  func `repeated blocks take linear time`(html: String) {
    let page = "<table><ul>" + String(repeating: html, count: 600_000 / html.utf8.count)
    #expect(cpuTime { _ = try? HTMLFragment.text(of: page) } < .seconds(8))
  }
}

private let long = (1...4).map { "The tide comes in and goes out, time \($0)." }
  .joined(separator: " ")
