public import Ranking

/// How the passages of an answer were found and ordered.
public enum RankingPath: Equatable, Sendable {
  /// By the ranking engine, from FTS5's posting lists, at this cost.
  case postingLists(RankingCounters)
  /// By FTS5 itself, for this reason.
  case stock(StockReason)
}

/// Why FTS5 itself was asked.
public enum StockReason: String, Sendable {
  /// A word is cut into several tokens, which must stand side by side.
  case phrase
  /// A word has no token for the index.
  case untokenized
  /// The engine does not know the index's format, or found it damaged.
  case unreadable
}

/// The best passages for a query, best first, and how many there are.
struct RankedPassages {
  struct Entry: Equatable {
    var passage: Int64
    var score: Double
  }

  var entries: [Entry]
  var total: Int
  var totalIsExact: Bool
  var path: RankingPath
}
