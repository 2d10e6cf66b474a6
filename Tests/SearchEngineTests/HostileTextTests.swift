import Archive
import QueryLanguage
import Ranking
import SQLite
import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// Other programs may store any text; its snippet must be short, clean and made quickly.
@Suite(.serialized) struct HostileTextTests {
  /// The maximum time for a snippet.
  ///
  /// On an idle machine, none takes more than 50 milliseconds. Unoptimized code is up to a hundred
  /// times slower, so its limit only detects quadratic time.
  #if DEBUG
    static let most = Duration.seconds(15)
  #else
    static let most = Duration.milliseconds(150)
  #endif

  static let texts: [(name: String, text: String)] = [
    ("markup", String(repeating: "<script>alert('x')</script> ", count: 500)),
    ("escapes", String(repeating: "\u{1B}[31mword\u{1B}[0m \u{9B}2J\u{7} ", count: 500)),
    ("bidi controls", String(repeating: "\u{202E}word\u{2066} evil\u{2069} ", count: 500)),
    ("NULs", String(repeating: "word\0 x\0\0", count: 2_000)),
    ("no space", String(repeating: "word", count: 250_000)),
    ("ideographs", String(repeating: "津軽海峡", count: 80_000)),
    ("marks", String(repeating: "\u{301}", count: 100_000)),
    ("a base and marks", "word" + String(repeating: "\u{301}", count: 100_000)),
    ("emoji", String(repeating: "👨‍👩‍👧‍👦", count: 10_000)),
    ("one word", String(repeating: "word ", count: 100_000)),
    ("punctuation", String(repeating: ".", count: 300_000)),
    ("lines", String(repeating: "\n", count: 300_000) + "word"),
    ("headings", String(repeating: "# word\n", count: 30_000)),
    ("nothing", ""),
  ]

  static let queries: [(name: String, text: String)] = [
    ("a word", "word"),
    ("a phrase", "\"word word word\""),
    ("NEAR", "NEAR(word x word, 5)"),
    ("a script", "script alert 津軽海峡"),
    ("256 words", Array(repeating: "word", count: 256).joined(separator: " ")),
    ("a long phrase", "\"" + Array(repeating: "word", count: 255).joined(separator: " ") + " x\""),
    ("prefixes", (0..<64).map { "w\(["", "o", "or"][$0 % 3])*" }.joined(separator: " ")),
  ]

  @Test(arguments: texts.map(\.name))
  func `any text quickly gets a short snippet`(name: String) throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let text = try #require(Self.texts.first { $0.name == name }).text
    for query in Self.queries {
      let highlights = try Query(query.text).highlights(connection)
      let maker = try SnippetMaker(highlights, words: 40, connection: connection)
      var excerpt: Excerpt?
      let elapsed = try cpuTime { excerpt = try maker.excerpt(title: "", text: text) }
      let snippet = try #require(excerpt).snippet
      #expect(elapsed < Self.most, "\(query.name) in \(name)")
      #expect(snippet.text.utf8.count < 20_000, "\(query.name) in \(name)")
      let isClean = snippet.text.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
      }
      #expect(isClean, "\(query.name) in \(name)")
      let utf8 = Array(snippet.text.utf8)
      for range in snippet.highlights {
        let marked = String(decoding: utf8[range], as: UTF8.self)
        #expect(Array(marked.utf8) == Array(utf8[range]), "\(query.name) in \(name)")
      }
    }
  }

  @Test func `a text without spaces is cut around the match`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let filler = String(repeating: "日本語の文章", count: 200)
    let text = filler + "。津軽海峡、" + filler
    let maker = try SnippetMaker(
      [Highlight(TermSpec(.term("津軽海峡")))], words: 10, connection: connection)
    let snippet = try maker.excerpt(title: "", text: text).snippet
    #expect(snippet.text.contains("津軽海峡") && snippet.text.count < 30)
    #expect(snippet.highlights.count == 1)
  }
}
