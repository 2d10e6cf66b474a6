/// A thing that is asked for, side by side with others.
public struct Part: Sendable {
  /// What the part asks of a passage.
  public enum Role: Equatable, Sendable {
    /// Nothing was written before it: whether it must be there depends on the mode.
    case plain
    /// `+`, or joined by AND: it must be there.
    case required
    /// `-`, or NOT: it must not be there.
    case excluded
  }

  /// What it asks of a passage.
  public var role: Role
  /// What it is.
  public var node: Node
  /// Where it was typed, in UTF-8 bytes of the query, without its sign.
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
  /// Parts are equal when they ask the same, wherever they were typed.
  public static func == (a: Part, b: Part) -> Bool { a.role == b.role && a.node == b.node }
}

/// What can be looked for.
public indirect enum Node: Equatable, Sendable {
  /// A word: what stands between white space.
  ///
  /// The index may cut it into several tokens, as in `F-35`; they must then stand side by side.
  case word(String)
  /// `=word`, `="some words"`: the words in this form and no other; case and accents do not count.
  case exact(String)
  /// `word*`: whatever begins so.
  case prefix(String)
  /// `"several words"`, which must stand side by side.
  case phrase(String)
  /// `NEAR(a b, 5)`: at most so many words between the first of them and the last.
  case near([String], distance: Int)
  /// `title:`, in that field only; a field further in counts instead.
  case field(Field, Node)
  /// `publisher:bbc`: what is asked of the article, and not of the passage.
  ///
  /// What is read from a text holds filters only in parts of their own, at the top level.
  case filter(Filter)
  /// `a OR b`: any of the parts, which are all plain.
  case either([Part])
  /// `(a b)`: what the parts would find if they were the whole query.
  case group([Part])
}

/// The parts of an article that can be searched alone: the columns of the index.
public enum Field: String, CaseIterable, Sendable {
  /// The headline.
  case title
  /// All but the headline.
  case text
}

extension Node {
  /// Whether the node is a group that only leaves out, and so finds nothing by itself.
  var isOnlyExclusions: Bool {
    guard case .group(let parts) = self else { return false }
    return parts.allSatisfy { $0.role == .excluded }
  }

  /// Whether the node is made of filters and nothing else.
  var isFilter: Bool {
    switch self {
    case .filter: true
    case .either(let parts), .group(let parts): parts.allSatisfy(\.node.isFilter)
    case .word, .exact, .prefix, .phrase, .near, .field: false
    }
  }
}
