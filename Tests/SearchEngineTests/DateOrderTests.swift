import Archive
import CivilCalendar
import Foundation
import QueryLanguage
@testable import SearchEngine
import SearchModel
import SQLite
import TestSupport
import Testing

/// Returns the seconds from 1970 to a date as articles store it; nil if it is not a date.
///
/// Foundation computes them, so the result is independent of SQLite.
func instant(_ published: String?) -> Double? {
  guard var text = published else { return nil }
  switch text.utf8.count {
  case 4: text += "-01-01T00:00:00Z"
  case 7: text += "-01T00:00:00Z"
  case 10: text += "T00:00:00Z"
  case 19: text += "Z"
  default: break
  }
  return ISO8601DateFormatter().date(from: text)?.timeIntervalSince1970
}

/// Hits by date, compared with sorting all articles by instant.
struct DateOrderTests {
  @Test func `a time zone counts in the order of articles, but not in a filter`() throws {
    let dates = [
      "2021-10-18T00:30:00+09:00", "2021-10-17T23:30:00-08:00", "2021-10-18", "2021-10", "2021",
      "2021-10-17T16:00:00", "soon", "2021-13-45", "now", "12:30", nil,
    ]
    let archive = try Archive.holding(articles(dates))
    func found(_ text: String, _ order: SearchRequest.Order) throws -> [String?] {
      var request = SearchRequest(Query(text), limit: 20)
      request.order = order
      return try Searcher(archive).search(request).hits.map(\.article.metadata.published)
    }
    let undated = ["soon", "2021-13-45", "now", "12:30", nil]
    let oldest = [
      "2021", "2021-10", "2021-10-18T00:30:00+09:00", "2021-10-17T16:00:00", "2021-10-18",
      "2021-10-17T23:30:00-08:00",
    ]
    for text in ["moon", "language:en", "language:en moon"] {
      #expect(try found(text, .oldest) == oldest + undated)
      #expect(try found(text, .newest) == oldest.reversed() + undated)
    }
    #expect(try found("date:2021-10-17", .oldest) == [oldest[3], oldest[5]])
    #expect(try found("date:2021-10-18", .oldest) == [oldest[2], oldest[4]])
  }

  @Test func `random articles are sorted by instant on every page`() throws {
    for seed in seeds(150) {
      var random = SeededGenerator(seed: seed)
      let published = (0..<Int.random(in: 1...60, using: &random)).map { _ in date(&random) }
      let archive = try Archive.holding(articles(published))
      for order in [SearchRequest.Order.newest, .oldest] {
        let expected = sorted(published, order)
        for text in ["language:en", "moon", "since:2021-06-15 language:en", "until:2021-06-15"] {
          var request = SearchRequest(Query(text), limit: Int.random(in: 1...10, using: &random))
          request.order = order
          if Bool.random(using: &random) { request.maxListedArticles = 0 }
          let days = Query(text).filter.map(bounds)
          let wanted = expected.filter { index in passes(published[index], days) }
          var found: [Int] = []
          repeat {
            request.offset = found.count
            let hits = try Searcher(archive).search(request).hits
            if hits.isEmpty { break }
            found += hits.compactMap { Int($0.article.metadata.location) }
          } while found.count < 100
          #expect(found == wanted, "seed \(seed), \(order): \(text)")
        }
      }
    }
  }

  /// Reading one page must not sort all articles.
  @Test func `a page of a filter for many articles reads few of them`() throws {
    var random = SeededGenerator(seed: firstSeed)
    let published = (0..<3_000).map { _ in
      String(format: "%04d-%02d-01T08:00:00Z", 1_900 + random.below(120), 1 + random.below(12))
    }
    let archive = try Archive.holding(articles(published))
    for order in [DateOrder(isOldestFirst: true), DateOrder(isOldestFirst: false)] {
      let window = try order.window(
        first: 10, of: "articles", .everything, archive.connection)
      let count = try archive.connection.first(
        "SELECT count(*) FROM articles WHERE 1\(window)"
      ) { Int($0.integer(at: 0)) }
      #expect((10..<100).contains(count ?? 0))
      let plan = try archive.connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT id FROM articles WHERE 1\(window)
         ORDER BY \(DateOrder.instant) \(order.direction)
        """
      ) { $0.text(at: 3) ?? "" }
      #expect(plan.contains { $0.contains("articles_by_published") }, "\(plan)")
    }
  }

  private func articles(_ published: [String?]) -> [PreparedArticle] {
    published.enumerated().map { index, date in
      let metadata = ArticleMetadata(
        location: "\(index)", title: "t", published: date, language: "en")
      return PreparedArticle(metadata, paragraphs: ["moon"])
    }
  }

  /// Returns a date around 15 June 2021, with any precision and offset.
  private func date(_ random: inout SeededGenerator) -> String? {
    let day = String(format: "2021-06-%02d", 12 + random.below(6))
    let time = String(format: "T%02d:%02d:00", random.below(24), 30 * random.below(2))
    let hours = random.below(29) - 14
    let minutes = abs(hours) == 14 ? 0 : 15 * random.below(4)
    let zone = String(format: "%@%02d:%02d", hours < 0 ? "-" : "+", abs(hours), minutes)
    return switch random.below(12) {
    case 0: nil
    case 1: "2021"
    case 2: "2021-06"
    case 3: "soon"
    case 4, 5: day
    case 6: day + time
    case 7: day + time + "Z"
    default: day + time + zone
    }
  }

  private func sorted(_ published: [String?], _ order: SearchRequest.Order) -> [Int] {
    published.indices.sorted { a, b in
      switch (instant(published[a]), instant(published[b])) {
      case (nil, nil): a < b
      case (let left, nil): left != nil
      case (nil, _): false
      case (let left?, let right?):
        left == right ? a < b : order == .newest ? left > right : left < right
      }
    }
  }

  private func bounds(_ filter: FilterExpression) -> [DateRange] {
    filter.conjuncts.compactMap { part in
      if case .leaf(.date(let range)) = part { range } else { nil }
    }
  }

  private func passes(_ published: String?, _ ranges: [DateRange]?) -> Bool {
    (ranges ?? []).allSatisfy { range in
      guard let published else { return false }
      let day = (published + "-01-01").prefix(10)
      let (first, last) = range.days(on: .epoch)
      return (first.map { day >= $0.description } ?? true)
        && (last.map { day <= $0.description } ?? true)
    }
  }
}
