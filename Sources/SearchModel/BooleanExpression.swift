/// A condition that combines leaves with AND, OR and NOT.
///
/// The words of a query, the condition that the ranking engine evaluates and the filters on
/// articles are all of this type; they differ in their leaves.
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

// Inlinable, because unspecialized generic code would take longer than the ranking of a short
// query.
extension BooleanExpression {
  /// Returns the conjunction of `parts`, flattened, or nil if there are none.
  @inlinable public static func all(of parts: [BooleanExpression]) -> BooleanExpression? {
    let flat = conjuncts(of: parts)
    return flat.count > 1 ? .all(flat) : flat.first
  }

  /// Returns the disjunction of `parts`, flattened, or nil if there are none.
  @inlinable public static func any(of parts: [BooleanExpression]) -> BooleanExpression? {
    let flat = disjuncts(of: parts)
    return flat.count > 1 ? .any(flat) : flat.first
  }

  /// Returns the expression that holds where this one does and `unwanted` does not.
  @inlinable public func excluding(_ unwanted: BooleanExpression) -> BooleanExpression {
    .all(conjuncts + [.not(unwanted)])
  }

  /// An equivalent condition without nested conjunctions or disjunctions, lists of a single part,
  /// and double negations.
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
    Self.conjuncts(of: [self])
  }

  /// The expressions of which one must hold.
  @inlinable public var disjuncts: [BooleanExpression] {
    Self.disjuncts(of: [self])
  }

  /// Returns the conjuncts of all of `parts`, without creating an array for each part.
  @inlinable static func conjuncts(of parts: [BooleanExpression]) -> [BooleanExpression] {
    var flat: [BooleanExpression] = []
    flat.reserveCapacity(parts.count)
    for part in parts {
      if case .all(let inner) = part { flat += conjuncts(of: inner) } else { flat.append(part) }
    }
    return flat
  }

  /// Returns the disjuncts of all of `parts`, without creating an array for each part.
  @inlinable static func disjuncts(of parts: [BooleanExpression]) -> [BooleanExpression] {
    var flat: [BooleanExpression] = []
    flat.reserveCapacity(parts.count)
    for part in parts {
      if case .any(let inner) = part { flat += disjuncts(of: inner) } else { flat.append(part) }
    }
    return flat
  }

  /// The expressions that must all hold, and the expressions that must not hold.
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
}

extension BooleanExpression {
  /// Returns what is still wanted if the leaves for which `isTrue` returns true hold: `pear` for
  /// `apple AND pear` if apple holds.
  ///
  /// Nothing is wanted from the leaves for which `isIgnored` returns true. `.all([])` means that the
  /// expression holds, and `.any([])` that no further leaf can make it hold.
  public func remaining(
    _ isTrue: (Leaf) -> Bool, ignoring isIgnored: (Leaf) -> Bool
  ) -> BooleanExpression {
    switch self {
    case .leaf(let leaf): return isTrue(leaf) ? .all([]) : isIgnored(leaf) ? .any([]) : self
    case .all(let parts):
      let rest = parts.map { $0.remaining(isTrue, ignoring: isIgnored) }
      if rest.contains(where: { $0.isChoiceOfNothing }) { return .any([]) }
      return Self.all(of: rest) ?? .all([])
    case .any(let parts):
      let rest = parts.map { $0.remaining(isTrue, ignoring: isIgnored) }
      if rest.contains(where: { $0.isEmptyDemand }) { return .all([]) }
      return Self.any(of: rest) ?? .any([])
    case .not(let part): return part.holds(isTrue) ? .any([]) : .all([])
    }
  }

  /// True for `.all([])`, which always holds.
  private var isEmptyDemand: Bool {
    if case .all(let parts) = self { parts.isEmpty } else { false }
  }

  /// True for `.any([])`, which never holds.
  private var isChoiceOfNothing: Bool {
    if case .any(let parts) = self { parts.isEmpty } else { false }
  }

  /// Returns the expression with each leaf replaced by another.
  public func map<Other>(_ transform: (Leaf) -> Other) -> BooleanExpression<Other> {
    switch self {
    case .leaf(let leaf): .leaf(transform(leaf))
    case .all(let parts): .all(parts.map { $0.map(transform) })
    case .any(let parts): .any(parts.map { $0.map(transform) })
    case .not(let part): .not(part.map(transform))
    }
  }
}

// MARK: Flat conditions

/// The part that a leaf plays in a flat condition.
public enum LeafRole: Sendable {
  /// The leaf must match.
  case required
  /// The leaf adds to the score. If no leaf is required, at least one optional leaf must match.
  case optional
  /// The leaf must not match.
  case excluded
}

extension BooleanExpression<Int> {
  /// Returns the role of each leaf, by its number; nil if roles cannot express the condition.
  ///
  /// Roles can express `a OR b`, if it lists all scored leaves, and `a AND b`; scored leaves that
  /// are missing from `a AND b` are optional. Either may also exclude a list of leaves. A leaf that
  /// is neither in the condition nor scored has no role.
  ///
  /// - Precondition: The expression is simplified.
  public func roles(scoring isScored: [Bool]) -> [LeafRole?]? {
    let (wanted, unwanted) = wantedAndExcluded
    var roles = isScored.map { $0 ? LeafRole.optional : nil }
    for part in unwanted.flatMap({ $0.disjuncts }) {
      guard case .leaf(let leaf) = part, isScored.indices.contains(leaf) else { return nil }
      roles[leaf] = .excluded
    }
    func isOptional(_ part: Self) -> Bool {
      guard case .leaf(let leaf) = part, isScored.indices.contains(leaf) else { return false }
      return roles[leaf] == .optional
    }
    if wanted.count == 1, case .any(let parts) = wanted[0] {
      let leaves = Set(parts.flatMap { $0.wantedLeaves })
      let isFlat = parts.allSatisfy(isOptional)
      return isFlat && leaves.count == roles.count { $0 == .optional } ? roles : nil
    }
    guard !wanted.isEmpty, wanted.allSatisfy(isOptional) else { return nil }
    for case .leaf(let leaf) in wanted { roles[leaf] = .required }
    return roles
  }
}

// MARK: Printing

extension BooleanExpression: CustomStringConvertible where Leaf: CustomStringConvertible {
  /// The expression in the query language.
  ///
  /// The query language does not allow a `-` after OR. An expression that needs this, which only
  /// code can build, is printed, but parsing the text gives a different expression.
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
