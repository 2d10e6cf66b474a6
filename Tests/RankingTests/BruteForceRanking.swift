import Foundation
import FullTextIndex
import Ranking
import SearchModel
import SQLite
import TestSupport

/// Scores passages by looking at their words, for queries that FTS5 does not support.
struct BruteForceRanking {
  let passages: [RandomIndex.Passage]
  let weights: [Double]

  /// Creates a ranking of passages; if `weights` is nil, those configured for the index are used.
  init(_ passages: [RandomIndex.Passage], weights: [Double]?, _ connection: Connection) throws {
    self.passages = passages
    let rank = try connection.first("SELECT v FROM passages_fts_config WHERE k = 'rank'") {
      $0.text(at: 0) ?? ""
    }
    let configured = (rank ?? "").drop { $0 != "(" }.filter { "0123456789.,".contains($0) }
      .split(separator: ",").compactMap { Double($0) }
    let given = weights ?? configured
    self.weights = (0..<2).map { $0 < given.count ? given[$0] : 1 }
  }

  /// Returns the score of every passage that contains one of `terms`.
  func scores(_ terms: [RankingQuery.Term], _ formula: BM25Parameters) -> [Int64: Double] {
    var scores: [Int64: Double] = [:]
    let lengths = Dictionary(
      uniqueKeysWithValues: passages.map { passage in
        (passage.id, Double(passage.columns.reduce(0) { $0 + $1.count }))
      })
    let average = lengths.values.reduce(0, +) / Double(passages.count)
    for term in terms {
      let found = frequencies(term)
      let df = Double(found.count)
      let idf = Self.idf(df, Double(passages.count))
      for (id, f) in found {
        let norm = formula.k1 * (1 - formula.b + formula.b * (lengths[id] ?? 0) / average)
        let factor = f > 0 ? f * (formula.k1 + 1) / (f + norm) : 0
        scores[id, default: 0] += term.queryWeight * idf * factor
      }
    }
    return scores
  }

  static func idf(_ df: Double, _ count: Double) -> Double {
    let idf = log((count - df + 0.5) / (df + 0.5))
    return idf > 0 ? idf : 1e-6
  }

  /// Returns the frequency of the term in each passage that contains it, weighted by column.
  func frequencies(_ term: RankingQuery.Term) -> [Int64: Double] {
    var frequencies: [Int64: Double] = [:]
    switch term.source {
    case .list(let list):
      for (passage, frequency) in zip(list.passages, list.frequencies) {
        frequencies[passage] = frequency
      }
    case .pattern(let pattern):
      let alternatives = Self.alternatives(pattern)
      for passage in passages {
        for (column, tokens) in passage.columns.enumerated()
        where term.columns?.contains(column) ?? true {
          let count = tokens.indices.count { place in
            alternatives.contains { Self.stands($0, tokens, at: place) }
          }
          if count > 0 { frequencies[passage.id, default: 0] += Double(count) * weights[column] }
        }
      }
    }
    return frequencies
  }

  private static func stands(_ sequence: [UInt16], _ tokens: [UInt8], at place: Int) -> Bool {
    guard place + sequence.count <= tokens.count else { return false }
    for offset in sequence.indices where sequence[offset] >> tokens[place + offset] & 1 == 0 {
      return false
    }
    return true
  }

  /// Returns the sequences of tokens that a pattern matches; a token has a bit for each word that
  /// it matches.
  private static func alternatives(_ pattern: Pattern) -> [[UInt16]] {
    func words(_ isMeant: (String) -> Bool) -> [[UInt16]] {
      let words = RandomIndex.words.enumerated()
      return [[words.reduce(0) { isMeant($1.element) ? $0 | 1 << UInt16($1.offset) : $0 }]]
    }
    switch pattern {
    case .term(let text): return words { $0 == text }
    case .prefix(let text): return words { $0.hasPrefix(text) }
    case .any(let parts): return parts.flatMap { alternatives($0) }
    case .phrase(let parts):
      // Each part is one token.
      return [parts.map { alternatives($0).reduce(0) { $0 | $1[0] } }]
    case .near: return []
    }
  }
}
