public import Archive
internal import Glibc
internal import Threading

/// Brings an archive up to date with files and folders.
///
/// An unchanged file costs only a check of its status. Files and records that cannot be read are
/// reported and skipped, and the rest is stored. Work is committed in large batches. A run that
/// stops or crashes leaves only complete articles, and the next run continues from there.
///
/// One thread walks through the folders and splits files into records, several threads convert the
/// records to articles, and the calling thread stores the articles, because SQLite has one writer.
public final class Ingester {
  /// The maximum number of bytes of text in one transaction.
  ///
  /// Larger transactions leave fewer index segments to merge.
  static let batchBytes = 192 << 20
  /// The time after which a transaction is committed, once the current batch of steps is stored.
  ///
  /// A crash loses about this much work.
  static let batchTime = Duration.seconds(20)
  /// The maximum number of bytes that the reading thread may be ahead of the thread that stores.
  private static let aheadBytes = 16 << 20

  /// The results so far.
  public internal(set) var summary = IngestSummary()

  let archive: Archive
  let options: IngestOptions
  private let stopFlag: StopFlag
  let onEntry: (IngestEntry) -> Void
  private let onProgress: (IngestSummary) -> Void
  let writer: ArticleWriter

  var roots: [(id: Int64?, root: Root)] = []
  /// The roots that this run has added to the archive.
  var newRoots: [(id: Int64, root: Root)] = []
  /// The ids of the archived files that this run has found on the disk.
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
    /// True if the next run must read the file again even if it has not changed, because records
    /// that failed now may be readable then.
    var isUnfinished = false
    /// True if the file has only white space.
    var isBlank = false
    /// The value of `summary.bytes` before this file.
    var bytesBefore: Int64
    /// The number of bytes of the file that had been read for the article that is stored now.
    ///
    /// A file that is first copied has been read to its end before its first article.
    var position: Int64 = 0
    /// The approximate number of bytes of the records that were stored; in a compressed file, these
    /// are more than the bytes of the file.
    private var recordBytes: Int64 = 0

    init(found: FoundFile, bytesBefore: Int64) {
      self.found = found
      self.bytesBefore = bytesBefore
    }

    /// Counts the bytes of a record that is stored, and returns how many bytes of the file are done.
    mutating func stored(_ bytes: Int) -> Int64 {
      recordBytes += Int64(bytes)
      return min(found.status.size, position, recordBytes)
    }
  }

  /// Creates an ingester for one run.
  ///
  /// - Parameters:
  ///   - archive: The archive to write to.
  ///   - options: The options of the run.
  ///   - stopFlag: When set, ends the run after the current work.
  ///   - onEntry: Called with the outcome for each article and each file.
  ///   - onProgress: Called after each batch of work, and at intervals while there is none.
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

  /// Ingests the files and folders at `paths`, where `-` is standard input.
  ///
  /// Without paths, ingests all remembered roots.
  ///
  /// - Throws: `ArchiveError` if the archive cannot be written.
  public func ingest(_ paths: [String]) throws -> IngestSummary {
    try ingest(roots: try RememberedRoots(of: archive).named(paths, settings: options.settings))
  }

  /// Ingests roots by their absolute paths, independently of the current folder.
  ///
  /// - Throws: `ArchiveError` if the archive cannot be written.
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
    if !summary.isStopped {
      try handleGoneFiles(first: wanted.count)
      try forgetEmptyRoots()
    }
    if let run = try run ?? (summary.counts.hasChanges ? writer.beginRun() : nil) {
      try writer.endRun(run, summary.counts)
    }
    try commit()
    return summary
  }

  /// Thrown when the stop flag is set.
  private struct Stopped: Error {}

  private func readAndStore(first count: Int) throws {
    let pipeline = OrderedPipeline<[ReadStep], [ReadStep]>(capacity: Self.aheadBytes) { steps in
      steps.map { $0.converted() }
    }
    let (roots, options, stopFlag, path) = (roots, options, stopFlag, archive.path)
    let selection = FileSelection(own: [archive.path] + options.ownFiles)
    let jobs = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    try pipeline.run(
      jobs: jobs,
      give: { give in
        // Each batch takes a slot in the queue, so even a small batch has a minimum weight.
        let thread = ReadingThread(
          roots: roots, archive: try? Archive.open(readingFrom: path), selection: selection,
          rereads: options.rereads, readingProgram: options.readingProgram, jobs: jobs,
          stopFlag: stopFlag, give: { give($0, max(32 << 10, $1)) })
        thread.read(first: count)
      },
      take: { steps in
        for step in steps { try take(step) }
        reportProgress(first: count, selection)
        try commitIfDue()
        if stopFlag.isSet { throw Stopped() }
      },
      idle: {
        reportProgress(first: count, selection)
        if stopFlag.isSet { throw Stopped() }
      })
    // If the flag is set, the reading thread has stopped early too, and the run is incomplete.
    if stopFlag.isSet { throw Stopped() }
  }

  /// Reports the progress, and starts to count the total once the run takes long enough.
  private func reportProgress(first count: Int, _ selection: FileSelection) {
    if options.countsBytes, byteCount == nil, clock.now - started >= .seconds(1) {
      let wanted = roots.prefix(count).map(\.root)
      // The amount of data on standard input is not known.
      if wanted.allSatisfy({ $0.path != "-" }) {
        byteCount = ByteCount(roots: roots.map(\.root), first: count, selection)
      }
    }
    if summary.totalBytes == nil, let total = byteCount?.total {
      summary.totalBytes = total
      // Only of new roots is it known that all of their bytes have to be stored.
      if newRoots.count == count {
        summary.shortage = SpaceShortage(at: archive.path, needing: total - summary.bytes)
      }
    }
    onProgress(summary)
  }

  /// Counts the size of a removed file, and commits if the transaction has become large or old.
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
