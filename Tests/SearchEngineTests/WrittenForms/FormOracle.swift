import Archive
import FullTextIndex
import Foundation
import QueryLanguage
import Ranking
import SQLite
import TestSupport
import Testing

@testable import SearchEngine

/// A clause about written words, generated with its meaning.
struct FormClause {
  /// A token of a clause: a word in any form, or text with stars.
  enum Token {
    case anyForm(String)
    case written(String)
  }

  var tokens: [Token]
  var column: Int?
  var text: String

  /// Generates a clause about the words of `list`.
  static func random(_ list: [String], _ random: inout SeededGenerator) -> FormClause {
    func pattern() -> String {
      let word = Array(random.pick(list).lowercased().replacing("é", with: "e"))
      let (low, high) = (random.below(word.count), random.below(word.count))
      let (start, end) = (String(word[..<max(1, min(low, high))]), String(word[max(low, high)...]))
      switch random.below(6) {
      case 0...2: return String(word[...low]) + "*"
      case 3: return "*" + end
      // A star between two digits means nothing.
      case 4 where !end.allSatisfy(\.isNumber): return start + "*" + end
      default: return "*" + end.prefix(2) + "*"
      }
    }
    func word() -> String { random.pick(list) }
    var clause: FormClause
    switch random.below(7) {
    case 0...1:
      let pattern = pattern()
      clause = FormClause(tokens: [.written(pattern)], text: pattern)
    case 2:
      let word = word()
      clause = FormClause(tokens: [.written(word)], text: "=" + word)
    case 3:
      let words = (0...1 + random.below(2)).map { _ in word() }
      clause = FormClause(
        tokens: words.map { .written($0) }, text: "=\"\(words.joined(separator: " "))\"")
    default:
      var tokens = (0...1 + random.below(2)).map { _ in
        random.chance(1, in: 2) ? Token.anyForm(word()) : .written(pattern())
      }
      tokens[random.below(tokens.count)] = .written(pattern())
      let texts = tokens.map { token in
        switch token {
        case .anyForm(let text), .written(let text): text
        }
      }
      clause = FormClause(tokens: tokens, text: "\"\(texts.joined(separator: " "))\"")
    }
    if random.chance(1, in: 4) {
      clause.column = random.below(2)
      clause.text = ["title:", "text:"][clause.column ?? 0] + clause.text
    }
    return clause
  }
}

/// Finds and scores passages by reading all of them.
struct FormOracle {
  private struct Row {
    var id: Int64
    /// The words of the title and of the text, folded, and stemmed.
    var forms: [[String]]
    var stems: [[String]]
    var length: Int { forms[0].count + forms[1].count }
  }

  private let rows: [Row]
  private let stemming: Tokenizer
  private let folding: Tokenizer

  init(_ archive: Archive) throws {
    let stemming = try archive.connection.tokenizer(Archive.tokenizer)
    let folding = try archive.connection.tokenizer(Archive.foldingTokenizer)
    self.stemming = stemming
    self.folding = folding
    rows = try archive.connection.rows("SELECT id, title, text FROM indexed_passages ORDER BY id") {
      ($0.integer(at: 0), [$0.text(at: 1) ?? "", $0.text(at: 2) ?? ""])
    }.map { id, texts in
      Row(
        id: id, forms: try texts.map { try folding.tokens(of: $0).map(\.term) },
        stems: try texts.map { try stemming.tokens(of: $0).map(\.term) })
    }
  }

  /// Returns the score of each passage with any of the clauses: BM25 as FTS5 computes it, with
  /// twice the weight for the title.
  func scores(_ clauses: [FormClause]) throws -> [Int64: Double] {
    let average = Double(rows.reduce(0) { $0 + $1.length }) / Double(rows.count)
    var scores: [Int64: Double] = [:]
    for clause in clauses {
      let counts = try rows.map { try self.counts(clause, $0) }
      let found = Double(counts.count { $0 != [0, 0] })
      let idf = max(1e-6, log((Double(rows.count) - found + 0.5) / (found + 0.5)))
      for (row, counts) in zip(rows, counts) where counts != [0, 0] {
        let frequency = Double(2 * counts[0] + counts[1])
        let length = 1.2 * (0.25 + 0.75 * Double(row.length) / average)
        scores[row.id, default: 0] += idf * frequency * 2.2 / (frequency + length)
      }
    }
    return scores
  }

  private func counts(_ clause: FormClause, _ row: Row) throws -> [Int] {
    try (0...1).map { column in
      if let only = clause.column, only != column { return 0 }
      let count = row.forms[column].count
      var found = 0
      for start in 0..<max(0, count - clause.tokens.count + 1) {
        let isFound = try clause.tokens.enumerated().allSatisfy { offset, token -> Bool in
          switch token {
          case .anyForm(let word):
            return try stemming.tokens(of: word).first?.term == row.stems[column][start + offset]
          case .written(let pattern):
            return Self.matches(try folded(pattern)[...], row.forms[column][start + offset][...])
          }
        }
        if isFound { found += 1 }
      }
      return found
    }
  }

  private func folded(_ pattern: String) throws -> String {
    try pattern.contains("*")
      ? pattern.replacing("ü", with: "u") : folding.tokens(of: pattern).first?.term ?? ""
  }

  /// Matches a pattern by its definition: each star stands for any number of characters.
  private static func matches(_ pattern: Substring, _ word: Substring) -> Bool {
    guard let first = pattern.first else { return word.isEmpty }
    if first == "*" {
      return matches(pattern.dropFirst(), word)
        || !word.isEmpty && matches(pattern, word.dropFirst())
    }
    return word.first == first && matches(pattern.dropFirst(), word.dropFirst())
  }
}
