import Archive
import FullTextIndex
import QueryLanguage
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// Hits that are articles, judged by all their passages, compared with a search that looks at every
/// passage.
struct ArticleLogicTests {
  @Test(arguments: Query.Mode.allCases)
  func `operators and "all words" apply to whole articles`(mode: Query.Mode) throws {
    for seed in seeds(2_000) {
      var shape = RandomArticles.Shape.shelf
      shape.passages = 1...4
      shape.passage = 1...4
      shape.title = 1...1
      let random = try RandomArchive(RandomArticles(seed: seed, shape), count: 1...10)
      let articles = BruteForceArticles(random)
      let text = RandomQuery.sequence(depth: 3, &random.articles.random)
      try articles.compare(Query(text), mode, "\(random), \(mode) of \(text)")
    }
  }

  @Test func `groups, totals and facets are the same if only FTS5 can read the index`() throws {
    for seed in seeds(200) {
      var shape = RandomArticles.Shape.shelf
      shape.passages = 1...4
      shape.passage = 1...4
      let random = try RandomArchive(RandomArticles(seed: seed, shape), count: 1...10)
      let text = RandomQuery.sequence(depth: 2, &random.articles.random)
      var query = Query(text)
      // Without the engine, words have no other spellings.
      guard !(query.compiled()?.clauses ?? []).haveSpellings else { continue }
      query.notices = []
      for mode in Query.Mode.allCases {
        let before = try answer(query, mode, random.archive)
        // The engine does not support negative weights.
        try random.archive.connection.execute(
          "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(-1.0, 5.0)')")
        let after = try answer(query, mode, random.archive)
        #expect(after == before, "\(random), \(mode) of \(text)")
        try random.archive.connection.execute(
          "INSERT INTO passages_fts(passages_fts, rank) VALUES ('rank', 'bm25(2.0, 1.0)')")
      }
    }
  }

  /// An answer without what depends on scores.
  private struct Answer: Equatable {
    var articles: [[Int64]]
    var total: Int
    var facetsTotal: Int?
    var articlesByDate: [Int64]
  }

  private func answer(
    _ query: Query, _ mode: Query.Mode, _ archive: Archive
  ) throws -> Answer {
    var request = SearchRequest(query, mode: mode, limit: 100)
    request.suggests = false
    request.facets = [.publisher]
    let response = try Searcher(archive).search(request)
    // Articles by group: all words in the passage, all in the article, some.
    let groups = [
      response.hits.filter { $0.missing.isEmpty },
      response.hits.filter { !$0.missing.isEmpty && $0.lacking.isEmpty },
      response.hits.filter { !$0.lacking.isEmpty },
    ]
    request.order = .newest
    let dated = try Searcher(archive).search(request)
    let articles = mode == .any ? [response.hits] : groups
    return Answer(
      articles: articles.map { $0.map(\.article.id).sorted() }, total: response.total,
      facetsTotal: response.facetsTotal, articlesByDate: dated.hits.map(\.article.id))
  }
}

/// Answers queries for articles by looking at every passage of an archive.
private struct BruteForceArticles {
  private let search: BruteForceSearch
  /// The rows of each article, in the order of the articles.
  private let articles: [[Int]]

  init(_ random: RandomArchive) {
    search = BruteForceSearch(random)
    let locations = random.rows.map(\.metadata.location)
    var articles: [[Int]] = []
    for (row, location) in locations.enumerated() {
      if row > 0, locations[row - 1] == location {
        articles[articles.count - 1].append(row)
      } else {
        articles.append([row])
      }
    }
    self.articles = articles
  }

  /// An article that a query finds.
  private struct Hit: Equatable {
    /// 0 for articles that have all words in one passage, 1 for those that have them in several, 2
    /// for the others.
    var group: Int
    var score: Double
    var passage: Int64
  }

