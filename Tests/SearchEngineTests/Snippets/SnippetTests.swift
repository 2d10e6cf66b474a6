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
    var request = SearchRequest(Query(query), text: query)
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
    #expect(found.snippet == "The ships · Grey ships sail." && found.marked == ["ships", "ships"])
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

  @Test(arguments: [
    (
      "## Ships by class\n\nThe admiral listed them.\n\nClass | Number\n\nFrigate | 12",
      "Ships by class · The admiral listed them. Class | Number · Frigate | 12"
    ),
    ("By Ann Tarnfield\n\nThe ships sail.", "By Ann Tarnfield · The ships sail."),
    ("The ships:\n- one\n- two\n\nThey sail.", "The ships: - one · - two · They sail."),
    (
      "Ann Tarnfield\nHarbour Ledger\n\nThe ships sail.",
      "Ann Tarnfield · Harbour Ledger · The ships sail."
    ),
    (
      "The ships that the admiral had listed in the spring sailed with\nTarnfield and two boats.",
      "The ships that the admiral had listed in the spring sailed with Tarnfield and two boats."
    ),
  ])
  func `a separator stands between blocks, but not between lines`(
    text: String, snippet: String
  ) throws {
    #expect(try hit("ships", in: text).snippet.text == snippet)
  }

  @Test(arguments: [
    // A sentence is preferred to a heading and to a list.
    (
      "needle", "# Needle\n\nHay is dry. Wood is hard. Grass is green.\n\nA needle is sharp.", 4,
      "A needle is sharp."
    ),
    (
      "hay needle", "Hay needle\n\nGrass is green, and wood is hard. Hay hides the needle.", 5,
      "Hay hides the needle."
    ),
    // So is one that says what the word means, and one with the typed form.
    (
      "needle", "The needle fell down. Grass is green. A needle is a sharp tool.", 6,
      "A needle is a sharp tool."
    ),
    (
      "needle", "Two needles fell down. Grass is green. One needle fell down.", 4,
      "One needle fell down."
    ),
    // The words of the query are in order.
    (
      "hay wood", "All wood and hay burn. Grass is green. All hay and wood burn.", 5,
      "All hay and wood burn."
    ),
    // A query that asks for a number prefers sentences with one.
    (
      "how many needles", "The needles fell down. Grass is green. He had twelve needles.", 4,
      "He had twelve needles."
    ),
    // A sentence with several words is shown whole before others are.
    (
      "hay needle sharp",
      "Hay is dry, as all know who have seen it. Wood is hard. The needle is so sharp that it hurts.",
      12, "Hay is dry … The needle is so sharp that it hurts."
    ),
  ])
  func `the best of several sentences is shown`(
    query: String, text: String, words: Int, snippet: String
  ) throws {
    #expect(try hit(query, in: text, words: words).snippet.text == snippet)
  }

  @Test(arguments: [
    (
      "hay", "Dry hay (of the second cut of this year and of the one before it) burns.", 6,
      "Dry hay…"
    ),
    (
      "hay", "Dry hay “of the year” burns in the night and is lost for ever to all.", 5,
      "Dry hay “of the year”…"
    ),
    (
      "hay", "Grass and wood (also found here) burn with old hay in all the cold nights.", 6,
      "…old hay in all the cold…"
    ),
  ])
  func `brackets and quotation marks keep their partners`(
    query: String, text: String, words: Int, snippet: String
  ) throws {
    let found = try hit(query, in: text, words: words).snippet.text
    for (open, close) in [("(", ")"), ("“", "”")] {
      #expect(found.contains(open) == found.contains(close), "\(found)")
    }
    #expect(found == snippet)
  }

  @Test func `a long word is cut, and a match in it is shown`() throws {
    let half = String(repeating: "A", count: 2_400)
    let long = "\(half).needle.\(half)"
    let found = try hit("needle", in: "The word \(long) is long.").snippet
    #expect(found.text.hasPrefix("The word AAAA") && found.text.hasSuffix("… is long."))
    #expect(found.highlights.count == 1 && found.text.count < 300)
    let archive = try Archive.holding([
      PreparedArticle("a", title: "A word: \(long)", paragraphs: ["Hay is dry."])
    ])
    let title = try #require(
      try Searcher(archive).search(SearchRequest(Query("needle"))).hits.first
    ).title
    #expect(title.text.count < 300 && title.text.contains("needle") && title.highlights.count == 1)
  }

  @Test func `similar articles show one or two parts`() throws {
    let filler = "Grass is green and wood is hard in all the years of peace. "
    let archive = try Archive.holding(
      [
        PreparedArticle(
          "a", title: "Boats",
          paragraphs: ["Frigate, corvette, submarine; grass and wood, green years of peace."]),
        PreparedArticle(
          "b", title: "Other",
          paragraphs: [
            "Hard years. " + filler + "The frigate met a corvette and a submarine. " + filler
              + filler
              + "The admiral saw peace. " + filler + "Green wood. " + filler
          ]),
      ] + (0..<6).map { PreparedArticle("\($0)", title: "No. \($0)", paragraphs: [filler]) })
    let article = try #require(try archive.article(id: 1))
    let source = try SimilaritySource(article, in: archive)
    let hits = try Searcher(archive).similar(to: source, SearchRequest(Query(""))).hits
    let snippet = try #require(hits.first { $0.article.metadata.title == "Other" }).snippet
    #expect(snippet.fragments.count <= 2)
    #expect(snippet.text.contains("The frigate met a corvette and a submarine."))
  }
}
