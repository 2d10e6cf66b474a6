import Archive
import QueryLanguage
import SearchEngine
import TestSupport
import Testing

struct SnippetTests {
  /// One article, searched: the parts of the snippet that are set off, and the whole of it.
  private func search(
    _ query: String, in text: String
  ) throws -> (marked: [String], snippet: String) {
    let archive = try Archive.open(writingTo: ":memory:")
    let writer = ArticleWriter(archive: archive)
    _ = try writer.put(
      PreparedArticle(
        metadata: ArticleMetadata(location: "a", title: "Title"), text: text,
        passages: [Passage(start: 0, text: text)]))
    try writer.commit()
    let hit = try #require(try Searcher(archive).search(SearchRequest(Query(query))).hits.first)
    let utf8 = Array(hit.snippet.text.utf8)
    return (
      hit.snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }, hit.snippet.text
    )
  }

  @Test(arguments: [
    ("submarine", "Two submarines sailed.", ["submarines"]),
    ("F-35", "The F-35 and the f 35", ["F-35", "f 35"]),
    ("don't", "I don’t know", ["don’t"]),
    ("lodz", "from Lodz and Łódź", ["Lodz"]),
    ("cafe", "the café", ["café"]),
    ("津軽海峡", "the strait (津軽海峡) there", ["津軽海峡"]),
    ("\"two ships\" -boat", "Two ships, the ships of two", ["Two ships"]),
    ("ship*", "a shipyard and ships", ["shipyard", "ships"]),
    ("+sea calm -(boat AND storm)", "the calm sea and a boat", ["calm", "sea"]),
    ("NEAR(sea calm, 1) boat", "sea boat, and much later calm", ["boat"]),
    ("text:sea -title:sea", "the sea", ["sea"]),
  ])
  func `matches are set off as the index sees them`(
    query: String, text: String, marked: [String]
  ) throws {
    #expect(try search(query, in: text).marked == marked)
  }

  @Test func `a snippet is one line, without the marks of headings`() throws {
    let found = try search("ships", in: "## The ships\n\nGrey\nships  sail.")
    #expect(found.snippet == "The ships Grey ships sail." && found.marked == ["ships", "ships"])
  }

  @Test func `a long passage is cut around the matches`() throws {
    let filler = String(repeating: "filler ", count: 100)
    let found = try search("needle", in: filler + "a needle here. " + filler)
    #expect(found.marked == ["needle"])
    #expect(found.snippet.hasPrefix("…") && found.snippet.hasSuffix("…"))
    #expect(found.snippet.split(separator: " ").count <= 42)
  }

  @Test func `controls that others stored do not come out`() throws {
    let found = try search("word", in: "a \u{1B}[31mred\u{1} word\u{2}\u{7}")
    #expect(found.snippet.utf8.allSatisfy { $0 >= 0x20 })
  }
}
