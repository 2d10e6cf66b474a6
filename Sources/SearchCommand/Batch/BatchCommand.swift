internal import Archive
internal import ArgumentParser
internal import Glibc
internal import QueryLanguage
internal import SearchEngine
internal import Threading

/// `search batch FILE`.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Answer a file of queries.",
    usage: "search batch <file> [options]",
    discussion: """
      Each line of the file is a query, or an id, a tab and a query; '-' is standard input. The \
      answers come in the order of the queries, whatever --jobs is. The exit status is 0 if any \
      query found something.
      """)

  @Argument(help: "The file of queries, or - for standard input.", completion: .file())
  var file: String

  @OptionGroup var database: DatabaseOption

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("The most hits for each query.", valueName: "n"))
  var limit = 10

  @Option(help: "How to print hits.")
  var format = BatchFormat.jsonl

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp("How many queries to answer at a time.", valueName: "n"))
  var jobs = 1

  @Option(help: "The name of the run, for --format trec.")
  var tag = "pressmark"

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "List every passage, not the best one of each article.")
  var passages = false

  @OptionGroup var version: FormatVersionOption

  func validate() throws {
    guard (1...QueryCommand.mostHits).contains(limit) else {
      throw ValidationError("--limit must be from 1 to \(grouped(QueryCommand.mostHits)).")
    }
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 256.") }
    guard !tag.isEmpty, !tag.contains(where: \.isWhitespace) else {
      throw ValidationError("--tag must be one word.")
    }
  }

  func run() throws {
    try version.check()
    let queries = try BatchFile(path: file).queries
    // What is wrong with the archive is told once, before any thread meets it.
    _ = try Archive.open(readingFrom: database.path)
    let writer = BatchWriter(format: format, tag: tag)
    var output = Output()
    output.write(writer.header.utf8)
    var found = 0
    var failed = 0
    let isShown = isatty(2) == 1 && isatty(1) == 0 && environment("TERM") != "dumb"
    let work = OrderedWork(count: queries.count, makeWorker: makeWorker(queries, writer))
    var answered = 0
    work.run(jobs: min(jobs, max(1, queries.count))) { answer in
      answered += 1
      if answer.hits > 0 { found += 1 }
      if let sentence = answer.failure {
        failed += 1
        printError(sentence)
      }
      output.write(answer.bytes)
      output.flushIfLarge()
      if isShown, answered % 100 == 0 || answered == queries.count {
        writeToStandardError("\r\(grouped(answered)) of \(grouped(queries.count)) queries")
      }
    }
    if isShown { writeToStandardError("\r\u{1B}[K") }
    output.flush()
    if failed > 0 { throw ExitCode(2) }
    if found == 0 { throw ExitCode(1) }
  }

  /// A reader for each thread: a connection serves one thread at a time.
  private func makeWorker(
    _ queries: [BatchQuery], _ writer: BatchWriter
  ) -> @Sendable () -> (Int) -> BatchAnswer {
    let (path, reading, limit, passages) = (database.path, reading, limit, passages)
    return {
      let searcher = Result { Searcher(try Archive.open(readingFrom: path)) }
      return { index in
        let query = queries[index]
        do {
          if let byte = query.invalidByte {
            throw CommandError(sentence: "not UTF-8 (byte \(grouped(byte)))")
          }
          let parsed = reading.query(query.text)
          if reading.strict, let notice = parsed.notices.first {
            throw CommandError(sentence: notice.message)
          }
          var request = try reading.request(parsed, limit: limit, isRun: writer.format == .trec)
          request.listsPassages = passages
          if !writer.showsSnippets { request.snippetWords = nil }
          let clock = ContinuousClock()
          let start = clock.now
          var results = try searcher.get().search(request)
          if parsed.isEmpty { results.notices.append(.noWords) }
          let answered = AnsweredQuery(
            query: query, request: request, results: results, elapsed: clock.now - start)
          return BatchAnswer(bytes: try writer.bytes(answered), hits: results.total)
        } catch {
          return BatchAnswer(failure: "query \(printable(query.id)): \(sentence(of: error))")
        }
      }
    }
  }
}

/// Why a query has no answer, for people.
private func sentence(of error: any Error) -> String {
  switch error {
  case let error as ArchiveError: error.sentence
  case let error as ExpressionError: error.sentence
  case let error as CommandError: error.sentence
  default: "the answer cannot be printed"
  }
}

/// What one query gives.
private struct BatchAnswer: Sendable {
  var bytes: [UInt8] = []
  var hits = 0
  var failure: String?
}
