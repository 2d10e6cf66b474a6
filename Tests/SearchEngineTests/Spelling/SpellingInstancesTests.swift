import Archive
import QueryLanguage
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Two ways to write the same, and a text that neither way finds.
struct SpellingInstance: Sendable {
  /// The direction in which the first text must find the second.
  enum Direction: Sendable { case both, forward }

  let first: String
  let second: String
  let other: String
  let direction: Direction

  init(_ first: String, _ second: String, not other: String, _ direction: Direction = .both) {
    (self.first, self.second, self.other, self.direction) = (first, second, other, direction)
  }
}

/// An archive with an article for each text, whose location is the text.
struct LocatedTexts {
  let searcher: Searcher

  init(_ texts: [String], optimized: Bool = false) throws {
    let archive = try Archive.holding(
      texts.map { PreparedArticle($0, title: "headline", paragraphs: ["before \($0) behind"]) })
    if optimized { try archive.optimize() }
    searcher = Searcher(archive)
  }

  /// Returns the texts that have all words of a query.
  func found(_ query: String, isPlain: Bool = false) throws -> Set<String> {
    var request = SearchRequest(Query(query), mode: .all, limit: 100)
    request.suggests = false
    request.isPlain = isPlain
    return Set(try searcher.search(request).hits.map(\.article.metadata.location))
  }

  /// Returns how a query is interpreted.
  func understood(_ query: String) throws -> String {
    try searcher.search(SearchRequest(Query(query), mode: .all)).understood
  }
}

/// Spellings that people missed in search engines; comments name the public issue.
struct SpellingInstancesTests {
  private static let books: [SpellingInstance] = [
    .init("0-8065-1328-4", "0806513284", not: "0806513285"),  // internetarchive/openlibrary#53
    .init("5-93943-006-6", "5939430066", not: "5939430067"),  // internetarchive/openlibrary#53
    // internetarchive/openlibrary#53
    .init("978-1-86228-283-4", "9781862282834", not: "1862282835"),
    .init("978-1-78330-350-2", "9781783303502", not: "350"),  // bookwyrm-social/bookwyrm#1931
    .init("978-917-8034-239", "9789178034239", not: "978 917"),  // libris/librisxl#1617
    .init("978-395-561-770-7", "9783955617707", not: "9783955617708"),  // fairmondo/fairmondo#1223
    // metabrainz/bookbrainz-site#840
    .init("978-0-615-44640-0", "978-0615446400", not: "0615446401"),
    .init("978-1137330963", "9781137330963", not: "1137330963"),  // 5j9/citer#45
    // inventaire/inventaire-client#387
    .init("978.2.89833.045.2", "978-2-89833-045-2", not: "978-2-89833-045-3"),
    .init("9 782702 182819", "9782702182819", not: "9 782702"),  // textbrowser/biblioteq#160
    .init("2072165113", "9782072165115", not: "2072165114"),  // rero/rero-ils#1893
    .init("978 0 306 40615 7", "9780306406157", not: "306 40615"),
    .init("0-306-40615-2", "978-0-306-40615-7", not: "0-306-40615-3"),
    .init("0-8044-2957-X", "080442957X", not: "0804429570"),
  ]

  private static let telephones: [SpellingInstance] = [
    .init("017612345678", "0176 12345678", not: "0176 12345679"),  // lucc/khard#301
    .init("017612345678", "0176-123 456 78", not: "0176 123"),  // lucc/khard#301
    .init("0176 123-45678", "017612345678", not: "12345678"),  // lucc/khard#301
    .init("+7 000 000-00-00", "+70000000000", not: "7000 000"),  // mstilkerich/carddavclient#31
    .init("555-555-5555", "5555555555", not: "555"),  // bcgov/entity#27625
    .init("(213)300-4038", "2133004038", not: "213 3004"),  // google/personfinder#311
    // morenoh149/react-native-contacts#579
    .init("123-456-7890", "1234567890", not: "123-456-7891"),
    // morenoh149/react-native-contacts#579
    .init("074 350 2341", "0743502341", not: "074 350"),
    .init("+49 123 456789", "+49-123-456789", not: "+49-123-456780"),  // nextcloud/ocsms#61
    .init("(555) 123-4567", "555.123.4567", not: "555.123.4568"),
    .init("+49 30 901820", "+4930901820", not: "4930901821"),
    .init("030/901820", "+49 30 901820", not: "901820"),
  ]

