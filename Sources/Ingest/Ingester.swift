public import Archive
internal import Glibc
internal import Threading

/// Brings an archive in step with files and folders.
///
/// What did not change since it was read costs a look at the file's status. What cannot be read is
/// told and passed over; the rest is stored. Work is committed in large batches, so a run that
/// stops or dies leaves whole articles behind, and the next one goes on where it was.
///
/// One thread goes through the folders and parts files into records, others make articles of
/// these, and the thread that calls stores them: SQLite has one writer.
public final class Ingester {
  /// How much text is stored in one transaction, in bytes.
  static let batchBytes = 32 << 20
  /// How much may be read ahead of what is stored, in bytes.
  private static let aheadBytes = 16 << 20

  /// What has been done so far.
  public internal(set) var summary = IngestSummary()

  let archive: Archive
  let options: IngestOptions
  private let stopFlag: StopFlag
  private let onEntry: (IngestEntry) -> Void
  private let onProgress: (IngestSummary) -> Void
  let writer: ArticleWriter

  var roots: [(id: Int64?, root: Root)] = []
  /// The files of the archive that are still there.
  var seenFiles: Set<Int64> = []
  private var file: OpenFile?
  private var uncommittedBytes = 0

  /// The file whose articles are being stored.
  private struct OpenFile {
    var found: FoundFile
    var docnos: Set<Int> = []
    var failures = 0
    /// Whether something of it could be read another time, though it has not changed.
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
  ///   - stopFlag: Ends the run after the work at hand, when it is set.
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
    let run = try writer.beginRun()
    let count = try findRoots(paths)
    try commit()
    do {
      try readAndStore(first: count)
    } catch is Stopped {
      summary.isStopped = true
    }
    try commit()
    if !summary.isStopped { try lookForGone(first: count) }
    try writer.endRun(run, summary.counts)
    try commit()
    return summary
  }

  /// The run was told to stop.
  private struct Stopped: Error {}

  /// Lists the roots to be read, and behind them those which may be inside of them.
  ///
  /// - Returns: How many are to be read.
  private func findRoots(_ paths: [String]) throws -> Int {
    let known = try archive.roots()
    guard !paths.isEmpty else {
      roots = known.map { ($0.id, $0.root) }
      return roots.count
    }
    for path in paths {
      var root = Root(named: path, settings: options.settings?.stored ?? "{}")
      let same = known.first { $0.root.path == root.path }
      if let same, options.settings == nil { root.settings = same.root.settings }
      let isRemembered = known.contains { $0.root.holds(root) && $0.root.settings == root.settings }
      roots.append((try id(of: root, same?.id, known, isInside: isRemembered), root))
    }
    let named = Set(roots.map(\.root.path))
    let count = roots.count
    roots += known.filter { !named.contains($0.root.path) }.map { ($0.id, $0.root) }
    return count
  }

  /// The id of a root; it is remembered first, where it is not inside of one that is.
  private func id(
    of root: Root, _ known: Int64?, _ all: [(id: Int64, root: Root)], isInside: Bool
  ) throws -> Int64? {
    guard root.path != "-", !root.path.isEmpty else { return nil }
    if isInside, known == nil {
      return all.first { $0.root.holds(root) && $0.root.settings == root.settings }?.id
    }
    // What is not there is not remembered: it may be a slip of the pen.
    guard known != nil || !isGone(root.absolutePath) else { return nil }
    return try writer.remember(root)
  }

  private func readAndStore(first count: Int) throws {
    let pipeline = OrderedPipeline<[ReadStep], [ReadStep]>(capacity: Self.aheadBytes) { steps in
      steps.map { $0.worked() }
    }
    let (roots, options, stopFlag, path) = (roots, options, stopFlag, archive.path)
    let jobs = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1))
    try pipeline.run(
      jobs: jobs,
      give: { give in
        // A slot takes some room, however little is in it.
        let thread = ReadingThread(
          roots: roots, archive: try? Archive.open(readingFrom: path), rereads: options.rereads,
          stopFlag: stopFlag, give: { give($0, max(32 << 10, $1)) })
        thread.read(first: count)
      },
      take: { steps in
        for step in steps { try take(step) }
        onProgress(summary)
        if uncommittedBytes >= Self.batchBytes { try commit() }
        if stopFlag.isSet { throw Stopped() }
      },
      idle: {
        onProgress(summary)
        if stopFlag.isSet { throw Stopped() }
      })
    // Steps that were not handed on any more have no place here.
    if stopFlag.isSet { throw Stopped() }
  }

  /// Commits, once as much was removed as is stored in one transaction.
  func commit(afterRemoving bytes: Int64) throws {
    uncommittedBytes += Int(clamping: bytes)
    if uncommittedBytes >= Self.batchBytes { try commit() }
  }

  private func commit() throws {
    try writer.commit()
    uncommittedBytes = 0
  }
}

