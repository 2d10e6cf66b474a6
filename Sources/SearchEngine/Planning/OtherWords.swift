internal import FullTextIndex
internal import QueryLanguage
internal import Ranking
internal import SearchModel

/// Other words that a typed word stands for.
///
/// A passage with such a word has the typed word. But the two are scored as terms of their own, so
/// that the other word does not change the scores of passages with the typed one.
struct OtherWord: Equatable {
  /// The reason why the typed word stands for it.
  enum Kind: Equatable {
    /// It is the British or American spelling.
    case spelling
    /// A list of synonyms says so.
    case synonym
    /// It is spelled similarly.
    case similar
  }

  var kind: Kind
  /// The term to look up; its columns are those of the typed word.
  var highlight: Highlight
  /// The words, for people.
  var texts: [String]
  /// The factor by which the idf is multiplied.
  var queryWeight: Double
}

extension OtherWord {
  /// Creates the word for a British or American spelling.
  ///
  /// With the weight 1, the spelling that happens to be rare in an archive would decide the order.
  init(_ spelling: PairedSpelling) {
    let term = TermSpec(
      .term(spelling.term), written: spelling.forms.map { [.form(FormPattern(anyOf: $0))] })
    self.init(
      kind: .spelling, highlight: Highlight(term), texts: spelling.texts, queryWeight: 0.5)
  }
}

extension QueryPlan {
  /// Adds clauses for the other words of each typed clause.
  mutating func addOtherWords() {
    var others: [Int: [Int]] = [:]
    for (index, clause) in clauses.enumerated() {
      for word in clause.others {
        others[index, default: []].append(clauses.count)
        clauses.append(PlannedClause(word, of: index, clause))
      }
    }
    guard !others.isEmpty else { return }
    tiers = tiers.map { QueryTier($0.condition.holding(others), $0.scope) }
    complete = complete.holding(others)
  }

  /// Forgets the other words that no passage has, so that they are not described.
  mutating func removeAbsentSpellings() {
    for index in clauses.indices where clauses[index].original != nil {
      let clause = clauses[index]
      let isAbsent = clause.documentFrequency.map { $0 == 0 } ?? (clause.term.pattern == .any([]))
      if isAbsent { clauses[index].spellings = [] }
    }
  }

  /// Returns the spellings and other words of a clause that are looked up too.
  func spellings(of index: Int) -> [String] {
    clauses[index].spellings
      + clauses.filter { $0.original == index }.flatMap(\.spellings)
  }

  /// The notices that list the synonyms and the similar words that the archive has.
  var otherWordNotices: [Notice] {
    let present = Set(clauses.filter { $0.original != nil }.flatMap(\.spellings))
    let kinds: [(OtherWord.Kind, ([String]) -> Notice.Kind)] = [
      (.synonym, Notice.Kind.synonyms), (.similar, Notice.Kind.similarWords),
    ]
    return kinds.compactMap { kind, notice in
      var words: [String] = []
      for other in clauses.flatMap(\.others) where other.kind == kind {
        words += other.texts.filter { present.contains($0) && !words.contains($0) }
      }
      return words.isEmpty ? nil : Notice(kind: notice(words))
    }
  }
}

extension PlannedClause {
  fileprivate init(_ word: OtherWord, of index: Int, _ typed: PlannedClause) {
    var highlight = word.highlight
    highlight.term.columns = typed.term.columns
    self.init(
      text: word.texts.first ?? highlight.term.pattern.description, highlight: highlight,
      spellings: word.texts, isScored: typed.isScored, queryWeight: word.queryWeight,
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
