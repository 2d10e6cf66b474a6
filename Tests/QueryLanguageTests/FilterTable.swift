import QueryLanguage
import SearchModel

extension FilterExpression {
  /// The value of the expression for each combination of its filters.
  ///
  /// If there are more than eight filters, only the first eight are varied; the others are false.
  var table: [Bool] {
    table(Array(Set(filters).sorted { $0.description < $1.description }.prefix(8)))
  }

  /// Returns the value of the expression for each subset of `filters`; bit n of the index is filter
  /// n.
  func table(_ filters: [Filter]) -> [Bool] {
    (0..<1 << filters.count).map { choice in
      var holding: Set<Filter> = []
      for (index, filter) in filters.enumerated() where choice >> index & 1 == 1 {
        holding.insert(filter)
      }
      return holds(holding.contains)
    }
  }

  var filters: [Filter] {
    switch self {
    case .leaf(let filter): [filter]
    case .any(let inner), .all(let inner): inner.flatMap(\.filters)
    case .not(let inner): inner.filters
    }
  }
}
