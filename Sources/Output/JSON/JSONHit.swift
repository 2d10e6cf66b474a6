internal import Archive
internal import SearchEngine
internal import SearchModel

/// A hit in JSON.
struct JSONHit: Encodable {
  var rank: Int
  var score: Double
  var article: JSONArticle
  var passage: JSONPassage
  var snippet: String
  var highlights: [[Int]]
  var otherPassages: Int
  /// The ids of the articles that are copies of this one.
  var copies: [Int64]?
  /// The passages around the hit.
  var context: [JSONPassage]?
  var missing: [String]?
  var elsewhere: [Place]?
  var explanation: JSONScore?
  var citation: JSONCitation?

  enum CodingKeys: String, CodingKey {
    case rank, score, article, passage, snippet, highlights, missing, elsewhere, explanation
    case citation, context, copies
    case otherPassages = "other_passages"
  }

  /// A missing word, and the number of the passage that contains it.
  struct Place: Encodable {
    var word: String
    var passage: Int
  }

  init(_ hit: SearchHit) {
    rank = hit.rank
    score = hit.score
    article = JSONArticle(hit.article)
    passage = JSONPassage(hit.passage)
    snippet = hit.snippet.text
    highlights = hit.snippet.highlights.map { [$0.lowerBound, $0.count] }
    otherPassages = hit.otherPassages
    if !hit.copies.isEmpty { copies = hit.copies }
    if !hit.context.isEmpty { context = hit.context.map(JSONPassage.init) }
    missing = hit.missing.isEmpty ? nil : hit.missing
    if !hit.elsewhere.isEmpty {
      elsewhere = hit.elsewhere.map { Place(word: $0.word, passage: $0.passage) }
    }
    explanation = hit.explanation.map(JSONScore.init)
    citation = Citation(hit).map(JSONCitation.init)
  }
}

/// The explanation of a score, in JSON.
struct JSONScore: Encodable {
  var score: Double
  var terms: [Term]
  var passageCount: Int
  var length: Int
  var averageLength: Double
  var lengthFactor: Double
  var columnWeights: [Double]
  var k1: Double
  var b: Double
  var contributions: [ScoreContribution]

  enum CodingKeys: String, CodingKey {
    case score, terms, length, k1, b
    case passageCount = "passage_count"
    case averageLength = "average_length"
    case lengthFactor = "length_factor"
    case columnWeights = "column_weights"
  }

  struct Term: Encodable {
    var text: String
    var pattern: String
    var documentFrequency: Int
    var idf: Double
    var weight: Double
    var titleFrequency: Int
    var textFrequency: Int
    var weightedFrequency: Double
    var gain: Double

    enum CodingKeys: String, CodingKey {
      case text, pattern, idf, weight, gain
      case documentFrequency = "document_frequency"
      case titleFrequency = "title_frequency"
      case textFrequency = "text_frequency"
      case weightedFrequency = "weighted_frequency"
    }
  }

  init(_ explanation: ScoreExplanation) {
    score = explanation.score
    terms = explanation.terms.map { term in
      Term(
        text: term.text, pattern: term.pattern, documentFrequency: term.documentFrequency,
        idf: term.idf, weight: term.queryWeight, titleFrequency: term.titleFrequency,
        textFrequency: term.textFrequency, weightedFrequency: term.frequency,
        gain: term.gain)
    }
    passageCount = explanation.passageCount
    length = explanation.length
    averageLength = explanation.averageLength
    lengthFactor = explanation.lengthFactor
    columnWeights = explanation.columnWeights
    k1 = explanation.k1
    b = explanation.b
    contributions = explanation.contributions.filter { $0.value > 0 }
  }

  /// Encodes each contribution under its own name.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(score, forKey: .score)
    try container.encode(terms, forKey: .terms)
    try container.encode(passageCount, forKey: .passageCount)
    try container.encode(length, forKey: .length)
    try container.encode(averageLength, forKey: .averageLength)
    try container.encode(lengthFactor, forKey: .lengthFactor)
    try container.encode(columnWeights, forKey: .columnWeights)
    try container.encode(k1, forKey: .k1)
    try container.encode(b, forKey: .b)
    var features = encoder.container(keyedBy: FeatureKey.self)
    for part in contributions {
      try features.encode(part.value, forKey: FeatureKey(stringValue: part.name))
    }
  }

  private struct FeatureKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
