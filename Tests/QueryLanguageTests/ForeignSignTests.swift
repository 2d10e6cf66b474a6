import QueryLanguage
import SearchModel
import TestSupport
import Testing

/// Signs of other engines and keyboards: what `ReportedSignTests` leaves out.
struct ForeignSignTests {
  /// A query, its canonical form, and its notices.
  typealias Example = (text: String, canonical: String, notices: [String])

  /// Signs with one likely reading.
  static let operators: [Example] = [
    ("fish !chips", "fish -chips", []), ("fats cats !(bat rats)", "fats cats -(bat rats)", []),
    ("clubs !\"book\"", "clubs -\"book\"", []), ("!baz foo", "-baz foo", []),
    ("title:!", "title", ["empty-field 0..<5"]), ("Yahoo! mail", "Yahoo mail", []),
    ("a != b", "a b", []), ("a !!b", "a -b", ["stray-sign 2..<4"]),
    ("fat && bat", "fat AND bat", []), ("fat&&bat", "fat AND bat", []),
    ("a &&& b || c", "a AND b OR c", []),
    ("a &&", "a", ["lone-operator 2..<4"]), ("a -&&b", "a -b", []),
    ("foo ANDNOT bar", "foo -bar", []), ("-ANDNOT b", "-andnot b", []),
    ("#title:a", "title:a", []), ("#OR", "or", []), ("=@name", "=name", []),
    ("C# C++", "C# C++", []),
    ("@-foo", "foo", []),
    ("[moon base]", "moon base", []), ("<b>moon</b>", "b>moon</b", []),
    ("`moon`", "moon", []), ("foo\\ bar", "foo bar", []),
    ("field:test/", "field:test", ["unknown-field 0..<5"]),
  ]

  /// Names of fields in other engines.
  static let fields: [Example] = [
    ("-intitle:opinion budget", "-title:opinion budget", []), ("intext:yamal", "text:yamal", []),
    ("subject:(gas OR oil)", "title:(gas OR oil)", []), ("Headline:moon", "title:moon", []),
    ("author=\"john doe\" beatles", "author:\"john doe\" beatles", []),
    ("source:reuters gas", "publisher:reuters gas", []),
    ("lang:en gas", "language:en gas", []), ("byline:Smith", "author:Smith", []),
    ("E=mc² a=b author==x", "E=mc² a=b author==x", []), ("Source: Reuters", "Source Reuters", []),
    ("site:bbc.co.uk gas", "site:bbc.co.uk gas", ["unknown-field 0..<4"]),
    ("filetype:pdf gas", "filetype:pdf gas", ["unknown-field 0..<8"]),
    ("inurl:news", "inurl:news", ["unknown-field 0..<5"]),
    ("a:.b C:/x http://x.org", "a:.b C:/x http://x.org", []),
    ("site:.", "site", []), ("url:/", "url", []),
  ]

  /// Signs that ask for what this engine does not have.
  static let ignored: [Example] = [
    ("~car", "car", ["ignored-sign 0..<1"]), ("-~car a", "-car a", ["ignored-sign 1..<2"]),
    ("lightgbs~3", "lightgbs", ["ignored-sign 8..<10"]),
    ("10~20 km", "10~20 km", []),
    ("\"old song\"^100 a", "\"old song\" a", ["ignored-sign 10..<14"]),
    ("(a b)^2", "(a b)", ["ignored-sign 5..<7"]), ("sub*^2", "sub*", ["ignored-sign 4..<6"]),
    ("a~2^3", "a", ["ignored-sign 1..<3", "ignored-sign 3..<5"]),
    ("smith[au] moon[ti]", "smith moon", ["ignored-sign 5..<9", "ignored-sign 14..<18"]),
    ("te?t", "\"te t\"", ["ignored-sign 0..<4"]), ("why? x.org/a?b", "why x.org/a?b", []),
    ("moon NEAR/5 station", "NEAR(moon station, 5)", []),
    ("far ADJ3 side", "NEAR(far side, 3)", ["read-as-near 4..<8"]),
    ("vicious W/3 dog", "NEAR(vicious dog, 3)", []),
    ("moon AROUND(5) station", "NEAR(moon station, 5)", []),
    ("PRE-war W/O", "PRE-war W/O", []),
  ]

