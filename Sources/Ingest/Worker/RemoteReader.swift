internal import Formats
internal import Glibc

/// Reads files in a worker process, several at a time, and passes on what they contain in order.
///
/// If the process ends while it reads a file, another process reads this file again, from the first
/// record that was not passed on. The second process announces each record. If it ends too, the
/// record that ended it is known: it is passed on as a failure, and a third process goes on after
/// it. So a file can harm nothing but itself.
final class RemoteReader {
  /// The maximum number of files that the process has at a time.
  private static let window = 64

  /// The number of times that others may kill the process between two records.
  private static let maxKills = 5

  private let program: String
  private let jobs: Int
  private let readablePaths: [String]
  private let patience: Duration
  private let stopFlag: StopFlag?
  private var process: WorkerProcess?
  /// True if the process announces each record, and reads only the first file.
  private var isCareful = false
  /// The files that are being read, and other work between them, in order.
  private var queue: [Item] = []
  private var fileCount = 0

  private enum Item {
    case file(RemoteFile)
    case work(() throws -> Void)
  }

  /// Thrown when the stop flag is set.
  struct Stopped: Error {}

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - program: The path of a program that can run as `ReadingWorker`.
  ///   - jobs: The number of threads that make articles.
  ///   - readablePaths: The only files that the process may open.
  ///   - patience: The time that the process may take without a message, in addition to the time
  ///     for the size of a file. It is long, because the machine may be busy: the process also has a
  ///     limit of processor time.
  ///   - stopFlag: When set, the reading ends.
  init(
    _ program: String, jobs: Int, readablePaths: [String] = [], patience: Duration = .seconds(120),
    stopFlag: StopFlag?
  ) {
    self.program = program
    self.jobs = jobs
    self.readablePaths = readablePaths
    self.patience = patience
    self.stopFlag = stopFlag
  }

  deinit { process?.end() }

  /// True if no file is being read, and no other work waits for one.
  var isIdle: Bool { queue.isEmpty }

  /// Reads a file, after those that are still being read.
  func read(_ file: RemoteFile) throws {
    queue.append(.file(file))
    fileCount += 1
    if let process, !isCareful { send(file, to: process) }
    while fileCount >= Self.window { try passOnFirst() }
  }

  /// Does some work once the files so far have been read.
  func afterFiles(_ work: @escaping () throws -> Void) throws {
    guard !queue.isEmpty else { return try work() }
    queue.append(.work(work))
    while queue.count > 100 * Self.window { try passOnFirst() }
  }

  /// Waits for all files.
  func finish() throws {
    while !queue.isEmpty { try passOnFirst() }
  }

  private func passOnFirst() throws {
    switch queue.first {
    case nil: return
    case .work(let work):
      queue.removeFirst()
      try work()
    case .file(let file):
      try file.onBegin()
      let result = try passOn(file)
      queue.removeFirst()
      fileCount -= 1
      if isCareful { end() }
      isCareful = false
      try file.onEnd(result)
    }
  }

  /// Passes on what is in the first file, and returns its end.
  private func passOn(_ file: RemoteFile) throws -> Result<String?, ReadError> {
    while true {
      do {
        let process = try running()
        guard file.isSent else { return .failure(.readerStopped) }
        if let result = try take(process.event(before: deadline(file), stopFlag), file, process) {
          return result
        }
      } catch is WorkerProcess.Ended {
        let fault = process?.fault
        let signal = end()
        if fault == nil, signal == SIGKILL, file.kills < Self.maxKills {
          // Somebody else killed the process, perhaps because the machine ran out of memory.
          file.kills += 1
        } else if isCareful {
          let isSlow = signal == SIGXCPU || fault == .takesTooLong
          guard let record = file.passCulprit(isSlow ? .tooSlow : .readerStopped) else {
            return .failure(isSlow ? .tooSlow : .readerStopped)
          }
          try file.onRecord(record)
        }
        // The first time, it is not known which record was to blame.
        isCareful = true
      } catch let error as WorkerProcess.NotStarted {
        return .failure(.readerNotStarted(error.reason))
      }
    }
  }

