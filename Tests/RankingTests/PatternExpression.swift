import FullTextIndex
import Ranking
import SearchModel

/// Queries in the syntax of FTS5.
enum PatternExpression {
  private static let columnNames = ["title", "text"]

  /// Returns the expression for a term; nil if FTS5 cannot express it.
  ///
  /// It has no expression for a posting list, and for a phrase with a prefix before its last part.
  static func expression(_ term: RankingQuery.Term) -> String? {
    guard case .pattern(let pattern) = term.source, !hasInnerPrefix(pattern) else { return nil }
    let text = expression(pattern)
    guard let columns = term.columns else { return text }
    let names = columns.sorted().map { columnNames[$0] }.joined(separator: " ")
    return "{\(names)} : (\(text))"
  }

  private static func hasInnerPrefix(_ pattern: Pattern) -> Bool {
    switch pattern {
    case .term, .prefix: false
    case .any(let parts), .near(let parts, _): parts.contains { hasInnerPrefix($0) }
    case .phrase(let parts):
      parts.dropLast().contains { tokens($0).contains { $0.hasSuffix("*") } }
    }
  }

  private static func expression(_ pattern: Pattern) -> String {
    switch pattern {
    case .any(let parts):
      return "(" + parts.map { expression($0) }.joined(separator: " OR ") + ")"
    case .near(let parts, let distance):
      let phrases = parts.map { expression($0) }.joined(separator: " ")
      return parts.count == 1 ? phrases : "NEAR(\(phrases), \(distance))"
    case .phrase(let parts):
      // FTS5 does not support alternatives inside a phrase, so all phrases are written out.
      var phrases = [""]
      for part in parts {
        phrases = phrases.flatMap { start in
          tokens(part).map { start.isEmpty ? $0 : "\(start) \($0)" }
        }
      }
      if phrases.count == 1 { return quoted(phrases[0]) }
      return "(" + phrases.map { quoted($0) }.joined(separator: " OR ") + ")"
    case .term, .prefix:
      return quoted(tokens(pattern)[0])
    }
  }

  private static func tokens(_ pattern: Pattern) -> [String] {
    switch pattern {
    case .term(let text): [text]
    case .prefix(let text): [text + "*"]
    case .any(let parts), .phrase(let parts), .near(let parts, _): parts.flatMap { tokens($0) }
    }
  }

  private static func quoted(_ tokens: String) -> String {
    tokens.hasSuffix("*") ? "\"\(tokens.dropLast())\" *" : "\"\(tokens)\""
  }

  /// Returns true if FTS5 scores the term as the engine does.
  ///
  /// It scores alternatives, and the phrases of a NEAR, as several terms.
  static func scoresAlike(_ term: RankingQuery.Term) -> Bool {
    guard case .pattern(let pattern) = term.source else { return false }
    func isOne(_ pattern: Pattern) -> Bool {
      switch pattern {
      case .term, .prefix: true
      case .phrase(let parts): parts.allSatisfy { isOne($0) }
      case .any, .near: false
      }
    }
    return isOne(pattern)
  }
}

extension RankingQuery {
  /// True if a term is a NEAR, which FTS5 scores in its own way.
  var hasNear: Bool {
    terms.contains { term in
      if case .pattern(.near) = term.source { true } else { false }
    }
  }
}
