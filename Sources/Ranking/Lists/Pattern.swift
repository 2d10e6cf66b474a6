/// A pattern to find in passages, made of terms as the index has them: folded and stemmed.
public indirect enum Pattern: Hashable, Sendable {
  /// One term.
  case term(String)
  /// A term that starts with this text.
  case prefix(String)
  /// Adjacent tokens in this order and in one column; each pattern stands for a single token.
  case phrase([Pattern])
  /// Patterns in any order and in one column, with at most `distance` tokens between them.
  ///
  /// See <https://sqlite.org/fts5.html#fts5_near_queries>.
  case near([Pattern], distance: Int)
  /// Any of the patterns, such as the spellings of a word; together they count as one term.
  case any([Pattern])
}

extension Pattern: CustomStringConvertible {
  /// The pattern as FTS5 would write it.
  public var description: String {
    switch self {
    case .term(let term): term
    case .prefix(let term): term + "*"
    case .phrase(let parts): "\"" + parts.map(\.description).joined(separator: " ") + "\""
    case .near(let parts, let distance):
      "NEAR(" + parts.map(\.description).joined(separator: " ") + ", \(distance))"
    case .any(let parts): parts.map(\.description).joined(separator: " OR ")
    }
  }
}
