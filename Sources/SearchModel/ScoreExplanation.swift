/// A part of a score that a ranking feature adds to BM25, such as `proximity`.
public struct ScoreContribution: Hashable, Sendable {
  /// The name of the feature, which is stable for programs.
  public var name: String
  /// The amount that it adds to the score.
  public var value: Double

  /// Creates a contribution.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// The computation of a passage's score.
///
///     score        = sum of the terms' gains + sum of the contributions
///     gain         = queryWeight * idf * factor
///     factor       = f * (k1 + 1) / (f + k1 * lengthFactor)
///     lengthFactor = 1 - b + b * length / averageLength
public struct ScoreExplanation: Equatable, Sendable {
  /// The contribution of one clause of the query.
  public struct Term: Equatable, Sendable {
    /// The clause, as it was typed.
    public var text = ""
    /// The expression that was looked up in the index, such as `submarin` or `us OR "u s"`.
    public var pattern: String
    /// The number of passages that contain the term.
    public var documentFrequency: Int
    /// The inverse document frequency.
    public var idf: Double
    /// The number of occurrences in each searched column of the passage.
    ///
    /// Empty for a posting list that the caller supplied, and for a term that the passage lacks.
    public var columnFrequencies: [Int]
    /// f: the number of occurrences in the passage, weighted by column.
    public var frequency: Double
    /// The saturated frequency, normalized by length; below k1 + 1.
    public var factor: Double
    /// The weight in the query: 1, unless the query was expanded; 0 if the term is excluded.
    public var queryWeight: Double
    /// The amount that the term adds to the score; 0 if it is excluded or not in the passage.
    public var gain: Double
    /// True if the passage contains the term.
    public var isFound: Bool

    /// Creates a term.
    public init(
      pattern: String, documentFrequency: Int, idf: Double, columnFrequencies: [Int],
      frequency: Double, factor: Double, queryWeight: Double, gain: Double, isFound: Bool
    ) {
      self.pattern = pattern
      self.documentFrequency = documentFrequency
      self.idf = idf
      self.columnFrequencies = columnFrequencies
      self.frequency = frequency
      self.factor = factor
      self.queryWeight = queryWeight
      self.gain = gain
      self.isFound = isFound
    }

    /// The number of occurrences in the title.
    public var titleFrequency: Int { columnFrequencies.first ?? 0 }
    /// The number of occurrences in the text.
    public var textFrequency: Int { columnFrequencies.dropFirst().first ?? 0 }
  }

  /// The passage's id.
  public var passage: Int64
  /// The terms, in the order of the query.
  public var terms: [Term]
  /// The contributions of ranking features.
  public var contributions: [ScoreContribution] = []
  /// The number of passages in the archive.
  public var passageCount: Int
  /// The number of tokens in the passage, over all columns; 0 if the index has no such passage.
  public var length: Int
  /// The average length of all passages.
  public var averageLength: Double
  /// The effect of the length on repeated occurrences: 1 for a passage of average length.
  public var lengthFactor: Double
  /// The weight of each column.
  public var columnWeights: [Double]
  /// Term frequency saturation: the larger it is, the more repeated occurrences add to the score.
  public var k1: Double
  /// Length normalization, in 0...1; 0 ignores length.
  public var b: Double

  /// Creates an explanation.
  public init(
    passage: Int64, terms: [Term], passageCount: Int, length: Int, averageLength: Double,
    lengthFactor: Double, columnWeights: [Double], k1: Double, b: Double
  ) {
    self.passage = passage
    self.terms = terms
    self.passageCount = passageCount
    self.length = length
    self.averageLength = averageLength
    self.lengthFactor = lengthFactor
    self.columnWeights = columnWeights
    self.k1 = k1
    self.b = b
  }

  /// The sum of all gains and contributions, added in this order.
  public var score: Double {
    contributions.reduce(terms.reduce(0) { $0 + $1.gain }) { $0 + $1.value }
  }
}
