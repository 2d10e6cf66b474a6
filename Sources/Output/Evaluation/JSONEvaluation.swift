internal import Evaluation

/// The output of `search evaluate --format json`: see docs/output.md.
struct JSONEvaluation: Encodable {
  var version = outputVersion
  var qrels: String
  var topicsJudged: Int
  var runs: [Run]
  var comparisons: [Compared]

  struct Run: Encodable {
    var run: String
    var tag: String?
    var topicsAnswered: Int
    var measures: [Mean]

    enum CodingKeys: String, CodingKey {
      case run, tag, measures
      case topicsAnswered = "topics_answered"
    }
  }

  struct Mean: Encodable {
    var measure: String
    var mean: Double
    var topics: [Value]?
  }

  struct Value: Encodable {
    var topic: String
    var value: Double
  }

  struct Compared: Encodable {
    var run: String
    var baseline: String
    var measures: [Difference]
  }

  struct Difference: Encodable {
    var measure: String
    var meanDifference: Double
    var wins, losses, ties: Int
    var tTest: Double?
    var randomization: Double

    enum CodingKeys: String, CodingKey {
      case measure, wins, losses, ties
      case meanDifference = "mean_difference"
      case tTest = "p_t_test"
      case randomization = "p_randomization"
    }
  }

  enum CodingKeys: String, CodingKey {
    case version, qrels, runs, comparisons
    case topicsJudged = "topics_judged"
  }

  init(_ runs: EvaluatedRuns) {
    qrels = runs.qrels
    topicsJudged = runs.topics.count
    self.runs = runs.entries.map { entry in
      let means = runs.measures.map { measure in
        let values = zip(runs.topics, entry.evaluation.values[measure] ?? [])
        return Mean(
          measure: measure.name, mean: entry.evaluation.mean(of: measure),
          topics: runs.showsTopics ? values.map { Value(topic: $0, value: $1) } : nil)
      }
      return Run(
        run: entry.path, tag: entry.tag.isEmpty ? nil : entry.tag,
        topicsAnswered: entry.evaluation.answered, measures: means)
    }
    comparisons = runs.others.map { entry in
      let differences = runs.measures.map { measure in
        let comparison = runs.comparison(of: entry, by: measure)
        return Difference(
          measure: measure.name, meanDifference: comparison.mean, wins: comparison.wins,
          losses: comparison.losses, ties: comparison.ties, tTest: comparison.tTest,
          randomization: comparison.randomizationTest)
      }
      return Compared(
        run: entry.path, baseline: runs.entries.first?.path ?? "", measures: differences)
    }
  }
}
