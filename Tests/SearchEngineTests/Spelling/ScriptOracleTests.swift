import Archive
import Foundation
import QueryLanguage
import SearchModel
import TestSupport
import Testing
import TextAnalysis

@testable import SearchEngine

/// One-word queries over random texts of many scripts find what `ScriptOracle` says.
struct ScriptOracleTests {
  /// Each part of the seeds is a test of its own, so that they run at once.
  @Test(arguments: 0..<8)
  func `a word finds the texts of a slow definition, in every script`(part: Int) throws {
    var found = 0
    for seed in seeds(2_000) where seed % 8 == part {
      var words = ScriptWords(random: SeededGenerator(seed: seed))
      let texts = (0..<8).map { _ in words.text() }
      let archive = try Archive.holding(
        texts.enumerated().map { PreparedArticle("\($0)", title: "t", paragraphs: [$1]) })
      if seed.isMultiple(of: 4) { try archive.optimize() }
      let searcher = Searcher(archive)
      for _ in 0..<6 {
        let word = words.query(texts)
        var request = SearchRequest(Query(word), limit: 100, listsPassages: true)
        request.suggests = false
        let hits = try searcher.search(request).hits
        let expected = texts.indices.filter { ScriptOracle.finds(word, in: texts[$0]) }
        let place: Comment = "seed \(seed): \(word) in \(texts)"
        #expect(hits.map { Int($0.passage.id) - 1 }.sorted() == expected, place)
        for hit in hits {
          let utf8 = Array(hit.snippet.text.utf8)
          #expect(!hit.snippet.highlights.isEmpty, place)
          for range in hit.snippet.highlights {
            let shown = String(decoding: utf8[range], as: UTF8.self)
            #expect(ScriptOracle.isShown(word, as: shown), "\(shown): \(place)")
          }
        }
        found += hits.count
      }
    }
    #expect(found > 1_000)
  }

  @Test(arguments: 0..<4)
  func `a prefix and an exact word find what is written like that, but for marks`(part: Int) throws
  {
    var found = 0
    for seed in seeds(1_000) where seed % 4 == part {
      var words = ScriptWords(random: SeededGenerator(seed: seed))
      let texts = (0..<8).map { _ in normalize(words.text()) }
      let archive = try Archive.holding(
        texts.enumerated().map { PreparedArticle("\($0)", title: "t", paragraphs: [$1]) })
      if seed.isMultiple(of: 4) { try archive.optimize() }
      let searcher = Searcher(archive)
      for _ in 0..<6 {
        let (start, isWhole) = words.form(texts)
        let text = String(String.UnicodeScalarView(start))
        var request = SearchRequest(
          Query(isWhole ? "=" + text : text + "*"), limit: 100, listsPassages: true)
        request.suggests = false
        let hits = try searcher.search(request).hits
        let expected = texts.indices.filter {
          ScriptOracle.findsForm(start, isWhole: isWhole, in: texts[$0])
        }
        #expect(
          hits.map { Int($0.passage.id) - 1 }.sorted() == expected,
          "seed \(seed): \(request.query) in \(texts)")
        found += hits.count
      }
    }
    #expect(found > 1_000)
  }
}

/// Random words, texts and queries in many scripts.
private struct ScriptWords {
  var random: SeededGenerator

  /// A script: its letters, each in several shapes, and the marks that may follow a letter.
  private struct Script {
    var letters: [[String]]
    var marks: [String] = []
  }

  /// Scripts with spaces; the stemmer leaves words of these Latin letters alone.
  private static let spaced: [Script] = [
    Script(letters: [["b"], ["k"], ["o", "ó", "ò", "o\u{302}"]]),
    Script(letters: [["ｂ"], ["ｋ"], ["ｏ"]]),
    Script(letters: [["α", "ά", "ὰ", "ἀ", "ᾳ"], ["β"], ["ς", "σ"], ["ι", "ί", "ϊ", "ΐ"]]),
    Script(letters: [["е", "ё", "е\u{308}"], ["и"], ["й"], ["к"]]),
    Script(
      letters: [["ש"], ["ל"], ["ם"]],
      marks: ["\u{5B8}", "\u{5BC}", "\u{5C1}", "\u{591}", "\u{5BC}\u{5B8}"]),
    Script(
      letters: [["ا", "أ", "إ", "آ", "ٱ"], ["ل", "لـ"], ["م"]],
      marks: ["\u{64E}", "\u{651}", "\u{64E}\u{651}"]),
    Script(letters: [["क"], ["न"]], marks: ["ि", "ी", "ा", "्", "ं"]),
  ]

