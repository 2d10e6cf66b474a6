public import FullTextIndex

/// What several queries found, one after the other.
public struct TieredResult: Equatable, Sendable {
  /// The best hits: those of the first query, then those of the next that it lacks, best first.
  public var hits: [RankingHit]
  /// How many hits the last query has.
  public var count: RankingResult.Count
  /// What all queries cost.
  public var counters: RankingCounters
}

extension RankingReader {
  /// The best hits of `tiers`, in which each query finds all that the one before it does, and more:
  /// all hits of one come before what only the next one has.
  ///
  /// As many hits as the last query asks for are returned; later queries are not evaluated once
  /// these are found, except as far as it takes to count.
  ///
  /// - Precondition: There is a query, and all group alike.
  public func search(_ tiers: [RankingQuery]) throws(IndexError) -> TieredResult {
    precondition(!tiers.isEmpty, "no query to ask")
    let wanted = tiers[tiers.count - 1].k
    var answer = TieredResult(hits: [], count: .exact(0), counters: RankingCounters())
    var seen: Set<Int64> = []
    for (index, tier) in tiers.enumerated() {
      let isLast = index == tiers.count - 1
      var query = tier
      // What earlier queries found is found again, and left out.
      query.k = answer.hits.count < wanted ? wanted : 0
      if query.k == 0, !isLast { continue }
      let result = try search(query)
      answer.counters += result.counters
      if tiers.count == 1 {
        answer.hits = result.hits
      } else {
        for hit in result.hits where answer.hits.count < wanted {
          if seen.insert(try group(of: hit, query)).inserted { answer.hits.append(hit) }
        }
      }
      answer.count = result.count
    }
    if case .atLeast(let count) = answer.count {
      answer.count = .atLeast(max(count, answer.hits.count))
    }
    return answer
  }

  /// What a hit stands for: a passage, or the article that begins with a passage.
  private func group(of hit: RankingHit, _ query: RankingQuery) throws(IndexError) -> Int64 {
    if query.grouping == .none { return hit.passage }
    return try asking(query) { (search) throws(IndexError) in
      Int64(try search.scoring.lengths.firstOfArticle(UInt32(hit.passage)))
    }
  }
}

extension RankingCounters {
  fileprivate static func += (sum: inout RankingCounters, other: RankingCounters) {
    sum.postingsDecoded += other.postingsDecoded
    sum.postingsScored += other.postingsScored
    sum.blocksSkipped += other.blocksSkipped
    sum.pagesRead += other.pagesRead
  }
}
