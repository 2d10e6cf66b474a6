@testable import Archive
import SQLite
import TestSupport
import Testing
import TextAnalysis

struct TermVariantsTests {
  private func found(_ texts: String...) throws -> Set<[String]> {
    let connection = try Connection(path: ":memory:", access: .create)
    var collector = try TermVariantCollector(connection)
    for text in texts { try collector.add(Array(text.utf8)) }
    return Set(collector.found.map { [$0.folded, $0.term] })
  }

  @Test(arguments: [
    ("plain text, “quoted” — naïve café", []),
    ("nach Łódź.", [["lodz", "łodz"]]),
    ("Straße", [["strass", "straß"]]),
    ("(Müller)", [["mueller", "muller"]]),
    ("Mu\u{308}ller", [["mueller", "muller"]]),
    ("Østergård", [["ostergard", "østergard"], ["oestergaard", "østergard"]]),
    ("CO₂", [["co2", "co₂"]]),
    ("order²", [["order2", "order²"], ["order", "order²"]]),
    ("ﬁnal", [["final", "ﬁnal"]]),
    ("在2021年，", [["2021", "在2021年"]]),
    ("2021年に", [["年に", "2021年に"], ["2021", "2021年に"]]),
    ("最新AI技術", [["ai", "最新ai技術"]]),
    (
      "用AI技術・5G网",
      [
        ["ai", "用ai技術"], ["网", "5g网"], ["5g", "5g网"], ["5", "5g网"], ["g", "5g网"],
      ]
    ),
    ("é日", [["日", "e日"], ["e", "e日"]]),
    ("我们的services", [["servic", "我们的servic"]]),
    ("ｶﾞｽ", [["ガス", "ｶﾞｽ"]]),
    ("葛\u{E0100}城", [["葛城", "葛\u{E0100}城"]]),
    ("ใช้Pythonเขียน", [["python", "ใช้pythonเขียน"]]),
    ("ภาษาไทย ພາສາລາວ မြန်မာ ខ្មែរ", []),
    ("covid19 F35", []),
    ("Άλφα", [["αλφα", "άλφα"]]), ("λόγος", [["λογοσ", "λόγοσ"]]),
    ("ёлка й", [["елка", "ёлка"]]), ("שָׁלוֹם", [["שלום", "שָׁלוֹם"]]),
    ("أَحْمَد", [["احمد", "أَحْمَد"]]), ("हिन्दी", []),
    ("ЖΩ", []),
    ("Æ", [["ae", "æ"]]),
  ])
  func `a text yields the spelling variants of its words`(text: String, expected: [[String]]) throws
  {
    #expect(try found(text) == Set(expected))
    // The scan takes eight bytes at a time; the result must not depend on the text's alignment.
    for count in 0..<9 {
      let padding = String(repeating: "x", count: count)
      #expect(try found(padding + " " + text + " " + padding) == Set(expected), "\(count)")
    }
  }

  /// The fast scan of bytes must not miss a token that the tokenizer finds.
  @Test func `scanning bytes finds the same variants as comparing each token`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer(Archive.tokenizer)
    let spellings = SpellingKeys(tokenizer)
    let alphabet = Array(
      "aZ7 -.,'’ßøüŁé日本か한、，Ж₂²ﬁ１u\u{308}άςёאְاأʼกิဗႄកｶﾞ\u{FE0F}\u{E0101}ｱ".unicodeScalars)
    for seed in seeds(200) {
      var random = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...60, using: &random)
      var text = ""
      for _ in 0...count { text.unicodeScalars.append(random.pick(alphabet)) }
      var expected: Set<[String]> = []
      let utf8 = Array(text.utf8)
      for token in try tokenizer.tokens(of: text) {
        let surface = String(decoding: utf8[token.range], as: UTF8.self)
        var keys = try spellings.runs(in: surface).flatMap(\.keys)
        if !UnspacedScript.isIn(surface) {
          keys = try spellings.keys(of: surface)
        } else if let first = token.term.unicodeScalars.first,
          !UnspacedScript.contains(first) || DeepFolding.fold(token.term) != token.term
        {
          keys += UnspacedScript.runs(in: DeepFolding.fold(token.term))
        }
        for key in keys where key != token.term { expected.insert([key, token.term]) }
      }
      #expect(try found(text) == expected, "seed \(seed): \(text)")
    }
  }

  @Test func `variants in rows added by the shell are found after the next run`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    func put(_ location: String, _ text: String) throws {
      let archive = try Archive.holding(
        [PreparedArticle(location, title: "T", paragraphs: [text])], at: path)
      try archive.optimizeIndex()
      // The shell does not compute SHA-256.
      let problems = try archive.check()
      #expect(problems.allSatisfy { if case .changedArticles = $0 { true } else { false } })
    }
    func spellings() throws -> Set<String> {
      let connection = try Connection(path: path, access: .readOnly)
      return Set(try connection.rows("SELECT folded FROM term_variants") { $0.text(at: 0) ?? "" })
    }
    try put("a", "Łódź")
    #expect(try spellings() == ["lodz"])
    let script = """
      INSERT INTO articles(location, docno, title, content_hash, added_at)
        VALUES ('b', 'b', 'Straße', '\(sha256(of: "Müller"))', '');
      INSERT INTO passages(article_id, ordinal, start, text) VALUES (2, 1, 0, 'Müller');
      """
    #expect(try run("sqlite3", [path], input: script).errors == "")
    #expect(try spellings() == ["lodz"])
    try put("c", "Øst")
    #expect(try spellings() == ["lodz", "strass", "mueller", "ost", "oest"])
    try put("d", "Æ")
    #expect(try spellings().contains("ae"))
  }
}
