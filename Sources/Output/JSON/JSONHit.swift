internal import Archive
internal import SearchEngine

/// A hit in JSON.
struct JSONHit: Encodable {
  var rank: Int
  var score: Double
  var article: JSONArticle
  var passage: JSONPassage
  var snippet: String
  var highlights: [[Int]]
  var otherPassages: Int
  var missing: [String]?
  var explanation: JSONScore?
  var citation: JSONCitation?

  enum CodingKeys: String, CodingKey {
    case rank, score, article, passage, snippet, highlights, missing, explanation, citation
    case otherPassages = "other_passages"
  }

  init(_ hit: SearchHit) {
    rank = hit.rank
    score = hit.score
    article = JSONArticle(hit.article)
    passage = JSONPassage(hit.passage)
    snippet = hit.snippet.text
    highlights = hit.snippet.highlights.map { [$0.lowerBound, $0.count] }
    otherPassages = hit.otherPassages
    missing = hit.missing.isEmpty ? nil : hit.missing
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
  var proximity: Double?
  var otherPassages: Double?

  enum CodingKeys: String, CodingKey {
    case score, terms, length, k1, b, proximity
    case otherPassages = "other_passages"
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
        idf: term.idf, weight: term.weight, titleFrequency: term.titleFrequency,
        textFrequency: term.textFrequency, weightedFrequency: term.weightedFrequency,
        gain: term.gain)
    }
    passageCount = explanation.passageCount
    length = explanation.length
    averageLength = explanation.averageLength
    lengthFactor = explanation.lengthFactor
    columnWeights = explanation.columnWeights
    k1 = explanation.k1
    b = explanation.b
    proximity = explanation.proximity > 0 ? explanation.proximity : nil
    otherPassages = explanation.otherPassages > 0 ? explanation.otherPassages : nil
  }
}
