@testable import Formats
import Testing

struct ArticleDraftTests {
  @Test func `what an article declares counts, and else its text`() throws {
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

  @Test func `an article has the tag, or the language of its text`() throws {
    var draft = ArticleDraft()
    draft.title = "T"
    draft.language = "German"
    #expect(try draft.normalized().language == "de")
    draft.language = "x"
    #expect(try draft.normalized().language == nil)
  }
}
