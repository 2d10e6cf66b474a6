internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SearchModel

/// British and American spellings, which are clauses of their own.
///
/// A passage with the other spelling of a word has the word. But the two are scored as terms of
/// their own, so that the other spelling does not change the scores of passages with the typed one.
extension QueryPlan {
  /// The factor by which the idf of another spelling is multiplied.
  ///
  /// With 1, the spelling that happens to be rare in an archive would decide the order.
  private static let weight = 0.5

  /// Adds clauses for the paired spellings of each typed clause.
  mutating func addPairedSpellings() {
    var others: [Int: [Int]] = [:]
    for (index, clause) in clauses.enumerated() {
      for spelling in clause.paired {
        others[index, default: []].append(clauses.count)
        clauses.append(PlannedClause(spelling, of: index, clause, queryWeight: Self.weight))
      }
    }
    guard !others.isEmpty else { return }
    tiers = tiers.map { QueryTier($0.condition.holding(others), $0.scope) }
    complete = complete.holding(others)
  }

  /// Forgets the spellings that no passage has, so that they are not described; `postings` has the
  /// lists of clauses whose written forms were looked up.
  mutating func removeAbsentSpellings(_ postings: [Int: ExternalPostings]) {
    for index in clauses.indices where clauses[index].original != nil {
      let isAbsent =
        postings[index].map { $0.count == 0 } ?? (clauses[index].term.pattern == .any([]))
      if isAbsent { clauses[index].spellings = [] }
    }
  }

  /// Returns the spellings of a clause that are looked up too.
  func spellings(of index: Int) -> [String] {
    clauses[index].spellings
      + clauses.filter { $0.original == index }.flatMap(\.spellings)
  }
}

extension PlannedClause {
  fileprivate init(
    _ spelling: PairedSpelling, of index: Int, _ typed: PlannedClause, queryWeight: Double
  ) {
    let term = TermSpec(
      .term(spelling.term), columns: typed.term.columns,
      written: spelling.forms.map { [.form(FormPattern(anyOf: $0))] })
    self.init(
      text: spelling.texts.first ?? spelling.term, highlight: Highlight(term),
      spellings: spelling.texts, isScored: typed.isScored, queryWeight: queryWeight,
      original: index)
  }
}

extension BooleanExpression<Int> {
  /// Returns the expression in which each leaf also holds where one of its `others` does.
  fileprivate func holding(_ others: [Int: [Int]]) -> BooleanExpression {
    switch self {
    case .leaf(let leaf):
      guard let alternatives = others[leaf] else { return self }
      return .any(([leaf] + alternatives).map { .leaf($0) })
    case .all(let parts): return .all(parts.map { $0.holding(others) })
    case .any(let parts): return .any(parts.map { $0.holding(others) })
    case .not(let part): return .not(part.holding(others))
    }
  }
}
