internal import Archive
internal import QueryLanguage
internal import SearchEngine

/// Answers the queries of a batch, each thread with a searcher of its own.
struct BatchWorker: Sendable {
  var database: String
  var reading: ReadingOptions
  var ranking: RankingFlags
  var limit: Int
  var writer: BatchWriter
  /// Whether all that each query finds is counted.
  var countsExactly: Bool

  /// A query and what is wanted of it.
  struct Task: Sendable {
    var query: BatchQuery
    /// Whether it has an answer already, and is only counted.
    var isCounted = false
  }

  /// What one query gives.
  struct Answer: Sendable {
    var bytes: [UInt8] = []
    /// How many hits there are in all; exactly, if that was asked for.
    var total = 0
    var failure: String?
  }

  /// Something that answers the tasks by their numbers, on one thread.
  func answering(_ tasks: [Task]) -> (Int) -> Answer {
    // A connection serves one thread at a time.
    let searcher = Result { Searcher(try Archive.open(readingFrom: database)) }
    return { index in
      let task = tasks[index]
      do {
        return try answer(task, searcher.get())
      } catch {
        return Answer(failure: "query \(printable(task.query.id)): \(sentence(of: error))")
      }
    }
  }

  private func answer(_ task: Task, _ searcher: Searcher) throws -> Answer {
    let query = task.query
    let parsed = reading.query(query.text)
    if reading.strict, let notice = parsed.notices.first {
      throw CommandError(sentence: notice.message)
    }
    var request = try reading.request(
      parsed, limit: task.isCounted ? 1 : limit, isRun: writer.format == .trec,
      ranking: ranking)
    request.listsPassages = writer.passages
    request.countsExactly = countsExactly
    if !writer.showsSnippets || task.isCounted { request.snippetWords = nil }
    let clock = ContinuousClock()
    let start = clock.now
    var results = try searcher.search(request)
    if task.isCounted { return Answer(total: results.total) }
    if parsed.isEmpty { results.notices.append(.noWords) }
    let answered = AnsweredQuery(
      query: query, request: request, results: results, elapsed: clock.now - start)
    return Answer(bytes: try writer.bytes(answered), total: results.total)
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
