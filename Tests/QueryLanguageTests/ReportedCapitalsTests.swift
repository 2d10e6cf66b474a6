import QueryLanguage
import Testing

/// Queries in capital letters, and texts that are words only, from public reports.
struct ReportedCapitalsTests {
  /// Titles and names in which an operator is a word, or which contain none.
  private static let sentences: [ReportedQuery] = [
    .init(
      "pulibrary/orangelight#794", "SIMULATION AND THE MONTE CARLO METHOD",
      "SIMULATION and the MONTE CARLO METHOD", ["all-capitals"]),
    .init(
      "pulibrary/orangelight#794", "DEMETER DOES NOT REMEMBER", "DEMETER does not REMEMBER",
      ["all-capitals"]),
    .init("pulibrary/orangelight#794", "READY OR NOT", "READY or not", ["all-capitals"]),
    .init(
      "danielhaim1/TitleCaser#7",
      "TELL U.S. AND CANADIAN GOVERNMENT OFFICIALS TO PROTECT NORTH ATLANTIC RIGHT WHALES",
      "TELL U.S. and CANADIAN GOVERNMENT OFFICIALS to PROTECT NORTH ATLANTIC RIGHT WHALES",
      ["all-capitals"]),
    .init("sul-dlss/SearchWorks#1639", "ON ENTHUSIASM NOSPMIS", "on ENTHUSIASM NOSPMIS"),
    .init(
      "sul-dlss/SearchWorks#1639", "UNCORRUPTED CHRISTIANITY UNPATRONISED BY THE GREAT",
      "UNCORRUPTED CHRISTIANITY UNPATRONISED by the GREAT"),
    .init(
      "sul-dlss/SearchWorks#1639", "ENTHUSIASM -- RELIGIOUS ASPECTS -- CHRISTIANITY",
      "ENTHUSIASM RELIGIOUS ASPECTS CHRISTIANITY"),
    .init("LibreCat/LibreCat#106", "BRAND TEST", "BRAND TEST"),
    .init("LibreCat/LibreCat#106", "BROR TEST", "BROR TEST"),
    .init("LibreCat/LibreCat#106", "BRNOT TEST", "BRNOT TEST"),
    .init("arthurpsmith/author-disambiguator#54", "TOIVO KALLASTE", "TOIVO KALLASTE"),
    .init("dougal/acts_as_indexed#31", "BLABLA-XX", "BLABLA-XX"),
    .init("caub/pg-tsquery#5", "G1-ABC", "G1-ABC"),
    .init("bcgov/entity#34730", "H. & H. INVESTMENTS LTD.", "H. H. INVESTMENTS LTD"),
    .init(
      "bcgov/entity#34731", "CALEZA AESTHETICS & WELLNESS INC.", "CALEZA AESTHETICS WELLNESS INC"),
    .init("bcgov/entity#34798", "\"BE KIND\"", "\"BE KIND\""),
  ]

  /// Queries whose operators count, and operators without operands.
  private static let queries: [ReportedQuery] = [
    .init("spotify/web-api#368", "ONE AND TWO", "ONE AND TWO"),
    .init("spotify/web-api#368", "ONE NOT TWO", "ONE -TWO"),
    .init("spotify/web-api#368", "ONE OR TWO", "ONE OR TWO"),
    .init("spotify/web-api#368", "ONE AND", "ONE and", ["lone-operator"]),
    .init("mvanhorn/printing-press-library#500", "AI AND ML", "AI AND ML"),
    .init(
      "bcgov/entity#13255", "MUELLER PAINTING AND DECORATING INC.",
      "MUELLER PAINTING and DECORATING INC", ["all-capitals"]),
    .init(
      "alastair/python-musicbrainzngs#36", "PORTLAND, OR", "PORTLAND or",
      ["lone-operator", "all-capitals"]),
    .init("elastic/elasticsearch-ruby#212", "Eugene, OR", "Eugene or", ["lone-operator"]),
    .init("intermine/intermine#1853", "oxidized OR", "oxidized or", ["lone-operator"]),
    .init("intermine/intermine#1854", "OR", "or", ["lone-operator"]),
    .init("4teamwork/opengever.core#649", "AND", "and", ["lone-operator"]),
    .init("higebu/3gpp-mcp#99", "NOT", "not", ["lone-operator"]),
    .init("zerowidth/lucene_query_parser#4", "AND term", "and term", ["lone-operator"]),
    .init("swissbib/vufind#403", "kommentar OR honsell", "kommentar OR honsell"),
    .init("swissbib/vufind#403", "kommentar or honsell", "kommentar or honsell"),
    .init("quickwit-oss/quickwit#4641", "john doe AND error", "john +doe +error"),
    .init(
      "swissbib/sbvf2#276", "religion AND violence OR religion AND gewalt",
      "religion AND violence OR religion AND gewalt"),
  ]

  @Test(arguments: [sentences, queries].joined())
  func `a query in capitals from a report is read as the documents say`(query: ReportedQuery) {
    query.check()
  }

  /// A report, a text whose operators were not meant as such, and its words.
  @Test(arguments: [
    ("openclaw/wacli#146", "OR hello", "or hello"),
    ("openclaw/wacli#146", "NOT hello", "not hello"),
    ("openclaw/wacli#146", "hello AND world", "hello and world"),
    ("openclaw/wacli#146", "NEAR(hello world)", "near hello world"),
    ("openclaw/wacli#146", "text:secret", "text secret"),
    ("openclaw/wacli#120", "col:meeting", "col:meeting"),
    ("openclaw/wacli#120", "\"unclosed", "unclosed"),
    (
      "TencentCloud/TencentDB-Agent-Memory#396", "memory AND sqlite NEAR/3 user \"preference\"*",
      "memory and sqlite \"NEAR/3\" user preference"
    ),
    ("mitre/cis-bench#12", "ubuntu 20.04", "ubuntu 20.04"),
    ("spences10/ccrecall#29", "don't use agents", "don't use agents"),
    ("higebu/3gpp-mcp#99", "NEAR(a b", "near a b"), ("higebu/3gpp-mcp#99", "**", ""),
    ("ICIJ/datashare#315", "+a -b", "a b"), ("ICIJ/datashare#315", "a /b/", "a b"),
    ("ICIJ/datashare#315", "a \"b c\"", "a b c"), ("ICIJ/datashare#315", "a || b", "a b"),
    ("metabase/metabase#64329", "x or and or y", "x or and or y"),
    ("elastic/elasticsearch-ruby#212", "Eugene, OR", "Eugene or"),
    ("pulibrary/orangelight#794", "READY OR NOT", "READY or not"),
    ("Shazwazza/Examine#28", "!, ||, &&, NOT, OR, AND", "not or and"),
    ("wvanbergen/scoped_search#60", "fish & chips | peas", "fish chips peas"),
  ])
  func `words only from a report have no operators`(source: String, text: String, words: String) {
    let query = Query(text, syntax: .words)
    #expect(query.description == words, "\(source)")
    #expect(query.notices.isEmpty)
    #expect(query.parts.allSatisfy { $0.role == .plain })
  }
}
