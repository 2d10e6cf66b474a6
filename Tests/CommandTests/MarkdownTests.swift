import CCMark
import Foundation
import TestSupport
import Testing

@testable import Output
@testable import SearchCommand
@testable import SearchEngine

/// Markdown output, parsed by cmark, must contain the text of the article.
struct MarkdownTests {
  private static let pieces = [
    "*", "**", "_", "`", "``", "[", "](http://e.com)", "]", "(", ")", "<b>", "<!--", ">", "#", "+",
    "-",
    "1.", "2)", "!", "\\", "&lt;", "&", "~~", "|", "https://x.y", "<http://x.y>", "word", "Wort",
    "é",
    "海", " ", "=", "---", "\"", "'", ":", "^", "$x$", "[x]", "[a]: b", "www.x.y",
    // A sign joins with what stands around it to one `Character`.
    "\u{600}<http://x.y>", "\u{600}[x](javascript:alert\u{600}(1))", "*\u{301}", "**\u{200D}**",
    "<\u{20DD}b>", "`\u{FE0F}", "\u{600}", "\u{301}", "\u{110BD}*", "[\u{308}x](y)",
  ]

  private func render(_ markdown: String) -> String {
    guard let html = cmark_markdown_to_html(markdown, markdown.utf8.count, CMARK_OPT_DEFAULT) else {
      return ""
    }
    defer { free(html) }
    return String(cString: html)
  }

  private func string(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// Returns the text of a page without white space at its ends and between its words.
  ///
  /// A parser sees scalars, where `String` would see a sign and what joins it as one `Character`.
  private func text(of html: String) -> [Unicode.Scalar] {
    let tags = /<[^>]*>/.matchingSemantics(.unicodeScalar)
    var plain = html.replacing(tags, with: "")
    for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
      plain = plain.replacingOccurrences(of: entity, with: sign, options: .literal)
    }
    return folded(plain)
  }

  private func folded(_ text: String) -> [Unicode.Scalar] {
    Array(
      text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).joined(
        separator: " ".unicodeScalars))
  }

  @Test(arguments: seeds(400))
  func `article text stays text, and matches are bold`(seed: Int) {
    var random = SeededGenerator(seed: seed)
    func words(_ count: Int) -> String {
      let words = (0..<count).map { _ in
        (0..<Int.random(in: 1...5, using: &random))
          .map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
      }
      return string(folded(words.joined(separator: " ")))
    }
    let (title, publisher) = (words(4) + "t", "p" + words(2))
    let (before, after) = (words(3), words(4))
    let address = seed % 2 == 0 ? "https://e.com/a(b_*c*?d=1&lt;e]" : nil
    var hit = Sample.hit(title: title, publisher: publisher, url: address, rank: seed)
    hit.snippet = Snippet(marked: "\(before) \u{1}found\u{2} \(after)")
    let shown = hit.snippet.text
    let html = render(MarkdownResults(Sample.answer([hit])).text)
    let page = text(of: html)
    for part in [title, publisher, shown] {
      #expect(page.contains(folded(part)), "seed \(seed): \(string(page))")
    }
    #expect(page.count == folded("\(title) \(publisher) \(shown)").count, "seed \(seed): \(html)")
    let tags = html.unicodeScalars.split(separator: "<").compactMap { part -> String? in
      let name = part.prefix { ("a"..."z").contains($0) }
      return name.isEmpty ? nil : String(String.UnicodeScalarView(name))
    }.sorted()
    let links = address == nil ? [] : ["a"]
    #expect(
      tags == links + ["blockquote", "br", "li", "ol", "p", "p", "strong", "strong"], "seed \(seed)"
    )
  }
}
