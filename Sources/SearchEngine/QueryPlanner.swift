internal import Archive
internal import QueryLanguage
internal import Ranking
internal import SQLite
internal import TextAnalysis

/// Makes plans of queries: each leaf becomes what the index may hold for it.
struct QueryPlanner {
  /// Cuts and stems words as the index does.
  let stemming: Tokenizer
  /// Cuts and folds words, and does not stem them.
  let folding: Tokenizer
  /// Finds other spellings; nothing for a search that is to have none.
  var spellings: Spellings?

  /// The plan of a query; nothing if it does not ask for words.
  func plan(_ query: Query, _ mode: Query.Mode) throws -> QueryPlan? {
    guard let last = query.compiled(mode == .all ? .all : .any), query.rawExpression == nil,
      let first = query.compiledFirst()
    else { return nil }
    var stock = [last]
    if mode == .best, first.formula != last.formula { stock = [first, last] }
    let scoring = Set(last.scoring)
    var leaves: [PlannedLeaf] = []
    for (number, leaf) in last.leafNodes.enumerated() {
      leaves.append(try plan(leaf, isScored: scoring.contains(number)))
    }
    return QueryPlan(
      leaves: leaves, tiers: stock.map(\.formula), whole: first.formula, stock: stock)
  }

  private func plan(_ leaf: Leaf, isScored: Bool) throws -> PlannedLeaf {
    let columns: Set<Int>? = leaf.field.map { $0 == .title ? [0] : [1] }
    var planned = PlannedLeaf(
      text: leaf.description, needle: Needle(.any([]), columns: columns),
      isScored: isScored)
    switch leaf.node {
    case .word(let text):
      try spell(text, &planned)
    case .phrase(let text):
      // A word in a script without spaces stays a word between quotation marks.
      if text.unicodeScalars.contains(where: CJK.contains) {
        try spell(text, &planned)
      } else {
        planned.needle.pattern = try pattern(text)
      }
    case .exact(let text):
      planned.needle.pattern = try pattern(text)
      planned.needle.exact = try folding.tokens(of: text).map(\.term)
    case .prefix(let text):
      planned.needle.pattern = try prefix(text)
    case .near(let items, let distance):
      var patterns: [Pattern] = []
      for item in items { patterns.append(try pattern(item)) }
      planned.needle.pattern = .near(patterns, distance: distance)
    case .field, .either, .group, .filter: break
    }
    return planned
  }

  /// Looks for all spellings of a word that the index has.
  private func spell(_ text: String, _ leaf: inout PlannedLeaf) throws {
    guard let spellings else {
      leaf.needle.pattern = try pattern(text)
      return
    }
    let found = try spellings.forms(of: text)
    let patterns = found.forms.map { Pattern(terms: $0) }
    leaf.needle.pattern = patterns.count == 1 ? patterns[0] : .any(patterns)
    leaf.needle.substring = found.substring
    leaf.spellings = found.forms.dropFirst().map { $0.joined(separator: " ") }
  }

  /// The tokens of a text, side by side.
  private func pattern(_ text: String) throws(SQLiteError) -> Pattern {
    Pattern(terms: try stemming.tokens(of: text).map(\.term))
  }

  /// The tokens of a text, side by side, of which the last is the beginning of a term.
  private func prefix(_ text: String) throws(SQLiteError) -> Pattern {
    var terms = try stemming.tokens(of: text).map(\.term)
    guard let last = terms.popLast() else { return .any([]) }
    return terms.isEmpty ? .prefix(last) : .phrase(terms.map { .term($0) } + [.prefix(last)])
  }
}

extension Pattern {
  /// Whether words are looked for within a distance.
  var isNear: Bool { if case .near = self { true } else { false } }

  /// Terms side by side; nothing that could be found where there are none.
  init(terms: [String]) {
    self =
      switch terms.count {
      case 0: .any([])
      case 1: .term(terms[0])
      default: .phrase(terms.map { .term($0) })
      }
  }
}
