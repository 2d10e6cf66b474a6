internal import SearchModel

extension RankingQuery {
  /// Returns the query with a simplified condition, and the roles of its terms, or nil instead of
  /// the roles if they cannot express the condition.
  ///
  /// Excluded terms are no longer scored, because no hit contains them.
  func resolvingRoles() -> (RankingQuery, [LeafRole?]?) {
    var query = self
    query.condition = condition.simplified
    guard var roles = query.condition.roles(scoring: terms.map { $0.isScored }) else {
      return (query, nil)
    }
    for index in roles.indices where roles[index] == .excluded {
      query.terms[index].isScored = false
      let added = query.separateSpellings(of: index)
      roles += Array(repeating: .excluded, count: added)
    }
    return (query, roles)
  }

  /// An excluded choice of more patterns than this is looked up as a whole.
  private static let fewSpellings = 8

  /// Makes each spelling of an excluded term a term of its own.
  ///
  /// The lists are then only probed for possible hits. The union of a frequent word with its rare
  /// spellings would have to be computed in full.
  ///
  /// - Returns: The number of added terms.
  private mutating func separateSpellings(of index: Int) -> Int {
    guard case .pattern(.any(let spellings)) = terms[index].source,
      (2...Self.fewSpellings).contains(spellings.count)
    else { return 0 }
    let first = terms.count
    terms += spellings.dropFirst().map { spelling in
      var term = terms[index]
      term.source = .pattern(spelling)
      return term
    }
    terms[index].source = .pattern(spellings[0])
    let added: [BooleanExpression<Int>] = (first..<terms.count).map { .leaf($0) }
    condition = condition.replacing(leaf: index, by: .any([.leaf(index)] + added))
    return added.count
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

extension BooleanExpression<Int> {
  /// Returns the expression with `other` in the place of each leaf that is `leaf`.
  fileprivate func replacing(leaf: Int, by other: BooleanExpression) -> BooleanExpression {
    switch self {
    case .leaf(let found): found == leaf ? other : self
    case .all(let parts): .all(parts.map { $0.replacing(leaf: leaf, by: other) })
    case .any(let parts): .any(parts.map { $0.replacing(leaf: leaf, by: other) })
    case .not(let part): .not(part.replacing(leaf: leaf, by: other))
    }
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
