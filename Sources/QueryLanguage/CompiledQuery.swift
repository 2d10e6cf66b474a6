/// A query as FTS5 and the ranking engine take it.
///
/// A passage is a hit if it satisfies `match`, which is `formula` for FTS5 (exact words aside, which
/// FTS5 cannot tell). Its score is the BM25 of `scoringExpression`, in which every
/// leaf that is not excluded stands once, in the order in which it was typed: so what has to be
/// there and how the rest is nested decide on the hits, and never on the score.
public struct CompiledQuery: Equatable, Sendable {
  /// What a hit satisfies, over the numbers of `leafNodes`; any of nothing for an expression of
  /// FTS5 that was given as it is.
  public var formula: Formula
  /// What is looked up, in the order in which it was typed: the same in every mode.
  public var leafNodes: [Leaf]
  /// The numbers of the leaves that are not excluded, ascending: their BM25 is added up.
  public var scoring: [Int]
  /// The expression of FTS5 that a hit satisfies.
  public var match: String
  /// The expressions of the scoring leaves, each of which is one phrase or one NEAR.
  public var leaves: [String]
  /// Whether `match` gives hits the scores of `scoring`, so that one question is enough.
  public var matchScores: Bool

  /// The expression that hits are scored and highlighted by.
  public var scoringExpression: String { leaves.joined(separator: " OR ") }
}

extension Query {
  /// The words of the query for FTS5 and the ranking engine; nothing if it asks for none.
  ///
  /// Filters are left to `filter`.
  public func compiled(_ mode: Mode = .best) -> CompiledQuery? { compiled(Leaves(mode)) }

  /// What comes first among the hits in the mode `best`: a part of them, in which nothing that could
  /// be there is missing.
  ///
  /// It differs from `compiled(.all)` in what is left out, which is the same for all hits.
  public func compiledFirst() -> CompiledQuery? { compiled(Leaves(.all, leavesOutAny: true)) }

  private func compiled(_ leaves: Leaves) -> CompiledQuery? {
    var leaves = leaves
    if let rawExpression {
      return CompiledQuery(
        formula: .any([]), leafNodes: [], scoring: [], match: rawExpression,
        leaves: [rawExpression], matchScores: true)
    }
    guard let formula = leaves.formula(parts) else { return nil }
    let scoring = leaves.scoring
    let roles = formula.roles(leaves.all.count, scoring: scoring)
    let isEachNeeded = roles.map { roles in scoring.allSatisfy { roles[$0] == .required } } ?? false
    let match = formula.expression(leaves.all)
    let expressions = scoring.map { leaves.all[$0].expression }
    // What FTS5 scores of a NEAR where it does not hold depends on what stands beside it.
    let isFlat = (isEachNeeded || formula.isFlatChoice) && !leaves.all.contains(where: \.isNear)
    return CompiledQuery(
      formula: formula, leafNodes: leaves.all, scoring: scoring, match: match, leaves: expressions,
      matchScores: match == expressions.joined(separator: " OR ")
        || (isFlat && roles != nil))
  }
}
