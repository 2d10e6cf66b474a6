public import Ranking

/// How the passages of an answer were found and ordered.
public enum RankingPath: Equatable, Sendable {
  /// By the ranking engine, from FTS5's posting lists, at this cost.
  case postingLists(RankingCounters)
  /// By FTS5 itself, for this reason.
  case stock(StockReason)

  /// The number of postings that the ranking engine decoded; nil if FTS5 ranked.
  public var postingsDecoded: Int? {
    if case .postingLists(let counters) = self { counters.postingsDecoded } else { nil }
  }

  /// The number of pages of the index that the ranking engine read; nil if FTS5 ranked.
  public var pagesRead: Int? {
    if case .postingLists(let counters) = self { counters.pagesRead } else { nil }
  }
}

/// Why the ranking engine was not asked.
public enum StockReason: String, Sendable {
  /// Words are looked for within a distance, which FTS5 scores in its own way.
  case near
  /// FTS5 was given its own expression.
  case raw
  /// Nothing was asked for, or only what is to be left out: nobody was asked.
  case nothing
  /// Only filters were given, and articles come by date.
  case filter
  /// The engine does not know the index's format, or found it damaged.
  case unreadable
}

/// The best passages for a query, best first, and how many there are.
struct RankedPassages {
  struct Entry: Equatable {
    var passage: Int64
    var score: Double
    /// What of the score comes from words that stand close together, and from other passages.
    var proximity = 0.0
    var otherPassages = 0.0
  }

  var entries: [Entry]
  var total: Int
  var totalIsExact: Bool
  var path: RankingPath
}

extension RankedPassages {
  init(_ result: TieredResult) {
    entries = result.hits.map {
      Entry(
        passage: $0.passage, score: $0.score, proximity: $0.proximity,
        otherPassages: $0.otherPassages)
    }
    switch result.count {
    case .exact(let count): (total, totalIsExact) = (count, true)
    case .atLeast(let count): (total, totalIsExact) = (count, false)
    }
    path = .postingLists(result.counters)
  }
}
