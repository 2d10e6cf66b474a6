/// A run, measured by judgments: a value for each topic that was judged, and their means.
///
/// A topic that the run does not answer counts 0, as with trec_eval's `-c`; one that nobody judged
/// does not count.
public struct Evaluation: Equatable, Sendable {
  /// The topics, in order.
  public let topics: [String]
  /// The measures, in order.
  public let measures: [Measure]
  /// The value of each measure for each topic.
  public let values: [Measure: [Double]]
  /// How many of the topics the run answers.
  public let answered: Int

  /// Measures a run.
  public init(_ run: RankedRun, by judgments: Judgments, measures: [Measure]) {
    let topics = judgments.topics
    self.topics = topics
    self.measures = measures
    answered = topics.reduce(0) { $0 + (run.documents[$1]?.isEmpty == false ? 1 : 0) }
    var values: [Measure: [Double]] = [:]
    for measure in measures {
      values[measure] = topics.map { topic in
        measure.value(of: run.documents[topic] ?? [], grades: judgments.grades[topic] ?? [:])
      }
    }
    self.values = values
  }

  /// The mean of a measure over all topics; 0 where there is none.
  public func mean(of measure: Measure) -> Double {
    let values = values[measure] ?? []
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
