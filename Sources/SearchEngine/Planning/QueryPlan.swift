internal import Archive
internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SearchModel
internal import SQLite
internal import TextAnalysis

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
  /// The term to look up, and how to highlight it.
  var highlight: Highlight
  var term: TermSpec {
    get { highlight.term }
    set { highlight.term = newValue }
  }
  /// The other spellings that are looked up too.
  var spellings: [String] = []
  /// The British or American spellings, which the plan has as clauses of their own.
  var paired: [PairedSpelling] = []
  /// True if the clause adds to the score; excluded clauses do not.
  var isScored: Bool
  /// The factor by which the idf is multiplied.
  var queryWeight = 1.0
  /// True if the clause was not typed, but added because the best passages contain it.
  var isExpansion = false
  /// The index of the typed clause of which this is another spelling; nil for all other clauses.
  var original: Int?
}

/// A query, as the ranking engine evaluates it.
struct QueryPlan: Equatable {
  /// The clauses, in the order in which they were typed.
  var clauses: [PlannedClause]
  /// The tiers of hits, the strictest first; all hits are in the last.
  var tiers: [QueryTier]
  /// The tiers before the query was expanded, if expansion changed them.
  var typedTiers: [QueryTier]?
  /// The condition that a passage with all parts of the query satisfies.
  var complete: BooleanExpression<Int>
  /// The tiers for FTS5, which ranks if the engine cannot be used.
  var fts5Tiers: [CompiledQuery]
  /// The reason not to use the engine, if there is one.
  var fallback: FallbackReason?

  /// The tiers of the typed query; they are used for counts and for lists by date.
  var typed: [QueryTier] { typedTiers ?? tiers }

  /// True if a word counts for its whole article, and not only for its passage.
  var hitsAreArticles: Bool { tiers.contains { $0.scope != .passage } }

  /// The notice that lists the added words; nil if there are none.
  var expansionNotice: Notice? {
    let words = clauses.filter(\.isExpansion).map(\.text)
    return words.isEmpty ? nil : Notice(kind: .expanded(by: words))
  }

  /// The terms to highlight in passages, and the index of the clause of each.
  var highlights: (highlights: [Highlight], clauses: [Int]) {
    let scored = clauses.indices.filter { clauses[$0].isScored && !clauses[$0].isExpansion }
    return (scored.map { clauses[$0].highlight }, scored)
  }

  /// Returns the parts of the query that are missing in a passage that has only the clauses in
  /// `present`.
  func missing(_ present: Set<Int>) -> [MissingPart] {
    complete.wantedAndExcluded.wanted.filter { !$0.holds(present.contains) }.map { part in
      let text = part.wantedLeaves.lazy.map { clauses[$0] }.filter { $0.original == nil }
        .map(\.text).joined(separator: " OR ")
      return MissingPart(text: text, condition: part)
    }
  }

  /// A part of the query that a passage lacks.
  struct MissingPart {
    /// The part, in the query language.
    var text: String
    /// The condition that the passage does not satisfy.
    var condition: BooleanExpression<Int>
  }
}

// MARK: Expansion

extension QueryPlan {
  /// Adds terms, and multiplies the weights of the typed clauses by `share`.
  ///
  /// If `isWidened`, a passage with only an added term is a hit too. Passages with everything that
  /// was typed still come first if `keepsTyped`. `displayForms` has the written forms of the terms.
  mutating func expand(
    by terms: [FeedbackTerm], share: Double, isWidened: Bool, keepsTyped: Bool,
    displayForms: [String: String]
  ) {
    guard !terms.isEmpty else { return }
    for index in clauses.indices { clauses[index].queryWeight *= share }
    let first = clauses.count
    var others: [FeedbackTerm] = []
    for term in terms {
      // A typed term is not added again, but gains the additional weight.
      if let index = clauses.firstIndex(where: {
        $0.isScored && $0.term == TermSpec(.term(term.term))
      }) {
        clauses[index].queryWeight += term.weight
      } else {
        others.append(term)
      }
    }
    guard !others.isEmpty else { return }
    clauses += others.map { term in
      PlannedClause(
        text: displayForms[term.term] ?? term.term,
        highlight: Highlight(TermSpec(.term(term.term))), isScored: true, queryWeight: term.weight,
        isExpansion: true)
    }
    guard isWidened, let last = tiers.last else { return }
    typedTiers = tiers
    // Passages with everything that was typed come first.
    if tiers.count == 1, keepsTyped { tiers.append(last) }
    tiers[tiers.count - 1].condition = last.condition.widened(
      by: (first..<clauses.count).map { .leaf($0) })
  }
}

extension BooleanExpression {
  /// Returns an expression that also holds if one of `others` does; its exclusions still apply.
  fileprivate func widened(by others: [BooleanExpression]) -> BooleanExpression {
    let (wanted, excluded) = wantedAndExcluded
    let base = BooleanExpression.all(of: wanted).map { [$0] } ?? []
    guard let any = BooleanExpression.any(of: base + others) else { return self }
    return excluded.isEmpty ? any : .all([any] + excluded.map { .not($0) })
  }
}

/// Plans queries: finds the terms of the index for each clause.
struct QueryPlanner {
  /// Splits and stems words as the index does.
  let stemming: Tokenizer
  /// Splits and folds words without stemming them.
  let folding: Tokenizer
  /// Finds other spellings; nil for a search without them.
  var spellings: Spellings?
  /// True if stars refer to the words as they are written, and not to stems as in FTS5.
  var readsStars = true

