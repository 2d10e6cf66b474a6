internal import QueryLanguage
internal import Ranking

/// A word, phrase, prefix or NEAR of a query, as the index is asked for it.
struct PlannedLeaf: Equatable {
  /// As the query language writes it.
  var text: String
  /// What is looked for, and where, and what of it is shown.
  var needle: Needle
  /// The other spellings that are looked for too.
  var spellings: [String] = []
  /// Whether it adds to the score, since it is not left out.
  var isScored: Bool
  /// What it counts for.
  var weight = 1.0
  /// Whether it was not typed, but stands in the best passages for what was.
  var isExpansion = false
}

/// What the engine is asked, made of a query.
struct QueryPlan: Equatable {
  /// The leaves, in the order in which they were typed.
  var leaves: [PlannedLeaf]
  /// What a passage must satisfy, over the numbers of the leaves: what satisfies the first formula
  /// comes before what only satisfies the last, which all hits do.
  var tiers: [Formula]
  /// The same for what was typed alone, where the query was expanded: what is counted, and what comes
  /// by date.
  var typed: [Formula] { typedTiers ?? tiers }
  var typedTiers: [Formula]?
  /// What a passage that lacks nothing satisfies.
  var whole: Formula
  /// The same as `tiers` for FTS5, for where the engine cannot be asked.
  var stock: [CompiledQuery]
  /// Why the engine is not to be asked at all, if so.
  var stockReason: StockReason?

  /// What is marked in passages, and for each of these things the number of its leaf.
  var needles: (needles: [Needle], leaves: [Int]) {
    let scored = leaves.indices.filter { leaves[$0].isScored && !leaves[$0].isExpansion }
    return (scored.map { leaves[$0].needle }, scored)
  }

  /// The parts of the query that a passage lacks, which holds these leaves only.
  func missing(_ present: Set<Int>) -> [String] {
    whole.conjuncts.compactMap { part in
      part.holds(present) ? nil : part.leafNumbers.map { leaves[$0].text }.joined(separator: " OR ")
    }
  }
}

extension RankingQuery.Condition {
  /// A formula over the numbers of leaves as a condition over those of terms, which are the same.
  init(_ formula: Formula) {
    self =
      switch formula {
      case .leaf(let number): .term(number)
      case .any(let inner): .any(inner.map(Self.init))
      case .all(let inner): .all(inner.map(Self.init))
      case .without(let base, let excluded): .without(Self(base), Self(excluded))
      }
  }
}

extension Formula {
  /// The formulas that must all hold, without what is left out.
  fileprivate var conjuncts: [Formula] {
    switch self {
    case .all(let inner): inner.flatMap(\.conjuncts)
    case .without(let base, _): base.conjuncts
    case .leaf, .any: [self]
    }
  }

  fileprivate func holds(_ present: Set<Int>) -> Bool {
    switch self {
    case .leaf(let number): present.contains(number)
    case .any(let inner): inner.contains { $0.holds(present) }
    case .all(let inner): inner.allSatisfy { $0.holds(present) }
    case .without(let base, let excluded): base.holds(present) && !excluded.holds(present)
    }
  }

  /// The leaves that are wanted, in order.
  fileprivate var leafNumbers: [Int] {
    switch self {
    case .leaf(let number): [number]
    case .any(let inner), .all(let inner): inner.flatMap(\.leafNumbers)
    case .without(let base, _): base.leafNumbers
    }
  }
}