  /// Handles an event of the first file; returns the end of the file if the event is its end.
  private func take(
    _ event: WorkerEvent, _ file: RemoteFile, _ process: WorkerProcess
  ) throws -> Result<String?, ReadError>? {
    switch event {
    case .ready, .working: break
    case .member(let name):
      file.position.beginMember()
      file.members.append(name)
    case .memberEnd:
      file.position.endMember()
      _ = file.members.popLast()
    case .begun(let line): (file.isRecordBegun, file.begunLine) = (true, line)
    case .record(let record):
      (file.isRecordBegun, file.kills) = (false, 0)
      file.position.passRecord()
      try file.onRecord(record.record)
    case .skipped(let member): try file.onSkipped(member)
    case .database(let path, let member):
      try readDatabase(at: path, member, file, process)
      file.position.passRecord()
    case .end(let result): return result
    case .makeTemporaryFile(let number, let ending):
      process.makeTemporaryFile(number, ending: ending)
    case .removeTemporaryFile(let path): process.removeTemporaryFile(path)
    case .convert(let number, let kind, let path):
      process.convert(number, kind: kind, path: path, isFile: has(path))
    }
    return nil
  }

  /// True if one of the files being read has this path.
  private func has(_ path: String) -> Bool {
    queue.contains { item in
      if case .file(let file) = item { file.request.path == path } else { false }
    }
  }

  /// Reads a database in a process of its own, which may open the database's files.
  ///
  /// An error is passed on as a failed record.
  private func readDatabase(
    at path: String, _ member: String, _ file: RemoteFile, _ process: WorkerProcess
  ) throws {
    func pass(_ record: FileRecord) throws {
      var record = record
      record.member = member
      try file.onRecord(record)
    }
    func fail(_ error: ReadError) throws {
      try pass(FileRecord(bytes: 0) { () throws(ReadError) in throw error })
    }
    guard has(path) || process.temporaryPaths.contains(path), let whole = realpath(path, nil)
    else { return try fail(.missing) }
    defer { free(whole) }
    let real = String(cString: whole)
    let input: HashedFile
    do {
      input = try HashedFile(path: real)
    } catch {
      return try fail(error)
    }
    let reader = RemoteReader(
      program, jobs: 1, readablePaths: ["", "-wal", "-shm", "-journal"].map { real + $0 },
      stopFlag: stopFlag)
    var request = file.request
    (request.path, request.readsDatabases, request.position) = (real, true, ReadPosition())
    try reader.read(
      RemoteFile(
        request, input, onRecord: pass,
        onEnd: { result in if case .failure(let error) = result { try fail(error) } }))
    try reader.finish()
  }

  // MARK: The process

  /// Returns the process, which is started if there is none.
  private func running() throws -> WorkerProcess {
    if let process { return process }
    let started = try started(attempts: Self.maxKills)
    process = started
    for case .file(let file) in queue.prefix(isCareful ? 1 : queue.count) {
      send(file, to: started)
    }
    return started
  }

  private func started(attempts: Int) throws -> WorkerProcess {
    let settings = WorkerSettings(
      jobs: isCareful ? 1 : jobs, announcesRecords: isCareful, readablePaths: readablePaths)
    do {
      return try WorkerProcess(program, settings)
    } catch let error as WorkerProcess.NotStarted where error.isKilled && attempts > 0 {
      return try started(attempts: attempts - 1)
    }
  }

  private func send(_ file: RemoteFile, to process: WorkerProcess) {
    // Standard input cannot be read again, unless it is a file.
    if file.wasSent, lseek(file.input.descriptor, 0, SEEK_SET) < 0 { return }
    var request = file.request
    request.position = file.position
    (file.isSent, file.wasSent) = (true, true)
    process.send(.read(request), with: file.input.descriptor)
  }

  /// Ends the process, and returns the signal that ended it, or 0.
  @discardableResult
  private func end() -> Int32 {
    for case .file(let file) in queue { file.isSent = false }
    defer { process = nil }
    return process?.end() ?? 0
  }

  /// The time by which the process must send something.
  private func deadline(_ file: RemoteFile) -> ContinuousClock.Instant {
    .now + patience + patience * file.request.size / (16 << 20)
  }
}
