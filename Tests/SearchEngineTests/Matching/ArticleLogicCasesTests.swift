import Archive
import QueryLanguage
@testable import SearchEngine
import TestSupport
import Testing

/// Operators and "all words", which apply to an article whose words are in different passages.
struct ArticleLogicCasesTests {
  /// An article, a query, and whether the query finds the article.
  struct Case: CustomTestStringConvertible {
    /// The public report that the case was taken from, or what the case shows.
    var source: String
    var title: String
    var paragraphs: [String]
    var query: String
    var mode: Query.Mode
    var isFound: Bool

    init(
      _ source: String, _ title: String, _ paragraphs: [String], _ query: String,
      _ isFound: Bool, mode: Query.Mode = .best
    ) {
      (self.source, self.title, self.paragraphs) = (source, title, paragraphs)
      (self.query, self.mode, self.isFound) = (query, mode, isFound)
    }

    var testDescription: String { source }
  }

  private static let cases = [
    Case(
      "zot/microfts#4", "one.org", ["the first example with a one", "and one hashtag"],
      "example AND hashtag", true),
    Case("1Panel-dev/MaxKB#4299", "段落", ["你好 先生", "全 世界"], "你好 世界", true, mode: .all),
    Case(
      "lidge-jun/codexclaw#142", "Memory", ["Memory Handbook", "Nothing consolidated yet."],
      "Handbook consolidated", true, mode: .all),
    Case("guardian/grid#1253", "foo", ["bar"], "foo bar", true, mode: .all),
    Case(
      "cernopendata/cernopendata-portal#48", "Nominal beam",
      ["Data of 2012.", "The collaboration."],
      "nominal collaboration", true, mode: .all),
    Case(
      "rero/rero-ils#369", "Ecology", ["By Rousseau.", "Printed in Geneva."],
      "+rousseau +geneva", true),
    Case(
      "CERNDocumentServer/cds-ils#916", "Quantum field theory", ["An introduction.", "Schwartz"],
      "quantum AND schwartz", true),
    Case(
      "elastic/elasticsearch-dsl-py#1567", "Shirt", ["red for 50", "blue for 35"],
      "red AND 35", true),
    Case(
      "elastic/elasticsearch#81052", "Alpha", ["field one", "field two"], "field -two", false),
    Case(
      "michellefitz/planningsearch#62", "Plans", ["A rear extension.", "With a garage."],
      "extension -garage", false),
    Case(
      "ARTFL-Project/PhiloLogic4#557", "Amour", ["De l'amour.", "L'amour-propre."],
      "amour NOT \"amour propre\"", false),
    Case("two paragraphs", "Fruit", ["apples", "pears"], "apples AND pears", true),
    Case(
      "a phrase does not cross passages", "Moon", ["the moon", "station"], "\"moon station\"", false
    ),
    Case(
      "an excluded pair, both there", "Fruit", ["apples", "pears", "figs"],
      "figs -(apples AND pears)", false),
    Case(
      "an excluded pair, one there", "Fruit", ["apples", "figs"], "figs -(apples AND pears)", true),
    Case(
      "an alternative in another passage", "Fruit", ["figs", "plums"], "figs AND (pears OR plums)",
      true),
    Case("a title and a passage", "Fruit", ["apples", "pears"], "title:fruit AND pears", true),
    Case(
      "a NEAR and a word", "Moon", ["the moon and a station", "mars"],
      "NEAR(moon station, 5) AND mars", true),
    Case(
      "a NEAR does not cross passages", "Orbit", ["the moon", "a station"], "NEAR(moon station, 5)",
      false),
    Case(
      "a word that the article lacks", "Fruit", ["apples", "pears"], "apples figs", false,
      mode: .all),
  ]

  @Test(arguments: cases)
  func `a query judges an article by all its passages`(given: Case) throws {
    let archive = try Archive.holding([
      PreparedArticle("other", title: "Other", paragraphs: ["Nothing of interest."]),
      PreparedArticle("article", title: given.title, paragraphs: given.paragraphs),
    ])
    var request = SearchRequest(Query(given.query), mode: given.mode)
    request.suggests = false
    let response = try Searcher(archive).search(request)
    let locations = response.hits.map(\.article.metadata.location)
    #expect(locations == (given.isFound ? ["article"] : []))
    #expect(response.total == locations.count)
  }

  @Test func `with --passages, words and exclusions apply to single passages`() throws {
    // instituutnederlandsetaal/blacklab-frontend#321 asks for this.
    let archive = try Archive.holding([
      PreparedArticle(
        "1", title: "t", paragraphs: ["an axiom", "a definition", "an axiom and a definition"])
    ])
    func passages(_ query: String) throws -> [Int] {
      var request = SearchRequest(Query(query), mode: .all, listsPassages: true)
      request.suggests = false
      return try Searcher(archive).search(request).hits.map(\.passage.ordinal).sorted()
    }
    #expect(try passages("axiom definition") == [3])
    #expect(try passages("axiom -definition") == [1])
  }
}
