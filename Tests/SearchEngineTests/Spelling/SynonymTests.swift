import Archive
import QueryLanguage
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// Synonyms from a file.
struct SynonymTests {
  private static func synonyms(_ text: String) throws -> Synonyms {
    try Synonyms(parsing: Array(text.utf8))
  }

  // MARK: The file

  @Test func `a file has lines of words and phrases, arrows and comments`() throws {
    let text = """
      \u{FEFF}# comment
      car, automobile ,  motor   car\r

        # more
      pm=>prime minister
      a\\,b, c\\=>d => e, \\#f
      C++, AT&T
      東京, tokyo
      """
    let rules: [([String], [String])] = [
      (["car", "automobile", "motor car"], ["car", "automobile", "motor car"]),
      (["pm"], ["prime minister"]),
      (["a,b", "c=>d"], ["e", "#f"]),
      (["C++", "AT&T"], ["C++", "AT&T"]),
      (["東京", "tokyo"], ["東京", "tokyo"]),
    ]
    let found = try Self.synonyms(text).rules
    #expect(found == rules.map { Synonyms.Rule(typed: $0.0, found: $0.1) })
    #expect(try Self.synonyms("").rules == [])
  }

  @Test(arguments: [
    ("a, b\nc", 2, Synonyms.Fault.Kind.lone),
    ("a => b => c", 1, .severalArrows), ("\n\na,,b", 3, .empty("")), ("a,", 1, .empty("")),
    ("=> b", 1, .empty("")), ("a =>", 1, .empty("")), ("a, ?!", 1, .empty("?!")),
    ("a, 1 2 3 4 5 6 7 8 9", 1, .longPhrase("1 2 3 4 5 6 7 8 9")),
  ])
  func `an error has its line`(text: String, line: Int, kind: Synonyms.Fault.Kind) throws {
    #expect(throws: Synonyms.Fault(line: line, kind: kind)) { try Self.synonyms(text) }
  }

