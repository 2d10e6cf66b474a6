internal import Archive
internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import SearchModel
internal import TextAnalysis

/// Plans queries: finds the terms of the index for each clause.
struct QueryPlanner {
  /// Splits and stems words as the index does.
  let stemming: Tokenizer
  /// Splits and folds words without stemming them.
  let folding: Tokenizer
  /// Finds other spellings; nil for a search without them.
  var spellings: Spellings?
  /// Finds synonyms and similar words; nil for a search without them.
  var otherWords: OtherWordFinder?
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
      try addSynonyms(of: words, in: last.clauses, &clauses)
    }
    let tiers = QueryTier.tiers(
      all: first.condition, last: last.condition, mode, hitsAreArticles: hitsAreArticles)
    var plan = QueryPlan(
      clauses: clauses, tiers: tiers, complete: first.condition, fts5Tiers: fts5Tiers)
    plan.addOtherWords()
    return plan
  }

  private func plan(_ clause: Clause, isScored: Bool) throws -> PlannedClause {
    let columns: Set<Int>? = clause.field.map { $0 == .title ? [0] : [1] }
    var planned = PlannedClause(
      text: clause.description, highlight: Highlight(TermSpec(.any([]), columns: columns)),
      isScored: isScored)
    switch clause.kind {
    case .word(let text):
      planned.word = text
      try spell(text, &planned)
      if let otherWords {
        planned.others += try otherWords.synonyms(of: [text], weighedBy: text)
        // Nobody wants to exclude words only because they are similar.
        if isScored { planned.others += try otherWords.similarWords(to: text) }
      }
    case .phrase(let text):
      // A word in a script without spaces is treated as a word even between quotation marks.
      if UnspacedScript.isIn(text) {
        try spell(text, &planned)
      } else {
        planned.term.pattern = try markedPattern(text, &planned.highlight.part)
      }
    case .exact(let text):
      planned.term.pattern = try pattern(text)
      planned.term.written = try folding.tokens(of: text).map { .form(try written([$0.term])) }
    case .wildcard(let text):
      planned.term.pattern = try prefix(text)
      if readsStars { planned.term.written = try written(text) }
    case .near(let items, let distance):
      planned.term.pattern = .near(
        try items.map { try markedPattern($0, &planned.highlight.part) }, distance: distance)
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
    let patterns = found.forms.map { found.pattern(of: $0) }
    clause.term.pattern = patterns.count == 1 ? patterns[0] : .any(patterns)
    clause.highlight.part = found.part
    clause.spellings = found.forms.dropFirst().map { found.text(of: $0) }
    clause.others = found.paired.map { OtherWord($0) }
  }

  /// Adds the synonyms of several adjacent words, such as UK for `united kingdom`, to each of them.
  private func addSynonyms(
    of words: Range<Int>, in typed: [Clause], _ clauses: inout [PlannedClause]
  ) throws {
    guard let otherWords, otherWords.maxLength > 1 else { return }
    for start in words {
      for end in words where (2...otherWords.maxLength).contains(end + 1 - start) {
        let texts = typed[start...end].map(\.kind.text)
        for index in start...end {
          clauses[index].others += try otherWords.synonyms(
            of: texts, weighedBy: typed[index].kind.text)
        }
      }
    }
  }

  /// Returns the tokens of a text as a phrase.
  private func pattern(_ text: String) throws -> Pattern {
    Pattern(terms: try stemming.tokens(of: text).map(\.term))
  }

  /// Returns the tokens of a text as a phrase, each with the terms that differ only in their marks.
  ///
  /// The phrase may stand next to a script without spaces. Then only a part of its terms is to be
  /// highlighted.
  private func markedPattern(_ text: String, _ part: inout TermPart?) throws -> Pattern {
    guard let spellings else { return try pattern(text) }
    let text = composed(text)
    let utf8 = Array(text.utf8)
    let tokens = try stemming.tokens(of: text)
    var runs = 0
    let parts = try tokens.enumerated().map { index, token in
      let word = String(decoding: utf8[token.range], as: UTF8.self)
      var terms = try spellings.forms(ofPart: word).forms.map { Pattern(terms: $0) }
      let place = Spellings.PhrasePlace(index, of: tokens.count)
      let others = try spellings.terms(with: token.term, at: place)
      runs += others.count
      terms += others.map { .term($0) }
      return terms.count == 1 ? terms[0] : .any(terms)
    }
    if runs > 0 { part.addRuns(tokens.map(\.term)) }
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
  private func written(_ text: String) throws -> [PhraseToken] {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(scalar == "*" ? Self.star : scalar) }
    var written: [PhraseToken] = []
    for token in try folding.tokens(of: String(scalars)) {
      let pieces = token.term.unicodeScalars
        .split(separator: Self.star, omittingEmptySubsequences: false).map { String($0) }
      if pieces.count > 1 {
        if pieces.contains(where: { !$0.isEmpty }) {
          written.append(.form(try self.written(pieces)))
        }
      } else {
        let forms = try spellings?.forms(ofPart: token.term).forms.map { $0[0] }
        written.append(.stems(try forms ?? stemming.tokens(of: token.term).map(\.term)))
      }
    }
    return written
  }

  private static let star: Unicode.Scalar = "\u{F8FF}"

  /// Returns the pattern for a word in a written form: the text before, between and after its stars.
  private func written(_ pieces: [String]) throws -> FormPattern {
    try spellings?.written(pieces) ?? FormPattern(pieces)
  }
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
