public import FullTextIndex
public import SearchModel

/// A query to rank passages by: terms to score, and a condition on hits.
public struct RankingQuery: Equatable, Sendable {
  /// The source of a posting list.
  public enum Source: Equatable, Sendable {
    /// The index.
    case pattern(Pattern)
    /// The caller.
    case list(ExternalPostings)
  }

  /// A term of the query: what is looked for, where, and what it counts for.
  public struct Term: Equatable, Sendable {
    /// What is looked for.
    public var source: Source
    /// Whether it adds to the score of the hits that contain it.
    public var isScored: Bool
    /// The columns to look in, by index, or nil for all.
    ///
    /// They do not apply to a list of the caller's.
    public var columns: Set<Int>?
    /// The factor of its idf, above 0.
    public var queryWeight: Double

    /// Creates a term from its parts.
    public init(
      _ source: Source, isScored: Bool = true, columns: Set<Int>? = nil, queryWeight: Double = 1
    ) {
      self.source = source
      self.isScored = isScored
      self.columns = columns
      self.queryWeight = queryWeight
    }

    /// Creates a term from a pattern.
    public init(
      _ pattern: Pattern, isScored: Bool = true, columns: Set<Int>? = nil, queryWeight: Double = 1
    ) {
      self.init(
        .pattern(pattern), isScored: isScored, columns: columns, queryWeight: queryWeight)
    }

    /// Creates a term from text that is already folded and stemmed.
    public init(_ text: String, isScored: Bool = true) {
      self.init(.pattern(.term(text)), isScored: isScored)
    }
  }

  /// What a hit stands for.
  public enum Grouping: Equatable, Sendable {
    /// Every passage is a hit of its own.
    case none
    /// Each article gives its best passage only: of equals, the one with the lowest id.
    case article
  }

  /// The terms, in the order in which their scores are added up. A repeated term counts repeatedly.
  public var terms: [Term]
  /// The number of best hits to return.
  public var k: Int
  /// The condition that a passage must satisfy, over the indices of `terms`.
  ///
  /// No passage satisfies `all` or `any` of nothing.
  public var condition: BooleanExpression<Int>
  /// The settings of BM25.
  public var formula: BM25Parameters
  /// What the best hits are looked at for once more.
  public var rescoring = Rescoring()
  /// How much a term counts in each column; nothing for what `passages_fts` is configured with.
  public var weights: [Double]?
  /// The passages that may be hits, as ascending ranges that do not touch; nothing for all.
  public var allowed: [ClosedRange<Int64>]?
  /// What a hit stands for.
  public var grouping: Grouping
  /// Whether all hits are to be counted, which takes a walk through the whole of every list.
  public var countsExactly: Bool
  /// Up to how many postings, of all lists together, all hits are counted anyhow.
  public var countsUpTo = 0

  /// Creates a query from its parts. Without a condition, any of the terms is enough.
  public init(
    _ terms: [Term], k: Int, condition: BooleanExpression<Int>? = nil,
    formula: BM25Parameters = .fts5,
    weights: [Double]? = nil, allowed: [ClosedRange<Int64>]? = nil, grouping: Grouping = .none,
    countsExactly: Bool = false
  ) {
    self.terms = terms
    self.k = k
    self.condition = condition ?? .any(terms.indices.map { .leaf($0) })
    self.formula = formula
    self.weights = weights
    self.allowed = allowed
    self.grouping = grouping
    self.countsExactly = countsExactly
  }

  /// The passages that hold any of the terms.
  public static func any(_ terms: [String], k: Int) -> RankingQuery {
    RankingQuery(terms.map { Term($0) }, k: k)
  }

  /// The passages that hold all of the terms.
  public static func all(_ terms: [String], k: Int) -> RankingQuery {
    RankingQuery(terms.map { Term($0) }, k: k, condition: .all(terms.indices.map { .leaf($0) }))
  }
}

/// A passage that a query found.
public struct RankingHit: Equatable, Sendable {
  /// The passage's id.
  public var passage: Int64
  /// How well it fits, higher is better: FTS5's `rank` with the sign turned, under its formula.
  public var score: Double
  /// The parts of the score that features other than BM25 add.
  public var contributions: [ScoreContribution] = []

  /// Creates a hit from its parts.
  public init(passage: Int64, score: Double) {
    self.passage = passage
    self.score = score
  }
}

extension RankingHit: Comparable {
  /// Better hits come first; equal scores are ordered by passage.
  public static func < (a: RankingHit, b: RankingHit) -> Bool {
    (b.score, a.passage) < (a.score, b.passage)
  }
}

/// What a query found.
public struct RankingResult: Equatable, Sendable {
  /// How many hits there are, shown or not: passages, or articles when grouped by them.
  public enum Count: Equatable, Sendable {
    /// So many.
    case exact(Int)
    /// So many or more.
    case atLeast(Int)
  }

  /// The best hits, best first.
  public var hits: [RankingHit]
  /// How many hits there are.
  public var count: Count
  /// What the query cost.
  public var counters: RankingCounters
}

/// What a query cost.
public struct RankingCounters: Equatable, Sendable {
  /// Postings whose row id was decoded.
  public var postingsDecoded = 0
  /// Postings whose score was computed.
  public var postingsScored = 0
  /// Different leaf pages that were asked for, whether kept from an earlier query or not.
  public var pagesRead = 0
  /// Blocks of postings that were passed over because nothing in them could be among the best.
  public var blocksSkipped = 0

  /// Counters at zero.
  public init() {}
}
