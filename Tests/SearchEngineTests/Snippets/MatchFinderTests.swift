import Archive
import FullTextIndex
import Ranking
import SQLite
import TestSupport
import Testing

@testable import SearchEngine
import SearchModel

/// Highlights, compared with those from trying every combination of tokens.
struct MatchFinderTests {
  private let connection: Connection
  private let stemming: Tokenizer
  private let folding: Tokenizer

  init() throws {
    connection = try Connection(path: ":memory:", access: .create)
    stemming = try connection.tokenizer(Archive.tokenizer)
    folding = try connection.tokenizer(Archive.foldingTokenizer)
  }

  private func finder(_ highlights: [Highlight]) throws -> MatchFinder {
    try MatchFinder(highlights, stemming: stemming) { folding }
  }

  /// Returns the texts that a highlight marks.
  private func marked(_ highlight: Highlight, in text: String, column: Int = 1) throws -> [String] {
    let utf8 = Array(text.utf8)
    return try finder([highlight]).matches(in: text, column: column)
      .map { String(decoding: utf8[$0.range], as: UTF8.self) }
  }

  @Test func `highlights mark the same tokens as a comparison of all tokens`() throws {
    var found = 0
    for seed in seeds(400) {
      var random = SeededGenerator(seed: seed)
      let text = RandomPattern.text(&random)
      let highlights = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        RandomPattern.highlight(&random)
      }
      let column = Int.random(in: 0...1, using: &random)
      let matches = try finder(highlights).matches(in: text, column: column)
      let looking = try Looking(
        stems: stemming.tokens(of: text), forms: folding.tokens(of: text))
      for (number, highlight) in highlights.enumerated() {
        let expected =
          highlight.term.columns?.contains(column) ?? true ? looking.ranges(of: highlight) : []
        let actual = Set(matches.filter { $0.highlight == number }.map(\.range))
        #expect(actual == expected, "seed \(seed): \(highlight) in \(text)")
        found += actual.count
      }
      let starts = matches.map(\.range.lowerBound)
      #expect(starts == starts.sorted(), "seed \(seed)")
    }
    #expect(found > 1_000)
  }

  @Test func `NEAR matches the same texts as in FTS5`() throws {
    try connection.execute(
      "CREATE VIRTUAL TABLE t USING fts5(text, tokenize=\"\(Archive.tokenizer)\")")
    var holding = 0
    for seed in seeds(1_500) {
      var random = SeededGenerator(seed: seed)
      let text = RandomPattern.text(&random)
      try connection.run("DELETE FROM t")
      try connection.run("INSERT INTO t VALUES (?1)", [.text(text)])
      let items = (0..<Int.random(in: 2...3, using: &random)).map { _ in
        RandomPattern.words(1...2, &random)
      }
      let distance = Int.random(in: 0...4, using: &random)
      let patterns = try items.map { item in
        Pattern.phrase(try stemming.tokens(of: item).map { .term($0.term) })
      }
      let expression = items.map { "\"\($0)\"" }.joined(separator: " ")
      let count = try connection.first(
        "SELECT count(*) FROM t WHERE t MATCH ?1", [.text("NEAR(\(expression), \(distance))")]
      ) { $0.integer(at: 0) }
      let matches = try finder([Highlight(TermSpec(.near(patterns, distance: distance)))])
        .matches(in: text, column: 1)
      #expect(matches.isEmpty == (count == 0), "seed \(seed): \(items) \(distance) in \(text)")
      if count == 1 { holding += 1 }
    }
    #expect(200 < holding && holding < 1_300)
  }

  @Test func `an exact highlight marks one form only`() throws {
    let highlight = Highlight(
      TermSpec(.term("sail"), written: [.form(FormPattern(word: "sailing"))]))
    #expect(try marked(highlight, in: "Sailing, sailed, sails, sáiling") == ["Sailing", "sáiling"])
    let phrase = Highlight(
      TermSpec(
        .phrase([.term("two"), .term("ship")]),
        written: [.form(FormPattern(word: "two")), .form(FormPattern(word: "ships"))]))
    #expect(try marked(phrase, in: "two ship, two ships") == ["two ships"])
  }

  @Test func `a star marks the words as they are written`() throws {
    let pattern = FormPattern(["sail", ""])
    let highlight = Highlight(TermSpec(.prefix("sail"), written: [.form(pattern)]))
    let text = "Sailing, sailed, a Sail; assail"
    #expect(try marked(highlight, in: text) == ["Sailing", "sailed", "Sail"])
    let phrase = Highlight(
      TermSpec(
        .phrase([.term("two"), .prefix("ship")]),
        written: [.stems(["two"]), .form(FormPattern(["", "p", "s"]))]))
    #expect(try marked(phrase, in: "two ship, two ships, two shops") == ["two ships", "two shops"])
  }

  @Test(arguments: [
    ("海峡", "（津軽海峡、宗谷海峡）", ["海峡", "海峡"]),
    ("津軽海峡", "津軽海峡", ["津軽海峡"]),
    ("ab", "ABcab", ["AB", "ab"]),
    ("aa", "aaaaa", ["aa", "aa"]),
    ("nothing", "some", ["some"]),
    ("カタカナ", "ｶﾀｶﾅとカタカナ", ["ｶﾀｶﾅ", "カタカナ"]),
    ("ガ", "ｶﾞカガ", ["ｶﾞ", "ガ"]),
    ("葛城", "葛\u{E0100}城\u{E0101}市", ["葛\u{E0100}城\u{E0101}"]),
    ("กิน", "กำลังกินข้าว", ["กิน"]),
    ("ขา", "ขาวข้าว", ["ขา"]),
    ("ด", "ดีดด้วย", ["ด"]),
    ("ai技", "最新ＡＩ技術", ["ＡＩ技"]),
  ])
  func `a highlight inside a token marks those characters`(
    substring: String, text: String, expected: [String]
  ) throws {
    let pattern = Pattern.any(try stemming.tokens(of: text).map { .term($0.term) })
    #expect(
      try marked(Highlight(TermSpec(pattern), part: .substring(substring)), in: text) == expected)
  }

  @Test(arguments: [
    (["python"], "他们用Python写、Python", ["Python", "Python"]),
    (["servic"], "我们的services，service", ["services", "service"]),
    (["2024"], "于2024年发布", ["2024"]), (["iphon15"], "买iPhone15", ["买iPhone15"]),
    (["15"], "买iPhone15", ["15"]), (["iphone15"], "买iPhone15了", ["iPhone15"]),
    (["cafe"], "去café吧", ["café"]), (["python"], "用Ｐｙｔｈｏｎ写", ["Ｐｙｔｈｏｎ"]),
  ])
  func `a highlight of a run in another script marks that run`(
    keys: [String], text: String, expected: [String]
  ) throws {
    let pattern = Pattern.any(try stemming.tokens(of: text).map { .term($0.term) })
    #expect(
      try marked(Highlight(TermSpec(pattern), part: .runs(Set(keys.map { [$0] }))), in: text)
        == expected)
  }

  @Test func `a highlight of another column marks nothing`() throws {
    let highlight = Highlight(TermSpec(.term("sea"), columns: [0]))
    #expect(try marked(highlight, in: "the sea", column: 0) == ["sea"])
    #expect(try marked(highlight, in: "the sea", column: 1) == [])
  }

  @Test func `an empty pattern marks nothing`() throws {
    for pattern in [Pattern.phrase([]), .any([]), .near([], distance: 3), .term("")] {
      #expect(try marked(Highlight(TermSpec(pattern)), in: "the sea") == [])
    }
  }
}

