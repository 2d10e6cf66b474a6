internal import FullTextIndex
internal import Ranking

/// A term of a query, as it is looked up in the index.
struct TermSpec: Hashable, Sendable {
  /// The pattern to look up.
  var pattern: Pattern
  /// The columns to search, 0 for the title and 1 for the text; nil for both.
  var columns: Set<Int>?
  /// The tokens to look up instead of the pattern, if one of them must be written in a certain way.
  ///
  /// The pattern is for FTS5, which does not distinguish the forms of a word.
  var written: [PhraseToken]?

  init(_ pattern: Pattern, columns: Set<Int>? = nil, written: [PhraseToken]? = nil) {
    self.pattern = pattern
    self.columns = columns
    self.written = written
  }
}

/// A term to highlight in passages.
struct Highlight: Hashable, Sendable {
  var term: TermSpec
  /// The part to mark inside each token, or nil for the whole token.
  ///
  /// In a script without spaces, a token may be a whole run of words.
  var part: TermPart?

  init(_ term: TermSpec, part: TermPart? = nil) {
    self.term = term
    self.part = part
  }
}

/// A clause of a query, as it is looked up and scored.
struct PlannedClause: Equatable {
  /// The clause, in the query language.
  var text: String
  /// The word as it was typed; nil if the clause is not a plain word.
  var word: String?
  /// The term to look up, and how to highlight it.
  var highlight: Highlight
  var term: TermSpec {
    get { highlight.term }
    set { highlight.term = newValue }
  }
  /// The other spellings that are looked up too.
  var spellings: [String] = []
  /// The other words that are looked up, which the plan has as clauses of their own.
  var others: [OtherWord] = []
  /// True if the clause adds to the score; excluded clauses do not.
  var isScored: Bool
  /// The factor by which the idf is multiplied.
  var queryWeight = 1.0
  /// The number of passages of the collection with the term; nil to take that of the only index.
  var documentFrequency: Int?
  /// True if the clause was not typed, but added because the best passages contain it.
  var isExpansion = false
  /// The index of the typed clause for which this is another word; nil for all other clauses.
  var original: Int?
}
