internal import Archive
internal import Glibc
internal import Ingest

/// Runs of the ingester for one archive, and all that is told of them.
final class IngestJob {
  /// How much is told.
  enum Loudness {
    case quiet, normal, verbose
  }

  private let archive: Archive
  private let options: IngestOptions
  private let stopFlag: StopFlag
  private let loudness: Loudness
  private let report: ReportFile?
  private let progress: Progress
  private let teller: EntryTeller

  init(
    archive: Archive, options: IngestOptions, stopFlag: StopFlag, loudness: Loudness,
    report: ReportFile?, isOneOfMany: Bool
  ) {
    let progress = Progress(Progress.place(isQuiet: loudness == .quiet))
    var options = options
    options.countsBytes = loudness != .quiet
    options.ownFiles = [report?.path].compactMap(\.self)
    self.archive = archive
    self.options = options
    self.stopFlag = stopFlag
    self.loudness = loudness
    self.report = report
    self.progress = progress
    var onChange: ((String) -> Void)?
    if options.isDryRun {
      onChange = { line in
        progress.clear()
        Self.print(line)
      }
    } else if loudness == .verbose {
      onChange = { line in
        progress.clear()
        writeToStandardError(line + "\n")
      }
    }
    teller = EntryTeller(
      listsAllFailures: loudness == .verbose, isOneOfMany: isOneOfMany, onChange: onChange,
      onFailure: { sentence in
        progress.clear()
        printError(sentence)
      })
  }

  /// Brings the archive in step with what is at `roots`, and tells what was done.
  ///
  /// - Returns: Whether all went well.
  func run(_ roots: [Root]) throws -> Bool {
    let summary = try work(roots, options)
    let sentences = sentences(summary)
    if loudness != .quiet {
      let lines = sentences.lines(holding: options.isDryRun ? nil : try holding())
      for line in lines { writeToStandardError(line + "\n") }
    } else if sentences.hiddenFailures > 0 {
      printError("\(counted(sentences.hiddenFailures, "more failure"))")
    }
    for refused in summary.refusedPrunes { printError(refused.sentence) }
    if let failure = report?.failure { throw failure }
    return summary.counts.failed == 0 && summary.refusedPrunes.isEmpty
  }

  /// Does the same for roots that are being watched: says only what changed.
  func runQuietly(_ roots: [Root]) throws {
    var options = options
    options.notesOnlyChanges = true
    let summary = try work(roots, options)
    let counts = summary.counts
    if loudness != .quiet, counts.added + counts.updated + counts.removed + counts.renamed > 0 {
      writeToStandardError(sentences(summary).work + "\n")
    }
    for refused in summary.refusedPrunes { printError(refused.sentence) }
  }

  private func work(_ roots: [Root], _ options: IngestOptions) throws -> IngestSummary {
    teller.beginRun()
    let ingester = Ingester(
      into: archive, options: options, stopFlag: stopFlag,
      onEntry: { [teller, report] entry in
        teller.take(entry)
        report?.write(entry)
      }, onProgress: { [progress] in progress.show($0) })
    defer {
      progress.clear()
      report?.flush()
    }
    var summary = try ingester.ingest(roots: roots)
    progress.clear()
    teller.endRun()
    // Whatever came after the last article, such as the order of the index, is left for the next run.
    summary.isStopped = summary.isStopped || stopFlag.isSet
    guard !options.isDryRun, !summary.isStopped,
      try archive.optimizingPays(afterStoring: summary.storedPassages)
    else { return summary }
    progress.show(phase: "putting the index in order")
    try archive.optimizeIndex()
    return summary
  }

  private func sentences(_ summary: IngestSummary) -> RunSentences {
    RunSentences(
      summary: summary, skipped: teller.skipped, hiddenFailures: teller.hiddenFailures,
      firstUnreadableDate: teller.firstUnreadableDate, isDryRun: options.isDryRun)
  }

  private func holding() throws -> String {
    let counts = try archive.counts()
    return "\(printable(archive.path)) holds \(counted(counts.articles, "article")) in "
      + counted(counts.passages, "passage")
  }

  /// Writes a line to standard output at once: it is mixed with what goes to standard error.
  private static func print(_ line: String) {
    var output = Output()
    output.writeLine(line)
    output.flush()
  }
}
