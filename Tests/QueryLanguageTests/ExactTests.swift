import QueryLanguage
import SearchModel
import Testing

struct ExactTests {
  /// A query, its canonical form, and its notices.
  @Test(arguments: [
    ("=submarine", "=submarine", []), ("+=a -=b title:=c", "+=a -=b title:=c", []),
    ("=F-35", "=F-35", []), ("=Łódź", "=Łódź", []), ("(=a | =b)", "=a OR =b", []),
    ("=\"two words\"", "=\"two words\"", []), ("=“two  words”", "=\"two words\"", []),
    ("=\"word\"", "=word", []), ("=AND", "=\"AND\"", []), ("=x:y", "=\"x:y\"", []),
    ("=12\"", "=12", []), ("=a=b", "=\"a=b\"", []), ("title:(=a b)", "title:(=a b)", []),
    // Not at the start of a word
    ("=", "", []), ("= a", "a", []), ("a=b", "a=b", []), ("==x", "x", []), ("===", "", []),
    ("\"a\"=b", "\"a\" b", []), ("(a)=b", "a b", []), ("=-a", "a", []), ("=$", "", []),
    ("-==x y", "-x y", []), ("a = b", "a b", []),
    ("http://e.org/?a=b&c==d", "http://e.org/?a=b&c==d", []),
    ("E=mc²", "E=mc²", []),
    // With a notice
    ("=(a b)", "(a b)", ["stray-equals 0..<1"]), ("=title:a", "title:a", ["stray-equals 0..<1"]),
    ("=date:2021 a", "date:2021 a", ["stray-equals 0..<1"]),
    ("=sub*", "=sub", ["stray-star 0..<5"]), ("=f*ck", "=\"f ck\"", ["stray-star 0..<5"]),
    ("=\"a b\"*", "=\"a b\"", ["stray-star 6..<7"]),
    ("=\"a b\"~3", "=\"a b\"", ["malformed-near 6..<8"]),
    ("=\"a b", "a b", ["unclosed-quote 1..<2"]), ("=\"\" a", "a", ["empty-phrase 0..<3"]),
    ("-=a", "-=a", ["only-exclusions 0..<3"]),
  ])
  func `an exact word has its own leaf`(text: String, canonical: String, notices: [String]) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange) == notices)
    #expect(Query(canonical).parts == query.parts)
  }

  @Test func `an exact word is matched as a word`() throws {
    let query = Query("title:=moon =\"two words\" c -=d")
    let compiled = try #require(query.compiled(.all))
    #expect(
      compiled.match
        == "(title : \"moon\" AND \"two words\" AND \"c\") NOT \"d\"")
    #expect(compiled.clauses.map(\.isExact) == [true, true, false, true])
    #expect(
      compiled.clauses == [
        Clause(.exact("moon"), field: .title, range: 0..<11),
        Clause(.exact("two words"), range: 12..<24), Clause(.word("c"), range: 25..<26),
        Clause(.exact("d"), range: 28..<30),
      ])
  }
}

struct ModeTests {
  /// Clauses have the same indices in every mode; the condition says which of them are needed.
  @Test(arguments: [
    ("-b a c", "(1 | 2) - 0", "(1 & 2) - 0", [1, 2]),
    ("a +b", "1", "0 & 1", [0, 1]), ("a OR b c", "0 | 1 | 2", "(0 | 1) & 2", [0, 1, 2]),
    ("(a b) OR (c -(d e))", "0 | 1 | (2 - (3 | 4))", "(0 & 1) | (2 - (3 & 4))", [0, 1, 2]),
    ("a (b c) publisher:x", "0 | 1 | 2", "0 & 1 & 2", [0, 1, 2]), ("a", "0", "0", [0]),
  ])
  func `the Boolean expression refers to clauses in the order typed`(
    text: String, any: String, all: String, scoring: [Int]
  ) throws {
    let query = Query(text)
    let best = try #require(query.compiled())
    #expect(Self.text(best.condition) == any && best == query.compiled(.any))
    let strict = try #require(query.compiled(.all))
    #expect(Self.text(strict.condition) == all)
    #expect(strict.clauses == best.clauses)
    #expect(strict.scoring == scoring && best.scoring == scoring)
  }

  private static func text(_ condition: BooleanExpression<Int>) -> String {
    func inner(_ condition: BooleanExpression<Int>) -> String {
      if case .leaf(let index) = condition { "\(index)" } else { "(\(text(condition)))" }
    }
    switch condition {
    case .leaf(let index): return "\(index)"
    case .any(let parts): return parts.map(inner).joined(separator: " | ")
    case .all:
      let (wanted, excluded) = condition.wantedAndExcluded
      guard let base = BooleanExpression.all(of: wanted) else { return "nothing wanted" }
      guard let unwanted = BooleanExpression.any(of: excluded) else {
        return wanted.map(inner).joined(separator: " & ")
      }
      return inner(base) + " - " + inner(unwanted)
    case .not(let part): return "not " + inner(part)
    }
  }

  @Test(arguments: [
    ("gas oil", "gas AND oil, then gas OR oil"), ("gas", "gas"),
    ("+gas oil", "gas AND oil, then +gas oil"),
    ("gas AND oil", "gas AND oil"), ("gas OR oil", "gas OR oil"), ("\"gas deal\"", "\"gas deal\""),
    ("gas oil -coal", "gas AND oil AND -coal, then gas OR oil -coal"),
    (
      "gas oil publisher:bbc since:2021",
      "gas AND oil, then gas OR oil; only publisher:bbc since:2021"
    ),
    ("gas publisher:bbc", "gas publisher:bbc"), ("publisher:bbc", "publisher:bbc"), ("", ""),
    ("-gas", "-gas"),
  ])
  func `the mode best ranks articles with all words first`(text: String, understood: String) {
    #expect(Query(text).understood() == understood)
    #expect(Query(text).understood(.any) == Query(text).reading(.any))
    #expect(Query(rawExpression: text).understood() == text)
  }
}
