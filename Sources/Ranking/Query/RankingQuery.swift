public import FullTextIndex
public import SearchModel

/// A query to rank passages by: terms to score, and a condition that hits must satisfy.
public struct RankingQuery: Equatable, Sendable {
  /// The source of a posting list.
  public enum Source: Equatable, Sendable {
    /// The index: the list of a pattern.
    case pattern(Pattern)
    /// The caller: a list that is passed in.
    case list(ExternalPostings)
  }

  /// A term of the query: a source of postings, the columns to search and the weight.
  public struct Term: Equatable, Sendable {
    /// The source of the term's posting list.
    public var source: Source
    /// True if the term adds to the score of the hits that contain it.
    public var isScored: Bool
    /// The columns to search, by index, or nil for all.
    ///
    /// They are ignored for `Source.list`.
    public var columns: Set<Int>?
    /// The positive factor by which the idf is multiplied.
    public var queryWeight: Double
    /// The number of passages of `RankingQuery.collection` that contain the term; nil to take that
    /// of the index.
    public var documentFrequency: Int?

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

  /// The grouping of passages into hits.
  public enum Grouping: Equatable, Sendable {
    /// Every passage is a hit of its own.
    case none
    /// Only the best passage of each article is a hit; among equal scores, the passage with the
    /// lowest id.
    case article
  }

  /// The unit that must satisfy the condition of a query.
  ///
  /// A leaf holds for an article if it holds for any of its passages.
  public enum Scope: Equatable, Sendable {
    /// Each hit satisfies the condition.
    case passage
    /// The article of each hit satisfies the condition. The hit itself contains any scored term.
    case article
    /// Both each hit and its article satisfy the condition.
    ///
    /// The two differ only for exclusions, which must not hold for any passage of the article.
    case passageAndArticle
  }

  /// The size of an index, or of a collection that consists of several: the part of its statistics
  /// that does not depend on a query.
  ///
  /// Sizes and frequencies are integers that add up over the indexes.
  public struct Collection: Hashable, Sendable {
    /// The number of passages.
    public var passages: Int
    /// The number of tokens in all columns of all passages.
    public var tokens: Int

    /// Creates a size.
    public init(passages: Int, tokens: Int) {
      self.passages = passages
      self.tokens = tokens
    }

    /// The average number of tokens in a passage.
    package var averageLength: Double { Double(tokens) / Double(passages) }
  }

  /// The terms, in the order in which their scores are added up.
  ///
  /// A repeated term counts repeatedly.
  public var terms: [Term]
  /// The number of best hits to return.
  public var k: Int
  /// How much worse than the k-th a hit may be to be returned too, so that the caller can score it
  /// again: the scores of hits, times `1 + slack`, reach that of the k-th.
  ///
  /// At most `Rescoring.window` hits are returned, unless `k` is larger.
  public var slack = 0.0
  /// The condition on hits, over the indices of `terms`.
  ///
  /// `.any([])` matches no passage. A condition that requires nothing, such as `.all([])` or
  /// exclusions alone, is not supported.
  public var condition: BooleanExpression<Int>
  /// The unit that must satisfy `condition`.
  ///
  /// Unless it is a passage, `allowed` must consist of whole articles.
  public var scope = Scope.passage
  /// The settings of BM25.
  public var formula: BM25Parameters
  /// The collection whose statistics the scores are computed with; nil for the index itself.
  ///
  /// With the collection's frequencies of all scored terms too, the scores are those that an index of
  /// the whole collection would give.
  public var collection: Collection?
  /// The features by which the best hits are scored again.
  public var rescoring = Rescoring()
  /// The weight of each column; nil for the configured weights of `passages_fts`.
  public var weights: [Double]?
  /// The passages that may be hits, as ascending ranges that do not overlap; nil for all.
  public var allowed: [ClosedRange<Int64>]?
  /// The grouping of passages into hits.
  public var grouping: Grouping
  /// True to count all hits, which requires reading every list to its end.
  public var countsExactly: Bool
  /// If the scored lists together have at most this many postings, all hits are counted even if
  /// `countsExactly` is false.
  public var countsUpTo = 0
  /// If at most this many passages are allowed, all hits are counted, because only these passages are
  /// looked up in the lists.
  public var allowedCountedUpTo = 20_000
  /// A score that at least `k` hits of the collection are known to reach; hits with a lower score are
  /// left out, unless `slack` allows them.
  public var leastScore = 0.0
  /// True if an interrupted search returns the hits found so far, instead of throwing.
  public var returnsPartialHits = false

  /// Creates a query from its parts.
  ///
  /// Without a condition, a passage must contain any of the terms.
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

  /// Returns a query for the passages that contain any of the terms.
  public static func any(_ terms: [String], k: Int) -> RankingQuery {
    RankingQuery(terms.map { Term($0) }, k: k)
  }

