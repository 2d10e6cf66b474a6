import Archive
import QueryLanguage
import Ranking
import SQLite
import SearchModel
@testable import SearchEngine
import TestSupport
import Testing

/// Several archives that answer as one, against one archive of the same articles.
struct ArchiveGroupTests {
  private static let parts = 4

  @Test(arguments: 0..<parts)
  func `several archives give the answers of one`(part: Int) throws {
    var found = 0
    for number in 0..<100 {
      let seed = firstSeed + part * 100 + number
      var articles = SharedArticles(seed: seed)
      let (whole, shards) = try articles.archives()
      let one = Searcher(whole)
      let several = Searcher(shards)
      for _ in 0..<12 {
        let text = articles.query()
        let options = articles.options()
        guard let request = try? SearchRequest(text, options) else { continue }
        // FTS5 scores a NEAR with the statistics of each archive.
        if options.isPlain, text.contains("NEAR") { continue }
        let expected = try one.search(request).comparable
        let answer = try several.search(request).comparable
        #expect(
          answer == expected,
          "seed \(seed): \(text), fuzzy \(options.fuzziness), plain \(options.isPlain), \(answer.differences(from: expected))"
        )
        found += expected.hits.count
        if answer != expected { return }
        if articles.random.chance(1, in: 4) {
          let days = try one.timeline(request, by: .day)
          #expect(
            try several.timeline(request, by: .day).spans == days.spans, "seed \(seed): \(text)")
        }
      }
    }
    #expect(found > 2_000, "hardly any query finds anything")
  }

  @Test func `similar articles are those of one archive`() throws {
    for seed in seeds(60) {
      var articles = SharedArticles(seed: seed)
      let (whole, shards) = try articles.archives()
      let (one, several) = (Searcher(whole), Searcher(shards))
      let ids = try whole.connection.rows("SELECT id FROM articles") { $0.integer(at: 0) }
      for id in ids.prefix(6) {
        guard let article = try whole.article(id: id) else { continue }
        let source = try SimilaritySource(article, in: whole)
        let request = SearchRequest(Query(""))
        let answer = try several.similar(to: source, request).comparable
        let expected = try one.similar(to: source, request).comparable
        #expect(
          answer == expected,
          "seed \(seed): article \(id), \(answer.differences(from: expected))")
      }
    }
  }

  @Test func `a change of any archive is seen by the next search`() throws {
    var articles = SharedArticles(seed: 5)
    let (_, shards) = try articles.archives()
    let searcher = Searcher(shards)
    let request = SearchRequest(Query("unheard"))
    for shard in shards {
      #expect(try searcher.search(request).total < shards.count)
      try shard.put([PreparedArticle("new", title: "New", paragraphs: ["an unheard word"])])
    }
    #expect(try searcher.search(request).total == shards.count)
  }
}

extension SearchResponse {
  /// The response without the times and the costs, which are not those of one archive.
  fileprivate var comparable: SearchResponse {
    var response = self
    response.elapsed = .zero
    if case .postingLists = path { response.path = .postingLists(.init()) }
    return response
  }
}

extension SearchResponse {
  /// What is different from another response, for the message of a failed test.
  fileprivate func differences(from other: SearchResponse) -> String {
    var found: [String] = []
    func compare<T: Equatable>(_ name: String, _ value: T, _ expected: T) {
      if value != expected { found.append("\(name): \(value) instead of \(expected)") }
    }
    compare("total", total, other.total)
    compare("totalIsExact", totalIsExact, other.totalIsExact)
    compare("hasMore", hasMore, other.hasMore)
    compare("path", path, other.path)
    compare("understood", understood, other.understood)
    compare("notices", notices, other.notices)
    compare("facets", facets, other.facets)
    compare("facetsTotal", facetsTotal, other.facetsTotal)
    compare("request", request, other.request)
    compare("passages", hits.map(\.passage.id), other.hits.map(\.passage.id))
    for (hit, expected) in zip(hits, other.hits) {
      compare("score", hit.score, expected.score)
      compare("article", hit.article, expected.article)
      compare("passage", hit.passage, expected.passage)
      compare("snippet", hit.snippet, expected.snippet)
      compare("copies", hit.copies, expected.copies)
      compare("otherPassages", hit.otherPassages, expected.otherPassages)
      compare("elsewhere", hit.elsewhere, expected.elsewhere)
      compare("missing", hit.missing, expected.missing)
      for (term, other) in zip(hit.explanation?.terms ?? [], expected.explanation?.terms ?? []) {
        compare("term", term, other)
      }
      compare("has explanation", hit.explanation == nil, expected.explanation == nil)
      compare("locator", hit.locator, expected.locator)
      compare("context", hit.context, expected.context)
    }
    return found.joined(separator: "; ")
  }
}

