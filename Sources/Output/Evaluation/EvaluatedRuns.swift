package import Evaluation

/// The evaluated runs, each of which is compared with the first.
package struct EvaluatedRuns: Sendable {
  /// A run and its evaluation.
  struct Entry: Sendable {
    var path: String
    var tag: String
    var evaluation: Evaluation
  }

  let qrels: String
  let measures: [Measure]
  /// The measure whose differences are drawn as a chart; nil for no chart.
  let charted: Measure?
  /// True if the values of each topic are printed.
  let showsTopics: Bool
  /// The topics that were judged.
  let topics: [String]
  /// The runs; at least one.
  let entries: [Entry]

  package init(
    _ runs: [(path: String, run: RankedRun)], qrels: String, judgments: Judgments,
    measures: [Measure], charted: Measure? = nil, showsTopics: Bool = false
  ) {
    self.qrels = qrels
    self.measures = measures
    self.charted = charted
    self.showsTopics = showsTopics
    topics = judgments.topics
    let measured = measures + [charted].compactMap(\.self).filter { !measures.contains($0) }
    entries = runs.map { path, run in
      Entry(
        path: path, tag: run.tag, evaluation: Evaluation(run, by: judgments, measures: measured))
    }
  }

  /// The runs after the first.
  var others: ArraySlice<Entry> { entries.dropFirst() }

  /// Returns the comparison of a run with the first one.
  func comparison(of entry: Entry, by measure: Measure) -> Comparison {
    Comparison(
      entries.first?.evaluation.values[measure] ?? [], entry.evaluation.values[measure] ?? [])
  }

  /// Returns a line for each value, `run,topic,measure,value`, with the means under the topic
  /// `all`.
  func rows(_ format: RowFormat) -> String {
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

extension OutputFormat<EvaluatedRuns> {
  static var text: Self {
    OutputFormat("text", "tables and a chart for a terminal", isForPeople: true) { runs, console in
      var sections = EvaluationText(runs).sections(console)
      if runs.entries.count == 2, let measure = runs.charted {
        let chart = DifferenceChart(runs, measure, isASCII: console.isASCII)
        sections.append(chart.lines(console))
      }
      return sections.joined(separator: [""]).map { $0 + "\n" }.joined()
    }
  }

  static var json: Self {
    OutputFormat("json", "an object with all values, for programs") { runs, _ in
      try Output.json(JSONEvaluation(runs), .pretty)
    }
  }

  static var csv: Self {
    OutputFormat("csv", "a row for each value") { runs, _ in runs.rows(.csv) }
  }
  static var tsv: Self {
    OutputFormat("tsv", "a row for each value, with tabs") { runs, _ in runs.rows(.tsv) }
  }
}
