public import SearchModel

/// A condition on the article that a passage is from.
public enum Filter: Hashable, Sendable {
  /// The publisher's name contains these words, adjacent; case and accents do not count.
  case publisher(String)
  /// The author's name contains these words, adjacent; case and accents do not count.
  case author(String)
  /// The article is in this language: `en` includes `en-GB`.
  case language(String)
  /// The article was published on one of these days.
  case date(DateRange)
}

/// A condition on articles.
public typealias FilterExpression = BooleanExpression<Filter>

/// The name of a filter before the colon.
enum FilterName: String, CaseIterable {
  case publisher
  case author
  case language
  case date
  case since
  case until
}

extension Filter {
  /// Reads the text after a filter's name; nil if it has no word or is not a date.
  init?(_ name: FilterName, _ text: String) {
    let text = text.asStored.withoutQuotes
    guard text.tokenRuns > 0 else { return nil }
    switch name {
    case .publisher: self = .publisher(text)
    case .author: self = .author(text)
    case .language: self = .language(text)
    case .date:
      guard let range = DateRange(text) else { return nil }
      self = .date(range)
    case .since:
      guard let bound = DateBound(text) else { return nil }
      self = .date(DateRange(since: bound, until: nil))
    case .until:
      guard let bound = DateBound(text) else { return nil }
      self = .date(DateRange(since: nil, until: bound))
    }
  }

  /// The field that makes several filters alternatives; nil for an open date range.
  var choice: FilterName? {
    switch self {
    case .publisher: .publisher
    case .author: .author
    case .language: .language
    case .date(let range): range.isClosed ? .date : nil
    }
  }
}

extension Filter: CustomStringConvertible {
  /// The filter in the query language.
  public var description: String {
    switch self {
    case .publisher(let name): "publisher:" + name.asValue
    case .author(let name): "author:" + name.asValue
    case .language(let code): "language:" + code.asValue
    case .date(let range): range.description
    }
  }
}

// MARK: From a query

extension Query {
  /// The condition on articles, or nil if the query has no filters.
  ///
  /// Filters on different fields must all hold. Of several filters on one field one is enough, unless
  /// each of them is required by `+` or AND. The bounds `since:` and `until:` must all hold.
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
  /// The field of the filters in the node, if they share one and none of them is a bound.
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
  /// The value is not a date, or the calendar does not have it.
  case malformedDate(String)
  /// A name contains neither a letter nor a digit.
  case emptyName
}

extension BooleanExpression where Leaf == Filter {
  /// Creates the condition that the options of a command ask for; nil if there are none.
  ///
  /// Of several names for one field one is enough. The bounds are inclusive, and written as after
  /// `since:` and `until:`.
  public init?(
    publishers: [String] = [], authors: [String] = [], languages: [String] = [],
    since: String? = nil, until: String? = nil
  ) throws(FilterOptionError) {
    var held: [FilterExpression] = []
    let names: [(FilterName, [String])] = [
      (.publisher, publishers), (.author, authors), (.language, languages),
    ]
    for (name, values) in names {
      var alternatives: [FilterExpression] = []
      for value in values {
        guard let filter = Filter(name, value) else { throw .emptyName }
        alternatives.append(.leaf(filter))
      }
      held += Self.any(of: alternatives).map { [$0] } ?? []
    }
    for (name, date) in [(FilterName.since, since), (.until, until)] {
      guard let date else { continue }
      guard let filter = Filter(name, date) else { throw .malformedDate(date) }
      held.append(.leaf(filter))
    }
    guard let all = Self.all(of: held) else { return nil }
    self = all
  }
}

// MARK: Values

extension String {
  /// The text with a space for each quotation mark, and without superfluous space.
  ///
  /// It can then be printed between straight quotation marks, however it was typed.
  var withoutQuotes: String {
    unicodeScalars.split { $0.isSpace || Quote($0) != nil }.map { String($0) }
      .joined(separator: " ")
  }

  /// The text as written after a colon or `=`: bare if it is read as one word, else quoted.
  ///
  /// - Precondition: The text contains no quotation marks.
  var asValue: String {
    let isWord =
      unicodeScalars.first?.isTokenCharacter ?? false
      && unicodeScalars.allSatisfy { $0.isTokenCharacter || $0.isPlainInWord }
    return isWord && !["AND", "OR", "NOT", "NEAR"].contains(self) ? self : "\"\(self)\""
  }
}

extension Unicode.Scalar {
  /// Accents, and marks that have no meaning in the query language inside a word.
  fileprivate var isPlainInWord: Bool {
    switch self {
    case "-", ".", "'", "\u{2019}", "&", "/", "_", ",", "@", "#": true
    default: properties.generalCategory == .nonspacingMark
    }
  }
}
