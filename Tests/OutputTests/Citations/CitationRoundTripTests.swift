import Archive
import Foundation
import TestSupport
import Testing

@testable import Output

/// Files of citations, read by the PyPI packages rispy, bibtexparser and citeproc-py.
struct CitationRoundTripTests {
  /// An article as it was before its citation was written.
  private struct Source: Encodable {
    var seed: Int
    var title: String
    var author: String?
    var publisher: String?
  }

  private static let python = Project.path + "/.build/python/bin/python"

  private static var hasReaders: Bool {
    get throws {
      guard FileManager.default.isExecutableFile(atPath: python) else { return false }
      return try run(python, ["-c", "import rispy, bibtexparser, citeproc"]).status == 0
    }
  }

  @Test func `a thousand hostile articles are read back`() throws {
    guard try Self.hasReaders else {
      return skip("no rispy, bibtexparser or citeproc-py; 'make oracles' installs them")
    }
    var sources: [Source] = []
    var citations: [Citation] = []
    for seed in seeds(1_000) {
      var random = SeededGenerator(seed: seed)
      let metadata = Self.metadata(&random)
      sources.append(
        Source(
          seed: seed, title: metadata.title, author: metadata.author,
          publisher: metadata.publisher))
      let text = random.chance(1, in: 2) ? Self.text(&random) : nil
      citations.append(
        SampleCitation.make(
          metadata, id: Int64(seed), heading: text.map { _ in Self.text(&random) }, text: text))
    }
    let folder = try TemporaryFolder()
    try folder.write("articles.json", JSONEncoder().encode(sources))
    for (style, name) in [(CitationStyle.ris, "ris"), (.bibtex, "bib"), (.csl, "json")] {
      try folder.write("citations.\(name)", Citation.text(of: citations, in: style))
    }
    let lines = try Citation.text(of: citations, in: .plain)
    #expect(lines.split(whereSeparator: \.isNewline).count == 1_000)
    let result = try run(Self.python, [Project.fixture("citations.py")], in: folder.path)
    #expect(result.errors == "")
    #expect(result.output == "1000 articles were read\n", "the first seed is \(firstSeed)")
  }

  private static func metadata(_ random: inout SeededGenerator) -> ArticleMetadata {
    let dates = ["2021", "2021-10", "2021-10-18T01:02:03Z", "soon {\\", "", "0000-01"]
    let addresses = ["https://a.example/{b}?c=d;e&f#g", "javascript:x", "http://b.example/%7D~_"]
    return ArticleMetadata(
      location: text(&random), title: text(&random),
      author: random.chance(3, in: 4) ? authors(&random) : nil,
      publisher: random.chance(3, in: 4) ? text(&random) : nil,
      published: random.chance(3, in: 4) ? random.pick(dates) : nil,
      language: random.chance(1, in: 2) ? random.pick(["en", "pt-BR", "}", ""]) : nil,
      url: random.chance(1, in: 2) ? random.pick(addresses) : nil)
  }

  private static func authors(_ random: inout SeededGenerator) -> String {
    if random.chance(1, in: 2) { return text(&random) }
    let names = ["Ada Quill", "Bo Tern Jr.", "Reuters", "Ursula von der Leyen", "習近平", "{B} O'C"]
    return random.words(1...4, of: names).joined(separator: random.pick([", ", "; ", " and "]))
  }

  /// Returns a text of pieces that a format might take for its own signs.
  private static func text(_ random: inout SeededGenerator) -> String {
    switch random.below(40) {
    case 0: return ""
    case 1: return String(repeating: random.pick(pieces), count: 2_000)
    default:
      return (0..<random.below(14)).map { _ in
        random.chance(1, in: 3) ? random.pick(words) : random.pick(pieces)
      }.joined()
    }
  }

  private static let words = ["harbour", "AUKUS", " ", " The ", "iPhone", ", ", "x", "Ä", " and "]

  private static let pieces = [
    "\"", "'", "''", "``", "`", "“", "”", "{", "}", "{}", "}{", "\\", "\\\\", "\\{", "\\}", "%",
    "$",
    "$x$", "#", "_", "~", "^", "@", "@article{", "@ {", "&", "&amp;", "<i>", "</i>", "<", ">", "|",
    "--", "---", "-", "?`", "!`", ",,", "=", ",\n", "\n", "\r", "\r\n", "\t", "\u{B}", "\u{C}",
    "\nER  - ", "\r\nER  - \r\nTY  - JOUR\r\n", "TY  - ", "\nAU  - X", "ER  -", "\u{85}",
    "\u{2028}", "\u{2029}", "\u{0}", "\u{1}", "\u{7}", "\u{1B}[31m", "\u{1C}", "\u{1F}", "\u{7F}",
    "\u{9B}", "\u{202E}", "\u{2066}", "\u{200F}", "\u{301}", "e\u{301}\u{323}", " \u{301}",
    "👩‍👩‍👧", "🇦🇺", "שלום", "مرحبا", "नमस्ते", "漢字", "\u{A0}", "\u{3000}", "\u{FEFF}",
    "\\ud800", "\u{FFFD}", "\u{FFFF}", "\u{10FFFF}", "\\textbf{x}", "\\end{document}",
    "\\input{x}",
    "\\n", "%0A", "]]>", "<!--", "(", ")", "[", "]", ";", ":", "*", "/", "...", "123",
  ]
}
