/// One of the adjacent parts of a query.
public struct Part: Sendable {
  /// The role of a part in matching.
  public enum Role: Equatable, Sendable {
    /// Written without a sign: the mode decides whether it must match.
    case plain
    /// Written with `+`, or joined by AND: it must match.
    case required
    /// Written with `-` or NOT: it must not match.
    case excluded
  }

  /// The role of the part in matching.
  public var role: Role
  /// The syntax tree of the part.
  public var node: Node
  /// The position in the query, in UTF-8 bytes, without the sign.
  public var range: Range<Int>

  /// Creates a part.
  public init(_ role: Role, _ node: Node, range: Range<Int> = 0..<0) {
    self.role = role
    self.node = node
    self.range = range
  }

  /// Creates a plain part.
  public init(_ node: Node, range: Range<Int> = 0..<0) {
    self.init(.plain, node, range: range)
  }
}

extension Part: Equatable {
  /// Parts are equal if they ask for the same, regardless of their positions.
  public static func == (a: Part, b: Part) -> Bool { a.role == b.role && a.node == b.node }
}

/// A node of the syntax tree.
///
/// It is not yet a boolean expression: what a plain part asks for depends on the mode, and filters
/// are separated from words. See `Query.compiled` and `Query.filter`.
public indirect enum Node: Equatable, Sendable {
  /// A word, phrase, prefix or NEAR.
  case clause(Clause.Kind)
  /// `title:`, the node in that field only; the innermost field counts.
  case field(Field, Node)
  /// `publisher:bbc`: a condition on the article, not the passage.
  ///
  /// A query that was read from a text has filters only in parts of their own, at the top level.
  case filter(Filter)
  /// `a OR b`: any of the parts, which are all plain.
  case either([Part])
  /// `(a b)`: what the parts would find if they were the whole query.
  case group([Part])
}

extension Node {
  /// The word, if the node is a single word.
  public var word: String? { if case .clause(.word(let word)) = self { word } else { nil } }

  /// True if the node is a group that only excludes, and so finds nothing by itself.
  var isOnlyExclusions: Bool {
    guard case .group(let parts) = self else { return false }
    return parts.allSatisfy { $0.role == .excluded }
  }

  /// True if the node consists of filters only.
  var isFilter: Bool {
    switch self {
    case .filter: true
    case .either(let parts), .group(let parts): parts.allSatisfy(\.node.isFilter)
    case .clause, .field: false
    }
  }
}
