public import SearchModel
internal import TextAnalysis

/// A condition on the article of a passage.
public enum Filter: Hashable, Sendable {
  /// A field of the article has this value; `FilterField` defines the comparison for each field.
  case field(FilterField, String)
  /// The article was published on one of these days.
  case date(DateRange)
}

/// A condition on articles.
public typealias FilterExpression = BooleanExpression<Filter>

/// A field of an article that a filter compares with a value; the raw value is its name in the
/// query language and in the archive.
public enum FilterField: String, CaseIterable, Sendable {
  /// The publisher's name contains the words of the value as a phrase; case and accents do not
  /// count.
  case publisher
  /// The author's name contains the words of the value as a phrase; case and accents do not count.
  case author
  /// The language code starts with the value: `en` matches `en-GB` too.
  case language
}

/// The name of a filter, written before the colon.
public enum FilterName: Hashable, Sendable {
  case field(FilterField)
  case date, since, until, after, before
}

extension FilterName: RawRepresentable, CaseIterable {
  /// All names; the fields come first.
  public static let allCases =
    FilterField.allCases.map(Self.field) + [.date, .since, .until, .after, .before]

  /// Creates a name from its text; nil if there is no such filter.
  public init?(rawValue: String) {
    guard let name = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = name
  }

  /// True if the value of the filter is a date.
  var isDate: Bool { if case .field = self { false } else { true } }

  /// The name as the query language writes it.
  public var rawValue: String {
    switch self {
    case .field(let field): field.rawValue
    case .date: "date"
    case .since: "since"
    case .until: "until"
    case .after: "after"
    case .before: "before"
    }
  }
}

extension Filter {
  /// Parses the text after a filter's name; nil if it has no word or is not a date.
  init?(_ name: FilterName, _ text: String) {
    if case .field(let field) = name {
      let text = text.asStored.withoutMarks
      guard text.tokenRuns > 0 else { return nil }
      self = .field(field, text)
    } else {
      guard let range = DateRange(name, text.asStored) else { return nil }
      self = .date(range)
    }
  }

  /// The name that filters share if they are alternatives.
  ///
  /// It is nil for a date range that is open at one end, since all such bounds must hold.
  var choice: FilterName? {
    switch self {
    case .field(let field, _): .field(field)
    case .date(let range): range.isClosed ? .date : nil
    }
  }
}

extension Filter: CustomStringConvertible {
  /// The filter as the query language writes it.
  public var description: String {
    switch self {
    case .field(let field, let value): "\(field.rawValue):\(value.asValue)"
    case .date(let range): range.description
    }
  }
}

// MARK: From a query

extension Query {
  /// The condition on articles, or nil if the query has no filters.
  ///
  /// Filters on different fields must all hold. Among several filters on one field, one is enough
  /// unless each of them is required by `+` or AND. Bounds such as `since:` and `until:` must all
  /// hold.
  public var filter: FilterExpression? { FilterExpression(parts.filter(\.node.isFilter)) }
}

extension BooleanExpression where Leaf == Filter {
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
    case .filter(let filter): expression = .leaf(filter)
    case .either(let parts):
      expression = Self.any(of: parts.compactMap { FilterExpression($0.node) })
    case .group(let parts): expression = FilterExpression(parts)
    case .clause, .field: expression = nil
    }
    guard let expression else { return nil }
    self = expression
  }
}

extension Node {
  /// The `choice` that all filters in the node share; nil if they share none.
  fileprivate var choice: FilterName? {
    switch self {
    case .filter(let filter): return filter.choice
    case .either(let parts), .group(let parts):
      guard let choice = parts.first?.node.choice else { return nil }
      return parts.dropFirst().allSatisfy { $0.node.choice == choice } ? choice : nil
    case .clause, .field: return nil
    }
  }
}

// MARK: From options

/// A reason why command options cannot be read as a filter.
public enum FilterOptionError: Error, Equatable, Sendable {
  /// The value is not a date, or it does not exist in the calendar.
  case malformedDate(String)
  /// A name contains neither a letter nor a digit.
  case emptyName
}

extension BooleanExpression where Leaf == Filter {
  /// Creates the condition that the named options ask for; nil if there are none.
  ///
  /// Among several values for a field, one is enough. Bounds are inclusive and must all hold.
  public init?(_ options: [FilterName: [String]]) throws(FilterOptionError) {
    var held: [FilterExpression] = []
    for name in FilterName.allCases {
      var filters: [FilterExpression] = []
      for value in options[name] ?? [] {
        guard let filter = Filter(name, value) else {
          if case .field = name { throw .emptyName }
          throw .malformedDate(value)
        }
        filters.append(.leaf(filter))
      }
      let isBound = name.isDate && name != .date
      held += (isBound ? Self.all(of: filters) : Self.any(of: filters)).map { [$0] } ?? []
    }
    guard let all = Self.all(of: held) else { return nil }
    self = all
  }
}

// MARK: Values

extension String {
  /// The text with its quotation marks replaced by spaces, and without redundant spaces.
  ///
  /// The result can be printed between straight quotation marks.
  var withoutQuotes: String {
    unicodeScalars.split { $0.isSpace || Quote($0) != nil }.map { String($0) }
      .joined(separator: " ")
  }

  /// The text with its quotation marks and stars replaced by spaces, and without redundant spaces.
  var withoutMarks: String {
    unicodeScalars.split { $0.isSpace || $0 == "*" || Quote($0) != nil }.map { String($0) }
      .joined(separator: " ")
  }

  /// True if the text reads as one word with stars that mean letters.
  var isBareWildcard: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    return (first == "*" || first.isTokenCharacter)
      && (last == "*" || last.isTokenCharacter || last.isAccent)
      && unicodeScalars.allSatisfy {
        $0 == "*" || $0.isTokenCharacter || $0.isAccent || $0.isPlainInWord
      }
  }

  /// The text as written after a colon or `=`: bare if it reads as one word, otherwise quoted.
  ///
  /// - Precondition: The text contains no quotation marks.
  var asValue: String { isBareWord && !isOperator ? self : "\"\(self)\"" }

  /// True if the text reads as one word without marks that have a meaning.
  var isBareWord: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    return first.isTokenCharacter && (last.isTokenCharacter || last.isAccent)
      && unicodeScalars.allSatisfy { $0.isTokenCharacter || $0.isAccent || $0.isPlainInWord }
  }
}

extension Unicode.Scalar {
  fileprivate var isAccent: Bool { properties.generalCategory == .nonspacingMark }

  /// True for marks that have no special meaning inside a word.
  fileprivate var isPlainInWord: Bool {
    switch self {
    case "-", ".", "'", "\u{2019}", "_", "@", "#": true
    default: false
    }
  }
}
