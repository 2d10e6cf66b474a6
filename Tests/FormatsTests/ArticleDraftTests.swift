@testable import Formats
import Testing

struct ArticleDraftTests {
  @Test func `a declared language takes precedence over the language of the text`() throws {
    let german =
      "Am Morgen war der Hafen noch still. Nur zwei Fischerboote waren vor Sonnenaufgang ausgelaufen.\n\nAm Nachmittag entscheidet der Gemeinderat, ob der alte Leuchtturm verkauft werden soll."
    var draft = ArticleDraft()
    draft.text = german
    #expect(try draft.normalized().language == "de")
    draft.language = "de-AT"
    #expect(try draft.normalized().language == "de-AT")
    draft.language = " "
    #expect(try draft.normalized().language == "de")
  }

  @Test func `a draft has the tag of its declared language, or else the language of its text`()
    throws
  {
    var draft = ArticleDraft()
    draft.title = "T"
    draft.language = "German"
    #expect(try draft.normalized().language == "de")
    draft.language = "x"
    #expect(try draft.normalized().language == nil)
  }

  @Test(arguments: ["a", "é", "\u{301}", "👨\u{200D}", "word "])
  func `a very long title becomes text, and other long fields are cut`(piece: String) throws {
    var draft = ArticleDraft()
    draft.title = String(repeating: piece, count: 100_000)
    draft.author = draft.title
    draft.text = "The text"
    let stored = try draft.normalized()
    #expect(stored.text.hasSuffix("The text") && stored.text.utf8.count > 100_000)
    #expect((1...700).contains(stored.title?.utf8.count ?? 0))
    // Normalization divides a long row of combining marks.
    let limit = ArticleDraft.maxFieldBytes * 9 / 8
    #expect((1...limit).contains(stored.author?.utf8.count ?? 0))
    draft.location = "a"
    #expect(throws: ReadError.tooLarge(limit: ArticleDraft.maxFieldBytes)) {
      try draft.normalized()
    }
  }
}
