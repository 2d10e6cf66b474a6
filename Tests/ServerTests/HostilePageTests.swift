import Archive
import Foundation
import TestSupport
import Testing

@testable import SearchServer

/// Pages with data that tries to become markup, parsed as a browser would.
struct HostilePageTests {
  /// A page as Tests/Fixtures/page_skeleton.py sees it.
  private struct Skeleton: Decodable {
    struct Article: Decodable {
      var headline: String
    }
    var elements: [String]
    var links: [String]
    var data: [Article]
    var text: String
  }

  private static func skeletons(_ pages: [String]) async throws -> [Skeleton] {
    let input = String(decoding: try JSONEncoder().encode(pages), as: UTF8.self)
    let result = try await onThread {
      try run("python3", [Project.fixture("page_skeleton.py")], input: input)
    }
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode([Skeleton].self, from: Data(result.output.utf8))
  }

  /// Strings that end an element, an attribute or a script, or start one of their own.
  private static let hostile = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<!--", "-->", "]]>",
    "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)' autofocus='", "<svg onload=alert(1)>",
    "\"\u{301} onfocus=alert(1) autofocus x=\"", "<\u{301}b>", ">\u{301}<i\u{308}>",
    "</title><base href=//evil.example>", "</textarea><form action=//evil.example><input>",
    "{{jsonLD}} {{{jsonLD}}} {{#a}}", "{{> layout}}", "&lt;b&gt; &amp; &#60;b&#62;",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>",
    "https://example.org/\"><script>alert(1)</script>", "https://example.org/' onclick='alert(1)",
    "//evil.example/<b>", "\u{202E}<b>\u{2066}", "a\u{0}<b>\u{1}\u{7F}", "\\u003cscript\\u003e",
    "<!DOCTYPE html><html><body onload=alert(1)>", "\u{2028}<b>\u{2029}", "&#x3C;b onx=1>",
    "<a href=\"javascript:alert(1)\">x</a>", "\n\r<b\n>", "<plaintext>", "<![CDATA[<b>]]>",
  ]

  private static func put(_ archive: Archive, _ number: Int, _ text: String) throws {
    var metadata = ArticleMetadata(
      location: "\(number) \(text)", docno: text, title: "Ship \(text)")
    metadata.author = "A \(text)"
    metadata.publisher = "P\(number) \(text)"
    metadata.url = text
    metadata.published = "2021-03-05\(text)"
    metadata.language = "x \(text)"
    try archive.put([
      PreparedArticle(metadata, paragraphs: ["A word\(100 + number) of \(text) in a text."])
    ])
  }

  @Test func `the skeleton of a page does not depend on the data of its article`() async throws {
    let folder = try TemporaryFolder()
    let archive = try Archive.open(writingTo: folder.path("a.db"))
    for (number, text) in (["benign"] + Self.hostile).enumerated() {
      try Self.put(archive, number, text)
    }
    try archive.optimize()
    try await TestServer.run(folder.path("a.db")) { server in
      var pages: [String] = []
      for number in 0...Self.hostile.count {
        pages.append(try await server.get("/?q=word\(100 + number)").text)
        pages.append(try await server.get("/?q=word\(100 + number)&part=typing").text)
        pages.append(try await server.get("/read/\(number + 1)?q=word\(100 + number)&at=1").text)
      }
      let skeletons = try await Self.skeletons(pages)
      for (index, skeleton) in skeletons.enumerated() {
        let benign = skeletons[index % 3]
        let text = ([""] + Self.hostile)[index / 3]
        #expect(
          Self.structure(skeleton) == Self.structure(benign), "\(index): \(text.debugDescription)")
        Self.checkElements(skeleton)
        for link in skeleton.links { #expect(Self.isSafe(link), "\(link)") }
        if let headline = skeleton.data.first?.headline, !text.contains("\0") {
          #expect(headline.hasPrefix("Ship "), "\(headline)")
        }
      }
    }
  }

  /// The elements without those that may be absent: the similar articles beside the text, the
  /// `<meta>` with an address on the web, and the ends of lines in the text.
  private static func structure(_ skeleton: Skeleton) -> [String] {
    let elements = skeleton.elements.filter { $0 != "meta name content" && $0 != "br" }
    guard elements.contains("article class data-article"),
      let start = elements.firstIndex(of: "aside class aria-label")
    else { return elements }
    return Array(elements[..<start])
  }

  @Test func `no parameter and no path becomes markup or a link elsewhere`() async throws {
    let ships = try ShipArchive()
    try await TestServer.run(ships.path) { server in
      var pages: [String] = []
      for text in Self.hostile {
        let value = Parameters.encoded(text)
        for target in [
          "/?q=\(value)", "/?q=ship&publisher=\(value)&author=\(value)&language=\(value)",
          "/?q=ship&since=\(value)", "/?q=ship&sort=\(value)", "/?q=ship&\(value)=1",
          "/?q=\(value)&part=typing", "/?q=\(value)&part=refine", "/read/1?q=\(value)&at=1",
          "/read/\(value)", "/\(value)", "/?publisher=\(value)", "/?q=ship&rank=\(value)",
        ] {
          pages.append(try await server.get(target, ["Accept": "text/html"]).text)
        }
      }
      for (index, skeleton) in try await Self.skeletons(pages).enumerated() {
        let page = pages[index]
        #expect(!page.isEmpty)
        Self.checkElements(skeleton)
        for link in skeleton.links { #expect(Self.isSafe(link), "\(link)") }
        #expect(skeleton.elements.count { $0.hasPrefix("script") } <= 2)
        #expect(skeleton.elements.count { $0.hasPrefix("form") } <= 3)
      }
    }
  }

  /// Checks that a page has only elements and attributes that are in the templates.
  private static func checkElements(_ skeleton: Skeleton) {
    for element in skeleton.elements {
      let parts = element.split(separator: " ")
      #expect(elements.contains(String(parts[0].trimmingPrefix("/"))), "\(element)")
      for name in parts.dropFirst() {
        #expect(!name.hasPrefix("on") && name != "style" && name != "autofocus", "\(element)")
      }
    }
  }

  /// The elements that templates have.
  private static let elements = Set(
    """
    html head meta title link script body a header form label input button nav div p main section h1 \
    h2 h3 h4 h5 h6 dl dt dd ol ul li span bdi b mark time s aside svg g rect details summary table \
    caption thead tbody tr th td footer kbd dialog code article small br
    """.split(separator: " ").map(String.init))

  /// True if a link leads to this server or to the web.
  private static func isSafe(_ link: String) -> Bool {
    if link.hasPrefix("data:image/svg+xml,") { return true }
    let isOurs = link.hasPrefix("/") && !link.hasPrefix("//")
    let isWeb = link.hasPrefix("https://") || link.hasPrefix("http://")
    return isOurs || link.hasPrefix("#") || isWeb && !link.contains { "\"<> ".contains($0) }
  }
}
