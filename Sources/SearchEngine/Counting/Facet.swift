/// What articles can be counted by.
public enum FacetField: String, CaseIterable, Sendable {
  /// Who published the article.
  case publisher
  /// Who wrote it.
  case author
  /// The language it is in.
  case language
  /// The year it was published in.
  case year
}

/// How many of the articles that a query found have which value of a field.
public struct Facet: Equatable, Sendable {
  /// One value, and how many articles have it.
  public struct Value: Equatable, Sendable {
    /// The value; nothing for articles that have none.
    public var name: String?
    /// How many articles have it.
    public var count: Int
  }

  /// The field.
  public var field: FacetField
  /// Its values, the most frequent first; of equals, by name.
  public var values: [Value]
}

/// How many of the articles that a query found were published when.
public struct Timeline: Equatable, Sendable {
  /// How long a span is.
  public enum Unit: String, CaseIterable, Sendable {
    /// A calendar year, written `2021`.
    case year
    /// A calendar month, written `2021-10`.
    case month
    /// A day, written `2021-10-18`.
    case day
  }

  /// A span of time and how many articles were published in it.
  public struct Span: Equatable, Sendable {
    /// Its beginning, as exact as the unit.
    public var start: String
    /// How many articles were published in it.
    public var count: Int
  }

  /// How long each span is.
  public var unit: Unit
  /// The spans from the first to the last with an article, those without one between them too,
  /// unless these are more than 100,000.
  public var spans: [Span]
  /// How many articles have no date, or none as exact as the unit.
  public var undated: Int
  /// How the query was read, in words of the query language.
  public var understood = ""
  /// What was done otherwise than a person may expect.
  public var notices: [SearchNotice] = []

  /// How many articles there are, with and without a date.
  public var total: Int { spans.reduce(undated) { $0 + $1.count } }

  /// Creates a timeline from its parts.
  public init(unit: Unit, spans: [Span], undated: Int) {
    self.unit = unit
    self.spans = spans
    self.undated = undated
  }
}