  private static let english: [SpellingInstance] = [
    // Sitecore/developer-portal#446
    .init("personalisation", "personalization", not: "personality", .forward),
    .init("colour", "color", not: "colander"),  // TurboWarp/scratch-gui#1158
    .init("grey", "gray", not: "grave"),  // brownplt/code.pyret.org#351
    .init("centre", "center", not: "central"),  // thewca/wca-regulations#416
    .init("authorise", "authorize", not: "author", .forward),  // thewca/wca-regulations#416
    .init("recognisable", "recognizable", not: "cognition"),  // thewca/wca-regulations#416
    .init("fulfil", "fulfill", not: "full"),  // thewca/wca-regulations#416
    // opensearch-project/documentation-website#9425
    .init("organised", "organized", not: "organic", .forward),
    .init("organise", "organizing", not: "organs", .forward),
    .init("analyse", "analyze", not: "analyst"),  // en-wl/wordlist#33
    .init("defence", "defense", not: "defensive", .forward),
    .init("licence", "license", not: "licentious"),
    .init("programme", "program", not: "programming", .forward),
    .init("aluminium", "aluminum", not: "alumina"),  // ebi-chebi/ChEBI#897
    // obophenotype/human-phenotype-ontology#5103
    .init("paediatric", "pediatric", not: "pedigree"),
    // obophenotype/human-phenotype-ontology#5103
    .init("tumour", "tumor", not: "tumult"),
    // obophenotype/human-phenotype-ontology#5103
    .init("oestrogen", "estrogen", not: "estranged"),
    // obophenotype/human-phenotype-ontology#5103
    .init("haemoglobin", "hemoglobin", not: "globin"),
    // obophenotype/human-phenotype-ontology#5103
    .init("anaemia", "anemia", not: "anemone"),
    // mgijax/mammalian-phenotype-ontology#2691
    .init("oesophagus", "esophagus", not: "sarcophagus"),
    .init("analogue", "analog", not: "analogy", .forward),  // golangci/misspell#31
    .init("caliber", "calibre", not: "calibrate", .forward),  // golangci/misspell#31
    .init("tyre", "tire", not: "tired", .forward),
    .init("kerb", "curb", not: "kernel"),
    .init("travelled", "traveled", not: "travail"),
    .init("catalogue", "catalog", not: "cattle"),
  ]

  private static let joined: [SpellingInstance] = [
    .init("2000 mL", "2000mL", not: "2000"),  // Opentrons/opentrons#8651
    .init("2 GB", "2GB", not: "2 MB"),  // ClusterHQ/flocker#647
    .init("5 km", "5km", not: "5 m"),
    .init("5.5 km", "5.5km", not: "5.5 m"),
    .init("4 hour", "4hour", not: "4"),  // typesense/typesense#287
    .init("covid 19", "covid19", not: "covid"),
    .init("F 35", "F35", not: "F"),
    .init("e mail", "email", not: "mail", .forward),
    .init("e-mail", "email", not: "mail"),  // backdrop/backdrop-issues#1056
    .init("wi-fi", "wifi", not: "hi-fi", .forward),  // bartificer/taming-the-terminal#42
    .init("stove pipe", "stovepipe", not: "pipe", .forward),  // UAlbertaALTLab/morphodict#524
    .init("sun-flower", "sunflower", not: "flower", .forward),  // UAlbertaALTLab/morphodict#524
    .init("red bull", "redbull", not: "red", .forward),  // typesense/typesense#1892
    .init("sol punks", "solpunks", not: "punks", .forward),  // typesense/typesense#633
    .init("air combat", "AirCombat", not: "combat", .forward),  // mozilla/zamboni#1114
    .init("long term", "longterm", not: "long", .forward),
    .init("v 2.20.15", "v2.20.15", not: "v2.20.16", .forward),
  ]

