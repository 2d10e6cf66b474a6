public import FullTextIndex
public import SearchModel

/// What ranks passages: an index, or a collection of several.
public protocol PassageRanking {
  /// Returns the best passages for `query`, without its rescoring.
  func best(_ query: RankingQuery) throws(IndexError) -> RankingResult
  /// Returns what the rescoring of `query` adds to the score of each hit.
  func contributions(
    to hits: [RankingHit], _ query: RankingQuery
  ) throws(IndexError) -> [[ScoreContribution]]
  /// Returns the passage of a hit or, if hits are grouped, the first passage of its article.
  func group(of hit: RankingHit, _ query: RankingQuery) throws(IndexError) -> Int64
}

extension PassageRanking {
  /// Returns the best passages for `query`.
  public func search(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    query.rescoring.isNothing || query.k == 0 ? try best(query) : try rescored(query)
  }

  /// Returns the result of a query whose best hits are scored again.
  private func rescored(_ query: RankingQuery) throws(IndexError) -> RankingResult {
    guard query.rescoring.isValid else { throw .unsupportedQuery }
    var plain = query
    plain.slack = 0
    plain.k = max(query.k, Rescoring.window)
    var result = try best(plain)
    // The features change scores by more than any slack.
    let count = query.slack > 0 ? plain.k : query.k
    if !result.isPartial {
      var rescored = Array(result.hits.prefix(Rescoring.window))
      do {
        for (index, added) in try contributions(to: rescored, plain).enumerated() {
          for part in added { rescored[index].add(part.name, part.value) }
        }
        result.hits = rescored.sorted() + result.hits.dropFirst(rescored.count)
      } catch {
        guard query.returnsPartialHits, error.isInterruption else { throw error }
        result.isPartial = true
      }
    }
    result.hits = Array(result.hits.prefix(count))
    return result
  }

  /// Returns the best hits of several queries, each of which finds all hits of the previous one,
  /// and more.
  ///
  /// Hits of a query come before hits that only later queries find.
  ///
  /// The last query defines the number of hits to return, and its hits are counted. Once enough
  /// hits are found, later queries are evaluated only as far as counting requires.
  ///
  /// - Precondition: There is at least one query, and all have the same grouping.
  public func search(_ tiers: [RankingQuery]) throws(IndexError) -> RankingResult {
    precondition(!tiers.isEmpty, "no query to ask")
    let wanted = tiers[tiers.count - 1].k
    var answer = RankingResult(hits: [], count: .exact(0), counters: RankingCounters())
    var seen: Set<Int64> = []
    for (index, tier) in tiers.enumerated() {
      let isLast = index == tiers.count - 1
      var query = tier
      // Hits of earlier queries are found again, and skipped below.
      query.k = answer.hits.count < wanted ? wanted : 0
      if query.k == 0, !isLast { continue }
      let result = try search(query)
      answer.counters += result.counters
      if tiers.count == 1 {
        answer.hits = result.hits
      } else {
        let most = query.slack > 0 ? max(wanted, Rescoring.window) : wanted
        for var hit in result.hits where answer.hits.count < most {
          hit.tier = index
          if seen.insert(try group(of: hit, query)).inserted { answer.hits.append(hit) }
        }
      }
      answer.count = result.count
      answer.isPartial = result.isPartial
      if result.isPartial { break }
    }
    if case .atLeast(let count) = answer.count {
      answer.count = .atLeast(max(count, answer.hits.count))
    }
    return answer
  }
}

extension RankingCounters {
  static func += (sum: inout RankingCounters, other: RankingCounters) {
    sum.postingsDecoded += other.postingsDecoded
    sum.postingsScored += other.postingsScored
    sum.blocksSkipped += other.blocksSkipped
    sum.pagesRead += other.pagesRead
  }
}
