/// Something in a query that was read otherwise than it may have been meant.
public struct Notice: Equatable, Sendable {
  /// What it is.
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
    /// A group that is not closed was taken to end with the query.
    case unclosedParenthesis
    /// Several signs, or an em dash, were read as one sign that asks for this.
    case straySign(Part.Role)
    /// Quotation marks without a word between them were ignored.
    case emptyPhrase
    /// No field has this name; the whole was read as words.
    case unknownField(name: String)
    /// Nothing stands directly behind a field's colon; its name was read as a word.
    case emptyField(name: String)
    /// Behind a field's colon are quotation marks without a word; nothing is looked for there.
    case emptyValue(name: String)
    /// AND, OR or NOT has nothing to work on, and was read as a word.
    case loneOperator(String)
    /// What stands behind `date:`, `since:` or `until:` is no date, and was read as words.
    case malformedDate
    /// A filter stands in a group or beside OR with words; it was taken to hold for the whole query.
    case filterInGroup
    /// `=` stands before something that is neither a word nor a phrase, and was ignored.
    case strayEquals
    /// A star that does not end a word was ignored.
    case strayStar
    /// NEAR or a distance could not be read, and its words were read as words.
    case malformedNear
    /// There are only exclusions, here or in the whole query, and so nothing to find.
    case onlyExclusions
    /// Everything is in capital letters, so that AND, OR and NOT were read as words.
    case allCapitals
  }

  /// What it is.
  public var kind: Kind
  /// The place in the query, in UTF-8 bytes.
  public var range: Range<Int>

  /// Creates a notice.
  public init(kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  /// A name for programs, which does not change.
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
  /// What it repeats of the query are names in ASCII letters, so that it can be printed as it is.
  public var message: String {
    switch kind {
    case .tooLong(let limit): "the query is longer than \(limit) bytes; the rest is left out"
    case .tooManyWords(let limit): "the query has more than \(limit) words; the rest are left out"
    case .tooDeep(let limit):
      "parentheses are nested more than \(limit) deep; the inner ones are ignored"
    case .unclosedQuote: "a quotation mark is not closed; it is ignored"
    case .strayParenthesis: "a parenthesis has no other half; it is ignored"
    case .unclosedParenthesis: "a parenthesis is not closed; it is closed at the end of the query"
    case .straySign(.excluded): "this is read as one \"-\": what follows is left out"
    case .straySign: "this is read as one \"+\": what follows must be there"
    case .emptyPhrase: "there is no word between the quotation marks"
    case .unknownField(let name):
      "there is no field \"\(name)\"; fields are "
        + (Field.allCases.map(\.rawValue) + FilterName.allCases.map(\.rawValue)).sorted()
        .joined(separator: ", ")
    case .emptyField(let name): "nothing follows directly on \"\(name):\"; it is read as a word"
    case .emptyValue(let name): "there is no word behind \"\(name):\"; nothing is looked for there"
    case .loneOperator("|"): "there is nothing for \"|\" to work on here; it is ignored"
    case .loneOperator(let name):
      "there is nothing for \"\(name)\" to work on here; it is read as a word"
    case .malformedDate:
      "a date is written 2021, 2021-10, 2021-10-18, a range 2021-10..2021-12, 7d, 2w, 3m, 1y, "
        + "today or yesterday; this is read as words"
    case .filterInGroup:
      "a filter cannot hold for a part of the words; it holds for the whole query"
    case .strayEquals: "an equals sign is understood before a word or a phrase; it is ignored"
    case .strayStar: "a star is understood at the end of a word only; it is ignored"
    case .malformedNear:
      "a distance is written NEAR(a b, 5) or \"a b\"~5, with 0 to 9999 words"
    case .onlyExclusions: "there are only words to leave out; add one to look for"
    case .allCapitals:
      "all of this is in capital letters; AND, OR, NOT and NEAR are read as words"
    }
  }
}
