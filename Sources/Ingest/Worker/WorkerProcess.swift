internal import CSpawn
internal import Formats
internal import Glibc
internal import Threading

/// A worker process, as seen by the program that started it.
///
/// The process is not trusted: it gets only what it needs for the files that it reads.
final class WorkerProcess {
  /// The process cannot be started.
  struct NotStarted: Error {
    var reason: String
    /// True if somebody killed the process.
    var isKilled = false
  }

  /// The process has ended, does not answer, or sends something wrong.
  struct Ended: Error {}

  /// The temporary files that the process has asked for.
  private(set) var temporaryPaths: Set<String> = []

  private let socket: WorkerSocket
  private let process: pid_t
  private lazy var conversions = WorkQueue<Void>(threads: jobs, capacity: 256, makeState: {})
  private var hasConversions = false
  private let jobs: Int
  private var isOver = false
  /// The reason why the process was given up; nil if it ended by itself.
  private(set) var fault: Fault?

  enum Fault {
    case takesTooLong, sendsNonsense
  }
  private var exitSignal: Int32 = 0

  /// Starts `program` as a worker.
  ///
  /// The process is killed when the thread that started it ends.
  init(_ program: String, _ settings: WorkerSettings) throws {
    guard let (own, other) = WorkerSocket.pair() else {
      throw NotStarted(reason: String(cString: strerror(errno)))
    }
    socket = own
    jobs = max(1, settings.jobs)
    process = Self.start(program, other)
    // From now on, only the process itself has its end, so that its death closes the connection.
    close(other)
    guard process > 0 else { throw NotStarted(reason: String(cString: strerror(-process))) }
    send(.start(settings))
    guard case .ready? = try? event(before: .now + .seconds(60), nil) else {
      let signal = end()
      throw NotStarted(
        reason: "it ended at once" + (signal > 0 ? " by signal \(signal)" : ""),
        isKilled: signal == SIGKILL && fault == nil)
    }
  }

  deinit { end() }

  private static func start(_ program: String, _ socket: Int32) -> pid_t {
    let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nowhere) }
    return withCStrings([program, ReadingWorker.argument]) { arguments in
      // Without this, Swift would describe a crash on standard error.
      let kinds = Converter.configuredKinds.sorted().joined(separator: ",")
      let environment = [
        "LANG=C.UTF-8", "SWIFT_BACKTRACE=enable=no", "\(Converter.kindsVariable)=\(kinds)",
      ]
      return withCStrings(environment) { environment in
        program.withCString { program in
          var request = cspawn_request(
            program: program, arguments: arguments, environment: environment,
            input: socket, output: nowhere, errors: nowhere, cpu_seconds: .max,
            memory_bytes: .max, file_bytes: .max, open_files: 1_024)
          return cspawn(&request)
        }
      }
    }
  }

  /// Sends a message, with a descriptor.
  ///
  /// If the process has ended, the next event is its end.
  func send(_ request: WorkerRequest, with descriptor: Int32 = -1) {
    try? socket.send(request.frame.encoded, with: descriptor)
  }

  /// Waits for the next event.
  ///
  /// - Parameters:
  ///   - deadline: The time at which the process is given up, unless it waits for a conversion.
  ///   - stopFlag: When set, the waiting ends.
  /// - Returns: The event.
  /// - Throws: `Ended`, or `RemoteReader.Stopped` if the flag is set.
  func event(
    before deadline: ContinuousClock.Instant, _ stopFlag: StopFlag?
  ) throws -> WorkerEvent {
    do {
      return try WorkerEvent(
        socket.receive {
          while !socket.isReady(within: 100) {
            if stopFlag?.isSet == true { throw RemoteReader.Stopped() }
            guard ContinuousClock.now > deadline, !isConverting else { continue }
            fault = .takesTooLong
            throw Ended()
          }
        })
    } catch is WorkerSocket.Closed {
      throw Ended()
    } catch is FrameFields.Malformed {
      fault = .sendsNonsense
      throw Ended()
    }
  }

  private var isConverting: Bool {
    hasConversions && conversions.counts != (waiting: 0, running: 0)
  }

  /// Kills the process, and returns the number of the signal that ended it, or 0.
  @discardableResult
  func end() -> Int32 {
    guard !isOver else { return exitSignal }
    isOver = true
    if process > 0 {
      cspawn_kill(process)
      let status = cspawn_collect(process)
      exitSignal = status > 128 ? status - 128 : 0
    }
    if hasConversions { conversions.stop() }
    for path in temporaryPaths { unlink(path) }
    return exitSignal
  }

  // MARK: Answers

  func makeTemporaryFile(_ number: Int, ending: String) {
    // The ending becomes a part of a path.
    let ending = ending.contains("/") ? "" : String(ending.prefix(16))
    do throws(ReadError) {
      let file = try TemporaryFile(ending: ending)
      defer { close(file.descriptor) }
      temporaryPaths.insert(file.path)
      send(.answer(number, .temporaryFile(file.path)), with: file.descriptor)
    } catch {
      send(.answer(number, .failed(error)))
    }
  }

  func removeTemporaryFile(_ path: String) {
    if temporaryPaths.remove(path) != nil { unlink(path) }
  }

  /// Converts a document in the background; `isFile` is true if it is one of the files being read.
  func convert(_ number: Int, kind: String, path: String, isFile: Bool) {
    guard isFile || temporaryPaths.contains(path) else {
      return send(.answer(number, .failed(.missing)))
    }
    let socket = socket
    hasConversions = true
    let isTaken = conversions.add { _ in
      let answer: WorkerRequest.Answer
      do throws(ReadError) {
        answer = .converted(try Converter.convert(kind, path))
      } catch {
        answer = .failed(error)
      }
      try? socket.send(WorkerRequest.answer(number, answer).frame.encoded)
    }
    if !isTaken { send(.answer(number, .failed(.readerStopped))) }
  }
}
