internal import FullTextIndex

/// How the hits of a query are counted: the facts that decide it.
///
/// The facts of several indexes add up to those of one index of all their passages.
struct HitCounting: Equatable, Sendable {
  /// The number of passages with each scored list.
  private(set) var frequencies: [Int]
  /// True if the evaluation finds all hits, because the condition needs that.
  private let findsAll: Bool
  /// True if each passage with a scored list is a hit.
  private let isUnconditional: Bool

  /// Reads the facts of a query's lists.
  init(_ lists: [QueryList], findsAll: Bool, _ query: RankingQuery) {
    let scored = lists.filter { $0.queryWeight > 0 }
    frequencies = scored.map { $0.documentFrequency ?? 0 }
    self.findsAll = findsAll
    isUnconditional =
      query.grouping == .none && query.allowed == nil && !lists.contains { $0.isExcluded }
      && (scored.count < 2 || !scored.contains { $0.isRequired })
  }

  /// True if all hits of `query` are to be counted.
  func isExact(for query: RankingQuery) -> Bool {
    if findsAll || query.countsExactly { return true }
    if frequencies.reduce(0, +) <= query.countsUpTo { return true }
    guard let allowed = query.allowed else { return false }
    let rows = allowed.reduce(0) { $0 + $1.clamped(to: PassageIDs.range).count }
    return rows <= query.allowedCountedUpTo
  }

  /// Returns the number of hits, as far as it is known when only the best were looked for.
  func estimate(found: Int, for query: RankingQuery) -> RankingResult.Count {
    // Fewer hits than were looked for are all, unless some are left out.
    if found < query.k, query.leastScore == 0 { return .exact(found) }
    let most = frequencies.max() ?? 0
    guard isUnconditional else { return .atLeast(found) }
    return frequencies.count { $0 > 0 } == 1 ? .exact(most) : .atLeast(max(most, found))
  }

  static func += (sum: inout HitCounting, other: HitCounting) {
    for index in sum.frequencies.indices where index < other.frequencies.count {
      sum.frequencies[index] += other.frequencies[index]
    }
  }
}
