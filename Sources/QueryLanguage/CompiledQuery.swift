public import SearchModel

/// A query translated for FTS5 and the ranking engine.
///
/// A passage is a hit if it satisfies `condition`. `match` is the same condition for FTS5, except
/// that FTS5 does not distinguish exact words from their other forms.
///
/// The score of a hit is its BM25 score for `scoringExpression`, which contains every clause that
/// is not excluded, once. So parentheses and required clauses decide which passages are hits, but
/// do not change their scores.
public struct CompiledQuery: Equatable, Sendable {
  /// The condition on a passage; its leaves are indices of `clauses`.
  ///
  /// It is `.any([])` for a raw FTS5 expression.
  public var condition: BooleanExpression<Int>
  /// The clauses in the order in which they were typed, which is the same in every mode.
  public var clauses: [Clause]
  /// The indices of the clauses that are not excluded, ascending; their BM25 scores are added up.
  public var scoring: [Int]
  /// The indices of clauses that are plain words next to each other, in runs of at least two.
  ///
  /// A required number may come first, as in `+49 30 901820`.
  ///
  /// Together they may be written in another way, such as the date `18 Oct 2021`.
  public var adjacentWords: [Range<Int>] = []
  /// The FTS5 expression that finds the hits.
  public var match: String
  /// The FTS5 expression for scoring and highlighting the hits.
  public var scoringExpression: String
  /// True if `match` and `scoringExpression` give every hit the same FTS5 rank, so that one
  /// statement is enough.
  public var matchScores: Bool
}

extension CompiledQuery {
  /// The notices about stars that FTS5 ignores: all but those at the end of a clause.
  public var starsIgnoredByFTS5: [Notice] {
    clauses.compactMap { clause in
      guard case .wildcard(let text) = clause.kind,
        text.unicodeScalars.dropLast().contains("*")
      else { return nil }
      return Notice(kind: .strayStar, range: clause.range)
    }
  }
}

extension Query {
  /// Returns the words of the query, compiled for FTS5 and the ranking engine; nil if it has none.
  ///
  /// Filters are not included: see `filter`.
  public func compiled(_ mode: Mode = .best) -> CompiledQuery? { compiled(ClauseCollector(mode)) }

  /// Returns the first tier of the mode `best`, whose hits satisfy all parts that are not excluded.
  ///
  /// Unlike in `compiled(.all)`, excluded groups are read in the mode `any`, as in the second tier.
  public func compiledFirst() -> CompiledQuery? {
    compiled(ClauseCollector(.all, excludesAny: true))
  }

  private func compiled(_ collector: ClauseCollector) -> CompiledQuery? {
    var collector = collector
    if let rawExpression {
      return CompiledQuery(
        condition: .any([]), clauses: [], scoring: [], match: rawExpression,
        scoringExpression: rawExpression, matchScores: true)
    }
    guard let condition = collector.condition(parts) else { return nil }
    let (clauses, scoring) = (collector.clauses, collector.scoring)
    let match = condition.expression(clauses)
    let scoringExpression = scoring.map { clauses[$0].expression }.joined(separator: " OR ")
    let roles = condition.simplified.roles(
      scoring: clauses.indices.map { scoring.contains($0) })
    // FTS5's score for a NEAR that does not match depends on the other clauses.
    let isAnyOrAll = roles.map { !$0.contains(.required) || !$0.contains(.optional) } ?? false
    return CompiledQuery(
      condition: condition, clauses: clauses, scoring: scoring,
      adjacentWords: collector.adjacentWords, match: match,
      scoringExpression: scoringExpression,
      matchScores: match == scoringExpression
        || isAnyOrAll && !clauses.contains(where: \.isNear))
  }
}

/// Builds the condition of a query, and collects its clauses in order.
private struct ClauseCollector {
  private(set) var clauses: [Clause] = []
  /// The indices of the clauses that are not excluded.
  private(set) var scoring: [Int] = []
  private(set) var adjacentWords: [Range<Int>] = []
  private var mode: Query.Mode
  /// True if excluded parts are always read in the mode `any`.
  private let excludesAny: Bool

  init(_ mode: Query.Mode, excludesAny: Bool = false) {
    self.mode = mode
    self.excludesAny = excludesAny
  }

