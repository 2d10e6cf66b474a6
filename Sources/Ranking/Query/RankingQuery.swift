public import FullTextIndex

/// Terms to rank passages by.
public struct RankingQuery: Equatable, Sendable {
  /// What a term asks of a passage.
  public enum Role: Equatable, Sendable {
    /// It adds to the score where it stands. One such term at least, or a required one, must.
    case optional
    /// It adds to the score, and must stand in the passage.
    case required
    /// It must not stand in the passage, and adds nothing.
    case excluded
  }

  /// Where the posting list of a term comes from.
  public enum Source: Equatable, Sendable {
    /// From the index.
    case pattern(Pattern)
    /// From the caller.
    case list(PassageList)
  }

  /// A term of the query: what is looked for, what it asks of a passage, and where.
  public struct Term: Equatable, Sendable {
    /// What is looked for.
    public var source: Source
    /// What it asks of a passage, where the query has no condition.
    public var role: Role
    /// The columns in which it is looked for, by number; nothing for all.
    ///
    /// It does not bear on a list of the caller's.
    public var columns: Set<Int>?
    /// What it counts for: its idf is multiplied by this, which is above 0.
    public var weight: Double

    /// Creates a term from its parts.
    public init(
      _ source: Source, _ role: Role = .optional, columns: Set<Int>? = nil, weight: Double = 1
    ) {
      self.source = source
      self.role = role
      self.columns = columns
      self.weight = weight
    }

    /// Creates a term that a pattern describes.
    public init(
      _ pattern: Pattern, _ role: Role = .optional, columns: Set<Int>? = nil, weight: Double = 1
    ) {
      self.init(.pattern(pattern), role, columns: columns, weight: weight)
    }

    /// Creates a term from the UTF-8 of text that is folded and stemmed already.
    public init(_ bytes: [UInt8], _ role: Role = .optional) {
      self.init(String(decoding: bytes, as: UTF8.self), role)
    }

    /// Creates a term from text that is folded and stemmed already.
    public init(_ text: String, _ role: Role = .optional) {
      self.init(.pattern(.term(text)), role)
    }
  }

  /// What a hit stands for.
  public enum Grouping: Equatable, Sendable {
    /// Every passage is a hit of its own.
    case none
    /// Each article gives its best passage only: of equals, the one with the lowest id.
    case article
  }

  /// The terms, in the order in which their scores are added up.
  ///
  /// One that stands twice counts twice.
  public var terms: [Term]
  /// How many hits are wanted, from the best on: the offset and the limit of what is shown.
  public var k: Int
  /// What a passage must satisfy; nothing where the roles of the terms say it.
  ///
  /// With a condition, roles tell only which terms add to the score: all that are not excluded, in
  /// every hit that holds them.
  public var condition: Condition?
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

  /// Creates a query from its parts.
  public init(
    _ terms: [Term], k: Int, condition: Condition? = nil, formula: BM25Parameters = .fts5,
    weights: [Double]? = nil, allowed: [ClosedRange<Int64>]? = nil, grouping: Grouping = .none,
    countsExactly: Bool = false
  ) {
    self.terms = terms
    self.k = k
    self.condition = condition
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
    RankingQuery(terms.map { Term($0, .required) }, k: k)
  }
}

/// A passage that a query found.
public struct RankingHit: Equatable, Sendable {
  /// The passage's id.
  public var passage: Int64
  /// How well it fits, higher is better: FTS5's `rank` with the sign turned, under its formula.
  public var score: Double
  /// What of it comes from terms that stand close together.
  public var proximity = 0.0
  /// What of it comes from other passages of the article.
  public var otherPassages = 0.0

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
