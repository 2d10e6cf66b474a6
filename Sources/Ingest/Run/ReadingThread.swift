internal import Archive
internal import Formats
internal import Glibc

/// Goes through the roots and reads what is new or changed: the work of one thread.
///
/// It knows what was read before from a connection of its own.
final class ReadingThread {
  /// Takes steps, many at a time, with what they weigh; says whether more are wanted.
  typealias Give = ([ReadStep], _ weight: Int) -> Bool

  /// How much is handed on at a time, in bytes and in steps.
  private static let batch = (bytes: 128 << 10, steps: 256)

  private let roots: [(id: Int64?, root: Root)]
  private let settings: [ReaderSettings]
  private let selection: FileSelection
  /// True if files are read that did not change.
  private let rereads: Bool
  /// What was read before.
  private let archive: Archive?
  private let stopFlag: StopFlag
  private let give: Give
  private var steps: [ReadStep] = []
  private var weight = 0
  /// How many files were looked up in the transaction that is open.
  private var looks = 0

  /// Creates the thread's work.
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

  /// Reads what is at the first `count` of the roots; the others only say what is theirs.
  func read(first count: Int) {
    // What cannot be read is a step; nothing is thrown but that nobody wants any more.
    try? readAll(count)
  }

  private func readAll(_ count: Int) throws {
    var walker = FileWalker(
      roots: roots.map(\.root), onFile: { try self.meet($0) },
      onError: { try self.append(.failure($0)) })
    try walker.walk(first: count)
    endLooking()
    try handOn()
  }

  private func append(_ step: ReadStep) throws {
    steps.append(step)
    weight += step.bytes
    if weight >= Self.batch.bytes || steps.count >= Self.batch.steps { try handOn() }
  }

  private func handOn() throws {
    guard !stopFlag.isSet, give(steps, weight) else { throw Stopped() }
    steps.removeAll(keepingCapacity: true)
    weight = 0
  }

  /// Nobody wants any more.
  private struct Stopped: Error {}

  private func meet(_ file: FoundFile) throws {
    if let reason = selection.reasonToSkip(file) {
      return try append(.skipped(location: file.location, file: file.location, reason))
    }
    let plan = try looking { try self.plan(file) }
    var settled = file
    settled.status = file.status.settled()
    switch plan {
    case .unchanged(let stored): try append(.unchanged(file, stored))
    case .touched(let stored): try append(.touched(settled, stored))
    case .renamed(let stored): try append(.renamed(settled, from: stored))
    case .read: try read(file)
    }
  }

  /// Runs `body` in a transaction that goes over many files.
  ///
  /// To take the lock for each takes as long as to look. It is a short one all the same, since what
  /// is read in it cannot be overwritten.
  private func looking<T>(_ body: () throws -> T) throws -> T {
    guard let archive else { return try body() }
    if looks == 0 { try archive.beginReading() }
    looks += 1
    defer { if looks == 1_000 { endLooking() } }
    return try body()
  }

  private func endLooking() {
    guard let archive, looks > 0 else { return }
    looks = 0
    archive.endReading()
  }

  /// What is to be done with a file.
  private enum Plan {
    case unchanged(StoredFile)
    case touched(StoredFile)
    case renamed(StoredFile)
    case read
  }

  /// What is to be done with a file, by what is known of it.
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

  /// The file that has the same bytes as a new one, and is no longer where it was.
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
    endLooking()
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

/// True if there is no file at a path; one that is out of reach is not gone.
func isGone(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
}

extension FileStatus {
  /// The status, if a later change would show in it; else one that no file has.
  ///
  /// A change that follows the last one at once can leave the times as they are: the clock of file
  /// systems goes in steps of a few milliseconds, that of old ones in steps of two seconds.
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