  /// Returns the plan of a query, or nil if the query contains no words to search for.
  ///
  /// If `hitsAreArticles`, a word counts for its whole article, otherwise only for its passage.
  func plan(
    _ query: Query, _ mode: Query.Mode, hitsAreArticles: Bool
  ) throws -> QueryPlan? {
    guard let last = query.compiled(mode == .all ? .all : .any), query.rawExpression == nil,
      let first = query.compiledFirst()
    else { return nil }
    let hasTiers = mode == .best && first.condition != last.condition
    let fts5Tiers = hasTiers ? [first, last] : [last]
    let scoring = Set(last.scoring)
    var clauses: [PlannedClause] = []
    for (index, clause) in last.clauses.enumerated() {
      clauses.append(try plan(clause, isScored: scoring.contains(index)))
    }
    for words in last.adjacentWords {
      let dates = try spellDates(in: words, of: last.clauses, &clauses)
      try spellJoined(in: words, of: last.clauses, except: dates.contains, &clauses)
    }
    let tiers = QueryTier.tiers(
      all: first.condition, last: last.condition, mode, hitsAreArticles: hitsAreArticles)
    var plan = QueryPlan(
      clauses: clauses, tiers: tiers, complete: first.condition, fts5Tiers: fts5Tiers)
    plan.addPairedSpellings()
    return plan
  }

  private func plan(_ clause: Clause, isScored: Bool) throws -> PlannedClause {
    let columns: Set<Int>? = clause.field.map { $0 == .title ? [0] : [1] }
    var planned = PlannedClause(
      text: clause.description, highlight: Highlight(TermSpec(.any([]), columns: columns)),
      isScored: isScored)
    switch clause.kind {
    case .word(let text):
      try spell(text, &planned)
    case .phrase(let text):
      // A word in a script without spaces is treated as a word even between quotation marks.
      if UnspacedScript.isIn(text) {
        try spell(text, &planned)
      } else {
        planned.term.pattern = try markedPattern(text)
      }
    case .exact(let text):
      planned.term.pattern = try pattern(text)
      planned.term.written = try folding.tokens(of: text).map { .form(FormPattern(word: $0.term)) }
    case .wildcard(let text):
      planned.term.pattern = try prefix(text)
      if readsStars { planned.term.written = try written(text) }
    case .near(let items, let distance):
      planned.term.pattern = .near(try items.map { try markedPattern($0) }, distance: distance)
    }
    return planned
  }

  /// Makes the clause look up all spellings of a word that the index contains.
  private func spell(_ text: String, _ clause: inout PlannedClause) throws {
    guard let spellings else {
      clause.term.pattern = try pattern(text)
      return
    }
    let found = try spellings.forms(of: composed(text))
    let patterns = found.forms.map { Pattern(terms: $0) }
    clause.term.pattern = patterns.count == 1 ? patterns[0] : .any(patterns)
    clause.highlight.part = found.part
    clause.spellings = found.forms.dropFirst().map { found.text(of: $0) }
    clause.paired = found.paired
  }

  /// Returns the tokens of a text as a phrase.
  private func pattern(_ text: String) throws -> Pattern {
    Pattern(terms: try stemming.tokens(of: text).map(\.term))
  }

  /// Returns the tokens of a text as a phrase, each with the terms that differ only in their marks.
  private func markedPattern(_ text: String) throws -> Pattern {
    guard let spellings else { return try pattern(text) }
    let text = composed(text)
    let utf8 = Array(text.utf8)
    let parts = try stemming.tokens(of: text).map { token in
      let word = String(decoding: utf8[token.range], as: UTF8.self)
      let terms = try spellings.forms(ofPart: word).forms.map { Pattern(terms: $0) }
      return terms.count == 1 ? terms[0] : .any(terms)
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .any([]) : .phrase(parts)
  }

  /// Returns the tokens of a text as FTS5 reads them.
  ///
  /// They are a phrase, of which the last is a prefix if a star follows it. Other stars only separate
  /// tokens.
  private func prefix(_ text: String) throws(SQLiteError) -> Pattern {
    var terms = try stemming.tokens(of: text).map(\.term)
    guard text.hasSuffix("*"), let last = terms.popLast() else { return Pattern(terms: terms) }
    return terms.isEmpty ? .prefix(last) : .phrase(terms.map { .term($0) } + [.prefix(last)])
  }

  /// Returns the tokens of a text with stars.
  ///
  /// For the tokenizer, a private character takes the place of each star, so that it stays a part of
  /// the token.
  private func written(_ text: String) throws(SQLiteError) -> [PhraseToken] {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(scalar == "*" ? Self.star : scalar) }
    var written: [PhraseToken] = []
    for token in try folding.tokens(of: String(scalars)) {
      let pieces = token.term.unicodeScalars
        .split(separator: Self.star, omittingEmptySubsequences: false).map { String($0) }
      if pieces.count > 1 {
        if pieces.contains(where: { !$0.isEmpty }) { written.append(.form(FormPattern(pieces))) }
      } else if let stem = try stemming.tokens(of: token.term).first {
        written.append(.stem(stem.term))
      }
    }
    return written
  }

  private static let star: Unicode.Scalar = "\u{F8FF}"
}

extension Pattern {
  /// True if the pattern is a NEAR.
  var isNear: Bool { if case .near = self { true } else { false } }

  /// Creates a pattern for adjacent terms; without terms it matches nothing.
  init(terms: [String]) {
    self =
      switch terms.count {
      case 0: .any([])
      case 1: .term(terms[0])
      default: .phrase(terms.map { .term($0) })
      }
  }
}
