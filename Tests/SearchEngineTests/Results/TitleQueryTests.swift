import Archive
import Foundation
import QueryLanguage
@testable import SearchEngine
import SearchModel
import SQLite
import TestSupport
import Testing

/// An article whose title is the query.
struct TitleQueryTests {
  private func titles(
    _ text: String, in archive: Archive, _ change: (inout SearchOptions) -> Void = { _ in }
  ) throws -> [String] {
    var options = SearchOptions()
    options.limit = 3
    change(&options)
    return try Searcher(archive).search(SearchRequest(text, options)).hits
      .map(\.article.metadata.title)
  }

  /// 300 articles with much of every word, and articles with the titles and little of them.
  private static func archive(_ titles: [String]) throws -> Archive {
    let words = titles.joined(separator: " ")
    let others = (0..<300).map { index in
      PreparedArticle(
        "other\(index)", title: "Parts \(index) of \(words)",
        paragraphs: [words + " " + words + " and more of it"])
    }
    let titled = titles.enumerated().map { index, title in
      PreparedArticle(
        ArticleMetadata(location: "titled\(index)", title: title, language: "en"),
        paragraphs: [String(repeating: "A memoir of a family at the coast. ", count: 12)])
    }
    return try Archive.holding(others + titled)
  }

  @Test(arguments: [
    ("spare", "Spare"), ("Spare", "Spare"), ("SPARE", "Spare"), ("spare parts", "Spare Parts!"),
    ("\"spare parts\"", "Spare Parts!"), ("the great game", "The Great Game"),
    ("über uns", "Über uns"), ("Über uns", "Über uns"), ("don't look up", "Don’t Look Up"),
    ("1984", "1984"),
    ("война и мир", "Война и мир"), ("spare language:en", "Spare"),
    ("the turbine", "The “Turbine”"),
    ("No limits: Xi and Putin", "\"No limits\": Xi and Putin"),
    ("no limits xi and putin", "\"No limits\": Xi and Putin"), ("+spare", "Spare"),
    ("to be or not to be", "To be or not to be"),
  ])
  func `a title that is the query comes first`(query: String, title: String) throws {
    let archive = try Self.archive([
      "Spare", "Spare Parts!", "The Great Game", "Über uns", "1984", "Война и мир",
      "To be or not to be", "Don’t Look Up", "The “Turbine”", "\"No limits\": Xi and Putin",
    ])
    #expect(try titles(query, in: archive).first == title)
  }

  @Test(arguments: [
    "spare -memoir", "spare -parts", "title:spare game", "(spare OR game) moon", "spare*",
  ])
  func `the words of other queries are no title`(query: String) {
    #expect(TitleQuery(Query(query)) == nil)
  }

  @Test func `the sqlite3 shell's ranking has no preference for titles`() throws {
    let archive = try Self.archive(["Spare"])
    #expect(try titles("spare", in: archive) { $0.isPlain = true }.first != "Spare")
  }

  @Test func `an article with the title that does not pass the filter is not found`() throws {
    let archive = try Self.archive(["Spare"])
    #expect(try titles("spare language:de", in: archive).isEmpty)
    #expect(try !titles("spare coast -memoir", in: archive).contains("Spare"))
  }

  @Test func `the explanation shows what the title adds, and scores descend`() throws {
    let archive = try Self.archive(["Spare"])
    var options = SearchOptions()
    options.explains = true
    let hits = try Searcher(archive).search(SearchRequest("spare", options)).hits
    #expect(hits[0].explanation?.contributions.map(\.name).contains("title_is_query") == true)
    #expect(hits[0].explanation.map { abs($0.score - hits[0].score) < 1e-9 } == true)
    #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
  }

  @Test func `if several articles have the title, all of them come first`() throws {
    let same = (0..<60).map { index in
      PreparedArticle("\(index)", title: "Overview", paragraphs: ["Text number \(index)."])
    }
    let archive = try Archive.holding(
      same + [
        PreparedArticle("x", title: "An overview of overviews", paragraphs: ["Overview, overview."])
      ])
    #expect(try titles("overview", in: archive).allSatisfy { $0 == "Overview" })
  }

  @Test func `an archive without the index is searched too`() throws {
    let archive = try Self.archive(["Spare"])
    try archive.connection.execute("DROP INDEX articles_by_title")
    try archive.connection.execute("DROP INDEX articles_by_content_hash")
    try archive.connection.execute("DROP INDEX articles_by_docno")
    #expect(try titles("spare", in: archive).count == 3)
  }
}
