import Archive
import Ranking
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing
import TextAnalysis

/// A small archive with an article for each text, and a way to find words in the texts directly.
struct Texts {
  let archive: Archive
  let spellings: Spellings
  let suggestions: Suggestions
  private let texts: [String]
  private let tokenizer: Tokenizer

  init(_ texts: [String], optimized: Bool = false) throws {
    archive = try Archive.holding(
      texts.enumerated().map { PreparedArticle("\($0)", title: "t", paragraphs: [$1]) })
    self.texts = texts
    if optimized { try archive.optimize() }
    let source = IndexLexicon(FormLists(archive, RankingReader(archive.connection)))
    spellings = try Spellings(source, archive.connection)
    suggestions = try Suggestions(source, archive.connection)
    tokenizer = try archive.connection.tokenizer(Archive.tokenizer)
  }

  func forms(_ word: String) throws -> WordForms {
    try archive.connection.transaction(.read) { try spellings.forms(of: word) }
  }

  /// Returns the texts that contain one of the forms of `word`.
  func found(_ word: String) throws -> [String] {
    let forms = try forms(word).forms
    return try texts.filter { text in
      let tokens = try tokenizer.tokens(of: text).map(\.term)
      return forms.contains { form in
        tokens.indices.contains { tokens[$0...].starts(with: form) }
      }
    }
  }

  func suggestions(_ words: String...) throws -> [Suggestion] {
    try archive.connection.transaction(.read) { try suggestions.suggest(for: words) }
  }
}

struct SpellingsTests {
  /// In each row, every spelling finds all the others.
  private static let alike: [[String]] = [
    ["US", "U.S.", "U.S"],
    ["COVID-19", "covid19", "Covid 19"],
    ["F-35", "F35"],
    ["20,000", "20000", "20.000"],
    ["A$368bn", "$368 billion", "368bn", "368 bn"],
    ["$5.5m", "5.5 million", "5.5mn"],
    ["£2trn", "2 trillion", "US$2tn"],
    ["e-mail", "email"],
    ["long-term", "longterm"],
    ["Łódź", "Lodz"],
    ["strasse", "straße"],
    ["Østergård", "Ostergard"],
    ["Müller", "Mueller"],
    ["O'Neill", "ONeill", "O’Neill"],
    ["US-China", "U.S.-China"],
    ["CO₂", "CO2"],
    ["１２３", "123"],
    ["1990s", "1990's"],
    ["ＡＢＣ", "abc"],
    ["Ελλάδα", "ΕΛΛΑΔΑ", "ελλαδα", "Ἑλλάδα"],
    ["λόγος", "λογοσ", "ΛΟΓΟΣ", "λόγοσ"],
    ["ёлка", "елка", "Ёлка"],
    ["أحمد", "احمد", "أَحْمَد", "أحـمد"],
    ["שָׁלוֹם", "שלום"],
  ]

  @Test(arguments: alike, [false, true])
  func `each spelling finds the others`(words: [String], isOptimized: Bool) throws {
    let texts = try Texts(
      words.map { "before \($0) behind" } + ["nothing of the kind"], optimized: isOptimized)
    for word in words {
      let found = try texts.found(word)
      let forms = try texts.forms(word)
      #expect(found.count == words.count, "\(word): \(forms)")
      #expect(forms.isExpanded && forms.isComplete && forms.part == nil)
    }
  }

  @Test func `a possessive finds its owner, and an umlaut is two letters too`() throws {
    let texts = try Texts(["Müller's plan", "Müller plans", "Mueller plans", "it ends", "it's so"])
    #expect(try texts.found("Müller's").count == 3)
    #expect(try texts.found("Müller’s").count == 3)
    #expect(try texts.found("Müller").count == 3)
    #expect(try texts.found("Mueller").count == 3)
    #expect(try texts.found("it's") == ["it's so"])
    let names = try Texts(["Østergård", "Oestergaard", "Ostergard"])
    #expect(try names.found("Østergård").count == 3)
    #expect(try names.found("Oestergaard") == ["Østergård", "Oestergaard"])
  }

  /// Words that must not be expanded, although the text contains something similar.
  @Test(arguments: [
    ("2021", "2 021 and 2,021"), ("US", "us"), ("don't", "dont don t"), ("AT&T", "att at"),
    ("C++", "c"), ("Q&A", "qa"), ("#tag", "tag"), ("@name", "name"), ("us", "u s"),
    ("ideal", "i deal with it"), ("trust", "don't rust"), ("event", "model e vent"),
    ("2020-21", "202021"), ("A380", "380"), ("together", "to get her"),
  ])
  func `words that only look alike are not expanded`(word: String, text: String) throws {
    let texts = try Texts([text, "\(word) itself"])
    let forms = try texts.forms(word)
    let tokens = try texts.spellings.terms(of: word)
    #expect(forms.forms.first == tokens)
    #expect(word == "US" || !forms.isExpanded, "\(forms)")
  }

