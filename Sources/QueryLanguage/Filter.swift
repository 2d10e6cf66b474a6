internal import TextAnalysis

/// A condition on the article of a passage.
public enum Filter: Hashable, Sendable {
  /// A field of the article has this value; `FilterField` says what that means.
  case field(FilterField, String)
  /// The article was published on one of these days.
  case date(DateRange)
}

/// A field of an article that filters compare with a value, by its name in the query language and
/// in the archive.
public enum FilterField: String, CaseIterable, Sendable {
  /// The publisher's name has the words of the value side by side; case and accents do not count.
  case publisher
  /// The author's name, likewise.
  case author
  /// The language has the value as its code: `en` matches `en-GB` too.
  case language
}

/// The name of a filter, which stands before the colon.
public enum FilterName: Hashable, Sendable {
  case field(FilterField)
  case date, since, until
}

extension FilterName: RawRepresentable, CaseIterable {
  /// All names, those of fields first.
  public static let allCases = FilterField.allCases.map(Self.field) + [.date, .since, .until]

  /// Reads a name; nil if there is no such filter.
  public init?(rawValue: String) {
    guard let name = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = name
  }

  /// The name as the query language writes it.
  public var rawValue: String {
    switch self {
    case .field(let field): field.rawValue
    case .date: "date"
    case .since: "since"
    case .until: "until"
    }
  }
}

extension Filter {
  /// Reads the text after a filter's name; nil if it has no word, or is not a date.
  init?(_ name: FilterName, _ text: String) {
    let text = text.asStored.withoutQuotes
    guard text.tokenRuns > 0 else { return nil }
    switch name {
    case .field(let field): self = .field(field, text)
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

  /// The name that several filters must share to be alternatives; nil for a bound of a date.
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

extension String {
  /// The text with a space for each quotation mark, and without superfluous space.
  ///
  /// Whatever it was typed in, it can then be printed between straight quotation marks.
  var withoutQuotes: String {
    unicodeScalars.split { $0.isSpace || Quote($0) != nil }.map { String($0) }
      .joined(separator: " ")
  }

  /// The text as it stands behind a colon or `=`: alone if that is read as one word, else quoted.
  ///
  /// - Precondition: there are no quotation marks in it.
  var asValue: String {
    let isWord =
      unicodeScalars.first?.isTokenCharacter ?? false
      && unicodeScalars.allSatisfy { $0.isTokenCharacter || $0.isPlainInWord }
    return isWord && !["AND", "OR", "NOT", "NEAR"].contains(self) ? self : "\"\(self)\""
  }
}

extension Unicode.Scalar {
  /// Accents, and marks that mean nothing in the language wherever they stand in a word.
  fileprivate var isPlainInWord: Bool {
    switch self {
    case "-", ".", "'", "\u{2019}", "&", "/", "_", ",", "@", "#": true
    default: properties.generalCategory == .nonspacingMark
    }
  }
}
