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
  /// The minimum number of bytes of a file between two steps that say how much of it was read.
  private static let positionBytes: Int64 = 256 << 10

  private let roots: [(id: Int64?, root: Root)]
  private let settings: [ReaderSettings]
  private let selection: FileSelection
  /// True to read unchanged files again.
  private let rereads: Bool
  /// The archive, for looking up files that were read before; nil if it could not be opened.
  private let archive: Archive?
  private let stopFlag: StopFlag
  private let give: Give
  /// Reads the files in another process; nil to read them here.
  private let remote: RemoteReader?
  private var steps: [ReadStep] = []
  private var weight = 0
  /// The number of lookups in the open transaction.
  private var lookupCount = 0

  init(
    roots: [(id: Int64?, root: Root)], archive: Archive?, selection: FileSelection, rereads: Bool,
    readingProgram: String? = nil, jobs: Int = 1, stopFlag: StopFlag, give: @escaping Give
  ) {
    self.roots = roots
    settings = roots.map { ReaderSettings(stored: $0.root.settings) }
    self.archive = archive
    self.selection = selection
    self.rereads = rereads
    self.stopFlag = stopFlag
    self.give = give
    remote = readingProgram.map { RemoteReader($0, jobs: jobs, stopFlag: stopFlag) }
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
      onError: { try self.passOn(.failure($0)) })
    try walker.walk(first: count)
    endReadTransaction()
    try remote?.finish()
    try flush()
  }

  /// Appends a step, after those of the files that are still being read.
  private func passOn(_ step: ReadStep) throws {
    guard let remote else { return try append(step) }
    try remote.afterFiles { try self.append(step) }
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
      return try passOn(.skipped(location: file.location, file: file.location, reason))
    }
    let plan = try inReadTransaction { try self.plan(file) }
    var settled = file
    settled.status = file.status.settled()
    switch plan {
    case .unchanged(let stored): try passOn(.unchanged(file, stored))
    case .touched(let stored): try passOn(.touched(settled, stored))
    case .renamed(let stored): try passOn(.renamed(settled, from: stored))
    case .read where selection.isUnknown(file):
      try passOn(.skipped(location: file.location, file: file.location, .otherKind))
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
      return try passOn(.failure(IngestError(location: file.location, reason: error)))
    }
    let before = file.path == "-" ? file.status : input.status
    if let remote, !remote.isIdle || !isPlain(file, input) {
      return try remote.read(remoteFile(file, input, before))
    }
    try append(.begin(file))
    let reader = FileReader(
      settings: settings[file.root], onRecord: recordHandler(input),
      onSkipped: { try self.appendSkipped($0, of: file) })
    do {
      try reader.read(location: file.location, path: file.path, input.stream)
      try appendEnd(.success(input.contentHash()), of: file, input, before)
    } catch let error as ReadError {
      try appendEnd(.failure(error), of: file, input, before)
    }
  }

  /// True if a file is a plain text that can be read in this process.
  ///
  /// If not, its descriptor is at its start again.
  private func isPlain(_ file: FoundFile, _ input: HashedFile) -> Bool {
    let limit = FileReader.maxPlainBytes
    guard file.path != "-", file.status.size <= limit, Format(path: file.location) == .plainText
    else { return false }
    if let bytes = try? input.stream.peek(limit + 1),
      FileReader.needsNoLibrary(name: file.location, bytes, settings[file.root])
    {
      return true
    }
    input.rewind()
    return false
  }

  /// Returns the same for a file that another process reads.
  private func remoteFile(
    _ file: FoundFile, _ input: HashedFile, _ before: FileStatus
  ) -> RemoteFile {
    RemoteFile(
      FileRequest(
        location: file.location, path: file.path, settings: settings[file.root].stored,
        size: Int(clamping: before.size), readsDatabases: false),
      input, onBegin: { try self.append(.begin(file)) },
      onRecord: recordHandler(input),
      onSkipped: { try self.appendSkipped($0, of: file) },
      onEnd: { try self.appendEnd($0, of: file, input, before) })
  }

  /// Returns a function that appends a record, and now and then how much of its file was read.
  private func recordHandler(_ input: HashedFile) -> RecordHandler {
    var position: Int64 = 0
    return { record in
      let current = input.position
      if current >= position + Self.positionBytes {
        position = current
        try self.append(.position(position))
      }
      try self.append(.record(record))
    }
  }

  private func appendSkipped(_ member: String, of file: FoundFile) throws {
    try append(.skipped(location: file.location + member, file: file.location, .otherKind))
  }

  private func appendEnd(
    _ result: Result<String?, ReadError>, of file: FoundFile, _ input: HashedFile,
    _ before: FileStatus
  ) throws {
    guard case .success = result else { return try append(.end(before, result)) }
    guard file.path == "-" || input.status == before else {
      return try append(.end(before, .failure(.changedWhileRead)))
    }
    try append(.end(before.settled(), result))
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
