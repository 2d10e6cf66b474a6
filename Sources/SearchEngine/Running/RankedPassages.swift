public import Ranking

/// The way in which the passages of an answer were found and ordered.
public enum RankingPath: Equatable, Sendable {
  /// By the ranking engine, from FTS5's posting lists, at this cost.
  case postingLists(RankingCounters)
  /// By FTS5 itself, for this reason.
  case fts5(FallbackReason)

  /// The number of postings that the ranking engine decoded; nil if FTS5 ranked.
  public var postingsDecoded: Int? {
    if case .postingLists(let counters) = self { counters.postingsDecoded } else { nil }
  }

  /// The number of pages of the index that the ranking engine read; nil if FTS5 ranked.
  public var pagesRead: Int? {
    if case .postingLists(let counters) = self { counters.pagesRead } else { nil }
  }
}

/// The reason why FTS5 ranked the passages, and not the ranking engine.
public enum FallbackReason: String, Sendable {
  /// The query has a NEAR, which FTS5 scores in its own way.
  case near
  /// The query is an expression of FTS5.
  case raw
  /// There is nothing to search for, or only exclusions; nothing was evaluated.
  case nothing
  /// The query has only filters, and articles are ordered by date.
  case filter
  /// The engine does not support the format of the index, or found it damaged.
  case unreadable
}

/// The best passages for a query, best first, and the number of all hits.
struct RankedPassages {
  var hits: [RankingHit]
  var total: Int
  var totalIsExact: Bool
  var path: RankingPath
}

extension RankedPassages {
  init(_ result: RankingResult) {
    hits = result.hits
    switch result.count {
    case .exact(let count): (total, totalIsExact) = (count, true)
    case .atLeast(let count): (total, totalIsExact) = (count, false)
    }
    path = .postingLists(result.counters)
  }
}
