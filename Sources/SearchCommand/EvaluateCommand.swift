internal import ArgumentParser
internal import Evaluation

/// `search evaluate RUN QRELS [RUN...]`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure runs by what people judged relevant.",
    usage: "search evaluate <run> <qrels> [<run> ...] [options]",
    discussion: """
      A run is what 'search batch --format trec' prints, or --format jsonl; the judgments are a \
      file of qrels, as TREC or BEIR has them; '-' is standard input. The values are those of \
      trec_eval -c: a topic that was judged and is not answered counts 0. Runs behind the \
      judgments are compared with the first one.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv, tsv
  }

  @Argument(
    help: ArgumentHelp("The run to measure.", valueName: "run"), completion: .file())
  var first: String

  @Argument(help: "The judgments.", completion: .file())
  var qrels: String

  @Argument(
    help: ArgumentHelp("Runs to compare with the first.", valueName: "run"), completion: .file())
  var others: [String] = []

  @Option(
    help: ArgumentHelp(
      "Some of map, ndcg@k, ndcg-exp@k, p@k, r@k, rr, bpref and s@k, where k is a number.",
      valueName: "list"))
  var measures = "map,ndcg@10,p@10,r@100,rr,bpref,s@1"

  @Flag(help: "Print the values of each topic too.")
  var topics = false

  @Option(
    help: ArgumentHelp(
      "Draw the differences of two runs by this measure, not by the first one.",
      valueName: "measure"))
  var chart: String?

  @Option(help: "How to print the values.")
  var format = Format.text

  @Option(help: ArgumentHelp("When to use colour.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var version: FormatVersionOption

  func validate() throws {
    if chart != nil, format != .text || others.count != 1 {
      throw ValidationError("--chart needs two runs and --format text.")
    }
    if ([first, qrels] + others).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one file can be standard input.")
    }
  }

  func run() throws {
    try version.check()
    let measures = try MeasureList(measures).measures
    let charted = try chart.map(MeasureList.measure) ?? measures[0]
    let files = try EvaluationFiles(runs: [first] + others, qrels: qrels)
    let evaluated = EvaluatedRuns(files, measures: measures)
    for notice in files.notices { printError(notice) }
    var output = Output()
    switch format {
    case .text:
      let console = Console(color)
      var sections = EvaluationText(evaluated, showsTopics: topics).sections(console)
      if others.count == 1 {
        let drawn = EvaluatedRuns(files, measures: [charted])
        let chart = DifferenceChart(drawn, charted, isASCII: !Console.isUTF8)
        sections.append(chart.lines(console))
      }
      for line in sections.joined(separator: [""]) { output.writeLine(line) }
    case .json:
      output.write(try json(JSONEvaluation(evaluated, showsTopics: topics), .pretty))
    case .csv: output.write(evaluated.rows(.csv, showsTopics: topics).utf8)
    case .tsv: output.write(evaluated.rows(.tsv, showsTopics: topics).utf8)
    }
    output.flush()
  }
}

/// `--measures map,ndcg@10`.
struct MeasureList {
  /// At least one, none of them twice.
  let measures: [Measure]

  /// - Throws: `CommandError`, where there is no such measure.
  init(_ text: String) throws(CommandError) {
    var measures: [Measure] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let measure = try Self.measure(String(name))
      if !measures.contains(measure) { measures.append(measure) }
    }
    self.measures = measures
  }

  /// One measure by its name.
  ///
  /// - Throws: `CommandError`, where there is no such measure.
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
