/// A thing of a query that FTS5 looks up: one phrase, the beginning of one, or a NEAR of several.
public struct Leaf: Equatable, Sendable {
  /// What it is: a word, exact word, prefix, phrase or NEAR.
  public var node: Node
  /// The only field that it is looked for in, if that is not everywhere.
  public var field: Field?
  /// Where it was typed, in UTF-8 bytes of the query, with its field but without its sign.
  public var range: Range<Int>

  /// Whether only the form that was typed counts.
  ///
  /// FTS5 finds the other forms too, so that the text of what it finds has to be looked at.
  public var isExact: Bool { if case .exact = node { true } else { false } }

  /// Creates a leaf.
  public init(_ node: Node, field: Field? = nil, range: Range<Int> = 0..<0) {
    self.node = node
    self.field = field
    self.range = range
  }
}

extension Leaf {
  /// The leaf for FTS5.
  ///
  /// Each text is a quoted string, in which FTS5 sees no operator: see
  /// <https://sqlite.org/fts5.html#full_text_query_syntax>.
  var expression: String {
    let prefix = field.map { $0.rawValue + " : " } ?? ""
    return switch node {
    case .word(let text), .exact(let text), .phrase(let text): prefix + Self.string(text)
    case .prefix(let text): prefix + Self.string(text) + " *"
    case .near(let items, let distance):
      prefix + "NEAR(" + items.map(Self.string).joined(separator: " ") + ", \(distance))"
    case .field, .filter, .either, .group: ""
    }
  }

  var isNear: Bool { if case .near = node { true } else { false } }

  private static func string(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { scalars.append(scalar) }
      scalars.append(scalar)
    }
    return "\"" + String(scalars) + "\""
  }
}

extension Leaf: CustomStringConvertible {
  /// The leaf as the query language writes it.
  public var description: String {
    Query(parts: [Part(field.map { .field($0, node) } ?? node)]).description
  }
}

/// Collects the leaves of a query in their order, while what they must satisfy is made of them.
struct Leaves {
  private(set) var all: [Leaf] = []
  /// The leaves that are not excluded.
  private(set) var scoring: [Int] = []
  private var mode: Query.Mode
  /// Whether what is left out is what any mode but `all` leaves out.
  private let leavesOutAny: Bool

  init(_ mode: Query.Mode, leavesOutAny: Bool = false) {
    self.mode = mode
    self.leavesOutAny = leavesOutAny
  }

  /// What the parts ask for; nothing if they only leave out.
  ///
  /// Filters ask for nothing here.
  /// Leaves are numbered as they were typed, whatever the mode.
  mutating func formula(_ parts: [Part], _ field: Field? = nil, scores: Bool = true) -> Formula? {
    var required: [Formula] = []
    var optional: [Formula] = []
    var excluded: [Formula] = []
    for part in parts {
      let isScored = scores && part.role != .excluded
      let outerMode = mode
      if leavesOutAny, part.role == .excluded { mode = .any }
      defer { mode = outerMode }
      guard let formula = formula(part.node, field, part.range, scores: isScored) else { continue }
      switch part.role {
      case .plain where outerMode != .all: optional.append(formula)
      case .plain, .required: required.append(formula)
      case .excluded: excluded.append(formula)
      }
    }
    guard let base = Formula.all(of: required) ?? Formula.any(of: optional) else { return nil }
    guard let excluded = Formula.any(of: excluded) else { return base }
    return .without(base, excluded)
  }

  private mutating func formula(
    _ node: Node, _ field: Field?, _ range: Range<Int>, scores: Bool
  ) -> Formula? {
    switch node {
    case .word, .exact, .prefix, .phrase, .near:
      if scores { scoring.append(all.count) }
      all.append(Leaf(node, field: field, range: range))
      return .leaf(all.count - 1)
    case .field(let field, let node): return formula(node, field, range, scores: scores)
    case .filter: return nil
    case .either(let parts):
      return .any(of: parts.compactMap { formula($0.node, field, $0.range, scores: scores) })
    case .group(let parts): return formula(parts, field, scores: scores)
    }
  }
}
