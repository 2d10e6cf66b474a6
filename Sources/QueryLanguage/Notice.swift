/// Something that a person should know about how a query was read or answered.
///
/// It contains only data; `Output` writes the sentence.
public struct Notice: Equatable, Sendable {
  /// The kinds of notices.
  public enum Kind: Equatable, Sendable {
    /// The text is longer than this many bytes; the rest was left out.
    case tooLong(limit: Int)
    /// There are more words than this; the rest were left out.
    case tooManyWords(limit: Int)
    /// Parentheses are nested deeper than this; the inner ones were ignored.
    case tooDeep(limit: Int)
    /// A quotation mark that is not closed was ignored.
    case unclosedQuote
    /// An unmatched parenthesis was ignored.
    case strayParenthesis
    /// An unclosed group was assumed to end with the query.
    case unclosedParenthesis
    /// Several signs, or an em dash, were read as one sign with this role.
    case straySign(Part.Role)
    /// A sign of other engines, such as `~`, has no meaning here and was ignored.
    case ignoredSign(String)
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
    /// The value of `date:`, `since:` or the like is not a date, and was read as words.
    case malformedDate
    /// A filter is in a group or an OR with words; it was applied to the whole query.
    case filterInGroup
    /// `=` precedes neither a word nor a phrase, and was ignored.
    case strayEquals
    /// A star that does not stand for letters of a word was ignored.
    case strayStar
    /// NEAR was malformed and read as a word, or a distance was malformed and ignored.
    case malformedNear
    /// An operator of other engines was read as NEAR; if `isOrdered`, it asks for an order, which is
    /// not kept, and otherwise more than the words beside it may be meant.
    case readAsNear(isOrdered: Bool)
    /// A group, or the whole query, has only exclusions, and so finds nothing.
    case onlyExclusions
    /// The whole query is in capital letters, so AND, OR and NOT were read as words.
    case allCapitals
    /// The whole query is in capital letters and may be a sentence, but AND, OR and NOT were read as
    /// operators.
    case operatorsInCapitals

    // The kinds below are about the answer rather than about reading the query.

    /// No article has this value in the field that a filter names.
    case unknownValue(FilterField, String)
    /// No article is in the language; `known` are the languages of the archive.
    case unknownLanguage(String, known: [String])
    /// Two dates were in the wrong order, and were exchanged; the filters after the exchange.
    case swappedDates(String)
    /// No passage has the word `typed`, but some have `replacement`.
    case didYouMean(replacement: String, typed: String)
    /// No passage has the words `typed`, so this corrected query was answered instead.
    case corrected(query: String, typed: [String])
    /// Exact words and words with stars match by their stems, because the ranking engine cannot
    /// read the index.
    case inexactWord
    /// These words were added to the query.
    case expanded(by: [String])
    /// These synonyms of the words were searched for too.
    case synonyms([String])
    /// These words that are spelled similarly were searched for too.
    case similarWords([String])
    /// The query contains no word to search for.
    case noWords
    /// A table that speeds up searching is damaged and was not used.
    case damagedTables
    /// The index or the articles are damaged, so the answer may be incomplete or wrong.
    case damagedArchive
    /// The first run that adds articles to the archive has not ended; it has this many so far.
    case beingBuilt(articles: Int)
  }

  /// The kind of the notice.
  public var kind: Kind
  /// The part of the query that it is about, in UTF-8 bytes; nil if it is about the whole query.
  public var range: Range<Int>?

  /// Creates a notice.
  public init(kind: Kind, range: Range<Int>? = nil) {
    self.kind = kind
    self.range = range
  }

  /// The replacement that the notice proposes, or the query that was answered instead.
  public var suggestion: String? {
    switch kind {
    case .didYouMean(let replacement, _): replacement
    case .corrected(let query, _): query
    default: nil
    }
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
    case .ignoredSign: "ignored-sign"
    case .emptyPhrase: "empty-phrase"
    case .unknownField: "unknown-field"
    case .emptyField, .emptyValue: "empty-field"
    case .loneOperator: "lone-operator"
    case .malformedDate: "malformed-date"
    case .filterInGroup: "filter-in-group"
    case .strayEquals: "stray-equals"
    case .strayStar: "stray-star"
    case .malformedNear: "malformed-near"
    case .readAsNear: "read-as-near"
    case .onlyExclusions: "only-exclusions"
    case .allCapitals, .operatorsInCapitals: "all-capitals"
    case .unknownValue(let field, _): "unknown-\(field.rawValue)"
    case .unknownLanguage: "unknown-language"
    case .swappedDates: "swapped-dates"
    case .didYouMean: "did-you-mean"
    case .corrected: "corrected"
    case .inexactWord: "inexact-word"
    case .expanded: "expanded"
    case .synonyms: "synonyms"
    case .similarWords: "similar-words"
    case .noWords: "no-words"
    case .damagedTables: "damaged-tables"
    case .damagedArchive: "damaged-archive"
    case .beingBuilt: "being-built"
    }
  }
}
