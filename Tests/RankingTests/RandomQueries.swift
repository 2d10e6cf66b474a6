import FullTextIndex
import Ranking
import SearchModel
import TestSupport

/// Random queries over the words of an archive, and some words that it does not contain.
extension RandomIndex {
  /// Returns a query of any kind.
  mutating func query() -> RankingQuery {
    let kind = random.below(3)
    let usesPatterns = random.chance(1, in: 2)
    var roles: [Role] = []
    let terms = (0..<1 + random.below(5)).map { _ -> RankingQuery.Term in
      let role: Role =
        switch kind {
        case 0: .optional
        case 1: .required
        default: [.optional, .optional, .required, .excluded][random.below(4)]
        }
      roles.append(role)
      var term = usesPatterns ? patternTerm() : RankingQuery.Term(word())
      term.isScored = role != .excluded
      return term
    }
    var query = RankingQuery(
      terms, k: [1, 3, 10, 100, 1_000][random.below(5)], condition: Self.condition(roles))
    if random.chance(1, in: 5) {
      query.weights = [[1, 1], [5, 0.25], [0.5], [0, 1], []][random.below(5)]
    }
    if random.chance(1, in: 3) { query.formula = Self.formulas[random.below(Self.formulas.count)] }
    if random.chance(1, in: 4) {
      for index in query.terms.indices { query.terms[index].queryWeight = weight() }
    }
    if random.chance(1, in: 4) { query.condition = condition(terms.count, depth: 0) }
    if random.chance(1, in: 5) { query.allowed = ranges() }
    if random.chance(1, in: 4) { query.grouping = .article }
    query.countsExactly = random.chance(1, in: 4)
    return query
  }

  private static let formulas: [BM25Parameters] = [
    .passages, .passages, .passages, BM25Parameters(k1: 0.9, b: 0.4), BM25Parameters(k1: 0, b: 1),
    BM25Parameters(k1: 1.2, b: 0), BM25Parameters(k1: 2, b: 1), BM25Parameters(k1: 5, b: 0.1),
  ]

  private mutating func weight() -> Double { [1, 1, 2, 0.5, 0.01, 30][random.below(6)] }

  private mutating func word() -> String {
    random.chance(1, in: 30)
      ? "nowhere" : Self.words[min(random.below(10), random.below(10))]
  }

  private enum Role {
    case optional, required, excluded
  }

  /// Returns the condition that is equivalent to the roles.
  private static func condition(_ roles: [Role]) -> BooleanExpression<Int> {
    func leaves(_ role: Role) -> [BooleanExpression<Int>] {
      roles.indices.filter { roles[$0] == role }.map { .leaf($0) }
    }
    let wanted = BooleanExpression.all(of: leaves(.required)) ?? .any(leaves(.optional))
    return BooleanExpression.any(of: leaves(.excluded)).map { wanted.excluding($0) } ?? wanted
  }

  private mutating func patternTerm() -> RankingQuery.Term {
    if random.chance(1, in: 12) { return RankingQuery.Term(.list(list())) }
    let columns: Set<Int>? = random.chance(1, in: 4) ? [[0], [1], [0, 1]][random.below(3)] : nil
    return RankingQuery.Term(pattern(), columns: columns)
  }

  private mutating func pattern() -> Pattern {
    switch random.below(10) {
    case 0...1: .term(word())
    case 2...3: prefix()
    case 4...6: phrase()
    case 7: .any(parts(1 + random.below(3)))
    case 8: .phrase([.any([token(), token()]), .any([token()]), .any([token(), prefix()])])
    default:
      .near(parts(2 + random.below(3)), distance: random.below(6))
    }
  }

  private mutating func parts(_ count: Int) -> [Pattern] {
    (0..<count).map { _ in random.chance(1, in: 3) ? phrase() : token() }
  }

  private mutating func token() -> Pattern {
    random.chance(1, in: 4) ? prefix() : .term(word())
  }

  private mutating func prefix() -> Pattern {
    let word = word()
    return .prefix(String(word.prefix(1 + random.below(word.count))))
  }

  private mutating func phrase() -> Pattern {
    var parts: [Pattern] = []
    // A word is often repeated, so that occurrences of the phrase overlap.
    for _ in 0..<1 + random.below(3) {
      parts.append(parts.last.flatMap { random.chance(1, in: 3) ? $0 : nil } ?? .term(word()))
    }
    if random.chance(1, in: 4) { parts.append(prefix()) }
    return .phrase(parts)
  }

  private mutating func list() -> ExternalPostings {
    let chosen = ids.filter { _ in random.chance(1, in: 4) }
    return ExternalPostings(
      chosen, frequencies: chosen.map { _ in Double(1 + random.below(6)) / 2 })
  }

  private mutating func condition(_ terms: Int, depth: Int) -> BooleanExpression<Int> {
    if depth == 3 || random.chance(1, in: 3) { return .leaf(random.below(terms)) }
    switch random.below(5) {
    case 0...1:
      return .any((0..<1 + random.below(3)).map { _ in condition(terms, depth: depth + 1) })
    case 2...3:
      return .all((0..<1 + random.below(3)).map { _ in condition(terms, depth: depth + 1) })
    default:
      return condition(terms, depth: depth + 1).excluding(condition(terms, depth: depth + 1))
    }
  }

  private mutating func ranges() -> [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    var start: Int64 = Int64(random.below(20))
    let most = random.chance(1, in: 2) ? 30 : 3
    for _ in 0..<random.below(random.chance(1, in: 4) ? 40 : 6) {
      let end = start + Int64(random.below(most))
      ranges.append(start...end)
      start = end + 2 + Int64(random.below(most))
    }
    return ranges
  }
}
