internal import QueryLanguage
internal import Ranking
internal import SearchModel

/// A group of hits: those that satisfy a condition.
///
/// Each tier of a query contains the hits of the tiers before it. Hits of an earlier tier come
/// first, whatever their scores.
struct QueryTier: Equatable {
  /// The condition, over the indices of the clauses.
  var condition: BooleanExpression<Int>
  /// The unit that must satisfy the condition.
  var scope: RankingQuery.Scope

  init(_ condition: BooleanExpression<Int>, _ scope: RankingQuery.Scope) {
    self.condition = condition
    self.scope = scope
  }

  /// Returns the tiers of a query whose hits satisfy `last`; those with all words satisfy `all`.
  ///
  /// If hits are articles, the words may be in different passages. Articles that have all words in
  /// one passage come first, except in the mode `any`.
  static func tiers(
    all: BooleanExpression<Int>, last: BooleanExpression<Int>, _ mode: Query.Mode,
    hitsAreArticles: Bool
  ) -> [QueryTier] {
    let hasTwo = mode == .best && all != last
    guard hitsAreArticles else {
      return (hasTwo ? [all, last] : [last]).map { QueryTier($0, .passage) }
    }
    let complete = hasTwo ? all : last
    if mode == .any || complete.asksForAnyLeaf { return [QueryTier(last, .article)] }
    let tiers = [QueryTier(complete, .passageAndArticle), QueryTier(complete, .article)]
    return hasTwo ? tiers + [QueryTier(last, .article)] : tiers
  }
}

extension BooleanExpression {
  /// True if one leaf is enough, so that a passage with that leaf satisfies the expression if its
  /// article does.
  fileprivate var asksForAnyLeaf: Bool {
    let (wanted, excluded) = wantedAndExcluded
    func isLeaf(_ part: Self) -> Bool { if case .leaf = part { true } else { false } }
    return wanted.count == 1 && wanted[0].disjuncts.allSatisfy(isLeaf)
      && excluded.allSatisfy { $0.disjuncts.allSatisfy(isLeaf) }
  }
}
