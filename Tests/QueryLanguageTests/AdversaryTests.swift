import QueryLanguage
import SQLite
import SearchModel
import TestSupport
import Testing

/// Texts that are meant to break the parser or FTS5.
struct AdversaryTests {
  /// A real index, with the tokenizer of `schema.sql`.
  private struct Index {
    let connection: Connection

    init() throws {
      connection = try Connection(path: ":memory:", access: .create)
      try connection.execute(
        """
        CREATE VIRTUAL TABLE f USING fts5(
          title, text, tokenize = 'porter unicode61 remove_diacritics 2');
        INSERT INTO f VALUES ('a b', 'a b c near and or not x y z'), ('c', 'b d'), ('津', '軽 é');
        """)
    }

    func count(_ expression: String) -> Int64? {
      try? connection.first("SELECT count(*) FROM f WHERE f MATCH ?1", [.text(expression)]) {
        $0.integer(at: 0)
      }
    }

    /// Checks that `text` can be parsed, printed and parsed again, and if `thoroughly` is set, run.
    func check(
      _ text: String, thoroughly: Bool = true, _ place: @autoclosure () -> Comment
    ) throws {
      let query = Query(text)
      for notice in query.notices {
        let range = notice.range ?? -1..<0
        expect(0 <= range.lowerBound && range.upperBound <= text.utf8.count, place)
      }
      checkPrinting(query, place)
      checkPrinting(Query(text, syntax: .words), place)
      checkFilter(query, place)
      guard thoroughly else { return }
      expect(!query.understood().isEmpty || query.isEmpty, place)
      let (rest, dropped) = query.withoutStopWords()
      expect(leafCount(rest) + dropped.count == leafCount(query), place)
      expect(rest.asksForSomething == query.asksForSomething, place)
      expect((rest.compiled() == nil) == (query.compiled() == nil), place)
      if !dropped.isEmpty { checkPrinting(rest, place) }
      for mode in Query.Mode.allCases {
        guard let compiled = query.compiled(mode) else { continue }
        let reading = Query(query.reading(mode))
        // The written-out query may exceed the limits on length and depth.
        if !reading.notices.contains(where: { $0.code.hasPrefix("too-") }),
          query.reading(mode).hasLowercase
        {
          expect(reading.compiled()?.match == compiled.match, place)
        }
        checkLeaves(compiled, query.compiled(), text, place)
        for expression in Set([compiled.match, compiled.scoringExpression]) where mode != .best {
          expect(
            !expression.utf8.contains { $0 < 0x20 || $0 == 0x7F }, place)
          expect(count(expression) != nil, place)
        }
      }
    }

    private func leafCount(_ query: Query) -> Int { query.compiled()?.clauses.count ?? 0 }

    /// Checks that parsing the canonical form gives the same query.
    private func checkPrinting(_ query: Query, _ place: () -> Comment) {
      let canonical = query.description
      // A text in capitals may be read as a sentence, although the query was not one because of
      // signs that the canonical form omits.
      guard canonical.hasLowercase || query.parts.isEmpty else { return }
      let again = Query(canonical)
      if canonical.utf8.count <= Query.maxBytes, again.parts != query.parts {
        Issue.record(
          "\(place()): \(canonical.debugDescription) becomes \(again.description.debugDescription)")
      }
    }

    private func checkFilter(_ query: Query, _ place: () -> Comment) {
      expect(query.filter != nil || !query.hasOnlyFilters, place)
      guard let filter = query.filter else { return }
      let text = filter.description
      guard text.utf8.count <= Query.maxBytes, text.count(where: { $0 == "(" }) <= Query.maxDepth
      else { return }
      let again = Query(text)
      expect(again.notices.isEmpty && again.hasOnlyFilters, place)
      if again.filter?.description != text {
        // The order may change, but not the meaning.
        expect(again.filter?.table == filter.table, place)
      }
    }

    /// Checks that leaves have the same numbers in every mode, and ranges within the text.
    private func checkLeaves(
      _ compiled: CompiledQuery, _ standard: CompiledQuery?, _ text: String, _ place: () -> Comment
    ) {
      expect(compiled.clauses == standard?.clauses, place)
      expect(compiled.scoring == standard?.scoring, place)
      var last = 0
      for clause in compiled.clauses {
        expect(last <= clause.range.lowerBound && clause.range.upperBound <= text.utf8.count, place)
        last = clause.range.lowerBound
      }
    }

    /// Like `#expect`, whose bookkeeping is too slow for millions of calls.
    private func expect(_ isTrue: Bool, _ place: () -> Comment, line: Int = #line) {
      if !isTrue { Issue.record("\(place()) (line \(line))") }
    }
  }

