internal import SearchModel

extension RankingQuery {
  /// Returns the query with a simplified condition, and the roles of its terms, or nil instead of
  /// the roles if they cannot express the condition.
  ///
  /// Excluded terms are no longer scored, because no hit contains them.
  func resolvingRoles() -> (RankingQuery, [LeafRole?]?) {
    var query = self
    query.condition = condition.simplified
    guard let roles = query.condition.roles(scoring: terms.map { $0.isScored }) else {
      return (query, nil)
    }
    for (index, role) in roles.enumerated() where role == .excluded {
      query.terms[index].isScored = false
    }
    return (query, roles)
  }

  /// Returns a scope that gives the same hits as `scope`, a passage if possible.
  func simplifiedScope(_ roles: [LeafRole?]?) -> Scope {
    if scope == .passage { return .passage }
    let withoutArticles = condition.excludesAny ? Scope.passageAndArticle : .passage
    if scope == .passageAndArticle { return withoutArticles }
    // A passage with a scored term satisfies a condition that asks for any of them.
    guard let roles else { return .article }
    let asksForAny = !roles.contains(.required) || terms.count(where: \.isScored) == 1
    return asksForAny ? withoutArticles : .article
  }
}

extension BooleanExpression {
  /// True if the expression contains a negation.
  fileprivate var excludesAny: Bool {
    switch self {
    case .leaf: false
    case .all(let parts), .any(let parts): parts.contains { $0.excludesAny }
    case .not: true
    }
  }
}