// What becomes of each step.
extension Ingester {
  private func take(_ step: ReadStep) throws {
    switch step {
    case .begin(let found): try begin(found)
    case .record: preconditionFailure("a record of which no article was made")
    case .article(let article): try store(article)
    case .end(let status, let result): try end(status, result)
    case .unchanged(let found, let stored):
      note(found, stored)
      onEntry(IngestEntry(found.location, .unchanged))
    case .touched(let found, let stored):
      try writer.touch(stored, status: found.status, rootID: roots[found.root].id)
      note(found, stored)
      onEntry(IngestEntry(found.location, .unchanged))
    case .renamed(let found, let stored):
      let rootID = roots[found.root].id
      try writer.rename(stored, to: found.location, status: found.status, rootID: rootID)
      note(found, stored)
      summary.counts.renamed += 1
      onEntry(IngestEntry(found.location, .renamed(from: stored.path)))
    case .skipped(let location):
      summary.counts.skipped += 1
      onEntry(IngestEntry(location, .skipped))
    case .failure(let error): fail(error.location, line: error.line, error.reason)
    }
  }

  /// Counts a file of which nothing had to be read.
  private func note(_ found: FoundFile, _ stored: StoredFile) {
    summary.counts.files += 1
    summary.bytes += found.status.size
    summary.knownFailures += stored.failures
    seenFiles.insert(stored.id)
  }

  private func begin(_ found: FoundFile) throws {
    summary.counts.files += 1
    summary.filesRead += 1
    file = OpenFile(found: found, bytesBefore: summary.bytes)
    guard found.path != "-" else { return }
    let root = roots[found.root]
    let reader = ReaderSettings(stored: root.root.settings).reader
    let id = try writer.beginFile(
      path: found.location, rootID: root.id, status: found.status, reader: reader)
    if let id { seenFiles.insert(id) }
  }

  private func store(_ article: ReadArticle) throws {
    guard var open = file else { return }
    // Out of the property while it is changed, so that the set in it is not copied.
    file = nil
    defer { file = open }
    let path = open.found.location
    summary.bytes = open.bytesBefore + min(open.found.status.size, open.read(article.sourceBytes))
    switch article.result {
    case .failure(let reason):
      open.failures += 1
      if reason.isOfMachine { open.isUnfinished = true }
      fail(path + article.member, line: article.line, reason)
    case .success(var prepared):
      prepared.metadata.location = article.location(in: path, &open.docnos)
      if prepared.metadata.docno.isEmpty { prepared.metadata.docno = prepared.metadata.location }
      let outcome = try writer.put(prepared)
      count(outcome, prepared, article)
    }
  }

  private func count(
    _ outcome: ArticleWriter.Outcome, _ prepared: PreparedArticle, _ article: ReadArticle
  ) {
    let told: IngestEntry.Outcome
    switch outcome {
    case .added: (told, summary.counts.added) = (.added, summary.counts.added + 1)
    case .updated: (told, summary.counts.updated) = (.updated, summary.counts.updated + 1)
    case .unchanged: (told, summary.counts.unchanged) = (.unchanged, summary.counts.unchanged + 1)
    }
    if outcome != .unchanged { summary.storedPassages += max(1, prepared.passages.count) }
    if article.unreadableDate != nil { summary.unreadableDates += 1 }
    summary.textBytes += article.bytes
    uncommittedBytes += article.bytes
    onEntry(
      IngestEntry(
        prepared.metadata.location, line: article.line, told,
        unreadableDate: article.unreadableDate))
  }

  private func end(_ status: FileStatus, _ result: Result<String?, ReaderError>) throws {
    guard let open = file else { return }
    file = nil
    summary.bytes = open.bytesBefore + open.found.status.size
    var failures = open.failures
    if case .failure(let reason) = result {
      fail(open.found.location, line: nil, reason)
      failures += 1
    }
    guard open.found.path != "-" else { return }
    // A file without one is read again the next time, and loses no articles.
    let hash = open.isUnfinished ? nil : (try? result.get()) ?? nil
    let removed = try writer.endFile(status: status, contentHash: hash, failures: failures)
    remove(removed)
  }

  func remove(_ locations: [String]) {
    summary.counts.removed += locations.count
    for location in locations { onEntry(IngestEntry(location, .removed)) }
  }

  private func fail(_ location: String, line: Int?, _ reason: IngestError.Reason) {
    summary.counts.failed += 1
    onEntry(IngestEntry(location, line: line, .failed(reason)))
  }
}
