import QueryLanguage
import Testing

/// Queries entirely in capital letters, and queries that are read as words only: what
/// `ReportedCapitalsTests` leaves out.
struct CapitalSentenceTests {
  /// A sentence, how it is read without its stop words, and its notices.
  static let sentences = [
    (
      "TALKS ON THE FISHING DISPUTE - CUSTOMS AND TARIFFS",
      "TALKS FISHING DISPUTE CUSTOMS TARIFFS", ["all-capitals"]
    ),
    ("TALKS AT 12:30 ON TARIFFS AND QUOTAS", "TALKS 12:30 TARIFFS QUOTAS", ["all-capitals"]),
    (
      "THE BA'ATH (RENAISSANCE) PARTY OF SYRIA AND IRAQ", "BA'ATH RENAISSANCE PARTY SYRIA IRAQ",
      ["all-capitals"]
    ),
    (
      "THE \"MIRACLE ON THE RHINE\" AND ITS CRITICS IN THE PRESS",
      "\"MIRACLE ON THE RHINE\" CRITICS PRESS", ["all-capitals"]
    ),
    ("IMPORT DUTIES* ON CARS FROM JAPAN", "IMPORT DUTIES CARS JAPAN", ["all-capitals"]),
    (
      "EXPORTS OF WHEAT -BARLEY +RYE IN THE FORTIES", "EXPORTS WHEAT BARLEY RYE FORTIES",
      ["all-capitals"]
    ),
    ("ZOO OR LETTERS NOT ABOUT LOVE", "ZOO LETTERS LOVE", ["all-capitals"]),
    ("DO NOT USE FIND /", "USE FIND", ["all-capitals"]),
    ("TO BE OR NOT TO BE", "to be or not to be", ["all-capitals"]),
    ("RELEASE OF “THE RITE”", "RELEASE \"THE RITE\"", []),
    (
      "OPPOSITION OF U.N . MEMBERS TO APARTHEID || PARTITION",
      "OPPOSITION U.N MEMBERS APARTHEID PARTITION", ["all-capitals"]
    ),
    ("AND THE BAND PLAYED ON", "BAND PLAYED", ["all-capitals"]),
  ]

  /// A Boolean query in capitals and its canonical form.
  static let queries = [
    ("US AND UK", "US AND UK"),
    ("\"HOUSE OF CARDS\" AND NETFLIX", "\"HOUSE OF CARDS\" AND NETFLIX"),
    ("(GAS OR OIL) AND PIPELINE", "(GAS OR OIL) AND PIPELINE"),
    (
      "(RUSSIA OR UKRAINE) AND (SANCTIONS OR EMBARGO)",
      "(RUSSIA OR UKRAINE) AND (SANCTIONS OR EMBARGO)"
    ),
    ("NEAR(MOON BASE, 5)", "NEAR(MOON BASE, 5)"), ("+AUKUS -CHINA", "+AUKUS -CHINA"),
    ("GAS NOT OIL", "GAS -OIL"),
    (
      "\"GAME OF THRONES\" OR \"HOUSE OF CARDS\" OR \"WEST WING\"",
      "\"GAME OF THRONES\" OR \"HOUSE OF CARDS\" OR \"WEST WING\""
    ),
    ("TITLE:(MOON OF MARS) AND THE SUN", "+title:(MOON OF MARS) +THE SUN"),
    (
      "RUSSIA UKRAINE PIPELINE GERMANY SANCTIONS -TURKEY",
      "RUSSIA UKRAINE PIPELINE GERMANY SANCTIONS -TURKEY"
    ),
    ("RUSSIA AND UKRAINE OR", "+RUSSIA +UKRAINE or"), ("AT&T && VERIZON", "AT&T AND VERIZON"),
    ("GOVERNM* AND ELECTI*", "GOVERNM* AND ELECTI*"),
  ]

  @Test(arguments: sentences)
  func `a sentence in capitals has no operators`(text: String, rest: String, codes: [String]) {
    let query = Query(text)
    #expect(query.withoutStopWords().query.description == rest)
    #expect(query.notices.map(\.code) == codes)
    #expect(Query(query.description).parts == query.parts)
    for clause in query.compiled()?.clauses ?? [] {
      #expect(clause.range.upperBound <= text.utf8.count)
    }
  }

  @Test(arguments: queries)
  func `a Boolean query in capitals keeps its operators`(text: String, canonical: String) {
    #expect(Query(text).description == canonical)
    #expect(!Query(text).notices.map(\.code).contains("all-capitals"))
  }

  /// A topic and its words.
  @Test(arguments: [
    ("gas OR oil", "gas or oil"), ("Oprah Winfrey half-sister", "Oprah Winfrey half-sister"),
    ("release of \"The Rite\"", "release of The Rite"), ("Super Bowl, seats", "Super Bowl seats"),
    ("moon -station +base =exact", "moon station base exact"), ("(a b) | c && d", "a b c d"),
    ("title:moon date:2021 foo:bar", "title moon date 2021 foo:bar"), ("author=\"x\"", "author x"),
    ("NEAR(a b, 5) AND \"a b\"~5", "near a b 5 and a b 5"),
    ("f*ck sub* *a te?t", "\"f ck\" sub a \"te t\""),
    ("DO NOT USE FIND /", "do not USE FIND"), ("US AND UK", "US and UK"),
    ("word~2 x^3 a NEAR/5 b", "word x a \"NEAR/5\" b"), ("say \"hello", "say hello"),
    ("12\" pipe", "12\" pipe"),
    ("C++ and A$368bn", "C++ and A$368bn"), ("gas,oil/coal", "gas oil coal"),
    ("«a b» ‘c d’", "a b c d’"),
    ("http://e.org/?title=x", "http://e.org/?title=x"), ("", ""), ("-", ""),
  ])
  func `words only have no operators`(text: String, words: String) {
    let query = Query(text, syntax: .words)
    #expect(query.description == words)
    #expect(query.notices.isEmpty)
    #expect(query.parts.allSatisfy { $0.role == .plain })
    #expect(Query(query.description).parts == query.parts)
    #expect(Query(query.description, syntax: .words).description.isEmpty == words.isEmpty)
  }
}
