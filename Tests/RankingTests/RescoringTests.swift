import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

/// The gains that the best hits get in addition to BM25, compared with those from all pairs of
/// words.
struct RescoringTests {
  @Test func `rescoring gives the same scores as comparing all words`() throws {
    for seed in seeds(150) {
      var archive = try RandomIndex(seed: seed)
      try archive.change(1 + archive.random.below(12))
      let reader = RankingReader(archive.connection)
      for _ in 0..<4 {
        let difference = try difference(&archive, reader)
        #expect(difference == nil, "seed \(seed)")
        if difference != nil { return }
      }
    }
  }

  private func difference(_ archive: inout RandomIndex, _ reader: RankingReader) throws
    -> String?
  {
    var query = RankingQuery(
      (0..<1 + archive.random.below(4)).map { _ in
        .init(RandomIndex.words[archive.random.below(10)])
      }, k: 100_000)
    if archive.random.chance(1, in: 2) { query.formula = .passages }
    if archive.random.chance(1, in: 3) { query.grouping = .article }
    if archive.random.chance(1, in: 3) { query.allowed = [2...9, 11...40] }
    let all = try reader.search(query).hits
    query.rescoring.proximity = [0, 0.25, 2][archive.random.below(3)]
    query.rescoring.otherPassages = [0, 0.1, 0.5][archive.random.below(3)]
    let found = try reader.search(query).hits

    let passages = try archive.passages()
    let looking = try BruteForceRanking(passages, weights: nil, archive.connection)
    let scores = looking.scores(query.terms, query.formula).filter { id, _ in
      query.allowed?.contains { $0.contains(id) } ?? true
    }
    let articles = Dictionary(
      uniqueKeysWithValues: try archive.connection.rows("SELECT id, article_id FROM passages") {
        ($0.integer(at: 0), $0.integer(at: 1))
      })
    let nearness = Nearness(looking, query)
    var right: [Int64: Double] = [:]
    for (rank, hit) in all.enumerated() {
      var score = hit.score
      if rank < Rescoring.window {
        score += query.rescoring.proximity * nearness.value(hit.passage)
        if query.grouping == .article {
          let others = scores.filter { articles[$0.key] == articles[hit.passage] }
            .filter { $0.key != hit.passage }.values.sorted(by: >)
          var weight = 1.0
          for other in others {
            weight *= query.rescoring.otherPassages
            score += weight * other
          }
        }
      }
      right[hit.passage] = score
    }
    guard Set(found.map(\.passage)) == Set(right.keys) else { return "other hits" }
    for hit in found {
      let wanted = right[hit.passage] ?? 0
      guard abs(hit.score - wanted) <= 1e-9 * max(1e-3, wanted) else {
        return "\(hit) instead of \(wanted): \(query)"
      }
    }
    if Array(found.prefix(Rescoring.window)).sorted() != Array(found.prefix(Rescoring.window)) {
      return "not in order"
    }
    query.k = 1 + archive.random.below(10)
    let page = try reader.search(query).hits
    return page == Array(found.prefix(query.k)) ? nil : "a page is no part of the whole"
  }

  @Test func `parameters that give no valid score are refused`() throws {
    let reader = RankingReader(try RandomIndex(seed: 1).connection)
    for (proximity, others) in [(-1, 0), (.nan, 0), (.infinity, 0), (0, 1), (0, -0.1)] {
      var query = RankingQuery.any(["alfa"], k: 1)
      query.rescoring.proximity = proximity
      query.rescoring.otherPassages = others
      #expect(throws: IndexError.unsupportedQuery) { try reader.search(query) }
    }
    for formula in [
      BM25Parameters(k1: -1, b: 0), BM25Parameters(k1: 1, b: 1.1), BM25Parameters(k1: .nan, b: 0),
    ] {
      #expect(throws: IndexError.unsupportedQuery) {
        try reader.search(RankingQuery([.init("alfa")], k: 1, formula: formula))
      }
    }
    for weight in [0, -1, .infinity, .nan] {
      #expect(throws: IndexError.unsupportedQuery) {
        try reader.search(RankingQuery([.init(.term("alfa"), queryWeight: weight)], k: 1))
      }
    }
  }
}

/// The gain of terms that are close together, computed from all pairs of words.
private struct Nearness {
  private let passages: [Int64: RandomIndex.Passage]
  private let average: Double
  private let formula: BM25Parameters
  private let words: [Int]
  private let idfs: [Double]

  init(_ looking: BruteForceRanking, _ query: RankingQuery) {
    passages = Dictionary(uniqueKeysWithValues: looking.passages.map { ($0.id, $0) })
    let tokens = looking.passages.reduce(0) { $0 + $1.columns[0].count + $1.columns[1].count }
    average = Double(tokens) / Double(looking.passages.count)
    formula = query.formula
    var terms: [RankingQuery.Term] = []
    for term in query.terms where !terms.contains(term) { terms.append(term) }
    words = terms.map { term -> Int in
      guard case .pattern(.term(let text)) = term.source else { return -1 }
      return RandomIndex.words.firstIndex(of: text) ?? -1
    }
    idfs = terms.map { term -> Double in
      BruteForceRanking.idf(
        Double(looking.frequencies(term).count), Double(looking.passages.count))
    }
  }

  func value(_ id: Int64) -> Double {
    guard let passage = passages[id] else { return 0 }
    let length = Double(passage.columns[0].count + passage.columns[1].count)
    let norm = formula.k1 * (1 - formula.b + formula.b * length / average)
    var sum = 0.0
    for first in words.indices {
      for second in words.indices where second > first {
        let near = passage.columns.reduce(0) { $0 + self.near(words[first], words[second], $1) }
        if near > 0 {
          sum += min(idfs[first], idfs[second]) * near * (formula.k1 + 1) / (near + norm)
        }
      }
    }
    return sum
  }

  private func near(_ first: Int, _ second: Int, _ column: [UInt8]) -> Double {
    var near = 0.0
    for (i, a) in column.enumerated() where Int(a) == first {
      for (j, b) in column.enumerated() where Int(b) == second && abs(i - j) <= 12 {
        near += 1 / Double((i - j) * (i - j))
      }
    }
    return near
  }
}