/// Highlights and texts of a few words with several forms.
private enum RandomPattern {
  static let forms = ["sea", "seas", "ship", "ships", "shipping", "calm", "Port", "île"]
  static let stems = ["sea", "ship", "calm", "port", "il"]

  static func words(_ counts: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
    random.words(counts, of: forms).joined(separator: " ")
  }

  static func text(_ random: inout SeededGenerator) -> String {
    words(0...14, &random).split(separator: " ")
      .joined(separator: [" ", ", ", " – "].randomElement(using: &random) ?? " ")
  }

  static func highlight(_ random: inout SeededGenerator) -> Highlight {
    var highlight = Highlight(TermSpec(pattern(depth: 2, &random)))
    if Int.random(in: 0..<4, using: &random) == 0 { highlight.term.columns = [0] }
    if case .term = highlight.term.pattern, Bool.random(using: &random) {
      let form = forms.randomElement(using: &random)?.lowercased() ?? ""
      let pieces = [[form], [String(form.prefix(2)), ""], ["", String(form.suffix(1))]]
      highlight.term.written = [.form(FormPattern(random.pick(pieces)))]
    }
    return highlight
  }

  private static func pattern(depth: Int, _ random: inout SeededGenerator) -> Pattern {
    switch Int.random(in: 0..<(depth > 1 ? 7 : 5), using: &random) {
    case 0..<2: return single(depth: 1, &random)
    case 2: return .any([single(depth: 0, &random), phrase(&random)])
    case 3..<5: return phrase(&random)
    case 5: return .any([pattern(depth: depth - 1, &random), pattern(depth: depth - 1, &random)])
    default:
      let elements = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        pattern(depth: 1, &random)
      }
      return .near(elements, distance: Int.random(in: 0...4, using: &random))
    }
  }

  private static func phrase(_ random: inout SeededGenerator) -> Pattern {
    .phrase((0..<Int.random(in: 1...3, using: &random)).map { _ in single(depth: 1, &random) })
  }

  private static func single(depth: Int, _ random: inout SeededGenerator) -> Pattern {
    let stem = stems.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<(depth > 0 ? 6 : 5), using: &random) {
    case 0..<4: return .term(stem)
    case 4: return .prefix(String(stem.prefix(1)))
    default: return .any([single(depth: 0, &random), single(depth: 0, &random)])
    }
  }
}

