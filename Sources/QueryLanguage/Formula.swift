/// What a passage must satisfy, over numbered leaves.
///
/// Exclusions are one NOT for each group, since FTS5 overflows the stack on a long chain of them.
public indirect enum Formula: Equatable, Sendable {
  /// The leaf of this number is in the passage.
  case leaf(Int)
  /// At least one of the formulas holds.
  case any([Formula])
  /// Each of the formulas holds.
  case all([Formula])
  /// The first formula holds, and the second does not.
  case without(Formula, Formula)

  /// Any of the formulas, flat; nothing if there are none.
  static func any(of formulas: [Formula]) -> Formula? {
    let flat = formulas.flatMap { formula in
      if case .any(let inner) = formula { inner } else { [formula] }
    }
    return flat.count > 1 ? .any(flat) : flat.first
  }

  /// All of the formulas, flat; nothing if there are none.
  static func all(of formulas: [Formula]) -> Formula? {
    let flat = formulas.flatMap { formula in
      if case .all(let inner) = formula { inner } else { [formula] }
    }
    return flat.count > 1 ? .all(flat) : flat.first
  }

  private var depth: Int {
    switch self {
    case .leaf: 0
    case .any(let inner), .all(let inner): 1 + (inner.map(\.depth).max() ?? 0)
    case .without(let base, let excluded): 1 + max(base.depth, excluded.depth)
    }
  }

  // MARK: As an expression of FTS5

  /// The formula for FTS5, in which NOT binds closest and OR least.
  ///
  /// FTS5's parser has a stack of 100 entries. What is nested deepest is written first, where it
  /// costs one entry a parenthesis; behind NOT it costs three.
  func expression(_ leaves: [Leaf]) -> String {
    switch self {
    case .leaf(let index): leaves[index].expression
    case .any(let inner): Self.deepestFirst(inner, leaves) { _ in false }.joined(separator: " OR ")
    case .all(let inner): Self.deepestFirst(inner, leaves) { $0.isAny }.joined(separator: " AND ")
    case .without(let base, let excluded):
      base.enclosed(leaves, base.isAny || base.isAll) + " NOT "
        + excluded.enclosed(leaves, !excluded.isLeaf)
    }
  }

  private static func deepestFirst(
    _ formulas: [Formula], _ leaves: [Leaf], _ needsParentheses: (Formula) -> Bool
  ) -> [String] {
    let ordered = formulas.enumerated().map { (depth: $1.depth, place: $0, formula: $1) }
      .sorted { ($1.depth, $0.place) < ($0.depth, $1.place) }
    return ordered.map { $0.formula.enclosed(leaves, needsParentheses($0.formula)) }
  }

  private func enclosed(_ leaves: [Leaf], _ isEnclosed: Bool) -> String {
    isEnclosed ? "(" + expression(leaves) + ")" : expression(leaves)
  }

  private var isLeaf: Bool { if case .leaf = self { true } else { false } }
  private var isAny: Bool { if case .any = self { true } else { false } }
  private var isAll: Bool { if case .all = self { true } else { false } }

  // MARK: As a bag

  /// The numbers of the leaves that the formula joins, if it does nothing else.
  private var flatLeaves: [Int]? {
    let formulas: [Formula]
    switch self {
    case .any(let inner), .all(let inner): formulas = inner
    default: formulas = [self]
    }
    let numbers = formulas.compactMap { formula in
      if case .leaf(let number) = formula { number } else { nil }
    }
    return numbers.count == formulas.count ? numbers : nil
  }

  private var split: (base: Formula, excluded: Formula?) {
    if case .without(let base, let excluded) = self { (base, excluded) } else { (self, nil) }
  }

  /// Whether any of the leaves that are not excluded is enough.
  var isFlatChoice: Bool { split.base.isAny && split.base.flatLeaves != nil }

  /// What each leaf asks of a passage, if that and no more is what the formula says.
  ///
  /// `scoring` are the leaves that are not excluded: those that the formula does not mention only
  /// add to the score. Other leaves that it does not mention have no role.
  func roles(_ count: Int, scoring: [Int]) -> [Part.Role?]? {
    let (base, excluded) = split
    guard let needed = base.flatLeaves else { return nil }
    var roles: [Part.Role?] = Array(repeating: nil, count: count)
    for number in scoring { roles[number] = .plain }
    if let excluded {
      guard !excluded.isAll, let numbers = excluded.flatLeaves else { return nil }
      for number in numbers { roles[number] = .excluded }
    }
    if base.isAny {
      // Were there others that only score, the engine would take them for enough.
      return needed.count == scoring.count ? roles : nil
    }
    for number in needed { roles[number] = .required }
    return roles
  }
}
