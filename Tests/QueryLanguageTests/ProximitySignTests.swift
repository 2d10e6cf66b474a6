import QueryLanguage
import SearchModel
import Testing

/// Proximity operators of other engines.
struct ProximitySignTests {
  /// A query, its canonical form, and its notices.
  @Test(arguments: [
    // Between two words or phrases there is one likely reading.
    ("gas NEAR/5 oil", "NEAR(gas oil, 5)", [String]()), ("gas W/5 oil", "NEAR(gas oil, 5)", []),
    ("gas w/5 oil", "NEAR(gas oil, 5)", []), ("gas AROUND(5) oil", "NEAR(gas oil, 5)", []),
    ("gas NEAR5 oil", "NEAR(gas oil, 5)", []), ("gas NEAR oil", "NEAR(gas oil, 10)", []),
    ("gas WITHIN 3 oil", "NEAR(gas oil, 3)", []), ("gas AROUND 3 oil", "NEAR(gas oil, 3)", []),
    ("gas NEAR 3 oil", "NEAR(gas oil, 3)", []), ("gas within/3 oil", "NEAR(gas oil, 3)", []),
    ("\"gas pipe\" w/5 \"crude oil\"", "NEAR(\"gas pipe\" \"crude oil\", 5)", []),
    ("x AND gas w/5 oil OR y", "x AND NEAR(gas oil, 5) OR y", []),
    ("x NOT gas NEAR/5 oil", "x -NEAR(gas oil, 5)", []),
    ("(gas w/5 oil) x", "NEAR(gas oil, 5) x", []),
    ("U.S. w/5 F-35", "NEAR(\"U.S.\" \"F-35\", 5)", []),
    // The order is kept if nothing may stand between the words.
    ("gas ADJ oil", "\"gas oil\"", []), ("\"gas pipe\" ADJ burst", "\"gas pipe burst\"", []),
    ("gas ADJ3 oil", "NEAR(gas oil, 3)", ["read-as-near 4..<8"]),
    ("gas PRE/3 oil", "NEAR(gas oil, 3)", ["read-as-near 4..<9"]),
    ("gas ADJ 3 oil", "NEAR(gas oil, 3)", ["read-as-near 4..<9"]),
    // Other engines may join more than the words beside the operator.
    ("gas pipe w/5 oil", "gas NEAR(pipe oil, 5)", ["read-as-near 9..<12"]),
    ("gas w/5 oil price", "NEAR(gas oil, 5) price", ["read-as-near 4..<7"]),
    // No NEAR can be made of these.
    ("(gas OR coal) NEAR/5 oil", "gas OR coal oil", ["malformed-near 14..<20"]),
    ("gas w/5 (oil OR coal)", "gas oil OR coal", ["malformed-near 4..<7"]),
    ("-gas NEAR/5 oil x", "-gas oil x", ["malformed-near 5..<11"]),
    ("title:gas w/5 oil", "title:gas oil", ["malformed-near 10..<13"]),
    ("gas NEAR/5 -oil", "gas -oil", ["malformed-near 4..<10"]),
    ("gas NEAR/99999 oil", "gas oil", ["malformed-near 4..<14"]),
    ("a w/5 b w/5 c", "a NEAR(b c, 5)", ["malformed-near 2..<5", "read-as-near 8..<11"]),
    ("gas* w/5 oil", "gas* oil", ["malformed-near 5..<8"]),
    ("NEAR/5 oil", "oil", ["malformed-near 0..<6"]),
    ("gas NEAR (oil OR coal) x", "gas near oil OR coal x", ["lone-operator 4..<8"]),
    ("NEAR Tokyo", "near Tokyo", ["lone-operator 0..<4"]),
    ("(a OR b) WITHIN 3 c", "a OR b within 3 c", ["malformed-near 9..<15"]),
    ("gas N5 oil", "gas N5 oil", ["malformed-near 4..<6"]),
    // Words
    ("N5 road", "N5 road", []), ("towns near Kyiv", "towns near Kyiv", []), ("NEAR", "near", []),
    ("within 3 km of Kyiv", "within 3 km of Kyiv", []), ("#NEAR a", "near a", []),
    ("W/O PRE-war", "W/O PRE-war", []), ("title:w/5 x", "title:\"w/5\" x", []),
  ])
  func `a proximity operator is read or reported`(
    text: String, canonical: String, notices: [String]
  ) {
    let query = Query(text)
    #expect(query.description == canonical)
    #expect(query.notices.map(\.codeAndRange) == notices)
    #expect(Query(query.description).parts == query.parts)
  }
}
