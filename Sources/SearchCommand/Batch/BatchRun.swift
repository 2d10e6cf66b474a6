internal import Archive
internal import Glibc
internal import Output

/// A batch in progress: its tasks, its output and its results so far.
struct BatchRun {
  /// The queries to answer, in order.
  private(set) var tasks: [BatchWorker.Task] = []
  /// The results so far.
  var summary = BatchSummary()

  private let output: BatchOutput
  private let missing: ListFile?
  private let counts: ListFile?
  /// The queries whose answers are already in the file, in order, each with the number of tasks
  /// before the query.
  private var kept: ArraySlice<(query: BatchQuery, hasHits: Bool, tasks: Int)> = []
  private var answered = 0
  private var standardOutput = StandardOutput()
  private var buffer: [UInt8] = []
  private let showsProgress: Bool

  /// Opens the files, and determines which queries still need an answer.
  init(_ queries: [BatchQuery], _ writer: BatchWriter, _ files: BatchFileOptions) throws {
    let path = files.output.flatMap { $0 == "-" ? nil : $0 }
    showsProgress =
      isatty(2) == 1 && (isatty(1) == 0 || path != nil) && environment("TERM") != "dumb"
    if let path {
      output =
        files.resume
        ? .resumed(try ResumedFile(path: path, writer, queries))
        : .pending(try PendingFile(at: path, replacing: files.force))
    } else {
      output = .standardOutput
    }
    missing = try files.list(files.missing, of: queries, columns: .query)
    counts = try files.list(files.counts, of: queries, columns: .queryWithTotal)
    for query in queries {
      let written = output.written?.found[query.id]
      if let written, counts == nil {
        kept.append((query, written, tasks.count))
      } else {
        tasks.append(BatchWorker.Task(query: query, isCounted: written != nil))
      }
    }
    if output.written == nil { try write(Array(writer.format.header.utf8)) }
    try passKept()
  }

  /// Takes the answer to the next task.
  mutating func take(_ answer: BatchWorker.Answer) throws {
    let query = tasks[answered].query
    answered += 1
    if let sentence = answer.failure {
      summary.failed += 1
      printError(sentence)
    } else {
      try note(query, hasHits: answer.total > 0)
      try counts?.add(query, total: answer.total)
    }
    try write(answer.bytes)
    try passKept()
    if showsProgress, answered % 100 == 0 || answered == tasks.count {
      writeToStandardError("\r\(grouped(answered)) of \(grouped(tasks.count)) queries")
    }
  }

  /// Completes all files.
  mutating func finish() throws {
    if showsProgress { writeToStandardError("\r\u{1B}[K") }
    switch output {
    case .standardOutput: standardOutput.flush()
    case .pending(let file):
      try file.write(buffer)
      try file.finish()
    case .resumed(let file): try file.finish()
    }
    try missing?.finish()
    try counts?.finish()
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    switch output {
    case .standardOutput:
      standardOutput.write(bytes)
    case .pending(let file):
      buffer += bytes
      guard buffer.count >= 1 << 16 else { return }
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    case .resumed(let file):
      // Each answer is written with one call, so that an interruption rarely splits an answer.
      if !bytes.isEmpty { try file.write(bytes) }
    }
  }

  /// Counts the queries before the next task that already have an answer.
  private mutating func passKept() throws {
    while let next = kept.first, next.tasks <= answered {
      kept.removeFirst()
      try note(next.query, hasHits: next.hasHits)
    }
  }

  private mutating func note(_ query: BatchQuery, hasHits: Bool) throws {
    if hasHits {
      summary.found += 1
    } else {
      summary.empty += 1
      try missing?.add(query, total: 0)
    }
  }
}

/// The results of a batch.
struct BatchSummary: Equatable {
  /// The number of queries that found something.
  var found = 0
  /// The number of queries that found nothing.
  var empty = 0
  /// The number of queries that could not be read or answered.
  var failed = 0

  /// The exit status: 2 after a failure, 1 if nothing was found.
  var exitStatus: Int32 { failed > 0 ? 2 : found == 0 ? 1 : 0 }

  /// The summary, for people.
  var sentence: String {
    let queries = found + empty + failed
    let count = "\(grouped(queries)) \(queries == 1 ? "query" : "queries")"
    return "\(count): \(grouped(found)) found something, \(grouped(empty)) nothing, "
      + "\(grouped(failed)) failed"
  }
}