  private static let numbers: [SpellingInstance] = [
    .init("9,90", "9.90", not: "19,90"),  // paperless-ngx/paperless-ngx#8666
    .init("v6.2.8", "6.2.8", not: "6.2.4"),  // redislabs-training/redis-sitesearch#11
    .init("14.2.1.0", "v14.2.1.0", not: "14.2.1.1"),  // fergiemcdowall/search-index#180
    .init("10,000", "10000", not: "10,001"),  // yiminzme/Multi-Highlight#72
    .init("3,600", "3600", not: "36,00"),  // adirh3/Fluent-Search#522
    .init("100,41", "100.41", not: "10041"),  // Dolibarr/dolibarr#5860
    .init("17 500,50", "17500.50", not: "17 500"),  // erp-mafia/accounted#2122
    .init("1 043.50", "1,043.50", not: "104,350"),  // dhulme/money-manager#44
    .init("v2.20.15", "2.20.15", not: "2.201.5"),
    .init("1234.56", "1,234.56", not: "123456"),
    .init("1.234,56", "1234,56", not: "1234"),
    .init("1 234,56", "1234.56", not: "1.23456"),
    .init("1'234.56", "1234.56", not: "1 23456"),
    .init("12,345,678.9", "12345678.9", not: "123456789"),
  ]

  @Test(arguments: books + telephones + english + joined + numbers, [false, true])
  func `one way to write a text finds the other`(
    instance: SpellingInstance, isOptimized: Bool
  ) throws {
    let texts = [instance.first, instance.second, instance.other]
    let archive = try LocatedTexts(texts, optimized: isOptimized)
    let queries =
      instance.direction == .both ? [instance.first, instance.second] : [instance.first]
    for query in queries {
      #expect(try archive.found(query) == [instance.first, instance.second], "\(query)")
    }
  }

  /// A query, and a text that it must not find.
  @Test(arguments: [
    ("organise", "organic"), ("organise", "organ"), ("organs", "organise"), ("organ", "organised"),
    ("defence", "defensive"), ("programme", "programming"), ("optimise", "optimal"),
    ("tyre", "tired"), ("tired", "tyre"), ("colour", "colon"), ("check", "cheque"),
    ("story", "storey"), ("centre", "central"),
    ("1.5", "15"), ("15", "1.5"), ("15", "1 5"), ("1 5", "15"), ("3.14159265", "314159265"),
    ("2021.10", "202110"), ("1234.567", "1 234 567"), ("1990-2000", "19902000"),
    ("1.234.567", "123-4567"), ("1 234 567", "123 4567 x"),
    ("May 5", "May5"), ("18 Oct 2021", "18Oct 2021"), ("5 of km", "5km"), ("5 OR km", "5km2"),
    ("192.168.1.10", "192.168.11.0"),
  ])
  func `texts that only look alike are not found`(query: String, text: String) throws {
    let archive = try LocatedTexts([text, "nothing of the kind"])
    #expect(try archive.found(query) == [])
  }

  @Test(arguments: books + telephones + english + joined + numbers)
  func `the plain mode, = and quotation marks find only what was typed`(
    instance: SpellingInstance
  ) throws {
    // These have the same tokens, or the same stem, so the index cannot tell them apart.
    let tokens = { (text: String) in
      text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    }
    guard tokens(instance.first) != tokens(instance.second) else { return }
    let archive = try LocatedTexts([instance.first, instance.second])
    let quoted = "\"\(instance.first)\""
    let isStemmed = ["travelled", "fulfil"].contains(instance.first)
    #expect(try archive.found("=" + quoted) == [instance.first])
    if isStemmed { return }
    #expect(try archive.found(quoted) == [instance.first])
    #expect(try archive.found(instance.first, isPlain: true) == [instance.first])
  }
}
