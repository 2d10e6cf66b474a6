public import Ranking

/// How the passages of an answer were found and ordered.
public enum RankingPath: Equatable, Sendable {
  /// By the ranking engine, from FTS5's posting lists, at this cost.
  case postingLists(RankingCounters)
  /// By FTS5 itself, for this reason.
  case stock(StockReason)
}

/// Why the ranking engine was not asked.
public enum StockReason: String, Sendable {
  /// A word is cut into several tokens, which must stand side by side.
  case phrase
  /// A word has no token for the index.
  case untokenized
  /// A beginning of words is looked for.
  case prefix
  /// A word is looked for in one form only.
  case exact
  /// Words are looked for within a distance.
  case near
  /// Words are looked for in one field.
  case field
  /// Operators are nested.
  case nesting
  /// FTS5 was given its own expression.
  case raw
  /// Nothing was asked for, or only what is to be left out: nobody was asked.
  case nothing
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