  private static let unspaced: [Script] = [
    Script(letters: [["ก"], ["ด"], ["า"], ["เ"]], marks: ["ิ", "่", "ิ่"]),
    Script(letters: [["ກ"], ["ດ"], ["າ"]], marks: ["ິ", "່"]),
    Script(letters: [["ក"], ["ខ"]], marks: ["ិ", "្ខ", "ា"]),
    Script(letters: [["က"], ["ခ"]], marks: ["ိ", "့", "ာ", "်"]),
    Script(letters: [["日", "日\u{E0100}"], ["本"], ["语"]]),
    Script(letters: [["カ", "ｶ"], ["ガ", "ｶﾞ"], ["パ", "ﾊﾟ"], ["か"], ["が"], ["ー", "ｰ"]]),
    Script(letters: [["한"], ["국"]]),
  ]

  private static let numbers = ["2024", "1999", "２０２４"]

  private mutating func word(_ script: Script) -> String {
    (0..<2 + random.below(2)).map { _ in
      let mark = script.marks.isEmpty || random.chance(1, in: 2) ? "" : random.pick(script.marks)
      return random.pick(random.pick(script.letters)) + mark
    }.joined()
  }

  private mutating func spacedWord() -> String {
    switch random.below(6) {
    case 0: return random.pick(["service", "services"])
    case 1: return random.pick(Self.numbers)
    default: return word(random.pick(Self.spaced))
    }
  }

  /// Returns a token: a word, a word and a number, or words of several scripts.
  private mutating func token() -> String {
    switch random.below(8) {
    case 0...2: return spacedWord()
    case 3: return word(Self.spaced[0]) + random.pick(Self.numbers)
    case 4, 5: return word(random.pick(Self.unspaced))
    case 6 where random.chance(1, in: 2): return compoundInRuns()
    default:
      let scripts = (0..<1 + random.below(2)).map { _ in word(random.pick(Self.unspaced)) }
      return scripts.map { run in
        switch random.below(3) {
        case 0: spacedWord() + run
        case 1: run + spacedWord()
        default: run + word(Self.spaced[0]) + random.pick(Self.numbers)
        }
      }.joined()
    }
  }

  /// Returns a compound, often between words of a script without spaces.
  private mutating func compoundInRuns() -> String {
    let script = random.pick(Self.unspaced)
    let before = random.chance(2, in: 3) ? word(script) : ""
    let after = random.chance(2, in: 3) ? word(script) : ""
    return before + compound() + after
  }

  /// Returns a word of two tokens.
  private mutating func compound() -> String {
    word(Self.spaced[0]) + "-" + random.pick(["2024", "1999"])
  }

  /// Returns a token of the texts, or its start.
  mutating func form(_ texts: [String]) -> (start: [Unicode.Scalar], isWhole: Bool) {
    var token = random.pick(ScriptOracle.tokens(random.pick(texts)))
    let isWhole = random.chance(1, in: 3)
    if !isWhole {
      let count = 1 + random.below(token.count)
      // Marks belong to the letter before them.
      token =
        Array(token[..<count])
        + token[count...].prefix {
          $0.properties.canonicalCombiningClass != .notReordered
            || (0xFF9E...0xFF9F).contains($0.value)
        }
    }
    return (token, isWhole)
  }

  mutating func text() -> String {
    let text = (0..<1 + random.below(4)).map { _ in
      token() + random.pick([" ", " ", "，", "、", " \u{2764}\u{FE0F}", "\u{1F44D}\u{1F3FD} "])
    }.joined()
    // Other programs store texts that are not normalized.
    return random.chance(3, in: 4) ? normalize(text) : text
  }

  /// Returns a word to type: a random one, or a part of a text, composed or not.
  mutating func query(_ texts: [String]) -> String {
    let word =
      switch random.below(4) {
      case 0: spacedWord()
      case 1: compound()
      default: part(of: random.pick(texts))
      }
    return random.chance(1, in: 3) ? word.decomposedStringWithCanonicalMapping : word
  }

  private mutating func part(of text: String) -> String {
    var token = random.pick(ScriptOracle.tokens(text))
    if token.contains(where: ScriptOracle.isUnspaced) {
      // Between two letters of a script without spaces, and before any letter of another script.
      let runs = token.split { !ScriptOracle.isUnspaced($0) }
      if random.chance(1, in: 2) { token = Array(random.pick(runs)) }
      if random.chance(1, in: 2), token.allSatisfy(ScriptOracle.isUnspaced) {
        let start = random.below(token.count)
        let end = start + 1 + random.below(token.count - start)
        token = Array(token[start..<end])
      }
    } else if token.contains(where: { $0.properties.numericType != nil }),
      token.contains(where: \.properties.isAlphabetic)
    {
      // Such a word also finds its parts side by side.
      token = token.filter { $0.properties.numericType != nil }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: token)
    return String(view)
  }
}
