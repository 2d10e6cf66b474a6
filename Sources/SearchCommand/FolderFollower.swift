internal import Archive
internal import Glibc
internal import Ingest

/// Keeps an archive in step with folders for as long as the program runs.
struct FolderFollower {
  /// How long one waits for another program that writes the archive.
  private static let pause = Duration.seconds(5)

  private let job: IngestJob
  private let roots: [Root]
  private let stopFlag: StopFlag
  private let watcher: FolderWatcher
  private var toldUnwatched: Set<Int> = []

  /// Begins to watch, so that what changes while the first run goes on is seen by the next one.
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
      tellUnwatched()
      if concerned.isEmpty { concerned = watcher.wait(stopFlag) }
      guard !stopFlag.isSet else { return }
      do {
        try job.runQuietly(concerned.sorted().map { roots[$0] })
        concerned = []
      } catch let error as ArchiveError where error.kind == .busy {
        printError(error.sentence)
        // What was to be looked at is looked at again.
        let end = ContinuousClock.now + Self.pause
        while ContinuousClock.now < end, !stopFlag.isSet { usleep(100_000) }
      }
    }
  }

  private mutating func tellUnwatched() {
    for root in watcher.unwatched.subtracting(toldUnwatched).sorted() {
      printError(
        "\(printable(roots[root].path)) cannot be watched, or not all of it, and is looked at every "
          + "30 s instead; see inotify(7) for the limit of watches")
    }
    toldUnwatched.formUnion(watcher.unwatched)
  }
}
