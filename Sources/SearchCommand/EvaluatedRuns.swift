internal import Evaluation

/// Runs that have been measured, each behind the first compared with it.
struct EvaluatedRuns {
  /// A run and how good it is.
  struct Entry {
    var path: String
    var tag: String
    var evaluation: Evaluation
  }

  let qrels: String
  let measures: [Measure]
  /// The topics that were judged.
  let topics: [String]
  /// At least one.
  let entries: [Entry]

  init(_ files: EvaluationFiles, measures: [Measure]) {
    qrels = files.qrels
    self.measures = measures
    topics = files.judgments.topics
    entries = files.runs.map { path, run in
      Entry(
        path: path, tag: run.tag,
        evaluation: Evaluation(run, by: files.judgments, measures: measures))
    }
  }

  /// The runs behind the first.
  var others: ArraySlice<Entry> { entries.dropFirst() }

  /// How a run differs from the first one.
  func comparison(of entry: Entry, by measure: Measure) -> Comparison {
    Comparison(
      entries.first?.evaluation.values[measure] ?? [], entry.evaluation.values[measure] ?? [])
  }

  /// A line a value: `run,topic,measure,value`, the means under the topic `all`.
  func rows(_ format: RowFormat, showsTopics: Bool) -> String {
    var text = format.line(["run", "topic", "measure", "value"])
    for entry in entries {
      func add(_ topic: String, _ measure: Measure, _ value: Double) {
        text += format.line([entry.path, topic, measure.name, fixed(value, decimals: 6)])
      }
      for (index, topic) in topics.enumerated() where showsTopics {
        for measure in measures {
          add(topic, measure, entry.evaluation.values[measure]?[index] ?? 0)
        }
      }
      for measure in measures { add("all", measure, entry.evaluation.mean(of: measure)) }
    }
    return text
  }
}

/// A value with four decimals, as C's printf has it: what lies in the middle goes to the even side.
func fourDecimals(_ value: Double) -> String {
  let scaled = value * 10_000
  guard scaled.magnitude < 1e15 else { return String(value) }
  // What the multiplication lost says on which side of the middle the value lies.
  let lost = (-scaled).addingProduct(value, 10_000)
  var rounded = scaled.rounded(.toNearestOrEven)
  if (scaled - scaled.rounded(.down)) == 0.5, lost != 0 {
    rounded = scaled.rounded(lost > 0 ? .up : .down)
  }
  // Not "-0.0000".
  return rounded == 0 ? "0.0000" : fixed(rounded / 10_000, decimals: 4)
}

/// The same with its sign, unless it is 0.
func signedFourDecimals(_ value: Double) -> String {
  let text = fourDecimals(value)
  return value > 0 && text != "0.0000" ? "+" + text : text
}
