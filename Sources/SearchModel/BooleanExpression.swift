/// A condition made of leaves with AND, OR and NOT.
///
/// The words of a query, the condition that the ranking engine evaluates and the filters on articles
/// are all of this type; they differ in their leaves.
public indirect enum BooleanExpression<Leaf> {
  /// The leaf holds.
  case leaf(Leaf)
  /// Each of the expressions holds.
  case all([BooleanExpression])
  /// At least one of the expressions holds.
  case any([BooleanExpression])
  /// The expression does not hold.
  case not(BooleanExpression)
}

extension BooleanExpression: Equatable where Leaf: Equatable {}
extension BooleanExpression: Hashable where Leaf: Hashable {}
extension BooleanExpression: Sendable where Leaf: Sendable {}

// MARK: Construction
//
// Inlinable, because unspecialized generic code would cost each query more than a short ranking does.

extension BooleanExpression {
  /// Returns the conjunction of `parts`, flattened, or nil if there are none.
  @inlinable public static func all(of parts: [BooleanExpression]) -> BooleanExpression? {
    let flat = parts.flatMap { $0.conjuncts }
    return flat.count > 1 ? .all(flat) : flat.first
  }

  /// Returns the disjunction of `parts`, flattened, or nil if there are none.
  @inlinable public static func any(of parts: [BooleanExpression]) -> BooleanExpression? {
    let flat = parts.flatMap { $0.disjuncts }
    return flat.count > 1 ? .any(flat) : flat.first
  }

  /// Returns the expression that holds where this one does and `unwanted` does not.
  @inlinable public func excluding(_ unwanted: BooleanExpression) -> BooleanExpression {
    .all(conjuncts + [.not(unwanted)])
  }

  /// The same condition without nested conjunctions and disjunctions, lists of one and double
  /// negations.
  @inlinable public var simplified: BooleanExpression {
    switch self {
    case .leaf: self
    case .all(let parts): Self.all(of: parts.map { $0.simplified }) ?? .all([])
    case .any(let parts): Self.any(of: parts.map { $0.simplified }) ?? .any([])
    case .not(.not(let part)): part.simplified
    case .not(let part): .not(part.simplified)
    }
  }
}

// MARK: Parts

extension BooleanExpression {
  /// The expressions that must all hold.
  @inlinable public var conjuncts: [BooleanExpression] {
    if case .all(let parts) = self { parts.flatMap { $0.conjuncts } } else { [self] }
  }

  /// The expressions of which one must hold.
  @inlinable public var disjuncts: [BooleanExpression] {
    if case .any(let parts) = self { parts.flatMap { $0.disjuncts } } else { [self] }
  }

  /// The expressions that must all hold, and those of which none may.
  @inlinable
  public var wantedAndExcluded: (wanted: [BooleanExpression], excluded: [BooleanExpression]) {
    var (wanted, excluded): ([BooleanExpression], [BooleanExpression]) = ([], [])
    for part in conjuncts {
      if case .not(let unwanted) = part { excluded.append(unwanted) } else { wanted.append(part) }
    }
    return (wanted, excluded)
  }

  /// The leaves that are not negated, in order.
  @inlinable public var wantedLeaves: [Leaf] {
    switch self {
    case .leaf(let leaf): [leaf]
    case .all(let parts), .any(let parts): parts.flatMap { $0.wantedLeaves }
    case .not: []
    }
  }

  /// Returns true if the expression holds, given which leaves do.
  @inlinable public func holds(_ isTrue: (Leaf) -> Bool) -> Bool {
    switch self {
    case .leaf(let leaf): isTrue(leaf)
    case .all(let parts): parts.allSatisfy { $0.holds(isTrue) }
    case .any(let parts): parts.contains { $0.holds(isTrue) }
    case .not(let part): !part.holds(isTrue)
    }
  }

  /// The leaves of a list of leaves, or nil if there is anything else in it.
  @inlinable static func leaves(_ parts: [BooleanExpression]) -> [Leaf]? {
    var leaves: [Leaf] = []
    for part in parts {
      guard case .leaf(let leaf) = part else { return nil }
      leaves.append(leaf)
    }
    return leaves
  }
}

// MARK: Flat queries

/// The role of each leaf of a flat query.
public struct LeafRoles<Leaf: Hashable>: Equatable {
  /// The leaves that must all match; if there are none, one of `optional` must.
  public var required: Set<Leaf>
  /// The other leaves that add to the score.
  public var optional: Set<Leaf>
  /// The leaves that must not match.
  public var excluded: Set<Leaf>

  @usableFromInline init(required: Set<Leaf>, optional: Set<Leaf>, excluded: Set<Leaf>) {
    self.required = required
    self.optional = optional
    self.excluded = excluded
  }
}

extension BooleanExpression where Leaf: Hashable {
  /// The roles of the leaves, or nil if the expression says more than roles can.
  ///
  /// Flat expressions are `a OR b`, with all of `scoring` on the list, and `a AND b`, where the rest
  /// of `scoring` is optional. Both may exclude any of several leaves.
  @inlinable public func roles(scoring: Set<Leaf>) -> LeafRoles<Leaf>? {
    let (wanted, unwanted) = simplified.wantedAndExcluded
    guard let unwantedLeaves = Self.leaves(unwanted.flatMap { $0.disjuncts }) else { return nil }
    let excluded = Set(unwantedLeaves)
    let scoring = scoring.subtracting(excluded)
    if wanted.count == 1, case .any(let parts) = wanted[0] {
      guard let leaves = Self.leaves(parts), Set(leaves) == scoring else { return nil }
      return LeafRoles(required: [], optional: scoring, excluded: excluded)
    }
    guard let leaves = Self.leaves(wanted), !leaves.isEmpty, scoring.isSuperset(of: leaves) else {
      return nil
    }
    let required = Set(leaves)
    return LeafRoles(
      required: required, optional: scoring.subtracting(required), excluded: excluded)
  }
}

// MARK: Printing

extension BooleanExpression: CustomStringConvertible where Leaf: CustomStringConvertible {
  /// The expression in the query language.
  ///
  /// The language has no OR before a `-`: an expression built by hand that needs one is printed, but
  /// read differently.
  public var description: String {
    switch self {
    case .leaf(let leaf): leaf.description
    case .any(let parts):
      parts.map { $0.startsWithNot ? "(\($0))" : "\($0)" }.joined(separator: " OR ")
    case .all(let parts): parts.map(\.operand).joined(separator: " AND ")
    case .not(.all(let parts)): "-(\(BooleanExpression.all(parts)))"
    case .not(let part): "-" + part.operand
    }
  }

  private var operand: String { if case .any = self { "(\(self))" } else { description } }

  private var startsWithNot: Bool {
    switch self {
    case .leaf, .any: false
    case .not: true
    case .all(let parts): parts.first?.startsWithNot ?? false
    }
  }
}
