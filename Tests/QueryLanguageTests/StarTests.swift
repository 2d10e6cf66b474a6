import QueryLanguage
import Testing

/// Stars in words and phrases.
struct StarTests {
  @Test(arguments: [
    ("governm*", "governm*", []), ("*ment", "*ment", []), ("wom*n", "wom*n", []),
    ("*a*b*", "*a*b*", []), ("a**b", "a*b", []), ("C*", "C*", []), ("caf\u{E9}*", "caf\u{E9}*", []),
    ("cafe\u{301}*", "cafe\u{301}*", []), ("F-3*", "F-3*", []), ("b -*ment", "b -*ment", []),
    ("title:wom*n", "title:wom*n", []), ("GOVERNM* AND *MENT", "GOVERNM* AND *MENT", []),
    ("file*.log", "file*.log", []), ("20*", "20*", []), ("*20", "*20", []),
    // A star after the last word belongs to it.
    ("data_*", "data*", []), ("U.S.*", "U.S*", []),
    // In phrases
    ("\"moon stat*\"", "\"moon stat*\"", []), ("\"*ment policy\"", "\"*ment policy\"", []),
    ("\"a* b* c\"", "\"a* b* c\"", []), ("\"a b\"*", "\"a b*\"", []), ("\"wom*n\"", "wom*n", []),
    ("\"three * mice*\"", "\"three mice*\"", ["stray-star 0..<15"]),
    // Stars that mean nothing
    ("2*3", "2*3", ["stray-star 0..<3"]), ("M*A*S*H", "M*A*S*H", ["stray-star 0..<7"]),
    ("*.txt", "*.txt", ["stray-star 0..<5"]), ("src/*.swift", "src *.swift", ["stray-star 4..<11"]),
    ("a *", "a", []), ("**", "", []), ("=wom*n", "=\"wom n\"", ["stray-star 0..<6"]),
    ("\"a*\"~5", "a*", ["stray-star 0..<4"]),
    ("NEAR(a *b)", "NEAR(a b, 10)", ["stray-star 0..<10"]),
  ])
  func `a star that touches a letter or digit stands for letters and digits`(
    text: String, canonical: String, notices: [String]
  ) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(
      query.notices.map { "\($0.code) \($0.range.map { "\($0)" } ?? "")" } == notices)
    #expect(Query(query.description).parts == query.parts)
  }

  @Test(arguments: [
    ("govern*", "\"govern\" *"), ("\"a b*\"", "\"a b\" *"), ("wom*n", "\"wom n\""),
    ("*ment", "\"ment\""), ("\"a* b\"", "\"a b\""),
  ])
  func `FTS5 has stars only at the end`(text: String, expression: String) {
    #expect(Query(text).compiled()?.match == expression)
    let hasOthers = text.filter { $0 != "\"" }.dropLast().contains("*")
    #expect(
      Query(text).compiled()?.starsIgnoredByFTS5.map(\.code) == (hasOthers ? ["stray-star"] : []))
  }
}
