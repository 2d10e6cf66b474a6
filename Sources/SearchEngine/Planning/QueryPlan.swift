internal import QueryLanguage
internal import Ranking
internal import SearchModel

/// A query, as the ranking engine evaluates it.
struct QueryPlan: Equatable {
  /// The clauses, in the order in which they were typed.
  var clauses: [PlannedClause]
  /// The tiers of hits, the strictest first; all hits are in the last.
  var tiers: [QueryTier]
  /// The tiers before the query was expanded, if expansion changed them.
  var typedTiers: [QueryTier]?
  /// The condition that a passage with all parts of the query satisfies.
  var complete: BooleanExpression<Int>
  /// The tiers for FTS5, which ranks if the engine cannot be used.
  var fts5Tiers: [CompiledQuery]
  /// The reason not to use the engine, if there is one.
  var fallback: FallbackReason?

  /// True if the clauses are the most distinctive terms of a text.
  var findsSimilar = false

  /// The tiers of the typed query; they are used for counts and for lists by date.
  var typed: [QueryTier] { typedTiers ?? tiers }

  /// True if a word counts for its whole article, and not only for its passage.
  var hitsAreArticles: Bool { tiers.contains { $0.scope != .passage } }

  /// The notice that lists the added words; nil if there are none.
  var expansionNotice: Notice? {
    let words = clauses.filter(\.isExpansion).map(\.text)
    return words.isEmpty ? nil : Notice(kind: .expanded(by: words))
  }

  /// The terms to highlight in passages, and the index of the clause of each.
  var highlights: (highlights: [Highlight], clauses: [Int]) {
    let scored = clauses.indices.filter { clauses[$0].isScored && !clauses[$0].isExpansion }
    return (scored.map { clauses[$0].highlight }, scored)
  }

  /// Returns the parts of the query that are missing in a passage that has only the clauses in
  /// `present`.
  func missing(_ present: Set<Int>) -> [MissingPart] {
    complete.wantedAndExcluded.wanted.filter { !$0.holds(present.contains) }.map { part in
      MissingPart(text: text(of: part, without: present.contains), condition: part)
    }
  }

  /// Returns, in the query language, what a part of the query still wants if some clauses are
  /// present.
  func text(of part: BooleanExpression<Int>, without isPresent: (Int) -> Bool) -> String {
    let isSpelling = { (index: Int) in clauses[index].original != nil }
    var rest = part.remaining(isPresent, ignoring: isSpelling)
    if rest == .any([]) { rest = part.remaining({ _ in false }, ignoring: isSpelling) }
    return rest.map { clauses[$0].text }.description
  }

  /// A part of the query that a passage lacks.
  struct MissingPart {
    /// The part, in the query language.
    var text: String
    /// The condition that the passage does not satisfy.
    var condition: BooleanExpression<Int>
  }
}

// MARK: Expansion

extension QueryPlan {
  /// Adds terms, and multiplies the weights of the typed clauses by `share`.
  ///
  /// If `isWidened`, a passage with only an added term is a hit too. Passages with everything that
  /// was typed still come first if `keepsTyped`. `displayForms` has the written forms of the terms.
  mutating func expand(
    by terms: [FeedbackTerm], share: Double, isWidened: Bool, keepsTyped: Bool,
    displayForms: [String: String]
  ) {
    guard !terms.isEmpty else { return }
    for index in clauses.indices { clauses[index].queryWeight *= share }
    let first = clauses.count
    var others: [FeedbackTerm] = []
    for term in terms {
      // A typed term is not added again, but gains the additional weight.
      if let index = clauses.firstIndex(where: {
        $0.isScored && $0.term == TermSpec(.term(term.term))
      }) {
        clauses[index].queryWeight += term.weight
      } else {
        others.append(term)
      }
    }
    guard !others.isEmpty else { return }
    clauses += others.map { term in
      PlannedClause(
        text: displayForms[term.term] ?? term.term,
        highlight: Highlight(TermSpec(.term(term.term))), isScored: true, queryWeight: term.weight,
        isExpansion: true)
    }
    guard isWidened, let last = tiers.last else { return }
    typedTiers = tiers
    // Passages with everything that was typed come first.
    if tiers.count == 1, keepsTyped { tiers.append(last) }
    tiers[tiers.count - 1].condition = last.condition.widened(
      by: (first..<clauses.count).map { .leaf($0) })
  }
}

extension BooleanExpression {
  /// Returns an expression that also holds if one of `others` does; its exclusions still apply.
  fileprivate func widened(by others: [BooleanExpression]) -> BooleanExpression {
    let (wanted, excluded) = wantedAndExcluded
    let base = BooleanExpression.all(of: wanted).map { [$0] } ?? []
    guard let any = BooleanExpression.any(of: base + others) else { return self }
    return excluded.isEmpty ? any : .all([any] + excluded.map { .not($0) })
  }
}
