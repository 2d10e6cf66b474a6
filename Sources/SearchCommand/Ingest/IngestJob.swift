internal import Archive
internal import Glibc
internal import Ingest
internal import Output

/// The ingest runs of one archive, with everything that they print.
final class IngestJob {
  /// The amount of output.
  enum Verbosity {
    case quiet, normal, verbose
  }

  private let archive: Archive
  private let options: IngestOptions
  private let stopFlag: StopFlag
  private let verbosity: Verbosity
  private let report: ReportFile?
  private let progress: Progress
  private let reporter: IngestReporter

  init(
    archive: Archive, options: IngestOptions, stopFlag: StopFlag, verbosity: Verbosity,
    report: ReportFile?, isOneOfMany: Bool
  ) {
    let progress = Progress(Progress.display(isQuiet: verbosity == .quiet))
    var options = options
    options.countsBytes = verbosity != .quiet
    options.ownFiles = [report?.path].compactMap(\.self)
    self.archive = archive
    self.options = options
    self.stopFlag = stopFlag
    self.verbosity = verbosity
    self.report = report
    self.progress = progress
    var onChange: ((String) -> Void)?
    if options.isDryRun {
      onChange = { line in
        progress.clear()
        // Each line is written at once, so that these lines and the lines on standard error appear
        // in the right order.
        StandardOutput.print(line + "\n")
      }
    } else if verbosity == .verbose {
      onChange = { line in
        progress.clear()
        writeToStandardError(line + "\n")
      }
    }
    reporter = IngestReporter(
      listsAllFailures: verbosity == .verbose, isOneOfMany: isOneOfMany, onChange: onChange,
      onFailure: { sentence in
        progress.clear()
        printError(sentence)
      })
  }

  /// Updates the archive from `roots`, and prints what was done.
  ///
  /// - Returns: True if nothing failed.
  func run(_ roots: [Root]) throws -> Bool {
    let summary = try work(roots, options)
    let sentences = sentences(summary)
    if verbosity != .quiet {
      let lines = sentences.lines(holding: options.isDryRun ? nil : try holding())
      for line in lines { writeToStandardError(line + "\n") }
    } else if sentences.hiddenFailures > 0 {
      printError("\(counted(sentences.hiddenFailures, "more failure"))")
    }
    for refused in summary.refusedPrunes { printError(refused.sentence) }
    if let failure = report?.failure { throw failure }
    return summary.counts.failed == 0 && summary.refusedPrunes.isEmpty
  }

  /// Updates the archive from roots that are being watched, and prints only what changed.
  func runQuietly(_ roots: [Root]) throws {
    var options = options
    options.notesOnlyChanges = true
    let summary = try work(roots, options)
    let counts = summary.counts
    if verbosity != .quiet, counts.added + counts.updated + counts.removed + counts.renamed > 0 {
      writeToStandardError(sentences(summary).work + "\n")
    }
    for refused in summary.refusedPrunes { printError(refused.sentence) }
  }

  private func work(_ roots: [Root], _ options: IngestOptions) throws -> IngestSummary {
    reporter.beginRun()
    let ingester = Ingester(
      into: archive, options: options, stopFlag: stopFlag,
      onEntry: { [reporter, report] entry in
        reporter.report(entry)
        report?.write(entry)
      }, onProgress: { [progress] in progress.show($0) })
    defer {
      progress.clear()
      report?.flush()
    }
    var summary = try ingester.ingest(roots: roots)
    progress.clear()
    reporter.endRun()
    // A stop that is requested after the last article counts too. The remaining work, such as
    // optimizing the index, is then left for the next run.
    summary.isStopped = summary.isStopped || stopFlag.isSet
    guard !options.isDryRun, !summary.isStopped else { return summary }
    if try archive.optimizingPays(afterStoring: summary.storedPassages) {
      progress.show(phase: "optimizing the index")
      try archive.optimizeIndex()
    } else if summary.storedPassages > 0 {
      try archive.updateFormsIfManyAreNew()
    }
    return summary
  }

  private func sentences(_ summary: IngestSummary) -> IngestSummaryText {
    IngestSummaryText(
      summary: summary, skipped: reporter.skipped, hiddenFailures: reporter.hiddenFailures,
      firstUnreadableDate: reporter.firstUnreadableDate, isDryRun: options.isDryRun)
  }

  private func holding() throws -> String {
    let counts = try archive.counts()
    return "\(printable(archive.path)) holds \(counted(counts.articles, "article")) in "
      + counted(counts.passages, "passage")
  }
}
