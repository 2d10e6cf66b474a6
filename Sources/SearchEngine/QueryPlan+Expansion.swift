internal import QueryLanguage
internal import Ranking

extension QueryPlan {
  /// Adds terms, beside which what was typed counts `share` as much as before.
  ///
  /// Where any of the words that were typed is enough, so is any of these.
  ///
  /// `keepsTyped` is whether what has it comes before what has only these; `surfaces` says how the
  /// terms are written.
  mutating func expand(
    by terms: [FeedbackTerm], share: Double, isWidened: Bool, keepsTyped: Bool,
    surfaces: [String: String]
  ) {
    guard !terms.isEmpty else { return }
    for index in leaves.indices { leaves[index].weight *= share }
    let first = leaves.count
    var others: [FeedbackTerm] = []
    for term in terms {
      // What was typed counts more.
      if let index = leaves.firstIndex(where: { $0.isScored && $0.stands(for: term.term) }) {
        leaves[index].weight += term.weight
      } else {
        others.append(term)
      }
    }
    guard !others.isEmpty else { return }
    leaves += others.map { term in
      PlannedLeaf(
        text: surfaces[term.term] ?? term.term, needle: Needle(.term(term.term), columns: nil),
        isScored: true,
        weight: term.weight, isExpansion: true)
    }
    guard isWidened, let last = tiers.last else { return }
    typedTiers = tiers
    // What was typed comes first where all of it does.
    if tiers.count == 1, keepsTyped { tiers.append(last) }
    tiers[tiers.count - 1] = last.widened(by: (first..<leaves.count).map { .leaf($0) })
  }
}

extension PlannedLeaf {
  /// Whether it is a term, wherever that stands.
  fileprivate func stands(for term: String) -> Bool {
    needle.pattern == .term(term) && needle.columns == nil && needle.exact == nil
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

extension SearchNotice {
  /// Says which words a query was expanded by; nothing where there are none.
  init?(expansionOf plan: QueryPlan?) {
    let words = plan?.leaves.filter(\.isExpansion).map(\.text) ?? []
    guard !words.isEmpty else { return nil }
    self.init(code: "expanded", message: "also sought: " + words.joined(separator: ", "))
  }
}
