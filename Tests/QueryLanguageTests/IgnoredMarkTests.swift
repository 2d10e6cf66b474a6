import QueryLanguage
import SearchModel
import Testing

/// Marks that mean nothing: the canonical form does not repeat them.
struct IgnoredMarkTests {
  /// A query, its canonical form, and its notices.
  @Test(arguments: [
    ("gas, oil", "gas oil", [String]()), ("gas; oil: coal!", "gas oil coal", []),
    ("¿gas?", "gas", []), ("`foo bar`", "foo bar", []), ("why? wait… wait...", "why wait wait", []),
    ("end of sentence.", "end of sentence", []), ("U.S. J.D. Vance", "U.S. J.D. Vance", []),
    ("Oct. 18, 2021", "Oct 18 2021", []), ("example.com.", "example.com", []),
    ("-gas, oil", "-gas oil", []), ("sub*, x", "sub* x", []), ("\"a, b\" c", "\"a, b\" c", []),
    ("C++ 100% A+", "C++ 100% A+", []), ("NEAR, (a b)", "near (a b)", []),
    ("東京。", "東京", []), ("OR, a", "or a", []),
    // Straight single quotation marks around several words are a phrase.
    ("'foo bar'", "\"foo bar\"", []), ("x 'foo bar' y", "x \"foo bar\" y", []),
    ("-'foo bar' y", "-\"foo bar\" y", []), ("author='Jane Doe'", "author:\"Jane Doe\"", []),
    ("author:'O'Neill, Jane' x", "author:\"O'Neill, Jane\" x", []),
    ("title='moon'", "title:moon", []),
    ("'foo' x", "foo x", []), ("'foo', x", "foo x", []), ("'OR' x", "or x", []),
    // Apostrophes
    ("O'Neill's players' union", "O'Neill's players' union", []),
    ("'tis the players' season", "'tis the players' season", []),
    ("the 'boys' and girls' schools", "the boys and girls' schools", []),
    ("'the boys and girls' schools'", "the boys and girls' schools'", []),
    ("rock 'n' roll", "rock 'n' roll", []), ("'foo bar", "foo bar", []),
    ("'90s music of the '80s", "'90s music of the '80s", []),
    ("5' 10' tall", "5' 10' tall", []),
    ("'s-Hertogenbosch voters' choice", "'s-Hertogenbosch voters' choice", []),
    // Names that are no fields
    ("_exists_:author", "exists_:author", ["unknown-field 0..<8"]),
    ("pub_date:2021 x", "pub_date:2021 x", ["unknown-field 0..<8"]),
    ("field2:(a b)", "field2 (a b)", ["unknown-field 0..<6"]),
    ("12:30 3:1 a_b", "12:30 3:1 a_b", []),
  ])
  func `a mark that means nothing is not repeated`(
    text: String, canonical: String, notices: [String]
  ) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange) == notices)
    #expect(Query(query.description).parts == query.parts)
  }
}
