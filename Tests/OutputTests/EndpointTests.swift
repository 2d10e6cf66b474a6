import Archive
import Foundation
import Output
import QueryLanguage
import SearchEngine
import Testing

/// Searches with named options and any output format, as a server runs them, without the command.
struct EndpointTests {
  private func archive() throws -> Archive {
    let archive = try Archive.open(writingTo: ":memory:")
    let writer = ArticleWriter(archive: archive)
    for (name, publisher) in [("a", "The Post"), ("b", "The Gazette")] {
      let text = "Two ships left the harbour."
      _ = try writer.put(
        PreparedArticle(
          metadata: ArticleMetadata(location: name, title: "Harbour", publisher: publisher),
          text: text, passages: [Passage(start: 0, text: text)]))
    }
    try writer.commit()
    return archive
  }

  @Test func `a search is answered as JSON`() throws {
    var options = SearchOptions()
    options.filters = [.field(.publisher): ["post"], .since: [], .until: []]
    options.facets = try FacetField.list("publisher,year")
    options.limit = 5
    options.cites = true
    options.explains = true
    let response = try Searcher(archive()).search(SearchRequest("ship", options))
    let json = try #require(SearchResponse.formats.first { $0.name == "json" })
    let text = try json.render(response, Console(width: nil, usesColor: false))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["query"] as? String == "ship" && object?["total"] as? Int == 1)
    #expect(object?["facets_total"] as? Int == 1 && object?["explanation"] != nil)
    let hits = try #require(object?["hits"] as? [[String: Any]])
    #expect((hits.first?["article"] as? [String: Any])?["publisher"] as? String == "The Post")
    #expect((hits.first?["citation"] as? [String: Any])?["offset"] as? Int == 0)
  }

  @Test func `every format renders every kind of answer`() throws {
    let searcher = Searcher(try archive())
    let request = try SearchRequest("ships")
    let console = Console(width: 40, usesColor: false)
    for format in SearchResponse.formats {
      let text = try format.render(try searcher.search(request), console)
      // A TREC run and paths contain only the names of articles, and a citation no text.
      let expected =
        format.includes.contains(.cite)
        ? "Harbour"
        : format.parts.contains(.text) ? "ships" : format.name == "paths" ? "a\n" : "Q0 a 1"
      #expect(text.contains(expected), "\(format)")
    }
    for format in Timeline.formats {
      let text = try format.render(try searcher.timeline(request, by: nil), console)
      #expect(text.contains("2"), "\(format)")
    }
  }

  @Test func `a query without a word has an answer with a notice`() throws {
    let response = try Searcher(archive()).search(SearchRequest(" "))
    #expect(response.hits.isEmpty && response.notices.map(\.code) == ["no-words"])
  }

  private static func options(_ change: (inout SearchOptions) -> Void) -> SearchOptions {
    var options = SearchOptions()
    change(&options)
    return options
  }

  @Test(arguments: [
    (options { $0.limit = 0 }, "limit must be from 1 to 1,000,000"),
    (options { $0.offset = -1 }, "offset must be from 0 to 1,000,000"),
    (options { $0.snippetWords = 1_001 }, "snippet-words must be from 1 to 1,000"),
    (options { $0.filters = [.since: ["soon"]] }, "'soon' is not a date; dates are 2021,"),
    (options { $0.filters = [.field(.author): ["-"]] }, "a name needs a letter or a digit"),
    (options { $0.ranking = "b=2" }, "rank: b must be from 0 to 1"),
    (options { $0.ranking = "expand-terms=2" }, "rank expand-terms needs expand"),
    (
      options {
        $0.isPlain = true
        $0.expands = true
      }, "plain and expand exclude each other"
    ),
    (options { $0.isStrict = true }, "there is no field \"nofield\""),
  ])
  func `an unusable option is an error that is explained in a sentence`(
    options: SearchOptions, sentence: String
  ) throws {
    let error = try #require(throws: SearchRequestError.self) {
      try SearchRequest("nofield:ship", options)
    }
    #expect(error.sentence().hasPrefix(sentence), "\(error.sentence())")
  }
}
