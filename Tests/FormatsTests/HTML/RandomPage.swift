import Foundation
import TestSupport

/// A page with a random structure, and the paragraphs of its article.
struct RandomPage {
  var html = ""
  var paragraphs: [String] = []

  init(_ random: inout SeededGenerator) {
    func pick<T>(_ values: [T], _ random: inout SeededGenerator) -> T {
      values[Int.random(in: 0..<values.count, using: &random)]
    }
    func boilerplate(_ random: inout SeededGenerator) -> String {
      let note = "This is boilerplate of the site, \(Int.random(in: 0...99, using: &random))."
      return pick(
        [
          "<nav><ul><li><a href='/'>boilerplate</a></li></ul></nav>",
          "<aside><h3>boilerplate</h3><p>\(note)</p></aside>",
          "<div class='cookie-notice'><p>\(note)</p></div>",
          "<div class=share><a>boilerplate</a></div>",
          "<footer><p>\(note)</p></footer>",
          "<form><label>boilerplate</label><p>\(note)</p></form>",
          "<div id='newsletter' class='box'><p>\(note)</p></div>",
          "<script>var boilerplate;</script>",
          "<div role='complementary'>\(note)</div>", "<p class='social'>\(note)</p>",
        ], &random)
    }
    let count = Int.random(in: 3...12, using: &random)
    var article = ""
    for index in 0..<count {
      let length = index == 1 ? 60 : Int.random(in: 1...60, using: &random)
      let words = (0..<length).map { _ in pick(["navy", "gas", "Łódź", "treaty", "they"], &random) }
      let paragraph = "Paragraph \(index) " + words.joined(separator: " ") + "."
      paragraphs.append(paragraph)
      let marked = pick(
        [
          paragraph, paragraph.replacingOccurrences(of: " navy ", with: " <b>navy</b> "),
          paragraph.replacingOccurrences(of: " gas ", with: " <a href='/gas'>gas</a> "),
        ], &random)
      let element = pick(
        [
          "<p>X</p>", "<p class='lead'>X</p>", "<div><p>X</p></div>",
          "<section class='part'><p>X</p></section>", "<blockquote><p>X</p></blockquote>",
          "<section><div class='wrap'><p>X", "<p id='p1'>X",
        ], &random)
      article += element.replacingOccurrences(of: "X", with: marked)
      if element.hasPrefix("<section><div") { article += "</div></section>" }
      if Int.random(in: 0..<3, using: &random) == 0 {
        article += pick(
          ["<h2>Part</h2>", "<figure><img src=x></figure>", "<ul><li>Item</li></ul>"], &random)
      }
      if Int.random(in: 0..<5, using: &random) == 0 { article += boilerplate(&random) }
    }
    let holder = pick(
      [
        "<article>X</article>", "<main>X</main>", "<div>X</div>",
        "<div class='story'><div>X</div></div>", "<main><article>X</article></main>",
        "<div role=main>X</div>", "<div itemprop='articleBody'>X</div>", "X",
        "<div class='content-with-sidebar'>X</div>", "<form action='/'><div>X</div></form>",
      ], &random)
    html =
      "<!doctype html><html><head><title>T</title></head><body class='\(pick(["", "has-sidebar", "menu popular", "single comments-open"], &random))'>"
    for _ in 0..<Int.random(in: 0...3, using: &random) { html += boilerplate(&random) }
    html += holder.replacingOccurrences(of: "X", with: article)
    for _ in 0..<Int.random(in: 0...3, using: &random) { html += boilerplate(&random) }
    html += pick(["</body></html>", ""], &random)
  }
}
