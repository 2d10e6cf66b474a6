internal import QueryLanguage
internal import Ranking

extension QueryPlan {
  /// Adds terms, beside which what was typed counts `share` as much as before.
  ///
  /// Where any of the words that were typed is enough, so is any of these.
  ///
  /// `surfaces` says how the terms are written.
  mutating func expand(
    by terms: [FeedbackTerm], share: Double, isWidened: Bool, surfaces: [String: String]
  ) {
    guard !terms.isEmpty else { return }
    for index in leaves.indices { leaves[index].weight *= share }
    let first = leaves.count
    leaves += terms.map { term in
      PlannedLeaf(
        text: surfaces[term.term] ?? term.term, needle: Needle(.term(term.term), columns: nil),
        isScored: true,
        weight: term.weight, isExpansion: true)
    }
    guard isWidened, let last = tiers.last else { return }
    tiers[tiers.count - 1] = last.widened(by: (first..<leaves.count).map { .leaf($0) })
  }
}

extension Formula {
  /// The formula that also holds where one of `others` does, but for what it leaves out.
  fileprivate func widened(by others: [Formula]) -> Formula {
    switch self {
    case .any(let inner): .any(inner + others)
    case .without(let base, let excluded): .without(base.widened(by: others), excluded)
    case .leaf, .all: .any([self] + others)
    }
  }
}