  private static let pieces = [
    "a", "b", "c", "x", "NEAR", "AND", "OR", "NOT", "AND ", " OR ", " NOT ", "(", ")", "(", ")",
    "\"", "\"", "“", "”", "'", "*", "^", "-", "+", " -", " +", ":", "{", "}", "title:", "text:",
    "foo:", "\0", "\u{1}", "\u{202E}", "\u{200F}", "é", "e\u{301}", "\u{301}", "津", "👩‍👩‍👧", ",",
    ";", " ", " ", " ", "\n", "\\", "%", "NEAR(a b, 5)", "NEAR(", "~5", "~", "\"a b\"~2", ", 5)",
    "\u{FFFF}", "\u{10FFFF}", "\u{E000}", "\u{1E900}", "|", "||", "a*", "-(", "+(", "12\"",
    "\u{2028}", "\u{FEFF}", "F-35", "http://", "$", "=", "=", "=a", "=\"a b\"", "the", "WHO",
    "publisher:", "author:", "language:", "date:", "since:", "until:", "publisher:a", "author:b",
    "Publisher:(", "date:(", "2021", "2021-10", "2021-02-30", "..", "7d", "today", "soon",
    "october", "October ", " Oct. 18, ", "date:may ", "last-week", "last ", "monday", "18 ",
    "after:",
    "before:", "\"last week\"", "99999",
    "date:2021-10..2021-12", "since:2w", "until:2021", "language:en-GB",
    " –", "—", "−", " --", "-+", "\u{AD}", "\u{200B}", "\"\"", "title:\"", ", 99999)", ", -5)",
    ", x)", "!", " !", "&&", "#", "@", "^2", "~2", "«", "»", "„", "‘", "’", "‚", "「", "」", "a,",
    ",b",
    "oil/gas", "[ti]", "？", "，", "：", "＂", "te?t", "ANDNOT", "NEAR/5", "AROUND(5)", "intitle:",
    "author=", "THE ", " OF ", "DISPUTE",
  ]

  /// Runs in four parallel parts; FTS5 also evaluates one text in sixteen.
  @Test(arguments: 0..<4)
  func `a hundred thousand random texts are parsed`(run: Int) throws {
    let index = try Index()
    var slowest = Duration.zero
    var filters = 0
    for seed in seeds(100_000) where seed % 4 == run {
      let text = Self.randomText(seed)
      let isThorough = seed / 4 % 16 == 0
      try index.check(
        text, thoroughly: isThorough, "seed \(seed): \(text.prefix(300).debugDescription)")
      let time = Self.fastest { filters += Query(text).filter == nil ? 0 : 1 }
      slowest = max(slowest, time)
    }
    print("the slowest random text took \(slowest); \(filters) texts have filters")
    #expect(slowest < .milliseconds(50))
    #expect(filters > 1_500)
  }

