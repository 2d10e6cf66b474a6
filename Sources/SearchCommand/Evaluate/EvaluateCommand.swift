internal import ArgumentParser
internal import Evaluation
internal import Output

/// `search evaluate RUN QRELS [RUN...]`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure runs with relevance judgments.",
    usage: "search evaluate <run> <qrels> [<run> ...] [options]",
    discussion: """
      A run is the output of 'search batch' in the format trec or jsonl. The judgments are a file \
      of qrels in the format of TREC or BEIR. '-' is standard input. The values are those of \
      trec_eval -c: a judged topic without an answer counts as 0. Further runs, which follow the \
      judgments, are compared with the first run.
      """)

  @Argument(
    help: ArgumentHelp("The run to measure.", valueName: "run"), completion: .file())
  var first: String

  @Argument(help: "The file of relevance judgments.", completion: .file())
  var qrels: String

  @Argument(
    help: ArgumentHelp("Runs to compare with the first.", valueName: "run"), completion: .file())
  var others: [String] = []

  @Option(
    help: ArgumentHelp(
      "Print these measures: map, ndcg@k, ndcg-exp@k, p@k, r@k, rr, bpref, s@k; k is a number.",
      valueName: "list"))
  var measures = "map,ndcg@10,p@10,r@100,rr,bpref,s@1"

  @Flag(help: "Also print the values for each topic.")
  var topics = false

  @Option(
    help: ArgumentHelp(
      "Chart the differences between two runs by this measure, instead of the first measure.",
      valueName: "measure"))
  var chart: String?

  @OptionGroup var output: FormatOptions<EvaluatedRuns>

  func validate() throws {
    if chart != nil, output.format.name != "text" || others.count != 1 {
      throw ValidationError("--chart needs two runs and --format text.")
    }
    if ([first, qrels] + others).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one file can be standard input.")
    }
  }

  func run() throws {
    try output.version.check()
    try refuseWords([first, qrels] + others, of: "evaluate")
    let measures = try MeasureList(measures).measures
    let charted = try chart.map(MeasureList.measure) ?? measures[0]
    let files = try EvaluationFiles(runs: [first] + others, qrels: qrels)
    for notice in files.notices { printError(notice) }
    try output.print(
      EvaluatedRuns(
        files.runs, qrels: files.qrels, judgments: files.judgments, measures: measures,
        charted: charted, showsTopics: topics))
  }
}

/// `--measures map,ndcg@10`.
struct MeasureList {
  /// The measures: at least one, without duplicates.
  let measures: [Measure]

  /// - Throws: `CommandError`, if a measure does not exist.
  init(_ text: String) throws(CommandError) {
    var measures: [Measure] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let measure = try Self.measure(String(name))
      if !measures.contains(measure) { measures.append(measure) }
    }
    self.measures = measures
  }

  /// Returns the measure with a name.
  ///
  /// - Throws: `CommandError`, if the measure does not exist.
  static func measure(_ name: String) throws(CommandError) -> Measure {
    let name = name.filter { !$0.isWhitespace }
    guard let measure = Measure(name) else {
      throw CommandError(
        sentence: "there is no measure \"\(printableLine(name))\"; measures are "
          + Measure.names.joined(separator: ", ") + ", where k is a number from 1")
    }
    return measure
  }
}
