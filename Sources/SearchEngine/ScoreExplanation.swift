/// How the score of a hit comes about.
///
///     score = sum of gain + proximity + otherPassages
///     gain  = weight * idf * f * (k1 + 1) / (f + k1 * (1 - b + b * length / average))
public struct ScoreExplanation: Equatable, Sendable {
  /// What one word, phrase or NEAR of the query adds.
  public struct Term: Equatable, Sendable {
    /// As it was typed.
    public var text: String
    /// What was looked for in the index, such as `submarin` or `us OR "u s"`.
    public var pattern: String
    /// How many passages hold it.
    public var documentFrequency: Int
    /// The inverse document frequency.
    public var idf: Double
    /// How often it stands in the title of this passage.
    public var titleFrequency: Int
    /// How often it stands in the text of this passage.
    public var textFrequency: Int
    /// f: both, times the weights of the columns.
    public var weightedFrequency: Double
    /// What it counts for in the query: 1, unless the query was expanded.
    public var weight = 1.0
    /// What it adds to the score; 0 where the passage lacks it.
    public var gain: Double
  }

  /// The terms, in the order in which they were typed.
  public var terms: [Term]
  /// How many passages there are.
  public var passageCount: Int
  /// The tokens of the passage, its title's among them.
  public var length: Int
  /// The tokens of the average passage.
  public var averageLength: Double
  /// How much the length of a passage slows the effect of more occurrences: 1 for an average one.
  public var lengthFactor: Double
  /// The weights of title and text.
  public var columnWeights: [Double]
  /// How soon more occurrences stop to count.
  public var k1: Double
  /// How much length counts, from 0 to 1.
  public var b: Double

  /// What words that stand close together add.
  public var proximity = 0.0
  /// What the other passages of the article add.
  public var otherPassages = 0.0

  /// The sum of all these.
  public var score: Double { terms.reduce(0) { $0 + $1.gain } + proximity + otherPassages }
}
