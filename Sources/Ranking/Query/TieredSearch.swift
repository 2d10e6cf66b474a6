public import FullTextIndex

extension RankingReader {
  /// Returns the best hits of `tiers`, in which each query finds all hits of the previous one, and
  /// more.
  ///
  /// Hits of a query come before those that only the next one has.
  ///
  /// The last query defines the number of hits to return, and its hits are counted. Once enough are
  /// found, later queries are evaluated only as far as counting requires.
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
      // Hits of earlier queries are found again, and discarded.
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

  /// The unit that a hit stands for: the passage, or the first passage of its article.
  private func group(of hit: RankingHit, _ query: RankingQuery) throws(IndexError) -> Int64 {
    if query.grouping == .none { return hit.passage }
    return try withSearch(query) { (search) throws(IndexError) in
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