  @Test func `a file has a maximum size`() throws {
    let line = Array(repeating: "a", count: 101).joined(separator: ",")
    #expect(throws: Synonyms.Fault(line: 1, kind: .manyPhrases)) { try Self.synonyms(line) }
    let lines = String(repeating: "a,b\n", count: 10_000)
    #expect(try Self.synonyms(lines).rules.count == 10_000)
    #expect(throws: Synonyms.Fault(line: 10_001, kind: .manyLines)) {
      try Self.synonyms(lines + "a,b")
    }
  }

  @Test func `a word has a limited number of synonyms, and a phrase of many terms has none`() throws
  {
    let connection = try Connection(path: ":memory:", access: .create)
    let tokenizer = try connection.tokenizer(Archive.tokenizer)
    let many = (0..<300).map { "car, w\($0)\n" }.joined()
    let dashed = (0..<240).map { "a\($0)" }.joined(separator: "-")
    let table = try SynonymTable(Self.synonyms(many + dashed + ", x"), tokenizer)
    let found = table.synonyms(of: ["car"])
    #expect(found.count == 100 && found.contains("w0") && !found.contains("w299"))
    #expect(table.maxLength == 1)
  }

  @Test func `text that is not UTF-8 is an error`() {
    #expect(throws: Synonyms.Fault(line: 2, kind: .notUTF8)) {
      try Synonyms(parsing: Array("a, b\nc, ".utf8) + [0xFF])
    }
  }

  // MARK: Searches

  private static let list = """
    car, automobile, motor car
    pm => prime minister, premier
    united kingdom, UK, great britain
    house of commons => mps
    colour, hue
    fiat => car
    """

  private static let texts = [
    "a car", "automobiles", "my motor car", "a motor and a car", "the prime minister",
    "prime and minister", "premier", "pm today", "united kingdom", "uk", "great britain",
    "united states", "mps", "house of commons", "hue", "color", "fiat", "cars rule",
  ]

  private static let parsed = Result { try synonyms(list) }

  /// Returns the response to a query with these synonyms, which must have all words.
  private func search(
    _ query: String, _ change: (inout SearchRequest) -> Void = { _ in }
  ) throws -> SearchResponse {
    var request = SearchRequest(Query(query), mode: .all, limit: 100)
    request.synonyms = try Self.parsed.get()
    change(&request)
    return try LocatedTexts(Self.texts).searcher.search(request)
  }

  @Test(arguments: [
    ("car", ["a car", "automobiles", "my motor car", "a motor and a car", "cars rule"]),
    ("automobile", ["a car", "automobiles", "my motor car", "a motor and a car", "cars rule"]),
    ("CARS", ["a car", "automobiles", "my motor car", "a motor and a car", "cars rule"]),
    (
      "motor car",
      ["a car", "automobiles", "my motor car", "a motor and a car", "cars rule"]
    ),
    ("pm", ["the prime minister", "premier", "pm today"]),
    ("premier", ["premier"]), ("prime minister", ["the prime minister", "prime and minister"]),
    ("UK", ["united kingdom", "uk", "great britain"]),
    ("united kingdom", ["united kingdom", "uk", "great britain"]),
    ("united states", ["united states"]),
    ("kingdom united", ["united kingdom"]),
    ("house of commons", ["mps", "house of commons"]), ("mps", ["mps"]),
    ("hue", ["hue", "color"]), ("colour", ["hue", "color"]), ("color", ["color"]),
    ("fiat", ["a car", "fiat", "a motor and a car", "my motor car", "cars rule"]),
    // Nothing is added to what is meant exactly.
    ("=car", ["a car", "my motor car", "a motor and a car"]),
    ("\"car\"", ["a car", "my motor car", "a motor and a car", "cars rule"]),
    ("\"united kingdom\"", ["united kingdom"]), ("automob*", ["automobiles"]),
    ("NEAR(a car)", ["a car", "a motor and a car"]),
    // Fields and operators.
    ("text:pm", ["the prime minister", "premier", "pm today"]), ("title:pm", []),
    ("before -car", Self.texts.filter { !$0.contains("car") && $0 != "automobiles" }),
    ("pm AND today", ["pm today"]), ("premier | fiat", ["premier", "fiat"] + Self.cars),
    ("+pm before", ["the prime minister", "premier", "pm today"]),
  ])
  func `a word finds its synonyms`(query: String, texts: [String]) throws {
    let found = try search(query).hits.map(\.article.metadata.location)
    #expect(Set(found) == Set(texts))
  }

  private static let cars = ["a car", "my motor car", "a motor and a car", "cars rule"]

  @Test func `with --plain and in a raw expression there are no synonyms`() throws {
    #expect(try search("pm") { $0.isPlain = true }.total == 1)
    var options = SearchOptions()
    options.synonyms = try Self.parsed.get()
    options.isPlain = true
    #expect(throws: SearchRequestError.conflict("plain", "synonyms")) {
      try SearchRequest("pm", options)
    }
    options.isPlain = false
    options.isRaw = true
    #expect(throws: SearchRequestError.conflict("raw", "synonyms")) {
      try SearchRequest("pm", options)
    }
  }

  @Test func `synonyms that are searched for are described`() throws {
    let response = try search("pm premier zzz") { $0.mode = .any }
    #expect(response.understood.hasSuffix("; pm also as \"prime minister\", \"premier\""))
    #expect(response.notices.map(\.kind).contains(.synonyms(["prime minister", "premier"])))
    let phrase = try search("united kingdom")
    #expect(
      phrase.understood
        == "united AND kingdom; united also as \"UK\", \"great britain\"; "
        + "kingdom also as \"UK\", \"great britain\"")
    #expect(try search("premier").notices == [])
  }

  @Test func `synonyms are highlighted, and their article lacks nothing`() throws {
    let hits = try search("pm").hits
    let minister = try #require(hits.first { $0.article.metadata.location.contains("minister") })
    #expect(minister.missing == [])
    let utf8 = Array(minister.snippet.text.utf8)
    let marked = minister.snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }
    #expect(marked == ["prime minister"])
  }

  @Test func `the typed word comes before rarer synonyms`() throws {
    let common = (0..<20).map { "car number \($0)" }
    let archive = try LocatedTexts(common + ["automobile x y", "motor car zz"])
    for word in ["car", "automobile"] {
      var request = SearchRequest(Query(word), limit: 100)
      request.synonyms = try Self.parsed.get()
      let hits = try archive.searcher.search(request).hits
      #expect(hits.count == 22)
      let typed = hits.prefix { $0.article.metadata.location.contains(word) }.count
      #expect(typed >= (word == "car" ? 20 : 1), "\(word)")
      let scores = hits.map(\.score)
      #expect(scores == scores.sorted(by: >))
    }
  }

  @Test func `a word with synonyms is not corrected`() throws {
    let synonyms = try Self.synonyms("autmobile => car")
    var request = SearchRequest(Query("autmobile"), limit: 10)
    request.corrects = true
    let searcher = try LocatedTexts(Self.texts).searcher
    #expect(try searcher.search(request).notices.map(\.code) == ["corrected"])
    request.synonyms = synonyms
    let response = try searcher.search(request)
    #expect(response.notices.map(\.code) == ["synonyms"] && response.total == 4)
  }

  @Test func `synonyms in a script without spaces are found inside its runs`() throws {
    let archive = try LocatedTexts(["我在東京住", "tokyo"])
    var request = SearchRequest(Query("tokyo"), limit: 10)
    request.synonyms = try Self.synonyms("東京, tokyo")
    #expect(try archive.searcher.search(request).total == 2)
  }
}
