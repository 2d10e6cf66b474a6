/// A part of a query that was interpreted differently from what may have been meant.
public struct Notice: Equatable, Sendable {
  /// The kinds of notices.
  public enum Kind: Equatable, Sendable {
    /// The text is longer than this many bytes; the rest was left out.
    case tooLong(limit: Int)
    /// There are more words than this; the rest were left out.
    case tooManyWords(limit: Int)
    /// Parentheses are nested deeper than this; the inner ones were ignored.
    case tooDeep(limit: Int)
    /// A quotation mark that no other closes was ignored.
    case unclosedQuote
    /// A parenthesis without its other half was ignored.
    case strayParenthesis
    /// An unclosed group was assumed to end with the query.
    case unclosedParenthesis
    /// Several signs, or an em dash, were read as one sign with this role.
    case straySign(Part.Role)
    /// Quotation marks without a word between them were ignored.
    case emptyPhrase
    /// No field has this name; the text was read as words.
    case unknownField(name: String)
    /// A field's colon has nothing directly after it; its name was read as a word.
    case emptyField(name: String)
    /// A field's colon is followed by empty quotation marks, which were ignored.
    case emptyValue(name: String)
    /// AND, OR or NOT has no operand, and was read as a word.
    case loneOperator(String)
    /// The value of `date:`, `since:` or `until:` is not a date, and was read as words.
    case malformedDate
    /// A filter is in a group or an OR with words; it was applied to the whole query.
    case filterInGroup
    /// `=` precedes neither a word nor a phrase, and was ignored.
    case strayEquals
    /// A star that does not end a word was ignored.
    case strayStar
    /// NEAR or its distance is malformed; its words were read as plain words.
    case malformedNear
    /// A group, or the whole query, has only exclusions, and so finds nothing.
    case onlyExclusions
    /// The whole query is in capital letters, so AND, OR and NOT were read as words.
    case allCapitals
  }

  /// The kind of the notice.
  public var kind: Kind
  /// The position in the query, in UTF-8 bytes.
  public var range: Range<Int>

  /// Creates a notice.
  public init(kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  /// A stable name for programs.
  public var code: String {
    switch kind {
    case .tooLong: "too-long"
    case .tooManyWords: "too-many-words"
    case .tooDeep: "too-deep"
    case .unclosedQuote: "unclosed-quote"
    case .strayParenthesis, .unclosedParenthesis: "stray-parenthesis"
    case .straySign: "stray-sign"
    case .emptyPhrase: "empty-phrase"
    case .unknownField: "unknown-field"
    case .emptyField, .emptyValue: "empty-field"
    case .loneOperator: "lone-operator"
    case .malformedDate: "malformed-date"
    case .filterInGroup: "filter-in-group"
    case .strayEquals: "stray-equals"
    case .strayStar: "stray-star"
    case .malformedNear: "malformed-near"
    case .onlyExclusions: "only-exclusions"
    case .allCapitals: "all-capitals"
    }
  }

  /// A sentence for people.
  ///
  /// It repeats only names in ASCII letters from the query, so that it can be printed as it is.
  public var message: String {
    switch kind {
    case .tooLong(let limit): "the query is longer than \(limit) bytes; the rest is left out"
    case .tooManyWords(let limit): "the query has more than \(limit) words; the rest are left out"
    case .tooDeep(let limit):
      "parentheses are nested more than \(limit) deep; the inner ones are ignored"
    case .unclosedQuote: "a quotation mark is not closed; it is ignored"
    case .strayParenthesis: "a parenthesis has no other half; it is ignored"
    case .unclosedParenthesis: "a parenthesis is not closed; it is closed at the end of the query"
    case .straySign(.excluded): "this is read as one \"-\": what follows is excluded"
    case .straySign: "this is read as one \"+\": what follows must be there"
    case .emptyPhrase: "there is no word between the quotation marks"
    case .unknownField(let name):
      "there is no field \"\(name)\"; fields are "
        + (Field.allCases.map(\.rawValue) + FilterName.allCases.map(\.rawValue)).sorted()
        .joined(separator: ", ")
    case .emptyField(let name): "nothing follows directly after \"\(name):\"; it is read as a word"
    case .emptyValue(let name): "there is no word after \"\(name):\"; it is ignored"
    case .loneOperator("|"): "there is nothing for \"|\" to work on here; it is ignored"
    case .loneOperator(let name):
      "there is nothing for \"\(name)\" to work on here; it is read as a word"
    case .malformedDate:
      "a date is written 2021, 2021-10, 2021-10-18, a range 2021-10..2021-12, 7d, 2w, 3m, 1y, "
        + "today or yesterday; this is read as words"
    case .filterInGroup:
      "a filter cannot apply to only some of the words; it applies to the whole query"
    case .strayEquals: "an equals sign counts only before a word or a phrase; it is ignored"
    case .strayStar: "a star counts only at the end of a word; it is ignored"
    case .malformedNear:
      "a distance is written NEAR(a b, 5) or \"a b\"~5, with 0 to 9999 words"
    case .onlyExclusions: "only excluded words are given; add a word to search for"
    case .allCapitals:
      "all of this is in capital letters; AND, OR, NOT and NEAR are read as words"
    }
  }
}