  /// Compares the engine's answer with that of looking at every passage.
  func compare(_ query: Query, _ mode: Query.Mode, _ place: Comment) throws {
    var request = SearchRequest(query, mode: mode, limit: 100)
    // With this formula, FTS5 gives the same scores.
    request.ranking = .plain
    request.suggests = false
    request.facets = [.year]
    let searcher = Searcher(search.archive)
    let response = try searcher.search(request)
    let expected = try hits(query, mode)
    #expect(response.total == expected.count && response.totalIsExact, place)
    #expect(
      Set(response.hits.map { article(of: $0.passage.id) })
        == Set(expected.map { article(of: $0.passage) }), place)
    let counted = expected.count { $0.group < 2 }
    let facets = counted == 0 || mode == .any ? expected.count : counted
    if !expected.isEmpty { #expect(response.facetsTotal == facets, place) }
    #expect(try searcher.timeline(request, by: .year).total == facets, place)
    let clauses = query.compiled()?.clauses ?? []
    if !clauses.haveNear, !clauses.haveSpellings {
      // Sums that differ in their last bits may order ties differently.
      let keys = response.hits.map { Hit(group: 0, score: $0.score, passage: $0.passage.id) }
      for (hit, wanted) in zip(keys, expected) {
        let isEqual = abs(hit.score - wanted.score) <= 1e-9 * wanted.score
        #expect(isEqual && hit.passage == wanted.passage, place)
      }
    }
    for hit in response.hits { checkElsewhere(hit, place) }
    try compareOrderByDate(request, expected, place)
  }

  /// Returns the articles that a query finds, in the order of relevance.
  private func hits(_ query: Query, _ mode: Query.Mode) throws -> [Hit] {
    let last = BruteForceSearch.Reading(mode: mode, isPlain: false)
    let all = BruteForceSearch.Reading(mode: .all, isPlain: false, leavesOutAny: mode == .best)
    func holds(_ reading: BruteForceSearch.Reading, _ unit: [Int]) -> Bool {
      search.matches(query.parts, reading, field: nil, unit) ?? false
    }
    let scores = try search.scores(search.leaves(query.parts, field: nil))
    var hits: [Hit] = []
    for article in articles where holds(last, article) {
      func best(_ group: Int, of rows: [Int]) -> Hit? {
        let found = rows.filter { search.containsAny(of: query.parts, $0) }.map { row in
          Hit(group: group, score: scores[Int64(row + 1), default: 0], passage: Int64(row + 1))
        }
        return found.min { ($1.score, $0.passage) < ($0.score, $1.passage) }
      }
      let isComplete = mode != .any && holds(all, article)
      let complete = isComplete ? article.filter { holds(all, [$0]) } : []
      let group = mode == .any ? 0 : isComplete ? 1 : 2
      if let hit = best(0, of: complete) ?? best(group, of: article) { hits.append(hit) }
    }
    return hits.sorted {
      ($0.group, $1.score, $0.passage) < ($1.group, $0.score, $1.passage)
    }
  }

  private func article(of passage: Int64) -> Int? {
    articles.firstIndex { $0.contains(Int(passage) - 1) }
  }

  /// Checks that each missing word is missing in the passage, and elsewhere in the article only if
  /// the hit says so.
  private func checkElsewhere(_ hit: SearchHit, _ place: Comment) {
    guard let article = articles.first(where: { $0.contains(Int(hit.passage.id) - 1) }) else {
      return
    }
    for word in hit.missing where word.allSatisfy(\.isLetter) {
      let rows = article.filter {
        (search.rows[$0].title + search.rows[$0].text).contains(word)
      }
      let elsewhere = hit.elsewhere.first { $0.word == word }?.passage
      #expect(!rows.contains(Int(hit.passage.id) - 1), place)
      #expect(elsewhere == rows.first.map { $0 - article[0] + 1 }, place)
      #expect(hit.lacking.contains(word) == rows.isEmpty, place)
    }
  }

  /// Checks that an order by date has the same groups.
  private func compareOrderByDate(
    _ request: SearchRequest, _ expected: [Hit], _ place: Comment
  ) throws {
    var request = request
    request.order = .oldest
    let groups = Dictionary(
      expected.map { (article(of: $0.passage), $0.group) }, uniquingKeysWith: min)
    let dated = try Searcher(search.archive).search(request).hits.map { hit in
      groups[article(of: hit.passage.id)] ?? .max
    }
    #expect(dated == dated.sorted() && dated.count == expected.count, place)
  }
}
