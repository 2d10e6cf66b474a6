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
    + Array(repeating: "The process and the mood at both sites; a caller", count: 8)
    + Array(repeating: "Nord Stream, said Petrov to Mr Stoltenberg, or Lukashenko", count: 3)
    + Array(repeating: "Zelensky met Erdoğan; Gaddafi and Khrushchev did not", count: 3)
    + ["F35 and F36 fly", "typo: submarnes", "Straße nach Łódź", "Łódź", "日本代表"]

  @Test(arguments: [
    ("submarnies", "submarines"), ("sumbarine", "submarine"), ("goverment", "government"),
    ("sanctoins", "sanctions"), ("electoin", "election"), ("Canbera", "Canberra"),
    ("kanberra", "Canberra"), ("moonbase", "moon base"), ("navvvy", "navy"),
  ])
  func `a typing error is corrected`(typed: String, meant: String) throws {
    let texts = try Texts(Self.lines, optimized: true)
    let found = try texts.suggestions(typed)
    #expect(found.map(\.word) == [typed])
    #expect(found.map(\.replacement) == [meant])
  }

  @Test(arguments: [
    ("Petrow", "Petrov"), ("Stoltenburg", "Stoltenberg"), ("Lukashenka", "Lukashenko"),
    ("Nordstream", "Nord Stream"), ("zelinsky", "Zelensky"), ("ERDOGEN", "Erdoğan"),
    ("Ghadafi", "Gaddafi"), ("Khruschev", "Khrushchev"),
  ])
  func `a name as it sounds is corrected`(typed: String, meant: String) throws {
    #expect(
      try Texts(Self.lines, optimized: true).suggestions(typed).map(\.replacement) == [meant])
  }

  @Test(arguments: [
    "submarine", "moon", "F37", "F99", "2021", "日本代", "navi2", "abc", "xyzzyplugh", "", "c++",
    "their", "лодка", "a-b",
  ])
  func `correct words, non-words and distant words have no suggestion`(word: String) throws {
    let texts = try Texts(Self.lines, optimized: true)
    #expect(try texts.suggestions(word) == [])
  }

  @Test(arguments: ["protests", "Müller", "sixties", "mooned", "baser", "wordy", "Thea", "bade"])
  func `a word that the archive lacks is not taken for an error`(word: String) throws {
    #expect(try Texts(Self.lines, optimized: true).suggestions(word) == [])
  }

  @Test func `a word whose stem is in the archive has no suggestion, even if it is an error`()
    throws
  {
    let texts = try Texts(Self.lines, optimized: true)
    #expect(try texts.suggestions("submarnes") == [])
    let words = Set(Self.lines.flatMap { $0.split { !$0.isLetter } }).map(String.init)
    for word in words { #expect(try texts.suggestions(word) == [], "\(word)") }
  }

  @Test func `a word that could be one of two is not corrected`() throws {
    let texts = try Texts(
      Array(repeating: "Merkel met Berkel", count: 3) + ["Hansen, Jansen"], optimized: true)
    #expect(try texts.suggestions("Lerkel") == [])
    #expect(try texts.suggestions("Kansen") == [])
  }

  @Test func `split words are joined, other words corrected one by one`() throws {
    let texts = try Texts(Self.lines, optimized: true)
    let found = try texts.suggestions("the", "subma", "rines", "electoin")
    #expect(found.map(\.word) == ["subma rines", "electoin"])
    #expect(found.map(\.replacement) == ["submarines", "election"])
    #expect(found.map(\.documentFrequency) == [60 + 0, 60])
    #expect(try texts.suggestions("moon", "base") == [])
    #expect(try texts.suggestions("sub", "marines") == [])
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
}
