/// The evaluation of a run by judgments: the value of each measure for each judged topic, and the
/// means.
///
/// A judged topic that the run does not answer counts as 0, as with trec_eval's `-c`. A topic
/// without judgments is ignored.
public struct Evaluation: Equatable, Sendable {
  /// The topics, in order.
  public let topics: [String]
  /// The measures, in order.
  public let measures: [Measure]
  /// The value of each measure for each topic.
  public let values: [Measure: [Double]]
  /// The number of judged topics that the run answers.
  public let answered: Int

  /// Evaluates a run.
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

  /// Returns the mean of a measure over all topics; 0 if there are no topics.
  public func mean(of measure: Measure) -> Double {
    let values = values[measure] ?? []
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
