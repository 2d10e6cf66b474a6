import Archive
import QueryLanguage
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

/// British and American spellings.
struct SpellingPairsTests {
  @Test(arguments: [
    ("colour", "colour", [SpellingPairs.Spelling.word("color")]),
    ("organise", "organis", [.forms(["organization", "organized"])]),
    ("organ", "organ", []), ("zzz", "zzz", []), ("a", "a", []), ("", "", []), ("Ü", "ü", []),
  ])
  func `the table is searched by stem and word`(
    word: String, stem: String, expected: [SpellingPairs.Spelling]
  ) {
    let found = SpellingPairs.spellings(of: word, stem: stem)
    #expect(found.count >= expected.count && (found.isEmpty == expected.isEmpty), "\(found)")
    for case (.forms(let some), .forms(let all)) in zip(expected, found) {
      #expect(Set(some).isSubset(of: all))
    }
    if case .word? = expected.first { #expect(found.contains(expected[0])) }
  }

  /// The words of the table: written forms, and words that stand for all forms of their stem.
  private static var words: Set<String> {
    let lines = String(decoding: PackageResources.spelling_pairs_txt, as: UTF8.self)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
    let values = lines.flatMap { $0.split(separator: " ").dropFirst() }
    return Set(values.flatMap { $0.split { $0 == "=" || $0 == "," } }.map(String.init))
  }

  /// Every word of the table must be found by the stem that the index gives it, and the other
  /// spelling must lead back to a word with the same stem.
  @Test func `each spelling of the table leads back to the other`() throws {
    let archive = try Archive.holding([])
    let stemming = try archive.connection.tokenizer(Archive.tokenizer)
    func stem(_ word: String) throws -> String { try stemming.tokens(of: word).map(\.term)[0] }
    func words(_ spelling: SpellingPairs.Spelling) -> [String] {
      switch spelling {
      case .word(let word): [word]
      case .forms(let forms): forms
      }
    }
    var count = 0
    for word in Self.words {
      let key = try stem(word)
      let others = SpellingPairs.spellings(of: word, stem: key)
      #expect(!others.isEmpty, "\(word)")
      for other in others {
        let spelled = words(other)
        let spelledStems = Set(try spelled.map(stem))
        #expect(spelledStems.count == 1, "\(spelled)")
        let back = try SpellingPairs.spellings(of: spelled[0], stem: stem(spelled[0]))
        let stems = try back.map { try stem(words($0)[0]) }
        #expect(stems.contains(key), "\(word): \(spelled)")
      }
      count += 1
    }
    #expect(count > 3_000)
  }

  @Test func `other spellings are described, highlighted and counted as the word`() throws {
    let archive = try LocatedTexts(["organised crime", "organized crime", "organic crime"])
    let response = try archive.searcher.search(
      SearchRequest(Query("organised crime"), mode: .all))
    #expect(response.total == 2)
    #expect(response.hits.flatMap(\.missing) == [])
    #expect(response.understood.contains("organised also as \"organized\""))
    let marked = response.hits.map { $0.snippet.highlights.count }
    #expect(marked == [2, 2])
    #expect(try archive.understood("organs") == "organs")
    let plain = try archive.understood("=organised")
    #expect(!plain.contains("also as"))
  }

  @Test func `a spelling that no text has is not described`() throws {
    let archive = try LocatedTexts(["organised crime", "organic crime"])
    #expect(try archive.understood("organised") == "organised")
    #expect(try LocatedTexts(["colour"]).understood("colour") == "colour")
  }

  @Test func `an excluded word excludes its other spelling, and a field applies to it`() throws {
    let archive = try LocatedTexts(["labor law", "labour law", "family law"])
    #expect(try archive.found("law -labour") == ["family law"])
    #expect(try archive.found("law -labor") == ["family law"])
    #expect(try archive.found("title:labour") == [])
    #expect(try archive.found("text:labour") == ["labor law", "labour law"])
    #expect(try archive.found("labour AND law") == ["labor law", "labour law"])
    #expect(try archive.found("+labour law") == ["labor law", "labour law"])
  }

  @Test func `the typed spelling comes first among texts that are otherwise alike`() throws {
    let archive = try LocatedTexts(["labor law", "labour law"] + (0..<8).map { "text \($0)" })
    for (query, other) in [("labour", "labor"), ("labor", "labour")] {
      let hits = try archive.searcher.search(SearchRequest(Query(query))).hits
      #expect(hits.map(\.article.metadata.location) == ["\(query) law", "\(other) law"])
    }
  }
}
