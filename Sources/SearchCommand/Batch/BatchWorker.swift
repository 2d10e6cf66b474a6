internal import Archive
internal import Output
internal import SearchEngine

/// Answers the queries of a batch, with a searcher for each thread.
struct BatchWorker: Sendable {
  var databases: DatabasesOption
  var options: SearchOptions
  var writer: BatchWriter

  /// A query to answer.
  struct Task: Sendable {
    var query: BatchQuery
    /// True if the query is already answered, and its hits are only counted.
    var isCounted = false
  }

  /// The answer to one query.
  struct Answer: Sendable {
    var bytes: [UInt8] = []
    /// The total number of hits; exact if the options require an exact count.
    var total = 0
    var failure: String?
  }

  /// Returns a function that answers the task with a given number, for use on one thread.
  func answering(_ tasks: [Task]) -> (Int) -> Answer {
    // A connection serves one thread at a time.
    let searcher = Result { try databases.searcher() }
    return { index in
      let task = tasks[index]
      do {
        return try answer(task, searcher.get())
      } catch {
        let reason = sentence(of: error) ?? "the answer cannot be printed"
        return Answer(failure: "query \(printable(task.query.id)): \(reason)")
      }
    }
  }

  private func answer(_ task: Task, _ searcher: Searcher) throws -> Answer {
    var options = options
    if task.isCounted {
      options.limit = 1
      options.snippetWords = nil
    }
    let response = try searcher.search(SearchRequest(task.query.text, options))
    guard !task.isCounted else { return Answer(total: response.total) }
    let lines = try writer.format.lines(response, id: task.query.id, tag: writer.tag)
    return Answer(bytes: Array(lines.utf8), total: response.total)
  }
}
