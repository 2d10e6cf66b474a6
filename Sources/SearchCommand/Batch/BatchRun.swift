internal import Archive
internal import Glibc

/// A batch while it is answered: what is to be done, where answers go, and what became of them.
struct BatchRun {
  /// What is to be asked, in order.
  private(set) var tasks: [BatchWorker.Task] = []
  /// What became of the queries so far.
  var summary = BatchSummary()

  private let output: BatchOutput
  private let missing: ListFile?
  private let counts: ListFile?
  /// The queries in their order that have an answer already and are not asked again, each with the
  /// number of tasks before it.
  private var kept: ArraySlice<(query: BatchQuery, hasHits: Bool, tasks: Int)> = []
  private var answered = 0
  private var standardOutput = Output()
  private var buffer: [UInt8] = []
  private let showsProgress: Bool

  /// Opens the files, and finds out what is left to be asked.
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
    missing = try files.list(files.missing)
    counts = try files.list(files.counts)
    for query in queries {
      let written = output.written?.found[query.id]
      if let written, counts == nil {
        kept.append((query, written, tasks.count))
      } else {
        tasks.append(BatchWorker.Task(query: query, isCounted: written != nil))
      }
    }
    if output.written == nil { try write(Array(writer.header.utf8)) }
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
      try counts?.add([query.id, String(answer.total), query.text])
    }
    try write(answer.bytes)
    try passKept()
    if showsProgress, answered % 100 == 0 || answered == tasks.count {
      writeToStandardError("\r\(grouped(answered)) of \(grouped(tasks.count)) queries")
    }
  }

  /// Brings all files to their end.
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
      standardOutput.flushIfLarge()
    case .pending(let file):
      buffer += bytes
      guard buffer.count >= 1 << 16 else { return }
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    case .resumed(let file):
      // One call for an answer, so that hardly any is cut in two.
      if !bytes.isEmpty { try file.write(bytes) }
    }
  }

  /// Counts the queries that stand before the next task and have an answer already.
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
      try missing?.add([query.id, query.text])
    }
  }
}
