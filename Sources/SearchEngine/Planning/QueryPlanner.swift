internal import TextAnalysis
internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Plans queries: finds the terms of the index for each clause.
struct QueryPlanner {
  /// Splits and stems words as the index does.
  let stemming: Tokenizer
  /// Splits and folds words without stemming them.
  let folding: Tokenizer
  /// Finds other spellings; nil for a search without them.
  var spellings: Spellings?

  /// Returns the plan of a query, or nil if the query does not ask for words.
  func plan(_ query: Query, _ mode: Query.Mode) throws -> QueryPlan? {
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
    return QueryPlan(
      clauses: clauses, tiers: fts5Tiers.map(\.condition), complete: first.condition,
      fts5Tiers: fts5Tiers)
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
      // A word in a script without spaces stays a word between quotation marks.
      if text.unicodeScalars.contains(where: CJK.contains) {
        try spell(text, &planned)
      } else {
        planned.term.pattern = try pattern(text)
      }
    case .exact(let text):
      planned.term.pattern = try pattern(text)
      planned.term.exactForms = try folding.tokens(of: text).map(\.term)
    case .prefix(let text):
      planned.term.pattern = try prefix(text)
    case .near(let items, let distance):
      planned.term.pattern = .near(try items.map { try pattern($0) }, distance: distance)
    }
    return planned
  }

  /// Looks up all spellings of a word that the index has.
  private func spell(_ text: String, _ clause: inout PlannedClause) throws {
    guard let spellings else {
      clause.term.pattern = try pattern(text)
      return
    }
    let found = try spellings.forms(of: text)
    let patterns = found.forms.map { Pattern(terms: $0) }
    clause.term.pattern = patterns.count == 1 ? patterns[0] : .any(patterns)
    clause.highlight.substring = found.substring
    clause.spellings = found.forms.dropFirst().map { $0.joined(separator: " ") }
  }

  /// Returns the tokens of a text as a phrase.
  private func pattern(_ text: String) throws(SQLiteError) -> Pattern {
    Pattern(terms: try stemming.tokens(of: text).map(\.term))
  }

  /// Returns the tokens of a text as a phrase, of which the last is a prefix.
  private func prefix(_ text: String) throws(SQLiteError) -> Pattern {
    var terms = try stemming.tokens(of: text).map(\.term)
    guard let last = terms.popLast() else { return .any([]) }
    return terms.isEmpty ? .prefix(last) : .phrase(terms.map { .term($0) } + [.prefix(last)])
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
