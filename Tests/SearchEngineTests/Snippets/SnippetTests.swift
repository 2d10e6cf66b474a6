import Archive
import QueryLanguage
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

struct SnippetTests {
  /// Searches an archive of one article.
  private func hit(_ query: String, in text: String, words: Int? = 40) throws -> SearchHit {
    let archive = try Archive.holding([
      PreparedArticle("a", title: "Title", paragraphs: [text])
    ])
    var request = SearchRequest(Query(query))
    request.snippetWords = words
    return try #require(try Searcher(archive).search(request).hits.first)
  }

  /// Returns the highlighted parts of the snippet, and its text.
  private func search(
    _ query: String, in text: String
  ) throws -> (marked: [String], snippet: String) {
    let snippet = try hit(query, in: text).snippet
    let utf8 = Array(snippet.text.utf8)
    return (snippet.highlights.map { String(decoding: utf8[$0], as: UTF8.self) }, snippet.text)
  }

  @Test(arguments: [
    ("submarine", "Two submarines sailed.", ["submarines"]),
    ("F-35", "The F-35 and the f 35", ["F-35", "f 35"]),
    ("don't", "I don’t know", ["don’t"]),
    ("lodz", "from Lodz and Łódź", ["Lodz", "Łódź"]),
    ("cafe", "the café", ["café"]),
    ("津軽海峡", "the strait (津軽海峡) there", ["津軽海峡"]),
    ("\"two ships\" -boat", "Two ships, the ships of two", ["Two ships"]),
    ("ship*", "a shipyard and ships", ["shipyard", "ships"]),
    ("+sea calm -(boat AND storm)", "the calm sea and a boat", ["calm", "sea"]),
    ("NEAR(sea calm, 1) boat", "sea boat, and much later calm", ["boat"]),
    ("text:sea -title:sea", "the sea", ["sea"]),
  ])
  func `highlights follow the index's tokens`(
    query: String, text: String, marked: [String]
  ) throws {
    #expect(try search(query, in: text).marked == marked)
  }

  @Test func `a snippet is one line, without the marks of headings`() throws {
    let found = try search("ships", in: "## The ships\n\nGrey\nships  sail.")
    #expect(found.snippet == "The ships Grey ships sail." && found.marked == ["ships", "ships"])
  }

  @Test(arguments: [
    // The sentence of the match is shown, and more sentences if they fit.
    (
      "needle", "Hay is dry. A needle is sharp. Grass is green.", 7,
      "A needle is sharp. Grass is green."
    ),
    (
      "green", "Hay is dry. A needle is sharp. Grass is green.", 8,
      "A needle is sharp. Grass is green."
    ),
    ("needle", "Hay is dry. A needle is sharp. Grass is green.", 4, "A needle is sharp."),
    ("needle", "Hay is dry. A needle is sharp. Grass is green.", 3, "A needle is…"),
    ("needle", "Hay is dry, and so a needle is sharp, it seems.", 4, "…a needle is sharp…"),
    // A snippet does not continue across a heading.
    ("needle", "Hay is dry.\n\n## Steel\n\nA needle is sharp.", 6, "A needle is sharp."),
    // There are several parts if one part cannot show all words.
    (
      "hay needle", "Hay is dry. Wood is hard. Grass is green. A needle is sharp.", 7,
      "Hay is dry. … A needle is sharp."
    ),
    // Words that are close together are preferred, and a phrase is shown whole.
    (
      "\"two ships\" sea", "The sea is calm. Ships sail in it. Two ships at sea.", 5,
      "Two ships at sea."
    ),
    // If the text contains no match, its start is shown.
    ("title", "Hay is dry. A needle is sharp. Grass is green.", 4, "Hay is dry."),
  ])
  func `the best part is shown, in sentences`(
    query: String, text: String, words: Int, snippet: String
  ) throws {
    #expect(try hit(query, in: text, words: words).snippet.text == snippet)
  }

  @Test func `fragments have positions, and titles are not shortened`() throws {
    let text = "Hay is dry. Wood is hard. Grass is green. A needle is sharp."
    let hit = try hit("hay needle title", in: text, words: 7)
    #expect(hit.snippet.fragments.map(\.start) == [0, 42])
    #expect(hit.snippet.fragments.map(\.range) == [0..<11, 16..<34])
    #expect(hit.title.text == "Title" && hit.title.highlights == [0..<5])
    #expect(hit.title.fragments.map(\.start) == [0])
  }

  @Test func `hits are the same without snippets`() throws {
    let hit = try hit("needle", in: "A needle.", words: nil)
    #expect(hit.snippet.text.isEmpty && hit.score > 0)
  }

  @Test func `a long passage is cut around the matches`() throws {
    let filler = String(repeating: "filler ", count: 100)
    let found = try search("needle", in: filler + "a needle here. " + filler)
    #expect(found.marked == ["needle"])
    #expect(found.snippet.hasPrefix("…") && found.snippet.hasSuffix("…"))
    #expect(found.snippet.split(separator: " ").count <= 42)
  }

  @Test func `stored control characters are not shown`() throws {
    let found = try search("word", in: "a \u{1B}[31mred\u{1} word\u{2}\u{7}")
    #expect(found.snippet.utf8.allSatisfy { $0 >= 0x20 })
  }
}
