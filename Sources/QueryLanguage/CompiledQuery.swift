/// A query as FTS5 and the ranking engine take it.
///
/// A passage is a hit if it satisfies `match`. Its score is the BM25 of `scoring`, in which every
/// leaf that is not excluded stands once, in the order in which it was typed: so what has to be
/// there and how the rest is nested decide on the hits, and never on the score.
public struct CompiledQuery: Equatable, Sendable {
  /// A leaf as the ranking engine could take it, if it is one term of the index.
  public struct BagItem: Equatable, Sendable {
    /// What was typed.
    public var word: String
    /// What it asks of a passage; plain ones are enough singly.
    public var role: Part.Role
  }

  /// Why a query is no bag of words.
  public enum Obstacle: Equatable, Sendable {
    /// A beginning of words.
    case prefix
    /// Words within a distance.
    case near
    /// A field.
    case field
    /// Operators that are nested.
    case nesting
    /// An expression of FTS5 that was given as it is.
    case raw
  }

  /// The expression of FTS5 that a hit satisfies.
  public var match: String
  /// The expressions whose BM25 is added up, each of which is one phrase or one NEAR.
  public var leaves: [String]
  /// Whether `match` gives hits the scores of `scoring`, so that one question is enough.
  public var matchScores: Bool
  /// The words, for the engine.
  public var bag: Result<[BagItem], Obstacle>

  /// The expression that hits are scored by.
  public var scoring: String { leaves.joined(separator: " OR ") }
}

extension CompiledQuery.Obstacle: Error {}

extension Query {
  /// The query for FTS5 and the ranking engine; nothing if it does not ask for anything.
  public func compiled(_ mode: Mode) -> CompiledQuery? {
    if let rawExpression {
      return CompiledQuery(
        match: rawExpression, leaves: [rawExpression], matchScores: true,
        bag: .failure(.raw))
    }
    var leaves = Leaves()
    guard let formula = leaves.formula(parts.resolved(mode)) else { return nil }
    let scoring = leaves.scoring
    let roles = formula.roles(leaves.all.count, scoring: scoring)
    let isEachNeeded = roles.map { roles in scoring.allSatisfy { roles[$0] == .required } } ?? false
    let bag: Result<[CompiledQuery.BagItem], CompiledQuery.Obstacle>
    if let obstacle = leaves.all.lazy.compactMap(\.obstacle).first {
      bag = .failure(obstacle)
    } else if let roles {
      bag = .success(
        zip(leaves.all, roles).compactMap { leaf, role in
          role.map { CompiledQuery.BagItem(word: leaf.text, role: $0) }
        })
    } else {
      bag = .failure(.nesting)
    }
    let match = formula.expression(leaves.all)
    let expressions = scoring.map { leaves.all[$0].expression }
    // What FTS5 scores of a NEAR where it does not hold depends on what stands beside it.
    let isFlat = (isEachNeeded || formula.isFlatChoice) && !leaves.all.contains(where: \.isNear)
    return CompiledQuery(
      match: match, leaves: expressions,
      matchScores: match == expressions.joined(separator: " OR ")
        || (isFlat && roles != nil), bag: bag)
  }
}

/// A thing of the query that FTS5 looks up: one phrase, or a NEAR of several.
struct Leaf {
  var node: Node
  var field: Field?

  /// The leaf for FTS5.
  ///
  /// Each text is a quoted string, in which FTS5 sees no operator: see
  /// <https://sqlite.org/fts5.html#full_text_query_syntax>.
  var expression: String {
    let prefix = field.map { $0.rawValue + " : " } ?? ""
    return switch node {
    case .word(let text), .phrase(let text): prefix + Self.string(text)
    case .prefix(let text): prefix + Self.string(text) + " *"
    case .near(let items, let distance):
      prefix + "NEAR(" + items.map(Self.string).joined(separator: " ") + ", \(distance))"
    case .field, .either, .group: ""
    }
  }

  var text: String {
    switch node {
    case .word(let text), .phrase(let text), .prefix(let text): text
    case .near, .field, .either, .group: ""
    }
  }

  var isNear: Bool { if case .near = node { true } else { false } }

  var obstacle: CompiledQuery.Obstacle? {
    if field != nil { return .field }
    return switch node {
    case .prefix: .prefix
    case .near: .near
    default: nil
    }
  }

  private static func string(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { scalars.append(scalar) }
      scalars.append(scalar)
    }
    return "\"" + String(scalars) + "\""
  }
}

/// Collects the leaves of a query in their order, while what they must satisfy is made of them.
struct Leaves {
  private(set) var all: [Leaf] = []
  /// The leaves that are not excluded.
  private(set) var scoring: [Int] = []

  /// What `parts`, which are resolved for a mode, ask for; nothing if they only leave out.
  mutating func formula(_ parts: [Part], _ field: Field? = nil, scores: Bool = true) -> Formula? {
    var required: [Formula] = []
    var optional: [Formula] = []
    var excluded: [Formula] = []
    for part in parts {
      let isScored = scores && part.role != .excluded
      guard let formula = formula(part.node, field, scores: isScored) else { continue }
      switch part.role {
      case .plain: optional.append(formula)
      case .required: required.append(formula)
      case .excluded: excluded.append(formula)
      }
    }
    guard let base = Formula.all(of: required) ?? Formula.any(of: optional) else { return nil }
    guard let excluded = Formula.any(of: excluded) else { return base }
    return .without(base, excluded)
  }

  private mutating func formula(_ node: Node, _ field: Field?, scores: Bool) -> Formula? {
    switch node {
    case .word, .prefix, .phrase, .near:
      if scores { scoring.append(all.count) }
      all.append(Leaf(node: node, field: field))
      return .leaf(all.count - 1)
    case .field(let field, let node): return formula(node, field, scores: scores)
    case .either(let parts):
      return .any(of: parts.compactMap { formula($0.node, field, scores: scores) })
    case .group(let parts): return formula(parts, field, scores: scores)
    }
  }
}
