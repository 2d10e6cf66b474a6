/// A part of a score that a ranking feature adds to BM25, such as `proximity`.
public struct ScoreContribution: Hashable, Sendable {
  /// The name of the feature, which programs may rely on.
  public var name: String
  /// What it adds to the score.
  public var value: Double

  /// Creates a contribution.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// How the score of a passage comes about.
///
///     score        = sum of the terms' gains + sum of the contributions
///     gain         = queryWeight * idf * factor
///     factor       = f * (k1 + 1) / (f + k1 * lengthFactor)
///     lengthFactor = 1 - b + b * length / averageLength
public struct ScoreExplanation: Equatable, Sendable {
  /// What one clause of the query adds.
  public struct Term: Equatable, Sendable {
    /// The clause, as it was typed.
    public var text = ""
    /// What was looked up in the index, such as `submarin` or `us OR "u s"`.
    public var pattern: String
    /// The number of passages that contain it.
    public var documentFrequency: Int
    /// The inverse document frequency.
    public var idf: Double
    /// How often it stands in each column of the passage, among those that are looked at.
    ///
    /// Empty for a list of the caller's, and for a term that the passage lacks.
    public var columnFrequencies: [Int]
    /// f: how often it stands in the passage, weighted by column.
    public var frequency: Double
    /// The saturated frequency, normalized by length; below k1 + 1.
    public var factor: Double
    /// What it counts for in the query: 1, unless the query was expanded; 0 if it is excluded.
    public var queryWeight: Double
    /// What it adds to the score; 0 if the passage lacks it, or it is excluded.
    public var gain: Double
    /// Whether the passage contains it.
    public var isFound: Bool

    /// Creates a term from its parts.
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

    /// How often it stands in the title.
    public var titleFrequency: Int { columnFrequencies.first ?? 0 }
    /// How often it stands in the text.
    public var textFrequency: Int { columnFrequencies.dropFirst().first ?? 0 }
  }

  /// The passage's id.
  public var passage: Int64
  /// The terms, in the order of the query.
  public var terms: [Term]
  /// What ranking features add.
  public var contributions: [ScoreContribution] = []
  /// The number of passages in the archive.
  public var passageCount: Int
  /// The number of tokens in the passage, over all columns; 0 if the index has no such passage.
  public var length: Int
  /// The average length of all passages.
  public var averageLength: Double
  /// How much the length dampens repeated occurrences: 1 for a passage of average length.
  public var lengthFactor: Double
  /// The weight of each column.
  public var columnWeights: [Double]
  /// How soon repeated occurrences stop to count.
  public var k1: Double
  /// How much length counts, in 0...1.
  public var b: Double

  /// Creates an explanation from its parts.
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

  /// The sum of all gains and contributions, in this order.
  public var score: Double {
    contributions.reduce(terms.reduce(0) { $0 + $1.gain }) { $0 + $1.value }
  }
}
