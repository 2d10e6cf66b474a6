internal import Archive
internal import Glibc
internal import Ingest
internal import Output

/// Keeps an archive in sync with folders as long as the program runs.
struct FolderFollower {
  /// The time to wait while another program writes to the archive.
  private static let pause = Duration.seconds(5)

  private let job: IngestJob
  private let roots: [Root]
  private let stopFlag: StopFlag
  private let watcher: FolderWatcher
  private var reportedUnwatched: Set<Int> = []

  /// Starts watching, so that the next run sees changes made during the first one.
  init(_ job: IngestJob, _ roots: [Root], ownFiles: [String], _ stopFlag: StopFlag) {
    self.job = job
    self.roots = roots
    self.stopFlag = stopFlag
    watcher = FolderWatcher(roots: roots, ownFiles: ownFiles)
  }

  /// Follows the roots until the flag is set.
  mutating func follow(isQuiet: Bool) throws {
    if !isQuiet {
      writeToStandardError("watching \(counted(roots.count, "root")); Ctrl-C ends it\n")
    }
    var concerned: Set<Int> = []
    while true {
      reportUnwatched()
      if concerned.isEmpty { concerned = watcher.wait(stopFlag) }
      guard !stopFlag.isSet else { return }
      do {
        try job.runQuietly(concerned.sorted().map { roots[$0] })
        concerned = []
      } catch let error as ArchiveError where error.kind == .busy {
        printError(error.sentence)
        // The same roots are ingested again after the pause.
        let end = ContinuousClock.now + Self.pause
        while ContinuousClock.now < end, !stopFlag.isSet { usleep(100_000) }
      }
    }
  }

  private mutating func reportUnwatched() {
    for root in watcher.unwatched.subtracting(reportedUnwatched).sorted() {
      printError(
        "\(printable(roots[root].path)) cannot be watched completely and is checked every 30 s "
          + "instead; inotify(7) describes the limit on watches")
    }
    reportedUnwatched.formUnion(watcher.unwatched)
  }
}
