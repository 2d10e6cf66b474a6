internal import TextAnalysis

/// What a query asks of the article that a passage is from.
public enum Filter: Hashable, Sendable {
  /// The publisher's name has these words side by side; case and accents do not count.
  case publisher(String)
  /// The author's name has these words side by side; case and accents do not count.
  case author(String)
  /// The article is in this language: `en` asks for `en-GB` too.
  case language(String)
  /// The article was published on one of these days.
  case date(DateRange)
}

/// What a filter is written with before the colon.
enum FilterName: String, CaseIterable {
  case publisher
  case author
  case language
  case date
  case since
  case until
}

extension Filter {
  /// Reads what stands behind a filter's name; nothing if it has no word, or is no date.
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

  /// What several filters must share to be alternatives; nothing for a bound of a date.
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
  /// The filter as the language writes it.
  public var description: String {
    switch self {
    case .publisher(let name): "publisher:" + name.asValue
    case .author(let name): "author:" + name.asValue
    case .language(let code): "language:" + code.asValue
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
