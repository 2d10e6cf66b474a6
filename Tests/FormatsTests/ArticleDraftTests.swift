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
}
