public import Archive
internal import Glibc
internal import Threading

/// Brings an archive in step with files and folders.
///
/// What did not change since it was read costs a look at the file's status. What cannot be read is
/// reported and skipped; the rest is stored. Work is committed in large batches, so a run that
/// stops or dies leaves whole articles behind, and the next one goes on where it was.
///
/// One thread goes through the folders and parts files into records, others make articles of
/// these, and the thread that calls stores them: SQLite has one writer.
public final class Ingester {
  /// How much text is stored in one transaction at most, in bytes: the more, the fewer pieces of the
  /// index there are to be merged.
  static let batchBytes = 192 << 20
  /// The maximum duration of a transaction, not counting the current article: this much work can be lost.
  static let batchTime = Duration.seconds(20)
  /// How much may be read ahead of what is stored, in bytes.
  private static let aheadBytes = 16 << 20

  /// What has been done so far.
  public internal(set) var summary = IngestSummary()

  let archive: Archive
  let options: IngestOptions
  private let stopFlag: StopFlag
  let onEntry: (IngestEntry) -> Void
  private let onProgress: (IngestSummary) -> Void
  let writer: ArticleWriter

  var roots: [(id: Int64?, root: Root)] = []
  /// The files of the archive that are still there.
  var seenFiles: Set<Int64> = []
  var file: OpenFile?
  var uncommittedBytes = 0
  private var byteCount: ByteCount?
  private let clock = ContinuousClock()
  private let started = ContinuousClock.now
  private var committed = ContinuousClock.now

  /// The file whose articles are being stored.
  struct OpenFile {
    var found: FoundFile
    var docnos: Set<Int> = []
    var failures = 0
    /// True if something of it could be read another time, though it has not changed.
    var isUnfinished = false
    /// What `summary.bytes` was before it.
    var bytesBefore: Int64
    /// How many of its bytes have been read, roughly.
    private var bytesRead: Int64 = 0

    init(found: FoundFile, bytesBefore: Int64) {
      self.found = found
      self.bytesBefore = bytesBefore
    }

    /// Counts the bytes of a record; returns how many have been read.
    mutating func read(_ bytes: Int) -> Int64 {
      bytesRead += Int64(bytes)
      return bytesRead
    }
  }

  /// Creates an ingester for one run.
  ///
  /// - Parameters:
  ///   - archive: Where the articles go; open for writing.
  ///   - options: What is to be done.
  ///   - stopFlag: Ends the run after the current work, when it is set.
  ///   - onEntry: Called with what became of each article, and with each failure.
  ///   - onProgress: Called after each batch of work, and now and then while there is none.
  public init(
    into archive: Archive, options: IngestOptions = IngestOptions(),
    stopFlag: StopFlag = StopFlag(),
    onEntry: @escaping (IngestEntry) -> Void = { _ in },
    onProgress: @escaping (IngestSummary) -> Void = { _ in }
  ) {
    self.archive = archive
    self.options = options
    self.stopFlag = stopFlag
    self.onEntry = onEntry
    self.onProgress = onProgress
    writer = ArticleWriter(archive: archive, isDryRun: options.isDryRun)
  }

  /// Ingests files, folders with all that is in them, and `-` for standard input; where nothing is
  /// named, all that was named before.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be written.
  public func ingest(_ paths: [String]) throws -> IngestSummary {
    try ingest(roots: RememberedRoots(of: archive).named(paths, settings: options.settings))
  }

  /// Ingests roots that are known already, wherever the program was started.
  ///
  /// - Throws: `ArchiveError`, when the archive cannot be written.
  public func ingest(roots wanted: [Root]) throws -> IngestSummary {
    defer { byteCount?.stop() }
    let run = options.notesOnlyChanges ? nil : try writer.beginRun()
    try findRoots(wanted)
    try commit()
    do {
      try readAndStore(first: wanted.count)
    } catch is Stopped {
      summary.isStopped = true
    }
    try commit()
    if !summary.isStopped { try lookForGone(first: wanted.count) }
    if let run = try run ?? (summary.counts.hasChanges ? writer.beginRun() : nil) {
      try writer.endRun(run, summary.counts)
    }
    try commit()
    return summary
  }

  /// The run is to stop.
  private struct Stopped: Error {}

  private func readAndStore(first count: Int) throws {
    let pipeline = OrderedPipeline<[ReadStep], [ReadStep]>(capacity: Self.aheadBytes) { steps in
      steps.map { $0.worked() }
    }
    let (roots, options, stopFlag, path) = (roots, options, stopFlag, archive.path)
    let selection = FileSelection(own: [archive.path] + options.ownFiles)
    let jobs = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    try pipeline.run(
      jobs: jobs,
      give: { give in
        // A slot takes some room, however little is in it.
        let thread = ReadingThread(
          roots: roots, archive: try? Archive.open(readingFrom: path), selection: selection,
          rereads: options.rereads, stopFlag: stopFlag, give: { give($0, max(32 << 10, $1)) })
        thread.read(first: count)
      },
      take: { steps in
        for step in steps { try take(step) }
        tellProgress(first: count, selection)
        try commitIfDue()
        if stopFlag.isSet { throw Stopped() }
      },
      idle: {
        tellProgress(first: count, selection)
        if stopFlag.isSet { throw Stopped() }
      })
    // Steps that were not handed on any more have no place here.
    if stopFlag.isSet { throw Stopped() }
  }

  /// Says how far the run is, and begins to count how far it has to go, once that is worth it.
  private func tellProgress(first count: Int, _ selection: FileSelection) {
    if options.countsBytes, byteCount == nil, clock.now - started >= .seconds(1) {
      let wanted = roots.prefix(count).map(\.root)
      // Nobody knows how much will come from standard input.
      if wanted.allSatisfy({ $0.path != "-" }) {
        byteCount = ByteCount(roots: roots.map(\.root), first: count, selection)
      }
    }
    summary.totalBytes = byteCount?.total
    onProgress(summary)
  }

  /// Commits, once as much was removed as is stored in one transaction.
  func commit(afterRemoving bytes: Int64) throws {
    uncommittedBytes += Int(clamping: bytes)
    try commitIfDue()
  }

  private func commitIfDue() throws {
    let isDue = uncommittedBytes >= Self.batchBytes || clock.now - committed >= Self.batchTime
    if isDue { try commit() }
  }

  private func commit() throws {
    try writer.commit()
    uncommittedBytes = 0
    committed = clock.now
  }
}
