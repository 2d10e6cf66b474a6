import Archive
import Foundation
import QueryLanguage
import Ranking
@testable import SearchEngine
import TestSupport
import Testing

/// The form of a word as it was typed, before its other forms.
struct TypedWordsTests {
  /// Words of which several have one stem.
  private static let words = [
    "universe", "universes", "universities", "moon", "moons", "gas", "general", "generals",
  ]

  private func response(
    _ text: String, in archive: Archive, _ change: (inout SearchOptions) -> Void = { _ in }
  ) throws -> SearchResponse {
    var options = SearchOptions()
    change(&options)
    return try Searcher(archive).search(SearchRequest(text, options))
  }

  @Test func `other things equal, the form as typed ranks first`() throws {
    let forms = ["universities", "universe", "Universe's", "university", "UNIVERSE"]
    let archive = try Archive.holding(
      forms.enumerated().map { index, form in
        PreparedArticle("\(index)", title: "A report", paragraphs: ["It names the \(form) once."])
      })
    func order(_ text: String) throws -> [String] {
      try response(text, in: archive).hits.map {
        String($0.passage.passage.text.split(separator: " ")[3])
      }
    }
    #expect(
      try order("universe") == ["universe", "UNIVERSE", "universities", "university", "Universe's"])
    #expect(try order("Universities").first == "universities")
    #expect(try order("university").first == "university")
    let plain = try response("universe", in: archive) { $0.isPlain = true }
    #expect(plain.hits.map(\.passage.id) == [1, 2, 4, 5, 3])
  }

  @Test(arguments: [
    // A word, a text, and whether the text has it as it was typed
    ("moon", "The Moon rose", true), ("moon", "honeymoon, moonlit", false),
    ("moon", "“moon”", true),
    ("Müller", "Herr Müller ging", true), ("Müller", "Herr MÜLLER", true),
    ("müller", "Muller", false),
    ("muller", "Müller", false), ("moon", "moo\u{301}n", false), ("caf", "café", false),
    ("F-35", "an F-35 jet", true), ("F-35", "an F35 jet", false), ("\"moon,\"", "a moon", true),
    ("москва", "Москва", true), ("москва", "Москвы", false), ("straße", "STRASSE", true),
    ("straße", "Straße", true), ("moon", "", false),
  ])
  func `a word stands alone, in any case`(word: String, text: String, isFound: Bool) throws {
    var clause = PlannedClause(
      text: word, highlight: Highlight(TermSpec(.any([]))), isScored: true)
    clause.word = word
    let words = try #require(TypedWords([clause]))
    #expect(words.share(in: "", text) == (isFound ? 1 : 0))
    #expect(words.share(in: text, "") == (isFound ? 1 : 0))
  }

  @Test func `a word in Chinese has only one form`() {
    var clause = PlannedClause(text: "月", highlight: Highlight(TermSpec(.any([]))), isScored: true)
    clause.word = "月"
    #expect(TypedWords([clause]) == nil)
  }

  @Test func `random texts: hits and scores on every page are those of looking at each text`()
    throws
  {
    for seed in seeds(120) {
      var shape = RandomArticles.Shape(words: Self.words)
      shape.passage = 1...4
      let random = try RandomArchive(RandomArticles(seed: seed, shape), count: 1...150)
      var generator = random.articles.random
      for _ in 0..<4 {
        let typed = generator.words(1...3, of: Self.words)
        let text = typed.joined(separator: " ")
        let expected = try hits(typed, text, random)
        let (offset, limit) = (generator.below(12), 1 + generator.below(40))
        let found = try response(text, in: random.archive) { options in
          (options.offset, options.limit, options.collapsesCopies) = (offset, limit, false)
          options.mode = .any
        }.hits
        let page = expected.dropFirst(offset).prefix(limit)
        #expect(found.map(\.passage.id) == page.map(\.passage), "seed \(seed): \(text)")
        for (hit, other) in zip(found, page) {
          #expect(abs(hit.score - other.score) < 1e-9, "seed \(seed): \(text)")
        }
      }
    }
  }

  @Test func `under a wide filter, every page is a part of the whole list`() throws {
    for seed in seeds(60) {
      var shape = RandomArticles.Shape(words: Self.words)
      shape.passage = 1...4
      shape.publishers = ["Gazette", "Post"]
      let random = try RandomArchive(RandomArticles(seed: seed, shape), count: 100...400)
      var generator = random.articles.random
      let text = generator.words(1...3, of: Self.words).joined(separator: " ")
      func hits(_ offset: Int, _ limit: Int) throws -> [Int64] {
        var options = SearchOptions()
        (options.offset, options.limit, options.ranking) = (offset, limit, "as-typed=0.3")
        options.mode = .any
        options.collapsesCopies = false
        var request = try SearchRequest(text + " publisher:gazette", options)
        request.maxListedArticles = 0
        return try Searcher(random.archive).search(request).hits.map(\.passage.id)
      }
      let all = try hits(0, 1_000)
      for _ in 0..<4 {
        let (offset, limit) = (generator.below(15), 1 + generator.below(15))
        #expect(
          try hits(offset, limit) == Array(all.dropFirst(offset).prefix(limit)),
          "seed \(seed): \(text), \(offset)+\(limit)")
      }
    }
  }

  /// Returns the hits that must be found, given the plain scores of all passages, of which each article
  /// has one.
  private func hits(
    _ typed: [String], _ text: String, _ random: RandomArchive
  ) throws -> [(passage: Int64, score: Double)] {
    let plain = try response(text, in: random.archive) { options in
      (options.limit, options.mode, options.ranking) = (1_000, .any, "as-typed=0")
      options.listsPassages = true
    }.hits
    let weight = RankingOptions().asTyped
    let best = plain.first?.score ?? 0
    return plain.enumerated().map { rank, hit in
      let row = random.rows[Int(hit.passage.id) - 1]
      let present = typed.count { row.title.contains($0) || row.text.contains($0) }
      let share = Double(present) / Double(typed.count * typed.count)
      let isTitle = row.title == typed
      let typedAdds = rank < 100 || isTitle ? weight * share * hit.score : 0
      let titleAdds = isTitle ? (1 + weight / Double(typed.count)) * best : 0
      return (passage: hit.passage.id, score: hit.score + typedAdds + titleAdds)
    }.sorted { ($1.score, $0.passage) < ($0.score, $1.passage) }
  }
}
