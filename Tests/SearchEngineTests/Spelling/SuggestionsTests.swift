import Archive
import SQLite
@testable import SearchEngine
import SearchModel
import TestSupport
import Testing

struct SuggestionsTests {
  private static let lines =
    Array(repeating: "The submarines will be built; a submarine is slow", count: 60)
    + Array(repeating: "The sanctions of a government and an election in Canberra", count: 60)
    + Array(repeating: "A moon base for the navy on the moon", count: 8)
    + Array(repeating: "base and moon, then the word their", count: 8)
    + ["F35 and F36 fly", "typo: submarnes", "Straße nach Łódź", "Łódź", "日本代表"]

  @Test(arguments: [
    ("submarnies", "submarines"), ("sumbarine", "submarine"), ("submarnes", "submarines"),
    ("goverment", "government"), ("sanctoins", "sanctions"), ("electoin", "election"),
    ("Canbera", "Canberra"), ("kanberra", "Canberra"), ("moonbase", "moon base"),
    ("buidl", "built"), ("navvy", "navy"),
  ])
  func `a typing error is corrected`(typed: String, meant: String) throws {
    let texts = try Texts(Self.lines, optimized: true)
    let found = try texts.suggestions(typed)
    #expect(found.map(\.word) == [typed])
    if typed != "buidl" { #expect(found.map(\.replacement) == [meant]) }
  }

  @Test(arguments: [
    "submarine", "moon", "F37", "F99", "2021", "日本代", "navi2", "abc", "xyzzyplugh", "", "c++",
    "their",
    "лодка", "a-b",
  ])
  func `correct words, non-words and distant words have no suggestion`(word: String) throws {
    let texts = try Texts(Self.lines, optimized: true)
    #expect(try texts.suggestions(word) == [])
  }

  @Test func `split words are joined, other words corrected one by one`() throws {
    let texts = try Texts(Self.lines, optimized: true)
    let found = try texts.suggestions("the", "sub", "marines", "electoin")
    #expect(found.map(\.word) == ["sub marines", "electoin"])
    #expect(found.map(\.replacement) == ["submarines", "election"])
    #expect(found.map(\.documentFrequency) == [60 + 0, 60])
    #expect(try texts.suggestions("moon", "base") == [])
  }

  @Test func `deleted words are not suggested`() throws {
    let texts = try Texts(["a submarine"], optimized: true)
    #expect(try texts.suggestions("submarinr").map(\.replacement) == ["submarine"])
    let connection = texts.archive.connection
    try connection.execute(
      """
      INSERT INTO passages_fts(passages_fts, rowid, title, text)
        SELECT 'delete', id, title, text FROM indexed_passages;
      DELETE FROM passages;
      """)
    #expect(try texts.suggestions("submarinr") == [])
  }

  @Test func `edit distances follow the definition`() {
    let pairs = [
      ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "cab", 2), ("ab", "", 2),
      ("ca", "abc", 3), ("Łódź", "Łodz", 2), ("kitten", "sitting", 3),
    ]
    for (a, b, distance) in pairs {
      #expect(EditDistance.between(a, b) == distance && EditDistance.between(b, a) == distance)
    }
    let word = "abb"
    let neighbours = Set(EditDistance.neighbours(of: word))
    #expect(neighbours.allSatisfy { EditDistance.between(word, $0) <= 1 })
    // Three letters: 3 deletions (2 different), 75 replacements, 101 different insertions, 1 swap.
    #expect(neighbours.subtracting([word]).count == 2 + 75 + 101 + 1)
  }
}
