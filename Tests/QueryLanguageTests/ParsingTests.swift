import QueryLanguage
import Testing

struct ParsingTests {
  @Test func `parts have roles and ranges`() {
    let query = Query("né +a -\"b  c\" title:(d | e*)")
    #expect(
      query.parts == [
        Part(.clause(.word("né"))), Part(.required, .clause(.word("a"))),
        Part(.excluded, .clause(.phrase("b c"))),
        Part(.field(.title, .either([Part(.clause(.word("d"))), Part(.clause(.wildcard("e*")))]))),
      ])
    #expect(query.parts.map(\.range) == [0..<3, 5..<6, 8..<14, 15..<29])
    #expect(query.notices.isEmpty)
  }

  /// A query and its canonical form.
  @Test(arguments: [
    ("", ""), (" \t\n", ""), ("a b", "a b"), ("a\0b", "ab"), ("$ % - + * ~ ' …", ""),
    // Signs
    ("+a -b", "+a -b"), ("a -b", "a -b"), ("a- b", "a- b"), ("a-b", "a-b"), ("a - b", "a b"),
    ("-", ""), ("-- a", "a"), ("-(a b) c", "-(a b) c"),
    ("a –b", "a -b"), ("−b a", "-b a"), ("a (–b)", "a -b"), ("a –“b c”", "a -\"b c\""),
    ("a – b", "a b"), ("a — b", "a b"), ("a–b 1−2 a— b", "a–b 1−2 a— b"), ("\"a\"–b", "\"a\" b"),
    ("a -==b", "a -b"), ("a -\u{AD}b", "a -b"), ("a \u{200B}-b", "a -b"),
    ("sub\u{AD}marine\u{200B}", "submarine"), ("\u{FEFF}ti\u{2060}tle\u{AD}:a", "title:a"),
    ("\"a\u{AD}b\u{202E} c\"", "\"ab c\""), ("publisher:a\u{AD}b", "publisher:ab"),
    ("(-a b)", "(-a b)"), ("\"a\"-b", "\"a\" b"), ("a|-b c", "a -b c"),
    ("-title:a b", "-title:a b"),
    ("-OR b", "-or b"), ("title:NOT", "title:not"), ("a +$ b", "a b"), ("+(a)", "+a"),
    // AND, OR, NOT
    ("a OR b", "a OR b"), ("a|b", "a OR b"), ("a || b", "a OR b"), ("a or b", "a or b"),
    ("a OR b OR c", "a OR b OR c"), ("a OR (b OR c)", "a OR b OR c"), ("a b OR c d", "a b OR c d"),
    ("a AND b", "a AND b"), ("a AND b AND c", "a AND b AND c"), ("a AND b c", "+a +b c"),
    ("(a AND b) OR c", "a AND b OR c"), ("a OR b AND c", "a OR b AND c"),
    ("a OR b AND -c", "a OR b AND -c"), ("a OR (-b +c)", "a OR (-b +c)"),
    ("(a OR b) AND c", "(a OR b) AND c"),
    ("a AND (b c)", "a AND (b c)"), ("a AND (b AND c)", "a AND (b AND c)"),
    ("a NOT b", "a -b"), ("a AND NOT b", "+a -b"), ("NOT b a", "-b a"),
    ("a NOT title:b", "a -title:b"),
    ("a AND -b AND c", "a AND -b AND c"), ("+a AND b", "a AND b"),
    // Parentheses
    ("((a))", "a"), ("(a b)", "(a b)"), ("((a b) c)", "((a b) c)"), ("() a", "a"), ("(+a)", "a"),
    ("a (-b)", "a -b"), ("a AND (-b)", "+a -b"), ("title:(-a) b", "-title:a b"),
    // Phrases
    ("\"a  b\"", "\"a b\""), ("“a b”", "\"a b\""), ("„a b“", "\"a b\""), ("a\"b\"c", "a \"b\" c"),
    ("“12\" a”", "\"12 a\""), ("\"“a”\"", "\"a\""), ("12\" a 5\"", "12\" a 5\""),
    // Prefixes
    ("a*", "a*"), ("a** b", "a* b"), ("\"a*\"", "a*"), ("\"a b*\"", "\"a b*\""),
    ("\"a b\"*", "\"a b*\""), ("b -a*", "b -a*"),
    ("title:a*", "title:a*"),
    // NEAR
    ("NEAR(a b)", "NEAR(a b, 10)"), ("NEAR(a b,0)", "NEAR(a b, 0)"), ("near(a b)", "near (a b)"),
    ("NEAR(a, b, 3)", "NEAR(a b, 3)"),
    ("NEAR(a, b, c)", "NEAR(a b c, 10)"), ("\"a b\"~5.", "NEAR(a b, 5)"),
    ("NEAR(20,000 b)", "NEAR(20 000 b, 10)"),
    ("NEAR(\"a b\" c-d, 3)", "NEAR(\"a b\" \"c-d\", 3)"),
    ("\"a b\"~3", "NEAR(a b, 3)"), ("\"a\"~3", "\"a\""),
    ("title:NEAR(a b, 3)", "title:NEAR(a b, 3)"),
    // Fields
    ("title:a", "title:a"), ("TEXT:a", "text:a"), ("title:text:a", "text:a"),
    ("title:\"a b\"", "title:\"a b\""), ("title:(a b)", "title:(a b)"),
    ("title:(a text:b)", "title:(a text:b)"), ("title:(text:a)", "text:a"),
    ("xtitle a:b std::x C:\\x ://y", "xtitle a:b std::x C:\\x y"),
  ])
  func `a well-formed query has no notice`(text: String, canonical: String) {
    let query = Query(text)
    #expect(query.description == canonical)
    let codes = query.notices.map(\.code)
    #expect(codes.isEmpty || text.contains("|-"), "\(codes)")
    #expect(Query(canonical).parts == query.parts)
    for mode in Query.Mode.allCases {
      let reading = Query(query.reading(mode))
      #expect(reading.compiled()?.match == query.compiled(mode)?.match)
    }
  }

  /// A query, its canonical form, and its notice with the range.
  @Test(arguments: [
    ("a \"b c", "a b c", ["unclosed-quote 2..<3"]), ("\"", "", ["unclosed-quote 0..<1"]),
    ("“a\"", "a", ["unclosed-quote 0..<3", "unclosed-quote 4..<5"]),
    ("a (b", "a b", ["stray-parenthesis 2..<3"]),
    ("a -(b c", "a -(b c)", ["stray-parenthesis 3..<4"]),
    ("a (b c", "a (b c)", ["stray-parenthesis 2..<3"]),
    ("title:(a b", "title:(a b)", ["stray-parenthesis 6..<7"]),
    ("-(a (b c) d", "-(a (b c) d)", ["only-exclusions 0..<11", "stray-parenthesis 1..<2"]),
    ("a -((b c) -(d", "a -((b c) -d)", ["stray-parenthesis 3..<4", "stray-parenthesis 11..<12"]),
    ("a -(b OR", "a -(b or)", ["stray-parenthesis 3..<4", "lone-operator 6..<8"]),
    ("F-35 (", "F-35", ["stray-parenthesis 5..<6"]),
    ("a -((", "a", ["stray-parenthesis 3..<4", "stray-parenthesis 4..<5"]),
    ("a (()|", "a", ["stray-parenthesis 2..<3", "lone-operator 5..<6"]),
    ("a --b", "a -b", ["stray-sign 2..<4"]), ("a -+b", "a -b", ["stray-sign 2..<4"]),
    ("a +-b", "a -b", ["stray-sign 2..<4"]), ("++a b", "+a b", ["stray-sign 0..<2"]),
    ("a ---(b c)", "a -(b c)", ["stray-sign 2..<5"]), ("a —b", "a -b", ["stray-sign 2..<5"]),
    ("a –+b", "a -b", ["stray-sign 2..<6"]),
    ("a -\"b c", "a -b c", ["unclosed-quote 3..<4"]),
    ("a -=(b c)", "a -(b c)", ["stray-equals 3..<4"]),
    ("a -\"\"b", "a -b", ["empty-phrase 3..<5"]),
    ("ab\u{AD}c de\u{AD}f:g", "abc def:g", ["unknown-field 6..<11"]),
    ("a) b", "a b", ["stray-parenthesis 1..<2"]),
    (")(", "", ["stray-parenthesis 0..<1", "stray-parenthesis 1..<2"]),
    ("foo:bar", "foo:bar", ["unknown-field 0..<3"]),
    ("é -foo:(a)", "é -foo a", ["unknown-field 4..<7"]),
    ("title: a", "title a", ["empty-field 0..<5"]), ("title:", "title", ["empty-field 0..<5"]),
    ("title:-a", "title a", ["empty-field 0..<5"]), ("title:$", "title", ["empty-field 0..<6"]),
    ("title:\"\"", "", ["empty-field 0..<8", "empty-phrase 6..<8"]),
    ("a title:\" \" b", "a b", ["empty-field 2..<11", "empty-phrase 8..<11"]),
    ("title:\"", "", ["empty-field 0..<7", "unclosed-quote 6..<7"]),
    ("title:\" a", "a", ["empty-field 0..<7", "unclosed-quote 6..<7"]),
    ("title:\"a b", "title:a b", ["unclosed-quote 6..<7"]),
    ("publisher:\"\" a", "a", ["empty-field 0..<12", "empty-phrase 10..<12"]),
    ("a -author:“$”", "a", ["empty-field 3..<17", "empty-phrase 10..<17"]),
    ("a title:=\"\"", "a", ["empty-field 2..<11", "empty-phrase 8..<11"]),
    (
      "a OR title:\"\"", "a or",
      ["lone-operator 2..<4", "empty-field 5..<13", "empty-phrase 11..<13"]
    ),
    ("OR", "or", ["lone-operator 0..<2"]), ("a OR", "a or", ["lone-operator 2..<4"]),
    ("AND a", "and a", ["lone-operator 0..<3"]), ("a NOT", "a not", ["lone-operator 2..<5"]),
    ("a OR -b", "a or -b", ["lone-operator 2..<4"]),
    ("+a OR b", "+a or b", ["lone-operator 3..<5"]),
    ("a OR AND b", "a or and b", ["lone-operator 2..<4", "lone-operator 5..<8"]),
    ("a |", "a", ["lone-operator 2..<3"]), ("a OR ()", "a or", ["lone-operator 2..<4"]),
    ("\"\" a", "a", ["empty-phrase 0..<2"]), ("-\"$\" a", "a", ["empty-phrase 1..<4"]),
    ("f*ck *a", "f*ck *a", []),
    ("\"a* b\"", "\"a* b\"", []), ("\"a *\"", "\"a\"", ["stray-star 0..<5"]),
    ("NEAR(a)", "near a", ["malformed-near 0..<4"]),
    ("NEAR(a b", "near (a b)", ["malformed-near 0..<4", "stray-parenthesis 4..<5"]),
    ("NEAR(a (b))", "near (a b)", ["malformed-near 0..<4"]),
    ("NEAR(a b, 99999)", "NEAR(a b, 10)", ["malformed-near 10..<15"]),
    ("NEAR(a b, -5)", "NEAR(a b, 10)", ["malformed-near 10..<12"]),
    ("NEAR(a b,–5 )", "NEAR(a b, 10)", ["malformed-near 9..<13"]),
    ("NEAR(a b, 2.5)", "NEAR(a b, 10)", ["malformed-near 10..<13"]),
    ("NEAR(a b, 20,000)", "NEAR(a b, 10)", ["malformed-near 10..<16"]),
    ("NEAR(a b, x)", "NEAR(a b x, 10)", ["malformed-near 10..<11"]),
    ("\"a b\"~-5", "\"a b\"", ["malformed-near 5..<8"]),
    ("\"a b\"~2.5", "\"a b\"", ["malformed-near 5..<9"]),
    ("NEAR(a* b)", "NEAR(a b, 10)", ["stray-star 0..<10"]),
    ("\"a b\"~x", "\"a b\" x", ["malformed-near 5..<6"]),
    ("\"a b\"~12345", "\"a b\"", ["malformed-near 5..<11"]),
    ("-a -b", "-a -b", ["only-exclusions 0..<5"]), ("-a", "-a", ["only-exclusions 0..<2"]),
    ("a OR (-b)", "a", ["only-exclusions 5..<9"]), ("a -(-b)", "a", ["only-exclusions 3..<7"]),
  ])
  func `text outside the language is read as words with a notice`(
    text: String, canonical: String, notices: [String]
  ) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange) == notices)
    #expect(Query(query.description).parts == query.parts)
  }

  @Test func `text beyond the limits is ignored with a notice`() {
    let many = Query((0..<300).map { "w\($0)" }.joined(separator: " "))
    #expect(many.parts.count == Query.maxWords)
    #expect(many.notices.map(\.code) == ["too-many-words"])
    #expect(many.notices[0].range?.upperBound == 300 * 5 - 1 - 110)
    let long = Query(String(repeating: "é", count: Query.maxBytes))
    #expect(long.notices.map(\.code) == ["too-long"])
    #expect(long.notices[0].range == Query.maxBytes..<2 * Query.maxBytes)
    let deep = String(repeating: "(a ", count: 30) + String(repeating: ")", count: 30)
    #expect(Query(deep).notices.map(\.code) == ["too-deep"])
    #expect(Query(deep).notices[0].range == 60..<61)
    #expect(Query(String(repeating: ")", count: 5_000)).notices.count == 20)
  }
}

