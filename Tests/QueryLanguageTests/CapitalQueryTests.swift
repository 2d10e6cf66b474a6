import QueryLanguage
import Testing

/// Queries in capitals that may be sentences.
struct CapitalQueryTests {
  /// A sentence, and how it is read without its stop words; a notice if it has an operator.
  static let sentences = [
    ("NOT GUILTY VERDICT SHOCKS BRITAIN", "GUILTY VERDICT SHOCKS BRITAIN", true),
    ("GOVT NOT INFORMED - PM", "GOVT INFORMED PM", true),
    ("OIL PRICES: UP, NOT DOWN", "OIL PRICES UP DOWN", true),
    ("KILLED BUT NOT FORGOTTEN", "KILLED FORGOTTEN", true),
    ("CUSTOMS AND TARIFFS - FISHING DISPUTE", "CUSTOMS TARIFFS FISHING DISPUTE", true),
    ("DROUGHT AND FAMINE - ETHIOPIA", "DROUGHT FAMINE ETHIOPIA", true),
    ("WHEAT, BARLEY AND OATS: PRICES", "WHEAT BARLEY OATS PRICES", true),
    ("COLD WAR (1947-1991) AND NATO", "COLD WAR 1947-1991 NATO", true),
    (
      "UNEMPLOYMENT AND INFLATION RISING, EXPERTS SAY",
      "UNEMPLOYMENT INFLATION RISING EXPERTS SAY", true
    ),
    ("GUILTY OR NOT GUILTY", "GUILTY GUILTY", true), ("NO MAN IS AN ISLAND", "MAN ISLAND", false),
    ("THIS IS SPARTA", "SPARTA", false), ("HEALTH & SAFETY AT WORK", "HEALTH SAFETY WORK", false),
    ("FLIGHT AT 12:30 AND 14:45", "FLIGHT 12:30 14:45", true),
    ("THE \"RITE\" AND ITS CRITICS", "\"RITE\" CRITICS", true),
    ("RUSSIA, CHINA AND IRAN", "RUSSIA CHINA IRAN", true), ("IT, AI AND WHO", "IT AI WHO", true),
    ("GREECE NOT LEAVING EURO", "GREECE LEAVING EURO", true),
    ("CRIME AND PUNISHMENT DOSTOEVSKY", "CRIME PUNISHMENT DOSTOEVSKY", true),
    ("EARTHQUAKE NEAR TOKYO", "EARTHQUAKE near TOKYO", true),
    ("BOMB FOUND WITHIN 3 MILES", "BOMB FOUND within 3 MILES", true),
    // Titles of test collections
    ("OIL SPILLS AND CLEANUP EFFORTS", "OIL SPILLS CLEANUP EFFORTS", true),
    ("U.S. POLICY TOWARD SOUTH VIET NAM", "U.S. POLICY TOWARD SOUTH VIET NAM", false),
    ("DEMONSTRATIONS BY BUDDHISTS IN VIET NAM", "DEMONSTRATIONS BUDDHISTS VIET NAM", false),
  ]

  @Test(arguments: sentences)
  func `a sentence in capitals stays a sentence`(text: String, rest: String, isReported: Bool) {
    let query = Query(text)
    #expect(query.withoutStopWords().query.description == rest)
    #expect(query.notices.map(\.code) == (isReported ? ["all-capitals"] : []))
    #expect(query.parts.allSatisfy { $0.role == .plain })
  }

  /// A Boolean query in capitals, its canonical form, and its notices.
  @Test(arguments: [
    ("US AND UK", "US AND UK", [String]()),
    ("\"HOUSE OF CARDS\" AND NETFLIX", "\"HOUSE OF CARDS\" AND NETFLIX", []),
    ("(GAS OR OIL) AND PIPELINE", "(GAS OR OIL) AND PIPELINE", []), ("GAS NOT OIL", "GAS -OIL", []),
    ("RUSSIA AND NOT CHINA", "+RUSSIA -CHINA", []),
    (
      "(RUSSIA OR UKRAINE) AND (SANCTIONS OR EMBARGO)",
      "(RUSSIA OR UKRAINE) AND (SANCTIONS OR EMBARGO)", []
    ),
    ("PRESIDENT OF (FRANCE OR GERMANY)", "PRESIDENT OF FRANCE OR GERMANY", []),
    ("POLIO AND POST-POLIO", "POLIO AND POST-POLIO", []), ("IS AND SYRIA", "IS AND SYRIA", []),
    ("GAS NEAR/5 OIL", "NEAR(GAS OIL, 5)", []),
    // Both readings are possible.
    ("GAS || OIL", "GAS OR OIL", []),
    ("(GAS AND OIL) || (COAL AND PEAT)", "GAS AND OIL OR COAL AND PEAT", []),
    ("WAR IN SYRIA NOT IRAQ", "WAR IN SYRIA -IRAQ", ["all-capitals 13..<16"]),
    ("TITLE:GAS AND OIL PRICES", "+title:GAS +OIL PRICES", []),
  ])
  func `a Boolean query in capitals keeps its operators`(
    text: String, canonical: String, notices: [String]
  ) {
    #expect(Query(text).description == canonical)
    #expect(Query(text).notices.map(\.codeAndRange) == notices)
  }
}
