public import QueryLanguage

/// A field that articles can be counted by.
public enum FacetField: String, CaseIterable, Sendable {
  /// The publisher.
  case publisher
  /// The author.
  case author
  /// The language code.
  case language
  /// The year of publication.
  case year

  /// Reads a list such as `publisher,year`.
  ///
  /// - Throws: `SearchRequestError`, if there is no such facet.
  public static func list(_ text: String) throws(SearchRequestError) -> [FacetField] {
    var fields: [FacetField] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.filter { !$0.isWhitespace }.lowercased()
      guard let field = FacetField(rawValue: name) else { throw .unknownFacet(name) }
      if !fields.contains(field) { fields.append(field) }
    }
    return fields
  }
}

/// The number of articles that a query found for each value of a field.
public struct Facet: Equatable, Sendable {
  /// A value and the number of articles that have it.
  public struct Value: Equatable, Sendable {
    /// The value; nil for articles that have none.
    public var name: String?
    /// The number of articles that have it.
    public var count: Int
  }

  /// The field.
  public var field: FacetField
  /// The values of the field, most frequent first; equally frequent values are ordered by name.
  public var values: [Value]
}

/// The number of articles that a query found for each span of time.
public struct Timeline: Equatable, Sendable {
  /// The length of a span.
  public enum Unit: String, CaseIterable, Sendable {
    /// A calendar year, written `2021`.
    case year
    /// A calendar month, written `2021-10`.
    case month
    /// A day, written `2021-10-18`.
    case day
  }

  /// A span of time and the number of articles published in it.
  public struct Span: Equatable, Sendable {
    /// The start of the span, with the precision of the unit.
    public var start: String
    /// The number of articles published in it.
    public var count: Int
  }

  /// The request that the timeline answers.
  public internal(set) var request = SearchRequest(Query(""))
  /// The length of each span.
  public var unit: Unit
  /// The spans from the first to the last that have articles.
  ///
  /// Empty spans in between are included unless that makes more than 100,000.
  public var spans: [Span]
  /// The number of articles without a date, or with one less precise than the unit.
  public var undated: Int
  /// A description of how the query was interpreted, in words of the query language.
  public var understood = ""
  /// Notices about the answer; notices about interpreting the query are in `request.query`.
  public var notices: [Notice] = []

  /// The number of articles, with and without a date.
  public var total: Int { spans.reduce(undated) { $0 + $1.count } }

  /// Creates a timeline from its parts.
  public init(unit: Unit, spans: [Span], undated: Int) {
    self.unit = unit
    self.spans = spans
    self.undated = undated
  }
}

extension Timeline {
  /// The unit that gives a chart of readable length, if `self` is by month.
  var fittingUnit: Unit {
    guard let first = spans.first.flatMap({ Self.month($0.start) }),
      let last = spans.last.flatMap({ Self.month($0.start) })
    else { return .year }
    return last - first < 3 ? .day : last - first < 60 ? .month : .year
  }

  /// Returns the number of a month, counted from the beginning of the year 0.
  private static func month(_ text: String) -> Int? {
    let numbers = text.split(separator: "-").compactMap { Int($0) }
    return numbers.count == 2 ? numbers[0] * 12 + numbers[1] : nil
  }
}