  /// Returns the condition of `parts`, or nil if they only exclude.
  ///
  /// Filters are skipped. Clauses are numbered in the order in which they were typed, in every
  /// mode.
  mutating func condition(
    _ parts: [Part], _ field: Field? = nil, scores: Bool = true
  ) -> BooleanExpression<Int>? {
    var required: [BooleanExpression<Int>] = []
    var optional: [BooleanExpression<Int>] = []
    var excluded: [BooleanExpression<Int>] = []
    var words = clauses.count..<clauses.count
    for part in parts {
      let isScored = scores && part.role != .excluded
      let outerMode = mode
      if excludesAny, part.role == .excluded { mode = .any }
      defer { mode = outerMode }
      guard let condition = condition(part.node, field, part.range, scores: isScored) else {
        continue
      }
      if part.role == .plain, part.node.word != nil {
        words = words.lowerBound..<clauses.count
      } else {
        end(&words)
        // A telephone number starts with a plus sign: `+49 30 901820`.
        if part.role == .required, part.node.startsWithDigit {
          words = clauses.count - 1..<clauses.count
        }
      }
      switch part.role {
      case .plain where outerMode != .all: optional.append(condition)
      case .plain, .required: required.append(condition)
      case .excluded: excluded.append(condition)
      }
    }
    end(&words)
    guard let wanted = BooleanExpression.all(of: required) ?? .any(of: optional) else {
      return nil
    }
    return BooleanExpression.any(of: excluded).map { wanted.excluding($0) } ?? wanted
  }

  /// Ends a run of adjacent words; the next one starts with the next clause.
  private mutating func end(_ words: inout Range<Int>) {
    if words.count > 1 { adjacentWords.append(words) }
    words = clauses.count..<clauses.count
  }

  private mutating func condition(
    _ node: Node, _ field: Field?, _ range: Range<Int>, scores: Bool
  ) -> BooleanExpression<Int>? {
    switch node {
    case .clause(let kind):
      if scores { scoring.append(clauses.count) }
      clauses.append(Clause(kind, field: field, range: range))
      return .leaf(clauses.count - 1)
    case .field(let field, let node): return condition(node, field, range, scores: scores)
    case .filter: return nil
    case .either(let parts):
      return .any(of: parts.compactMap { condition($0.node, field, $0.range, scores: scores) })
    case .group(let parts): return condition(parts, field, scores: scores)
    }
  }
}

extension Node {
  /// True if the node is a single word that starts with a digit.
  fileprivate var startsWithDigit: Bool {
    word?.utf8.first.map { (0x30...0x39).contains($0) } ?? false
  }
}

// MARK: As an expression of FTS5

extension BooleanExpression where Leaf == Int {
  /// Returns the condition in FTS5's query syntax, in which NOT binds closest and OR least.
  ///
  /// FTS5's parser has a stack of 100 entries. So the most deeply nested part is written first,
  /// where each parenthesis takes one entry; after NOT each would take three. All exclusions of a
  /// group share one NOT, since a long chain of NOTs would overflow the stack.
  fileprivate func expression(_ clauses: [Clause]) -> String {
    switch self {
    case .leaf(let index): clauses[index].expression
    case .any(let parts): Self.deepestFirst(parts, clauses).joined(separator: " OR ")
    case .all:
      Self.conjunction(wantedAndExcluded, clauses)
    case .not(let part): "NOT " + part.enclosed(clauses, !part.isLeaf)
    }
  }

  private static func conjunction(
    _ parts: (wanted: [BooleanExpression], excluded: [BooleanExpression]), _ clauses: [Clause]
  ) -> String {
    let ands = deepestFirst(parts.wanted, clauses) { $0.isAny }.joined(separator: " AND ")
    guard let excluded = BooleanExpression.any(of: parts.excluded) else { return ands }
    return (parts.wanted.count > 1 ? "(" + ands + ")" : ands) + " NOT "
      + excluded.enclosed(clauses, !excluded.isLeaf)
  }

  private static func deepestFirst(
    _ parts: [BooleanExpression], _ clauses: [Clause],
    _ needsParentheses: (BooleanExpression) -> Bool = { _ in false }
  ) -> [String] {
    let ordered = parts.enumerated().map { (depth: $1.depth, index: $0, part: $1) }
      .sorted { ($1.depth, $0.index) < ($0.depth, $1.index) }
    return ordered.map { $0.part.enclosed(clauses, needsParentheses($0.part)) }
  }

  private func enclosed(_ clauses: [Clause], _ isEnclosed: Bool) -> String {
    isEnclosed ? "(" + expression(clauses) + ")" : expression(clauses)
  }

  private var isLeaf: Bool { if case .leaf = self { true } else { false } }
  private var isAny: Bool { if case .any = self { true } else { false } }

  private var depth: Int {
    switch self {
    case .leaf: return 0
    case .any(let parts): return 1 + (parts.map(\.depth).max() ?? 0)
    case .all:
      let (wanted, excluded) = wantedAndExcluded
      let base = (wanted.map(\.depth).max() ?? 0) + (wanted.count > 1 ? 1 : 0)
      guard let unwanted = BooleanExpression.any(of: excluded) else { return base }
      return 1 + max(base, unwanted.depth)
    case .not(let part): return 1 + part.depth
    }
  }
}
