import Archive
import Foundation
import QueryLanguage
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// Every kind of query must be answered even if only FTS5 can read the index, or report the damage.
struct DamagedIndexTests {
  /// Kinds of damage; `isHarmless` is true if FTS5 still ranks as before.
  static let damages: [(sql: String, isHarmless: Bool)] = [
    ("DROP TABLE posting_blocks_state", true),
    ("DROP TABLE posting_blocks", true),
    ("DELETE FROM posting_blocks_state", true),
    ("UPDATE posting_blocks SET blocks = x'00'", true),
    ("DROP TABLE passage_lengths", true),
    ("UPDATE passage_lengths SET lengths = x'0102'", true),
    ("DROP TABLE vocabulary", true),
    ("UPDATE vocabulary SET terms = x'ff'", true),
    ("DROP TABLE term_variants", true),
    ("DROP TABLE joined_words", true),
    ("INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(-1.0, 5.0)')", false),
    ("UPDATE passages_fts_data SET block = x'ffffffff' WHERE id = 10", false),
    ("UPDATE passages_fts_data SET block = x'00' WHERE id = 1", false),
    ("UPDATE passages_fts_data SET block = x'00010002' WHERE id > 1000", false),
  ]

  @Test(arguments: damages.map(\.sql))
  func `every query is answered, or the archive is reported as damaged`(sql: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.db")
    try fill(path)
    let before = try answers(path)
    _ = try folder.sql(sql, in: "a.db")
    let after = try answers(path)
    let isHarmless = Self.damages.contains { $0.sql == sql && $0.isHarmless }
    if isHarmless {
      for (question, answer) in before {
        #expect(after[question] == answer, "\(question)")
      }
    }
  }

  private func fill(_ path: String) throws {
    let articles = (1...40).map { number in
      var metadata = ArticleMetadata(location: "\(number)", title: "article \(number)")
      metadata.published = "20\(10 + number % 10)"
      let place = number % 3 == 0 ? "station" : "base"
      return PreparedArticle(
        metadata, paragraphs: ["submarine submarines moon \(place) 東京都 \(number)"])
    }
    try Archive.holding(articles, at: path).optimize()
  }

  /// Returns the hits of every kind of query, without those that end in the error `damaged`.
  private func answers(_ path: String) throws -> [String: [Int64]] {
    var answers: [String: [Int64]] = [:]
    for text in [
      "submarine moon", "\"moon station\"", "moo*", "NEAR(moon station, 2)", "title:article",
      "moon -station", "(moon OR base) AND station",
    ] {
      for order in SearchRequest.Order.allCases {
        for explains in [false, true] {
          var request = SearchRequest(Query(text), mode: .all, limit: 100)
          request.order = order
          request.explains = explains
          request.facets = [.year]
          let question = "\(text), \(order), \(explains)"
          do {
            let results = try Searcher(try Archive.open(readingFrom: path)).search(request)
            // FTS5 may order the hits of a NEAR differently.
            answers[question] = results.hits.map(\.article.id).sorted()
            let counted = results.facets.first?.values.reduce(0) { $0 + $1.count } ?? 0
            #expect(counted == results.total, "\(question)")
          } catch let error as ArchiveError {
            #expect(error.kind == .damaged, "\(question)")
          }
        }
      }
    }
    for text in ["=submarine", "東京", "submarnie", "=moon -=base"] {
      do {
        let searcher = Searcher(try Archive.open(readingFrom: path))
        _ = try searcher.search(SearchRequest(Query(text)))
        _ = try searcher.timeline(SearchRequest(Query(text)), by: .year)
      } catch let error as ArchiveError {
        #expect(error.kind == .damaged, "\(text)")
      }
    }
    return answers
  }
}
