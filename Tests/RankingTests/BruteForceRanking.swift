import Foundation
import Ranking
import SQLite

/// Scores passages by looking at their words: what is meant, where FTS5 has no such query.
struct BruteForceRanking {
  private var passages: [(id: Int64, columns: [[String]])] = []
  private let weights: [Double]

  /// Reads the words of all passages, which no stemmer has changed.
  init(_ connection: Connection, weights: [Double]?) throws {
    passages = try connection.rows("SELECT id, title, text FROM indexed_passages") { row in
      (
        row.integer(at: 0),
        [1, 2].map { (row.text(at: $0) ?? "").split(separator: " ").map(String.init) }
      )
    }
    let rank = try connection.first("SELECT v FROM passages_fts_config WHERE k = 'rank'") {
      $0.text(at: 0) ?? ""
    }
    let configured = (rank ?? "").drop { $0 != "(" }.filter { "0123456789.,".contains($0) }
      .split(separator: ",").compactMap { Double($0) }
    let given = weights ?? configured
    self.weights = (0..<2).map { $0 < given.count ? given[$0] : 1 }
  }

  /// The score of every passage that holds one of `terms`.
  func scores(_ terms: [RankingQuery.Term]) -> [Int64: Double] {
    var scores: [Int64: Double] = [:]
    let lengths = Dictionary(
      uniqueKeysWithValues: passages.map { ($0.id, Double($0.columns.reduce(0) { $0 + $1.count })) })
    let average = lengths.values.reduce(0, +) / Double(passages.count)
    for term in terms {
      let found = frequencies(term)
      let df = Double(found.count)
      let idf = log((Double(passages.count) - df + 0.5) / (df + 0.5))
      for (id, f) in found {
        let norm = 1.2 * (0.25 + 0.75 * (lengths[id] ?? 0) / average)
        scores[id, default: 0] += (idf > 0 ? idf : 1e-6) * f * 2.2 / (f + norm)
      }
    }
    return scores
  }

  /// How often each passage that holds the term does so, weighted by column.
  func frequencies(_ term: RankingQuery.Term) -> [Int64: Double] {
    var frequencies: [Int64: Double] = [:]
    switch term.source {
    case .list(let list):
      for (passage, frequency) in zip(list.passages, list.frequencies) {
        frequencies[passage] = frequency
      }
    case .pattern(let pattern):
      for passage in passages {
        for (column, tokens) in passage.columns.enumerated()
        where term.columns?.contains(column) ?? true {
          let count = tokens.indices.count { length(pattern, tokens, at: $0) != nil }
          if count > 0 { frequencies[passage.id, default: 0] += Double(count) * weights[column] }
        }
      }
    }
    return frequencies
  }

  /// How many tokens the pattern takes at a place, if it stands there.
  private func length(_ pattern: Pattern, _ tokens: [String], at place: Int) -> Int? {
    guard place < tokens.count else { return nil }
    switch pattern {
    case .term(let text): return tokens[place] == text ? 1 : nil
    case .prefix(let text): return tokens[place].hasPrefix(text) ? 1 : nil
    case .any(let parts):
      return parts.lazy.compactMap { length($0, tokens, at: place) }.first
    case .phrase(let parts):
      for (offset, part) in parts.enumerated() {
        guard length(part, tokens, at: place + offset) != nil else { return nil }
      }
      return parts.count
    case .near: return nil
    }
  }
}
