internal import TextAnalysis

/// A search term as it was typed: a word, an exact word, a word with stars, a phrase or a NEAR.
public struct Clause: Equatable, Sendable {
  /// The form of a clause.
  public enum Kind: Hashable, Sendable {
    /// A word: the text between white space.
    ///
    /// If the index splits it into several tokens, as in `F-35`, the tokens must be adjacent.
    case word(String)
    /// `=word`, `="some words"`: the words in this form only; case and accents do not count.
    case exact(String)
    /// `pre*`, `*end`, `wom*n`, `"several wor*"`: adjacent words, in which each star stands for any
    /// letters and digits, or none.
    ///
    /// Each star touches a letter or digit.
    case wildcard(String)
    /// `"several words"`, which must be adjacent.
    case phrase(String)
    /// `NEAR(a b, 5)`: at most `distance` tokens between the first item and the last.
    case near([String], distance: Int)
  }

  /// The form of the clause, with its words; phrases contain no quotation marks.
  public var kind: Kind
  /// The field to look in, or nil for all fields.
  public var field: Field?
  /// The position in the query, in UTF-8 bytes, with the field but without the sign.
  public var range: Range<Int>

  /// Creates a clause.
  public init(_ kind: Kind, field: Field? = nil, range: Range<Int> = 0..<0) {
    self.kind = kind
    self.field = field
    self.range = range
  }

  /// True if the words match only in the form in which they were typed.
  ///
  /// FTS5 also finds other forms, so every text that it finds has to be checked.
  public var isExact: Bool { if case .exact = kind { true } else { false } }

  var isNear: Bool { if case .near = kind { true } else { false } }
}

/// The fields of an article that can be searched separately: the columns of the index.
public enum Field: String, CaseIterable, Sendable {
  /// The headline.
  case title
  /// Everything but the headline.
  case text
}

// MARK: As an expression of FTS5

extension Clause {
  /// The clause in FTS5's query syntax.
  ///
  /// Every text is a quoted string, so FTS5 never reads a word in it as an operator: see
  /// <https://sqlite.org/fts5.html#full_text_query_syntax>.
  public var expression: String {
    (field.map { $0.rawValue + " : " } ?? "") + kind.expression
  }
}

extension Clause.Kind {
  fileprivate var expression: String {
    switch self {
    case .word(let text), .exact(let text), .phrase(let text): Self.string(text)
    case .wildcard(let text):
      // FTS5 has no other stars than one at the end.
      Self.string(text.withoutMarks) + (text.hasSuffix("*") ? " *" : "")
    case .near(let items, let distance):
      "NEAR(" + items.map(Self.string).joined(separator: " ") + ", \(distance))"
    }
  }

  private static func string(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { scalars.append(scalar) }
      scalars.append(scalar)
    }
    return "\"" + String(scalars) + "\""
  }
}

// MARK: Printing

extension Clause: CustomStringConvertible {
  /// The clause in the query language.
  public var description: String {
    (field.map { $0.rawValue + ":" } ?? "") + kind.description
  }
}

extension Clause.Kind: CustomStringConvertible {
  /// The clause in the query language, without its field.
  public var description: String {
    switch self {
    case .word(let word): word
    case .exact(let text): "=" + text.asValue
    case .wildcard(let text): text.isBareWildcard ? text : "\"\(text)\""
    case .phrase(let phrase): "\"\(phrase)\""
    case .near(let items, let distance):
      "NEAR(" + items.map(Self.nearItem).joined(separator: " ") + ", \(distance))"
    }
  }

  /// The words of the clause; after the name of a filter, they are its value.
  public var text: String {
    switch self {
    case .word(let text), .exact(let text), .phrase(let text): text
    case .wildcard(let text): text.withoutMarks
    case .near(let items, _): items.joined(separator: " ")
    }
  }

  private static func nearItem(_ item: String) -> String {
    item.unicodeScalars.allSatisfy(\.isTokenCharacter) ? item : "\"\(item)\""
  }
}