/// Finds patterns by their definition.
private struct Looking {
  var stems: [Tokenizer.Token]
  var forms: [Tokenizer.Token]

  /// Returns the byte ranges that a highlight marks.
  func ranges(of highlight: Highlight) -> Set<Range<Int>> {
    var places = places(of: highlight.term.pattern)
    if let token = highlight.term.written?.first, case .form(let pattern) = token {
      let matching = forms.indices.filter { pattern.matches(Array(forms[$0].term.utf8)) }
      places = Set(matching.map { $0..<$0 + 1 })
    }
    return Set(
      places.map {
        stems[$0.lowerBound].range.lowerBound..<stems[$0.upperBound - 1].range.upperBound
      })
  }

  private func places(of pattern: Pattern) -> Set<Range<Int>> {
    switch pattern {
    case .term(let term): return Set(runs { $0 == term })
    case .prefix(let beginning): return Set(runs { $0.hasPrefix(beginning) })
    case .any(let patterns): return Set(patterns.flatMap(places))
    case .phrase(let patterns):
      return patterns.reduce(into: Set(stems.indices.map { $0..<$0 })) { begun, pattern in
        let next = places(of: pattern)
        begun = Set(
          begun.flatMap { run in
            next.filter { $0.lowerBound == run.upperBound }.map { run.lowerBound..<$0.upperBound }
          })
      }
    case .near(let patterns, let distance):
      var takingPart: Set<Range<Int>> = []
      func choose(_ rest: ArraySlice<Pattern>, _ chosen: [Range<Int>]) {
        guard let pattern = rest.first else {
          let last = chosen.map(\.lowerBound).max() ?? 0
          if chosen.allSatisfy({ $0.upperBound + distance >= last }) {
            takingPart.formUnion(chosen)
          }
          return
        }
        for place in places(of: pattern) { choose(rest.dropFirst(), chosen + [place]) }
      }
      choose(patterns[...], [])
      return takingPart
    }
  }

  private func runs(_ isMatch: (String) -> Bool) -> [Range<Int>] {
    stems.indices.filter { isMatch(stems[$0].term) }.map { $0..<$0 + 1 }
  }
}
