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
  /// The files that were reported as gone.
  private var knownGone: Set<String> = []
  private var hasReportedShortage = false

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
    knownGone.formUnion(summary.goneFiles)
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
    let newlyGone = summary.goneFiles.filter { knownGone.insert($0).inserted }
    if summary.gone == summary.goneFiles.count {
      forget(goneInside: roots, except: summary.goneFiles)
    }
    if verbosity != .quiet {
      for line in sentences(summary).changes(newlyGone: newlyGone) {
        writeToStandardError("\(timeOfDay())  \(line)\n")
      }
    }
    for refused in summary.refusedPrunes { printError(refused.sentence) }
  }

  private func work(_ roots: [Root], _ options: IngestOptions) throws -> IngestSummary {
    do {
      return try readAndOptimize(roots, options)
    } catch let error as ArchiveError where error.kind == .full {
      throw CommandError(
        sentence: error.sentence + "; the articles stored so far are kept: free some space and run "
          + "the same command again")
    }
  }

  private func readAndOptimize(
    _ roots: [Root], _ options: IngestOptions
  ) throws -> IngestSummary {
    reporter.beginRun()
    let ingester = Ingester(
      into: archive, options: options, stopFlag: stopFlag,
      onEntry: { [reporter, report] entry in
        reporter.report(entry)
        report?.write(entry)
      },
      onProgress: { [self] summary in
        if let shortage = summary.shortage, !hasReportedShortage {
          hasReportedShortage = true
          progress.clear()
          printError(shortage.sentence)
        }
        progress.show(summary)
      })
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
    if summary.counts.hasChanges { try releaseFreePages() }
    return summary
  }

  private func releaseFreePages() throws {
    do {
      try archive.releaseFreePages()
    } catch  where error.kind == .busy {
      // The next run tries again.
    }
  }

  private func sentences(_ summary: IngestSummary) -> IngestSummaryText {
    IngestSummaryText(
      summary: summary, skipped: reporter.skipped, remarks: reporter.remarks,
      hiddenFailures: reporter.hiddenFailures,
      firstUnreadableDate: reporter.firstUnreadableDate, isDryRun: options.isDryRun)
  }

  /// Forgets the gone files in these roots that are back, so that they are reported again.
  private func forget(goneInside roots: [Root], except gone: [String]) {
    let gone = Set(gone)
    knownGone = knownGone.filter { path in
      gone.contains(path) || !roots.contains { $0.contains(path: path) }
    }
  }

  /// The local time, such as `14:05:12`.
  private func timeOfDay() -> String {
    var now = time(nil)
    var local = tm()
    localtime_r(&now, &local)
    func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    return [local.tm_hour, local.tm_min, local.tm_sec].map(padded).joined(separator: ":")
  }

  private func holding() throws -> String {
    let counts = try archive.counts()
    return "\(printable(archive.path)) holds \(counted(counts.articles, "article")) in "
      + counted(counts.passages, "passage")
  }
}
