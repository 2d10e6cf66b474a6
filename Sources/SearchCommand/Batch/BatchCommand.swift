internal import Archive
internal import ArgumentParser
internal import Evaluation
internal import Glibc
internal import Threading

/// `search batch TOPICS`.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Answer a file of queries.",
    usage: "search batch <topics> [options]",
    discussion: """
      Each line of the file is a query, or an id, a tab and a query, or an object of JSON with \
      both; or it is a file of topics of TREC. '-' is standard input. The answers come in the order \
      of the queries, whatever --jobs is. The exit status is 0 if any query found something.
      """)

  @Argument(help: "The file of queries, or - for standard input.", completion: .file())
  var topics: String

  @OptionGroup var reader: TopicOptions

  @OptionGroup var database: DatabaseOption

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp(
      "The most hits for each query. (default: 10; 1000 for --format trec)", valueName: "n"))
  var limit: Int?

  @Option(help: "How to print hits.")
  var format = BatchFormat.jsonl

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp("How many queries to answer at a time.", valueName: "n"))
  var jobs = 1

  @Option(help: "The name of the run, for --format trec.")
  var tag = "pressmark"

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var ranking: RankingFlags

  @Flag(help: "List every passage, not the best one of each article.")
  var passages = false

  @OptionGroup var files: BatchFileOptions

  @Flag(help: "Say at the end how many queries found something, also off a terminal.")
  var summary = false

  @OptionGroup var version: FormatVersionOption

  func validate() throws {
    try ranking.check(reading, passages: passages)
    guard (1...QueryCommand.mostHits).contains(limit ?? 1) else {
      throw ValidationError("--limit must be from 1 to \(grouped(QueryCommand.mostHits)).")
    }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 256.") }
    guard isRunWord(tag) else { throw ValidationError("--tag must be one word.") }
  }

  func run() throws {
    try version.check()
    try files.check(topics: topics)
    let list = try reader.read(topics)
    // What is wrong with the archive is told once, before any thread meets it.
    _ = try Archive.open(readingFrom: database.path)
    let (queries, problems) = answerable(list)
    let writer = BatchWriter(format: format, tag: tag, passages: passages)
    var run = try BatchRun(queries, writer, files)
    run.summary.failed = problems.count
    for problem in problems { printError(problem) }
    let worker = BatchWorker(
      database: database.path, reading: reading, ranking: ranking,
      limit: limit ?? format.usualLimit, writer: writer,
      countsExactly: files.counts != nil)
    let tasks = run.tasks
    let work = OrderedWork(count: tasks.count) { worker.answering(tasks) }
    try work.run(jobs: min(jobs, max(1, tasks.count))) { try run.take($0) }
    try run.finish()
    if summary || isatty(2) == 1 { writeToStandardError(run.summary.sentence + "\n") }
    if run.summary.exitStatus != 0 { throw ExitCode(run.summary.exitStatus) }
  }

  /// The queries that the format can name, and why others have no answer.
  private func answerable(_ list: TopicList) -> (queries: [BatchQuery], problems: [String]) {
    var problems = list.problems.map { (line: $0.line, words: $0.kind.words) }
    var queries: [BatchQuery] = []
    for topic in list.topics {
      if format.canHold(id: topic.id) {
        queries.append(BatchQuery(id: topic.id, text: topic.text))
      } else {
        let words =
          "the id \(quotedID(topic.id)) cannot stand in --format \(format.rawValue): it has "
          + (format == .trec ? "white space or control characters" : "control characters")
        problems.append((topic.line, words))
      }
    }
    problems.sort { $0.line < $1.line }
    return (queries, problems.map { "\(topicPlace(topics)):\($0.line): \($0.words)" })
  }
}
