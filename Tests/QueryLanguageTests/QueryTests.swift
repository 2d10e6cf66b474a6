import QueryLanguage
import SQLite
import TestSupport
import Testing

struct QueryTests {
  @Test(arguments: [
    ("AUKUS submarines", ["AUKUS", "submarines"]), ("", []), ("  \t\n", []), ("( ) - * \" '", []),
    ("F-35 AND (", ["F-35", "AND"]), ("don't", ["don't"]), ("a\0b", ["a", "b"]),
    ("title:x", ["title:x"]), ("\"quoted words\"", ["\"quoted", "words\""]),
    ("C++ 3.14 #tag @user", ["C++", "3.14", "#tag", "@user"]), ("海峡　津軽", ["海峡", "津軽"]),
    ("A$368bn €", ["A$368bn"]),
  ])
  func `a text is read as words`(text: String, words: [String]) {
    let query = Query(text)
    #expect(query.words == words)
    #expect(query.isEmpty == words.isEmpty)
    #expect(query.notices.isEmpty)
  }

  @Test func `every word is quoted, and quotes in it are doubled`() {
    #expect(Query("say \"no\" OR").matchExpression(.any) == "\"say\" OR \"\"\"no\"\"\" OR \"OR\"")
    #expect(Query("a NOT b").matchExpression(.all) == "\"a\" AND \"NOT\" AND \"b\"")
  }

  @Test func `what goes beyond the limits is left out and told`() {
    let many = Query((0..<300).map { "w\($0)" }.joined(separator: " "))
    #expect(many.words.count == Query.mostWords)
    #expect(many.notices.map(\.code) == ["too-many-words"])
    let long = Query(String(repeating: "é", count: Query.mostBytes))
    #expect(long.notices.map(\.code) == ["too-long"])
    #expect(long.notices[0].range == Query.mostBytes..<2 * Query.mostBytes)
  }

  /// Whatever is typed, FTS5 must take the expression, and give the rows that hold the words.
  @Test func `no text is an error for FTS5`() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(
      """
      CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'porter unicode61 remove_diacritics 2');
      INSERT INTO f VALUES ('a b c near and or not');
      """)
    let pieces = [
      "a", "b", "NEAR", "AND", "OR", "NOT", "(", ")", "\"", "'", "*", "^", "-", "+", ":", "{", "}",
      "x:", "\0", "\u{1}", "\u{202E}", "é", "e\u{301}", "津", "👩‍👩‍👧", ",", ";", " ", " ", "\n", "\\",
      "%", "NEAR(a b, 5)", "\u{FFFF}", "\u{10FFFF}", "\u{E000}",
    ]
    for seed in seeds(5_000) {
      var random = SeededGenerator(seed: seed)
      let text = (0..<Int.random(in: 0...12, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let query = Query(text)
      guard !query.isEmpty else { continue }
      for mode in [Query.Mode.any, .all] {
        let found = try? connection.rows(
          "SELECT rowid FROM f WHERE f MATCH ?1", [.text(query.matchExpression(mode))]
        ) { $0.integer(at: 0) }
        #expect(found != nil, "seed \(seed): \(text.debugDescription)")
      }
    }
  }
}