struct CompilingTests {
  @Test(arguments: [
    ("a b", Query.Mode.any, "\"a\" OR \"b\"", ""), ("a b", .all, "\"a\" AND \"b\"", "same"),
    ("a", .any, "\"a\"", ""), ("say\"no x*", .any, "\"say\" OR \"no\" OR \"x\" *", ""),
    ("+a b", .any, "\"a\"", "\"a\" OR \"b\""), ("+a b", .all, "\"a\" AND \"b\"", "same"),
    ("a -b -c", .any, "\"a\" NOT (\"b\" OR \"c\")", "same"),
    ("a b -(c d)", .all, "(\"a\" AND \"b\") NOT (\"c\" AND \"d\")", "\"a\" OR \"b\""),
    ("a OR (b AND c)", .any, "\"b\" AND \"c\" OR \"a\"", "\"a\" OR \"b\" OR \"c\""),
    ("(a OR b) AND c", .any, "(\"a\" OR \"b\") AND \"c\"", "\"a\" OR \"b\" OR \"c\""),
    (
      "title:(a text:b) NEAR(c d, 3)", .any,
      "title : \"a\" OR text : \"b\" OR NEAR(\"c\" \"d\", 3)", ""
    ),
    ("“12\" x”", .any, "\"12 x\"", ""), ("\"a b*\"", .any, "\"a b\" *", ""),
    ("a -(+b c)", .any, "\"a\" NOT \"b\"", "same"),
  ])
  func `a query is compiled to an FTS5 expression`(
    text: String, mode: Query.Mode, match: String, scoring: String
  ) throws {
    let compiled = try #require(Query(text).compiled(mode))
    #expect(compiled.match == match)
    #expect(compiled.matchScores == ["", "same"].contains(scoring))
    if scoring != "same" {
      #expect(compiled.scoringExpression == (scoring.isEmpty ? match : scoring))
    }
  }

  @Test(arguments: ["", "-a", "-(a b) -c", "$ ."])
  func `an empty query compiles to nothing`(text: String) {
    #expect(Query(text).compiled(.any) == nil && !Query(text).asksForSomething)
  }
}

extension Notice {
  /// The code and the range, as in `unclosed-quote 2..<3`.
  var codeAndRange: String { code + (range.map { " \($0)" } ?? "") }
}
