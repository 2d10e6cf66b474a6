/// What must hold of the article that a passage is from.
public indirect enum FilterExpression: Equatable, Sendable {
  /// One filter holds.
  case filter(Filter)
  /// At least one holds.
  case any([FilterExpression])
  /// Each holds.
  case all([FilterExpression])
  /// It does not hold.
  case not(FilterExpression)

  /// Any of the expressions, flat; nothing if there are none.
  public static func any(of expressions: [FilterExpression]) -> FilterExpression? {
    let flat = expressions.flatMap { expression in
      if case .any(let inner) = expression { inner } else { [expression] }
    }
    return flat.count > 1 ? .any(flat) : flat.first
  }

  /// All of the expressions, flat; nothing if there are none.
  public static func all(of expressions: [FilterExpression]) -> FilterExpression? {
    let flat = expressions.flatMap { expression in
      if case .all(let inner) = expression { inner } else { [expression] }
    }
    return flat.count > 1 ? .all(flat) : flat.first
  }
}

// MARK: From a query

extension Query {
  /// What the query asks of articles; nothing if it asks for words only.
  ///
  /// Filters of different fields all hold. Of several filters of one field any is enough, unless
  /// each of them is required, by `+` or AND. Bounds, as `since:` and `until:`, all hold.
  public var filter: FilterExpression? { FilterExpression(parts.filter(\.node.isFilter)) }
}

extension FilterExpression {
  fileprivate init?(_ parts: [Part]) {
    let wanted = parts.filter { $0.role != .excluded }.map { part in
      (part: part, choice: part.node.choice)
    }
    var held: [FilterExpression] = []
    var seen: Set<FilterName> = []
    for (part, choice) in wanted {
      guard let choice else {
        held += FilterExpression(part.node).map { [$0] } ?? []
        continue
      }
      guard seen.insert(choice).inserted else { continue }
      let alike = wanted.filter { $0.choice == choice }.map(\.part)
      let expressions = alike.compactMap { FilterExpression($0.node) }
      let isEachRequired = alike.allSatisfy { $0.role == .required }
      held +=
        (isEachRequired ? Self.all(of: expressions) : Self.any(of: expressions))
        .map { [$0] } ?? []
    }
    for part in parts where part.role == .excluded {
      held += FilterExpression(part.node).map { [.not($0)] } ?? []
    }
    guard let all = Self.all(of: held) else { return nil }
    self = all
  }

  private init?(_ node: Node) {
    let expression: FilterExpression?
    switch node {
    case .filter(let filter): expression = .filter(filter)
    case .either(let parts):
      expression = Self.any(of: parts.compactMap { FilterExpression($0.node) })
    case .group(let parts): expression = FilterExpression(parts)
    case .word, .exact, .prefix, .phrase, .near, .field: expression = nil
    }
    guard let expression else { return nil }
    self = expression
  }
}

extension Node {
  /// The field of all the filters in the node, if it is one and none of them is a bound.
  fileprivate var choice: FilterName? {
    switch self {
    case .filter(let filter): return filter.choice
    case .either(let parts), .group(let parts):
      guard let choice = parts.first?.node.choice else { return nil }
      return parts.dropFirst().allSatisfy { $0.node.choice == choice } ? choice : nil
    case .word, .exact, .prefix, .phrase, .near, .field: return nil
    }
  }
}

// MARK: From options

/// Why options make no filter.
public enum FilterOptionError: Error, Equatable, Sendable {
  /// The value is not a date, or not one of the calendar.
  case malformedDate(String)
  /// A name has no letter and no digit.
  case emptyName
}

extension FilterExpression {
  /// Creates the filter that named options ask for; nil if there are none.
  ///
  /// One of several values for a field is enough. Bounds, which are inclusive, all hold.
  public init?(_ options: [FilterName: [String]]) throws(FilterOptionError) {
    var held: [FilterExpression] = []
    for name in FilterName.allCases {
      var filters: [FilterExpression] = []
      for value in options[name] ?? [] {
        guard let filter = Filter(name, value) else {
          if case .field = name { throw .emptyName }
          throw .malformedDate(value)
        }
        filters.append(.filter(filter))
      }
      let isBound = name == .since || name == .until
      held += (isBound ? Self.all(of: filters) : Self.any(of: filters)).map { [$0] } ?? []
    }
    guard let all = Self.all(of: held) else { return nil }
    self = all
  }
}

// MARK: Printing

extension FilterExpression: CustomStringConvertible {
  /// The expression as a query that asks for the same.
  ///
  /// The language has no OR before a `-`: what is made by hand so is printed, but read otherwise.
  public var description: String {
    switch self {
    case .filter(let filter): filter.description
    case .any(let inner):
      inner.map { $0.startsWithNot ? "(\($0))" : "\($0)" }.joined(separator: " OR ")
    case .all(let inner): inner.map(\.operand).joined(separator: " AND ")
    case .not(.all(let inner)): "-(\(FilterExpression.all(inner)))"
    case .not(let inner): "-" + inner.operand
    }
  }

  private var operand: String { if case .any = self { "(\(self))" } else { description } }

  private var startsWithNot: Bool {
    switch self {
    case .filter, .any: false
    case .not: true
    case .all(let inner): inner.first?.startsWithNot ?? false
    }
  }
}
