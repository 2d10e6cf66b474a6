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

  /// A value that is read at once, a query that reads it, and the notice.
  static let pieces: [(table: String, column: String, query: String, notice: Notice.Kind)] = [
    ("passage_lengths", "lengths", "moon", .damagedTables),
    ("posting_blocks", "blocks", "submarine moon base article", .damagedTables),
    ("vocabulary", "terms", "submarnie", .damagedTables),
    ("written_forms", "forms", "=submarines", .damagedTables),
    ("written_form_postings", "bytes", "=submarines", .damagedTables),
    ("passages_fts_data", "block", "submarine", .damagedArchive),
  ]

  @Test(arguments: pieces.map(\.table))
  func `a flipped bit in a piece of a table changes no answer without a notice`(
    table: String
  ) throws {
    let piece = try #require(Self.pieces.first { $0.table == table })
    let folder = try TemporaryFolder()
    try fill(folder.path("a.db"), count: 200)
    func answer(_ name: String) throws -> SearchResponse {
      var request = SearchRequest(Query(piece.query), limit: 100)
      request.suggests = true
      return try Searcher(try Archive.open(readingFrom: folder.path(name))).search(request)
    }
    let before = try answer("a.db")
    #expect(before.notices.allSatisfy { $0.kind != piece.notice })
    // The first pages are FTS5's own records.
    let all = "FROM \(table) WHERE rowid > 1000 OR '\(table)' <> 'passages_fts_data'"
      .replacing("rowid", with: table == "passages_fts_data" ? "id" : "1")
    let sql = "SELECT group_concat(hex(\(piece.column))) \(all)"
    let old = try folder.sql(sql, in: "a.db").split(separator: "\n")[0].split(separator: ",")
    var warnings = 0
    for seed in seeds(20) {
      var random = SeededGenerator(seed: seed)
      let name = "b\(seed).db"
      _ = try run("cp", [folder.path("a.db"), folder.path(name)]).checked()
      let chosen = old[random.below(old.count)]
      var bytes = try #require(Self.bytes(ofHex: chosen))
      bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      let new = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      try folder.damage(
        name,
        "UPDATE \(table) SET \(piece.column) = x'\(new)' WHERE \(piece.column) = x'\(chosen)'")
      let after: SearchResponse
      do {
        after = try answer(name)
      } catch let error as ArchiveError
        where error.kind == .damaged && piece.notice == .damagedArchive
      {
        warnings += 1
        continue
      }
      let isWarned = after.notices.contains { $0.kind == piece.notice }
      warnings += isWarned ? 1 : 0
      // Side tables only save time; a damaged index may give other hits.
      let isRight = after.hits == before.hits
      #expect(isRight || isWarned && piece.notice == .damagedArchive, "seed \(seed)")
    }
    #expect(warnings > 0)
  }

  private static func bytes(ofHex text: Substring) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private func fill(_ path: String, count: Int = 40) throws {
    let articles = (1...count).map { number in
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