  /// Words without a space between them.
  static let lists: [Example] = [
    ("gas,oil", "gas oil", []), ("flats,fifths,key signature", "flats fifths key signature", []),
    ("gas;oil", "gas oil", []),
    ("Steins;Gate: The Movie − Load", "Steins Gate The Movie Load", []),
    ("20,000 1,5 CO2,H2O", "20,000 1,5 CO2 H2O", []), ("gas, oil,", "gas oil", []),
    ("他们写程序，发布。", "他们写程序 发布", []), ("東京、大阪", "東京 大阪", []), ("نفط،غاز", "نفط غاز", []),
    ("a -gas,oil", "a -(gas oil)", []), ("+gas,oil a", "+(gas oil) a", []),
    ("a NOT gas,oil/coal", "a -(gas oil coal)", []), ("title:gas,oil a", "title:(gas oil) a", []),
    ("a -gas,\"b c\"", "a -(gas \"b c\")", []), ("a -gas,title:b d", "a -(gas title:b) d", []),
    ("publisher:bbc,reuters", "publisher:\"bbc,reuters\"", []),
    ("a -oil/gas", "a -(oil gas)", []),
    ("km/h 9/11 24/7 A/B w/o", "km/h 9/11 24/7 A/B w/o", []),
    ("2021/10/18 10/2019", "2021/10/18 10/2019", []),
    (
      "http://e.org/ab/cd www.bbc.co.uk/news x.org/ab",
      "http://e.org/ab/cd www.bbc.co.uk/news x.org/ab", []
    ),
    ("=gas,oil", "=\"gas,oil\"", []), ("gas,AND,oil", "gas and oil", []),
    ("a -gas,,oil", "a -(gas oil)", []), ("gas,;oil a,,", "gas,;oil a", []),
    ("20,,000", "20,,000", []), ("東京、、大阪", "東京 大阪", []),
  ]

  /// Pairs of quotation marks.
  static let quotes: [Example] = [
    ("« a b »", "\"a b\"", []), ("»a b«", "\"a b\"", []),
    ("»a b» c", "\"a b\" c", []), ("‹a b›", "\"a b\"", []),
    ("„a b”", "\"a b\"", []), ("‚a b‘ c", "\"a b\" c", []),
    ("「東京 大阪」の天気", "\"東京 大阪\" の天気", []), ("『a b』", "\"a b\"", []),
    ("《红楼梦》 作者", "\"红楼梦\" 作者", []),
    ("〈a b〉 〝a b〟 ❝a b❞ ｢a b｣", "\"a b\" \"a b\" \"a b\" \"a b\"", []),
    ("-«a b» c", "-\"a b\" c", []), ("title:“a b”", "title:\"a b\"", []),
    ("Home » World news » Europe", "Home World news Europe", []),
    ("moon base\"", "moon base", ["unclosed-quote 9..<10"]), ("12\" pipe", "12\" pipe", []),
    ("«a b", "a b", ["unclosed-quote 0..<2"]),
    // Apostrophes
    ("rock ‘n’ roll", "rock n roll", []),
    ("‘Tis the players’ season", "Tis the players’ season", []),
    ("the ‘players’ union’ a", "the players union’ a", []),
    ("‘90s music of the ‘80s’", "90s music of the 80s", []),
    ("‘a b’ c ‘d e’", "\"a b\" c \"d e\"", []),
    ("O’Brien’s d’Arc l‘eau", "O’Brien’s d’Arc l‘eau", []),
    // Prefixes
    ("subject:\"foo bar*\"", "title:\"foo bar*\"", []),
    ("\"A text to search *\"", "\"A text to search\"", ["stray-star 0..<20"]),
    ("\"gcloud --version\"", "\"gcloud --version\"", []),
    ("=\"foo bar*\"", "=\"foo bar\"", ["stray-star 0..<11"]),
  ]

  /// Full-width signs.
  static let fullWidth: [Example] = [
    ("title：月", "title:月", []), ("＂a b＂ ＋c －d", "\"a b\" +c -d", []), ("（a ｜ b） c", "a OR b c", []),
    ("＃tag ＠name", "tag name", []), ("＝a", "=a", []), ("a，b", "a b", []),

  ]

  @Test(arguments: [operators, fields, ignored, lists, quotes, fullWidth].joined())
  func `a sign of another engine is read as there, or has a notice`(example: Example) {
    let query = Query(example.text)
    #expect(query.description == example.canonical)
    #expect(query.notices.map(\.codeAndRange) == example.notices)
    #expect(Query(query.description).parts == query.parts)
  }

  @Test func `the last word of a phrase can be a prefix`() throws {
    let query = Query("\"foo  bar*\" -\"a b\"*")
    #expect(query.compiled()?.match == "\"foo bar\" * NOT \"a b\" *")
    #expect(query.parts.map(\.range) == [0..<11, 13..<19])
  }

  @Test func `a list after a sign is a group`() {
    let query = Query("a -gas,oil")
    #expect(query.compiled()?.match == "\"a\" NOT (\"gas\" OR \"oil\")")
    #expect(query.compiled()?.clauses.map(\.range) == [0..<1, 3..<6, 7..<10])
  }

  /// A text that ends inside a list or marks, in time that grows with its length.
  @Test(arguments: [
    "a/", "ab/", "a,", "-a,", "-a,title:", "[", "a]", "~", "a~", "a^2", "‘a ", "‚", "«a ", "&&",
    "&",
    "צ\"", "!", "#", "te?", "NEAR/5 ", "AROUND(", "AROUND(5",
  ])
  func `repeated signs are read in linear time`(text: String) {
    let long = String(repeating: text, count: Query.maxBytes / text.utf8.count)
    let times = (0..<3).map { _ in cpuTime { _ = Query(long) } }
    #expect((times.min() ?? .zero) < .milliseconds(400))
    for notice in Query(long).notices {
      #expect((notice.range?.upperBound ?? 0) <= long.utf8.count)
    }
  }
}
