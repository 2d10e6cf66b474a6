import FullTextIndex
import Foundation
import Ranking
import SearchModel
import SQLite
import TestSupport
import Testing

/// The terms that expand a query, compared with those that follow from the definition.
struct FeedbackTests {
  @Test func `feedback chooses the terms with the largest weights`() throws {
    for seed in seeds(300) {
      var archive = try RandomIndex(seed: seed)
      try archive.change(1 + archive.random.below(12))
      let reader = RankingReader(archive.connection)
      let passages = try archive.passages()
      var feedback = Feedback()
      feedback.terms = 1 + archive.random.below(6)
      feedback.share = [0.1, 0.4, 0.9][archive.random.below(3)]
      feedback.maxDocumentShare = [0.1, 0.5, 1][archive.random.below(3)]
      let taken = (0..<archive.random.below(6)).map { _ in
        var frequencies: [String: Double] = ["7": 5, "x": 5, "nowhere": 3]
        for word in RandomIndex.words where archive.random.chance(1, in: 2) {
          frequencies[word] = Double(1 + archive.random.below(8)) / 2
        }
        return FeedbackPassage(
          score: Double(archive.random.below(40)) / 8, frequencies: frequencies,
          length: 1 + archive.random.below(60))
      }
      let found = try reader.terms(for: taken, feedback, formula: .passages)
      let right = expected(taken, feedback, passages)
      #expect(found.map(\.term) == right.map(\.term), "seed \(seed)")
      for (found, right) in zip(found, right) {
        #expect(abs(found.weight - right.weight) <= 1e-9 * right.weight, "seed \(seed)")
      }
    }
  }

  private func expected(
    _ taken: [FeedbackPassage], _ feedback: Feedback, _ passages: [RandomIndex.Passage]
  ) -> [FeedbackTerm] {
    let total = taken.reduce(0) { $0 + $1.score }
    guard total > 0, !passages.isEmpty else { return [] }
    let count = Double(passages.count)
    let tokens = passages.reduce(0) { $0 + $1.columns[0].count + $1.columns[1].count }
    func factor(_ term: String, _ passage: FeedbackPassage) -> Double {
      let f = passage.frequencies[term] ?? 0
      let average = Double(tokens) / count
      return f * 2.2 / (f + 1.2 * (0.5 + 0.5 * Double(passage.length) / average))
    }
    var idfs: [String: Double] = [:]
    var candidates: [FeedbackTerm] = []
    for (number, word) in RandomIndex.words.enumerated() {
      let df = Double(passages.count { $0.columns.joined().contains(UInt8(number)) })
      guard df >= 2, df <= feedback.maxDocumentShare * count else { continue }
      let idf = BruteForceRanking.idf(df, count)
      idfs[word] = idf
      let sum = taken.reduce(0) { $0 + $1.score / total * factor(word, $1) }
      if sum > 0 { candidates.append(FeedbackTerm(term: word, weight: sum * idf)) }
    }
    // Sums that are added in another order differ in their last digits.
    let key = { (term: FeedbackTerm) in ((term.weight * 1e9).rounded(), term.term) }
    let chosen = candidates.sorted { (key($1).0, key($0).1) < (key($0).0, key($1).1) }
      .prefix(feedback.terms)
    let most =
      taken.map { passage in
        chosen.reduce(0) { $0 + $1.weight * (idfs[$1.term] ?? 0) * factor($1.term, passage) }
      }.max() ?? 0
    guard most > 0, let best = taken.map(\.score).max() else { return [] }
    return chosen.map {
      FeedbackTerm(term: $0.term, weight: feedback.share * best / most * $0.weight)
    }
  }
}
