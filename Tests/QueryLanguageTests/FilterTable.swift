import QueryLanguage

extension FilterExpression {
  /// True or false for each combination of the filters in the expression.
  ///
  /// Of many filters only the first eight are varied; the others do not hold.
  var table: [Bool] {
    table(Array(Set(filters).sorted { $0.description < $1.description }.prefix(8)))
  }

  /// The value of the expression for each subset of `filters`: bit n of the index is filter n.
  func table(_ filters: [Filter]) -> [Bool] {
    (0..<1 << filters.count).map { choice in
      var holding: Set<Filter> = []
      for (index, filter) in filters.enumerated() where choice >> index & 1 == 1 {
        holding.insert(filter)
      }
      return holds(holding)
    }
  }

  var filters: [Filter] {
    switch self {
    case .filter(let filter): [filter]
    case .any(let inner), .all(let inner): inner.flatMap(\.filters)
    case .not(let inner): inner.filters
    }
  }

  private func holds(_ holding: Set<Filter>) -> Bool {
    switch self {
    case .filter(let filter): holding.contains(filter)
    case .any(let inner): inner.contains { $0.holds(holding) }
    case .all(let inner): inner.allSatisfy { $0.holds(holding) }
    case .not(let inner): !inner.holds(holding)
    }
  }
}
