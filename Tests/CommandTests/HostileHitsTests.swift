import Archive
import Foundation
import SearchModel
import TestSupport
import Testing

@testable import Output
@testable import SearchEngine

/// Hits with hostile texts, written in each format for programs and read back by Python's parsers.
struct HostileHitsTests {
  private struct Source: Encodable {
    var title: String
    /// The title as it is shown.
    var heading: String
    var publisher: String
    var location: String
    var docno: String
    var snippet: String
  }

  @Test func `hundreds of hostile hits are read back from every format`() throws {
    var sources: [Source] = []
    var hits: [SearchHit] = []
    for (index, seed) in seeds(400).enumerated() {
      var random = SeededGenerator(seed: seed)
      func text() -> String {
        (0..<random.below(10)).map { _ in random.pick(Self.pieces) }.joined()
      }
      let address = random.chance(1, in: 3) ? "https://e.com/\(text())" : nil
      var hit = Sample.hit(
        title: text() + "t", publisher: "p" + text(), url: address, location: "l\(index)" + text(),
        rank: index + 1)
      hit.article.metadata.docno = "d\(index)" + text()
      let (before, after) = (text(), text())
      hit.snippet = Snippet(marked: "\(before)\u{1}found\u{2}\(after)")
      let metadata = hit.article.metadata
      sources.append(
        Source(
          title: metadata.title, heading: hit.title.text, publisher: metadata.publisher ?? "",
          location: metadata.location,
          docno: metadata.docno, snippet: hit.snippet.text))
      hits.append(hit)
    }
    let folder = try TemporaryFolder()
    try folder.write("hits.json", JSONEncoder().encode(sources))
    let response = Sample.answer(hits, query: "<q>\u{600}\" & '")
    for format in SearchResponse.formats {
      let name = format.name == "json" ? "found.json" : format.name
      try folder.write("hits.\(name)", Sample.rendered(response, format))
    }
    let result = try run("python3", [Project.fixture("hits.py")], in: folder.path)
    #expect(result.errors == "")
    #expect(result.output == "400 hits were read\n", "the first seed is \(firstSeed)")
  }

  private static let pieces = [
    "\"", "\"\u{301}", "'", ",", ",\u{301}", "\t", "\n", "\r\n", "\r", "<b>", "<\u{20DD}b>",
    "\u{600}<script>", "&amp;", "&\u{FE0F}lt;", "</h2>", "]]>", "-->", "\\", "\\u0022", "{", "}",
    "%20", "%", "\u{1B}[31m", "\u{9B}", "\u{202E}", "\u{2066}", "\u{2028}", "\u{85}", "\u{0}",
    "\u{FFFF}", "\u{10FFFF}", "\u{FEFF}", "\u{3000}", "word", "é", "e\u{301}", "海", "👩‍👩‍👧", " ",
  ]
}