  /// Returns a query for the passages that contain all of the terms.
  public static func all(_ terms: [String], k: Int) -> RankingQuery {
    RankingQuery(terms.map { Term($0) }, k: k, condition: .all(terms.indices.map { .leaf($0) }))
  }
}

/// Features by which the best hits of a query are scored again, and reordered.
///
/// They apply only to the first `window` hits, so that the order does not depend on the page size.
public struct Rescoring: Equatable, Sendable {
  /// The weight of terms of the query that are close together, at least 0.
  ///
  ///     added = proximity * sum over pairs of terms of
  ///             min(weight * idf) * near * (k1 + 1) / (near + k1 * lengthFactor)
  ///     near  = sum over their occurrences within `reach` tokens of 1 / distance^2
  ///
  /// A list that the caller passed in has no positions, so it adds nothing.
  ///
  /// Rasolofo, Savoy: Term proximity scoring for keyword-based retrieval systems, ECIR 2003.
  public var proximity = 0.0
  /// The weight of an article's other passages, in 0..<1: the second best passage adds this share
  /// of its score, the third best the square of this share, and so on.
  ///
  /// 0 scores an article by its best passage alone, and a value near 1 by the sum of its passages;
  /// both are in Callan, Passage-level evidence in document retrieval, SIGIR 1994.
  public var otherPassages = 0.0

  /// The number of hits that are scored again.
  public static let window = 100
  /// The largest distance in tokens at which two occurrences count as close.
  public static let reach: UInt64 = 12

  /// Creates settings that add nothing.
  public init() {}

  /// True if no feature adds anything.
  public var isNothing: Bool { proximity == 0 && otherPassages == 0 }
  var isValid: Bool {
    proximity >= 0 && proximity.isFinite && otherPassages >= 0 && otherPassages < 1
  }
}

/// The settings for expanding a query by terms that its best passages have in common:
/// pseudo-relevance feedback.
///
/// Terms are chosen as in Rocchio's method, by the centroid of the best passages in the space of
/// BM25:
///
///     weight(t) = sum over the passages of score / (sum of scores) * idf(t) * factor(t, passage)
///
/// The scores of the added terms are combined with those of the query, each divided by its maximum:
///
///     score = (1 - share) * query + share * expansion * max(query) / max(expansion)
///
/// This prevents a passage that only the added terms favour from overtaking one with a high score
/// for the query, and it hardly changes a query whose best passages have nothing in common.
///
/// Rocchio, Relevance feedback in information retrieval, 1971; Lv, Zhai: A comparative study of
/// methods for estimating query language models with pseudo feedback, CIKM 2009, on combining
/// scores.
public struct Feedback: Hashable, Sendable {
  /// The number of best passages to use, each from a different article.
  public var passages = 12
  /// The maximum number of terms to add.
  public var terms = 20
  /// The share of the score that comes from the added terms, in 0..<1.
  public var share = 0.4
  /// An added term may be in at most this share of all passages.
  public var maxDocumentShare = 0.1

  /// Creates the settings that gave the best results over several collections.
  public init() {}
}

/// A passage that a query found.
public struct RankingHit: Equatable, Sendable {
  /// The passage's id.
  public var passage: Int64
  /// The score, higher is better: the negated `rank` of FTS5 if FTS5's formula is used.
  public var score: Double
  /// The index of the first of several queries that found the passage; see
  /// `RankingReader.search(_:)`.
  public var tier = 0
  /// The parts of the score that features other than BM25 add.
  public var contributions: [ScoreContribution] = []

  /// Creates a hit from its parts.
  public init(passage: Int64, score: Double) {
    self.passage = passage
    self.score = score
  }

  /// Adds the contribution of a feature to the score.
  public mutating func add(_ name: String, _ value: Double) {
    contributions.append(ScoreContribution(name, value))
    score += value
  }
}

extension RankingHit: Comparable {
  /// Returns true if `a` is the better hit; equal scores are ordered by passage.
  public static func < (a: RankingHit, b: RankingHit) -> Bool {
    (b.score, a.passage) < (a.score, b.passage)
  }
}

/// The result of a query.
public struct RankingResult: Equatable, Sendable {
  /// The number of all hits: passages, or articles when grouped by article.
  public enum Count: Equatable, Sendable {
    /// Exactly this many.
    case exact(Int)
    /// This many or more.
    case atLeast(Int)
  }

  /// The best hits, best first, and those that `slack` allows.
  public var hits: [RankingHit]
  /// The number of all hits.
  public var count: Count
  /// The cost of the query.
  public var counters: RankingCounters
  /// True if the search was interrupted, so that better hits may be missing.
  public var isPartial = false
}

/// The cost of a query.
public struct RankingCounters: Equatable, Sendable {
  /// The number of postings whose row id was decoded.
  public var postingsDecoded = 0
  /// The number of postings whose score was computed.
  public var postingsScored = 0
  /// The number of different leaf pages that were used, including cached ones.
  public var pagesRead = 0
  /// The number of blocks of postings that were skipped because nothing in them could be among the
  /// best.
  public var blocksSkipped = 0

  /// Counters at zero.
  public init() {}
}