  @Test func `an unknown word has only its typed form, and punctuation has no form`() throws {
    let texts = try Texts(["some text"])
    #expect(try texts.forms("Submarines").forms == [["submarin"]])
    #expect(try texts.forms("U.S.").forms == [["u", "s"]])
    #expect(try texts.forms("深海").forms == [["深海"]])
    for word in ["", "+", "—", "'", "\"", "-"] { #expect(try texts.forms(word).forms == []) }
  }

  @Test(arguments: [false, true])
  func `a run in a script without spaces is found in every term that contains it`(isOptimized: Bool)
    throws
  {
    let lines = [
      "人工智能技术在2021年发展", "2021年", "AI技術の未来", "最新AI技術", "サッカー日本代表が勝利した",
      "대한민국의 경제", "민국", "English only", "日本、代表",
    ]
    let texts = try Texts(lines, optimized: isOptimized)
    for highlight in ["技", "技術", "年", "2021年", "AI技術", "ai技術", "日本代表", "民국", "민국", "勝利", "カー"] {
      let folded = highlight.lowercased()
      let expected = lines.filter { $0.lowercased().contains(folded) }
      #expect(try texts.found(highlight) == expected, "\(highlight)")
      #expect(try texts.forms(highlight).part == .substring(folded))
    }
    #expect(try texts.found("日本、代表") == ["日本、代表"])
    #expect(try texts.found("本、代") == ["日本、代表"])
  }

  /// The texts are random, of a few characters from several scripts; the results are compared with
  /// those of a plain string search.
  @Test
  func
    `every substring of random Chinese, Japanese and Korean text finds all lines that contain it`()
    throws
  {
    for seed in seeds(25) {
      var random = SeededGenerator(seed: seed)
      let alphabet = Array("日本語かなカナ한국a1ü")
      let lines = (0..<40).map { _ in
        String(
          (0...Int.random(in: 1...9, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? "日"
          })
      }
      let texts = try Texts(lines, optimized: seed.isMultiple(of: 2))
      for _ in 0..<15 {
        let line = Array(lines.randomElement(using: &random) ?? "")
        let start = Int.random(in: 0..<line.count, using: &random)
        let end = Int.random(in: start..<line.count, using: &random)
        let highlight = String(line[start...end])
        guard highlight.unicodeScalars.contains(where: UnspacedScript.contains) else { continue }
        let folded = highlight.replacing("ü", with: "u")
        let expected = lines.filter { $0.replacing("ü", with: "u").contains(folded) }
        #expect(try texts.found(highlight) == expected, "seed \(seed): \(highlight)")
      }
    }
  }

  @Test func `rows from the shell get their spellings when the archive is optimized`() throws {
    let texts = try Texts(["Lodz"])
    let connection = texts.archive.connection
    try connection.execute(
      """
      INSERT INTO passages(article_id, ordinal, start, text) VALUES (1, 2, 9, 'Łódź und Müller');
      INSERT INTO passages_fts(rowid, title, text)
        SELECT id, title, text FROM indexed_passages WHERE id = 2;
      """)
    #expect(try texts.forms("Lodz").forms == [["lodz"]])
    #expect(try texts.forms("Mueller").forms == [["mueller"]])
    try texts.archive.optimize()
    #expect(try texts.forms("Lodz").forms == [["lodz"], ["łodz"]])
    #expect(try texts.forms("Mueller").forms == [["mueller"], ["muller"]])
    // The shell does not update hashes, so only problems of the vocabulary are looked for.
    #expect(try !texts.archive.check().contains(.vocabulary))
    try connection.execute("DELETE FROM term_variants WHERE folded = 'lodz'")
    #expect(try texts.archive.check().contains(.vocabulary))
  }

  @Test func `an archive without the side tables is searched`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("old.db")
    try Connection(path: path, access: .create).execute(
      Archive.schema
        + "; DROP TABLE vocabulary; DROP TABLE vocabulary_state; DROP TABLE term_variants")
    let archive = try Archive.open(readingFrom: path)
    let source = IndexLexicon(FormLists(archive, RankingReader(archive.connection)))
    #expect(try Spellings(source, archive.connection).forms(of: "Łódź").forms == [["łodz"]])
    #expect(try Suggestions(source, archive.connection).suggest(for: ["submarnie"]) == [])
  }
}
