extension RankingQuery {
  /// What a passage must satisfy to be a hit, in terms of the query's terms.
  ///
  /// Terms are meant by their index in `terms`. Nothing satisfies `any` and `all` of no conditions.
  public indirect enum Condition: Equatable, Sendable {
    /// It holds the term.
    case term(Int)
    /// It satisfies one of the conditions.
    case any([Condition])
    /// It satisfies all of the conditions.
    case all([Condition])
    /// It satisfies the first condition and not the second.
    case without(Condition, Condition)
  }

  /// The condition that the roles of the terms come to.
  var roleCondition: Condition {
    var parts: [Role: [Condition]] = [:]
    for (index, term) in terms.enumerated() { parts[term.role, default: []].append(.term(index)) }
    let wanted = parts[.required].map { Condition.all($0) } ?? .any(parts[.optional] ?? [])
    return parts[.excluded].map { .without(wanted, .any($0)) } ?? wanted
  }

  /// The same query, with roles in place of a condition that roles can say.
  var withRoles: RankingQuery {
    guard let condition, let roles = roles(condition) else { return self }
    var query = self
    query.condition = nil
    query.terms = []
    for (term, role) in zip(terms, roles) {
      guard let role else { continue }
      var term = term
      term.role = role
      query.terms.append(term)
    }
    return query
  }

  /// The roles that come to `condition`, and nothing for a term that has no say; nothing at all
  /// where no roles do.
  private func roles(_ condition: Condition) -> [Role?]? {
    var wanted = condition
    var unwanted: Set<Int> = []
    if case .without(let part, let other) = condition {
      guard let terms = other.alternatives else { return nil }
      wanted = part
      unwanted = Set(terms)
    }
    let scored = Set(terms.indices.filter { terms[$0].role != .excluded })
    var required: Set<Int> = []
    if let terms = wanted.alternatives, Set(terms) == scored.subtracting(unwanted) {
      // Each of them will do.
    } else if let terms = wanted.conjuncts, scored.isSuperset(of: terms) {
      required = Set(terms)
    } else {
      return nil
    }
    guard unwanted.allSatisfy({ terms.indices.contains($0) && !required.contains($0) }) else {
      return nil
    }
    return terms.indices.map { index in
      if unwanted.contains(index) { return .excluded }
      if !scored.contains(index) { return nil }
      return required.contains(index) ? .required : .optional
    }
  }
}

extension RankingQuery.Condition {
  /// The terms of which one must stand in a passage, if that is all that is asked.
  fileprivate var alternatives: [Int]? {
    switch self {
    case .term(let index): [index]
    case .any(let parts): Self.terms(parts)
    case .all(let parts): parts.count == 1 ? parts[0].alternatives : nil
    case .without: nil
    }
  }

  /// The terms that must all stand in a passage, if that is all that is asked.
  fileprivate var conjuncts: [Int]? {
    switch self {
    case .term(let index): [index]
    case .all(let parts): Self.terms(parts)
    case .any(let parts): parts.count == 1 ? parts[0].conjuncts : nil
    case .without: nil
    }
  }

  private static func terms(_ parts: [Self]) -> [Int]? {
    if parts.isEmpty { return nil }
    var terms: [Int] = []
    for part in parts {
      guard case .term(let index) = part else { return nil }
      terms.append(index)
    }
    return terms
  }
}