/// Generates articles of a small vocabulary, some of which are copies or versions of others, and
/// queries for them.
private struct SharedArticles {
  var random: SeededGenerator
  private static let words = [
    "alfa", "Bravo", "charlie", "deltas", "delta", "echo", "foxtrot", "organise", "organize",
    "e-mail", "email", "Łódź", "lodz", "2021-10-18", "18", "October", "2021", "naïve", "submarine",
    "submarines", "sub", "東京", "東京都", "the", "of", "5km", "5", "km", "re", "construction",
    "reconstruction",
  ]

  init(seed: Int) { random = SeededGenerator(seed: seed) }

  /// Returns one archive with all articles, and several with parts of them in the same order.
  mutating func archives() throws -> (whole: Archive, shards: [Archive]) {
    let whole = try Archive.open(writingTo: ":memory:")
    var shards: [Archive] = []
    var texts: [[String]] = []
    // What is similar to a word, and explanations, depend on whether there are tables of words.
    let isOptimized = random.chance(1, in: 2)
    for shard in 0..<(1 + random.below(5)) {
      let archive = try Archive.open(writingTo: ":memory:")
      for number in 0..<random.below(9) {
        let article = article("\(shard)/\(number)", &texts)
        try archive.put([article])
        try whole.put([article])
      }
      if isOptimized { try archive.optimize() }
      shards.append(archive)
    }
    if isOptimized { try whole.optimize() }
    return (whole, shards)
  }

  private mutating func article(_ location: String, _ texts: inout [[String]]) -> PreparedArticle {
    var metadata = ArticleMetadata(
      location: location, docno: random.chance(1, in: 4) ? "d\(random.below(3))" : location,
      title: random.words(1...2, of: Self.words).joined(separator: " "))
    metadata.publisher = random.pick([nil, "Gazette", "Evening Gazette", "Post"])
    metadata.author = random.pick([nil, "Quill", "Ann Quill"])
    metadata.language = random.pick([nil, "en", "de", "en-GB"])
    metadata.published = random.pick(
      [nil, "2021", "2021-10", "2021-10-18", "2021-10-18T23:30:00-08:00", "2021-10-19T00:30+09:00"])
    if !texts.isEmpty, random.chance(1, in: 5) {
      return PreparedArticle(metadata, paragraphs: random.pick(texts))
    }
    let paragraphs = (0...random.below(3)).map { _ in
      random.words(1...40, of: Self.words).joined(separator: random.pick([" ", " ", " - "]))
    }
    texts.append(paragraphs)
    return PreparedArticle(metadata, paragraphs: paragraphs)
  }

  mutating func query() -> String {
    (0...random.below(4)).map { _ in operand() }.joined(separator: random.pick([" ", " ", " OR "]))
  }

  private mutating func operand() -> String {
    let (word, other) = (random.pick(Self.words), random.pick(Self.words))
    switch random.below(16) {
    case 0: return "=" + word
    case 1: return "\"\(word) \(other)\""
    case 2: return String(word.prefix(2 + random.below(3))) + "*"
    case 3: return "NEAR(\(word) \(other), \(random.below(6)))"
    case 4: return "-" + word
    case 5: return "+" + word
    case 6: return random.pick(["title:", "text:"]) + word
    case 7: return "(\(word) OR \(other))"
    case 8:
      return random.pick(["publisher:gazette", "since:2021-10-18", "language:en", "author:quill"])
    case 9: return String(word.dropLast()) + "x"
    case 10: return word + other
    case 11: return word.uppercased()
    default: return word
    }
  }

  mutating func options() -> SearchOptions {
    var options = SearchOptions()
    options.mode = random.pick([.best, .best, .any, .all])
    options.isPlain = random.chance(1, in: 6)
    options.limit = random.pick([1, 3, 10])
    options.offset = random.pick([0, 0, 2])
    options.listsPassages = random.chance(1, in: 4)
    options.collapsesCopies = !random.chance(1, in: 4)
    options.order = random.pick([.relevance, .relevance, .newest, .oldest])
    options.facets = random.pick([[], FacetField.allCases])
    options.countsExactly = random.chance(1, in: 3)
    options.corrects = random.chance(1, in: 2)
    options.cites = random.chance(1, in: 4)
    options.context = random.pick([0, 1])
    options.explains = random.chance(1, in: 4)
    if !options.isPlain {
      options.expands = random.chance(1, in: 4)
      options.fuzziness = random.pick([0, 0, 1, 2])
      options.ranking = random.pick([nil, nil, "proximity=0.5", "k1=2,b=0.3"])
      if !options.listsPassages, random.chance(1, in: 6) { options.ranking = "other-passages=0.5" }
    }
    return options
  }
}
