internal import Archive
internal import Formats
internal import Glibc

/// Walks through the roots, and reads new and changed files, on one thread.
///
/// The thread has its own connection for looking up which files were read before.
final class ReadingThread {
  /// Takes a batch of steps with its total weight; returns false if no more are wanted.
  typealias Give = ([ReadStep], _ weight: Int) -> Bool

  /// The maximum size of a batch, in bytes and in steps.
  private static let batch = (bytes: 128 << 10, steps: 256)

  private let roots: [(id: Int64?, root: Root)]
  private let settings: [ReaderSettings]
  private let selection: FileSelection
  /// True to read unchanged files again.
  private let rereads: Bool
  /// The archive, for looking up files that were read before; nil if it could not be opened.
  private let archive: Archive?
  private let stopFlag: StopFlag
  private let give: Give
  private var steps: [ReadStep] = []
  private var weight = 0
  /// The number of lookups in the open transaction.
  private var lookupCount = 0

  init(
    roots: [(id: Int64?, root: Root)], archive: Archive?, selection: FileSelection, rereads: Bool,
    stopFlag: StopFlag, give: @escaping Give
  ) {
    self.roots = roots
    settings = roots.map { ReaderSettings(stored: $0.root.settings) }
    self.archive = archive
    self.selection = selection
    self.rereads = rereads
    self.stopFlag = stopFlag
    self.give = give
  }

  /// Reads the first `count` roots.
  ///
  /// The other roots are not walked, but files inside them belong to these other roots. An error of
  /// a file is reported as a step. An error of the archive is also a step, and ends the run.
  func read(first count: Int) {
    do {
      try readAll(count)
    } catch let error as ArchiveError {
      steps.append(.lookupFailure(error))
      try? flush()
    } catch {
      // No more steps are wanted.
    }
  }

  private func readAll(_ count: Int) throws {
    var walker = FileWalker(
      roots: roots.map(\.root), onFile: { try self.handle($0) },
      onError: { try self.append(.failure($0)) })
    try walker.walk(first: count)
    endReadTransaction()
    try flush()
  }

  private func append(_ step: ReadStep) throws {
    steps.append(step)
    weight += step.bytes
    if weight >= Self.batch.bytes || steps.count >= Self.batch.steps { try flush() }
  }

  private func flush() throws {
    guard !stopFlag.isSet, give(steps, weight) else { throw Stopped() }
    steps.removeAll(keepingCapacity: true)
    weight = 0
  }

  /// Thrown when no more steps are wanted.
  private struct Stopped: Error {}

  private func handle(_ file: FoundFile) throws {
    if let reason = selection.reasonToSkip(file) {
      return try append(.skipped(location: file.location, file: file.location, reason))
    }
    let plan = try inReadTransaction { try self.plan(file) }
    var settled = file
    settled.status = file.status.settled()
    switch plan {
    case .unchanged(let stored): try append(.unchanged(file, stored))
    case .touched(let stored): try append(.touched(settled, stored))
    case .renamed(let stored): try append(.renamed(settled, from: stored))
    case .read: try read(file)
    }
  }

  /// Runs `body` in a transaction that spans many files.
  ///
  /// If each file had its own transaction, taking the lock would take as long as the lookup itself.
  /// But the transaction must be short, because the write-ahead log cannot be reset while the
  /// transaction is open.
  private func inReadTransaction<T>(_ body: () throws -> T) throws -> T {
    guard let archive else { return try body() }
    if lookupCount == 0 { try archive.beginReading() }
    lookupCount += 1
    defer { if lookupCount == 1_000 { endReadTransaction() } }
    return try body()
  }

  private func endReadTransaction() {
    guard let archive, lookupCount > 0 else { return }
    lookupCount = 0
    archive.endReading()
  }

  /// The way to handle a file.
  private enum Plan {
    case unchanged(StoredFile)
    case touched(StoredFile)
    case renamed(StoredFile)
    case read
  }

  /// Decides how to handle a file by comparing it with its stored status.
  private func plan(_ file: FoundFile) throws -> Plan {
    guard let archive, file.path != "-" else { return .read }
    let reader = settings[file.root].reader
    guard let stored = try archive.file(at: file.location) else {
      return try renamed(file, reader, archive).map(Plan.renamed) ?? .read
    }
    guard !rereads, stored.reader == reader, let hash = stored.contentHash else { return .read }
    if stored.status == file.status {
      return stored.rootID == roots[file.root].id ? .unchanged(stored) : .touched(stored)
    }
    let isSame = stored.status.size == file.status.size && contentHash(of: file.path) == hash
    return isSame ? .touched(stored) : .read
  }

  /// Returns the archived file that was renamed to `file`: a file with the same bytes that is no
  /// longer at its old path.
  private func renamed(
    _ file: FoundFile, _ reader: String, _ archive: Archive
  ) throws -> StoredFile? {
    let candidates = try archive.files(ofSize: file.status.size).filter { stored in
      let root = roots.first { $0.id != nil && $0.id == stored.rootID }?.root
      guard let root, stored.reader == reader else { return false }
      return Format(path: stored.path) == Format(path: file.location)
        && isGone(root.absolutePath(of: stored.path))
    }
    guard !candidates.isEmpty, let hash = contentHash(of: file.path) else { return nil }
    return try candidates.first { stored in
      try stored.contentHash == hash && archive.canRename(stored, to: file.location)
    }
  }

  private func contentHash(of path: String) -> String? {
    try? HashedFile(path: path).contentHash()
  }

  private func read(_ file: FoundFile) throws {
    endReadTransaction()
    let input: HashedFile
    do {
      input = try HashedFile(path: file.path, stopFlag: stopFlag)
    } catch {
      return try append(.failure(IngestError(location: file.location, reason: error)))
    }
    let before = file.path == "-" ? file.status : input.status
    try append(.begin(file))
    let reader = FileReader(
      settings: settings[file.root], onRecord: { try self.append(.record($0)) },
      onSkipped: {
        try self.append(.skipped(location: file.location + $0, file: file.location, .otherKind))
      })
    do {
      try reader.read(location: file.location, path: file.path, input.stream)
      let hash = try input.contentHash()
      guard file.path == "-" || input.status == before else { throw ReadError.changedWhileRead }
      try append(.end(before.settled(), .success(hash)))
    } catch let error as ReadError {
      try append(.end(before, .failure(error)))
    }
  }
}

/// True if there is no file at a path.
///
/// A path that cannot be checked, such as one in an unreadable folder, does not count as gone.
func isGone(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
}

extension FileStatus {
  /// Returns the status itself or, if the file changed very recently, a status that no file has.
  ///
  /// Another change right after the last one may leave the times unchanged: the clocks of file
  /// systems advance in steps of a few milliseconds, in old file systems two seconds. With a status
  /// that no file has, the next run compares the file's bytes.
  fileprivate func settled() -> FileStatus {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let step: Int64 = modified % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
    let time = Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
    guard max(modified, changed) > time &- step else { return self }
    var unsettled = self
    unsettled.modified = -1
    return unsettled
  }
}