  private static func randomText(_ seed: Int) -> String {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...(seed % 2_000 < 4 ? 1_000 : 14), using: &random)
    var text = ""
    for _ in 0..<count {
      if seed % 3 == 0,
        let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random))
      {
        text.unicodeScalars.append(scalar)
      } else {
        text += pieces.randomElement(using: &random) ?? ""
      }
    }
    return text
  }

  /// Returns the time that `body` takes; if it is long, the shortest of three runs, since other
  /// processes share the machine.
  private static func fastest(_ body: () -> Void) -> Duration {
    let first = cpuTime(body)
    guard first > .milliseconds(20) else { return first }
    return min(first, cpuTime(body), cpuTime(body))
  }

  static let adversaries: [(name: String, text: String)] = {
    func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }
    return [
      ("quotes", times(1 << 20, "\"")), ("minus signs", times(10_000, "-")),
      ("minus words", times(10_000, "-a ")), ("not", times(10_000, "NOT ")),
      ("a not", times(5_000, "a NOT ")), ("a not (", times(1_000, "a NOT (")),
      ("nesting", times(10_000, "(") + "a" + times(10_000, ")")),
      ("open", times(10_000, "(")), ("closed", times(10_000, ")")),
      ("deep or", times(19, "(a OR ") + "b" + times(19, ")")),
      ("deep all", times(20, "(a AND (b OR ") + "b" + times(40, ")")),
      ("deep minus", "a " + times(20, "-(a ") + times(20, ")")),
      ("deep minus", times(20, "a z -(+(a b) +c -d (") + times(40, ")")),
      ("deep mix", times(20, "x OR a AND b AND -(y (") + "q" + times(40, ")")),
      ("deep right", times(20, "(a b -c OR +(d e) AND NOT (") + "q" + times(60, ")")),
      ("fields", times(2_000, "title:") + "a"),
      ("fields and groups", times(20, "title:(a -") + "b"),
      ("near", times(1_000, "NEAR(")), ("or", times(4_000, "OR ")), ("bars", times(8_000, "|")),
      ("one word", times(8_192, "a")), ("one phrase", "\"" + times(4_000, "a ") + "\""),
      ("many tokens", times(4_000, "a-")), ("prefixes", times(4_000, "a* ")),
      ("phrases", times(1_000, "\"a b\" ")), ("right to left", times(2_000, "\u{202E}a\u{200F} ")),
      ("combining", "a" + times(4_000, "\u{301}")),
      ("quotes and accents", times(2_000, "\"\u{301}a")),
      ("NUL", times(8_000, "\0")), ("words and NUL", times(4_000, "a\0")),
      ("mixed quotes", times(2_000, "\"“a")),
      ("filters", times(1_000, "date:7d ")), ("names", times(1_000, "publisher:a ")),
      ("filters and words", times(500, "a publisher:b ")),
      ("filters beside OR", "a" + times(500, " OR publisher:b OR c")),
      ("filter names", times(1_000, "publisher:date:")),
      ("dates", times(1_000, "date:2021-02-30 ")), ("a long date", "date:" + times(8_000, "9")),
      ("dots", "date:" + times(8_000, ".")), ("equals", times(8_000, "=")),
      ("exact words", times(2_000, "=a ")), ("exact quotes", times(2_000, "=\"")),
      ("deep filters", times(20, "-(publisher:a OR b ") + times(20, ")")),
      ("deep names", times(20, "publisher:(a ") + times(20, ")")),
      ("capitals and groups", times(4_000, "(A ")), ("capitals", times(1_000, "A AND (B, ")),
      ("names", times(2_000, "_a:")), ("straight quotes", times(2_000, "'a ")),
      ("nears", times(1_000, "a NEAR ")), ("ranges", times(1_000, "date:[2021 ")),
      ("stop words", times(2_000, "the ")), ("apostrophes", times(4_000, "'’")),
    ]
  }()

  @Test(arguments: adversaries)
  func `adversarial texts are parsed in time`(name: String, text: String) throws {
    let index = try Index()
    try index.check(text, "\(name)")
    let time = Self.fastest { _ = Query(text).compiled(.all).map { index.count($0.match) } }
    #expect(time < .milliseconds(50), "\(name)")
  }

  /// Words after an exclusion sign must not be found, however malformed the query is.
  @Test func `an exclusion stays an exclusion`() {
    let signs = ["-", "--", "-+", "+-", "–", "−", "—", "-\u{AD}", "!", "-#", "-~", "－", "NOT "]
    let openings = [
      "", "(", "((", "title:(", "\"", "“", "=", "==", "=(", "(\"", "\"\"", "title:", "\"(", "«",
      "‘",
      "intitle:", "a,", "a/", "ab/", "a,\"b\",", "ab,cd/", "[", "@", "&&",
    ]
    for sign in signs {
      for opening in openings where sign != "NOT " || !opening.hasPrefix("\"\"") {
        for rest in [
          "moon", "moon)", "moon\"", "moon”", "moon (", "moon OR", "moon*", "moon~", "moon,b",
        ] {
          let text = "a \(sign)\(opening)\(rest)"
          let compiled = Query(text).compiled()
          let scored =
            compiled?.scoring.compactMap { compiled?.clauses[$0].description }
            .filter { $0.contains("moon") } ?? []
          #expect(scored.isEmpty, "\(text) is read as \(Query(text))")
          #expect(compiled?.match.contains("moon") == true, "\(text)")
        }
      }
    }
  }

  /// Groups nested to the limit, in every way that the grammar allows, fit into FTS5's parser.
  @Test func `random nesting fits into FTS5's parser`() throws {
    let index = try Index()
    let levels = [
      "(", "-(", "+(", "a -(", "a b -(", "a OR (", "a AND (", "+a b (", "a AND b -(",
      "x OR a AND (",
      "a (", "+(a b) +c -(", "title:(", "(a b) AND (", "a OR b AND -c AND (", "NOT (",
    ]
    for seed in seeds(1_000) {
      var random = SeededGenerator(seed: seed)
      let few = levels.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
      var text = ""
      for _ in 0..<25 { text += few.randomElement(using: &random) ?? "" }
      text += "z"
      for _ in 0..<25 {
        text += [")", " y)", " OR y)", " -y)", " AND y)"].randomElement(using: &random) ?? ""
      }
      try index.check(text, "seed \(seed): \(text)")
    }
  }
}

extension String {
  fileprivate var hasLowercase: Bool {
    unicodeScalars.contains { $0.properties.isLowercase }
  }
}
