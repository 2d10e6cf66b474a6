internal import CSpawn
internal import Glibc
internal import Synchronization

/// An external program that runs without a shell and within limits, and its output.
struct ConverterProcess {
  /// The resources that a program may use.
  struct Limits {
    var cpuSeconds: UInt64 = 60
    var memoryBytes: UInt64 = 2 << 30
    /// The limit for standard output.
    ///
    /// The same limit applies to each file that the program writes.
    var outputBytes = ReaderLimits.articleBytes
    var openFiles: UInt64 = 64
    var seconds = 120
  }

  /// The outcome of a run.
  enum Outcome {
    /// The program ended with this exit status, or 128 plus the number of a signal.
    case ended(status: Int32, output: [UInt8], errors: [UInt8])
    case overLimit
    /// The program does not exist or is not executable.
    case notFound
    /// The system could not start the program, for this reason.
    case notStarted(String)
  }

  /// The number of bytes of standard error to keep.
  static let errorBytes = 2_048

  /// The number of programs that were started, which distinguishes them.
  private static let started = Atomic<Int>(0)
  private static let running = Atomic<Int>(0)

  /// Finds all processes that programs leave running, even those that hide.
  ///
  /// Only for a process that starts no other programs than these and its workers.
  static func adoptAll() { cspawn_adopt() }

  /// Runs a program until it ends.
  ///
  /// The first argument is the program's name, which is looked up on the PATH.
  static func run(_ arguments: [String], _ limits: Limits = Limits()) -> Outcome {
    guard let name = arguments.first, let path = path(of: name) else { return .notFound }
    guard let output = OutputPipe(), let errors = OutputPipe() else {
      return .notStarted(reason(errno))
    }
    let mark = "PRESSMARK_CONVERTER=\(getpid()).\(started.add(1, ordering: .relaxed).newValue)"
    running.add(1, ordering: .relaxed)
    defer {
      // Other processes that the program started may have left its process group.
      let isLast = running.subtract(1, ordering: .relaxed).newValue == 0
      cspawn_sweep(mark, isLast ? 1 : 0)
    }
    let process = start(path, arguments, [mark] + environment, limits, output, errors)
    guard process > 0 else {
      return process == -ENOENT || process == -EACCES ? .notFound : .notStarted(reason(-process))
    }
    output.closeWriting()
    errors.closeWriting()
    let isWithinLimits = collect(output, errors, of: process, limits)
    // This also ends the processes that the program started.
    cspawn_kill(process)
    if isWithinLimits { output.readAvailable(upTo: limits.outputBytes) }
    let status = cspawn_collect(process)
    let wasStopped = [SIGXCPU, SIGXFSZ, SIGKILL].contains { status == 128 + $0 }
    guard isWithinLimits && !wasStopped && output.bytes.count <= limits.outputBytes else {
      return .overLimit
    }
    return .ended(status: status, output: output.bytes, errors: errors.bytes)
  }

  /// Reads the program's output until the program has ended.
  ///
  /// - Returns: True if the program stayed within the limits.
  private static func collect(
    _ output: OutputPipe, _ errors: OutputPipe, of process: pid_t, _ limits: Limits
  ) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(limits.seconds)
    // Another process that the program started can hold the pipes open after the program has ended.
    while cspawn_has_ended(process) == 0 {
      guard clock.now < deadline else { return false }
      var waiting = [output, errors].filter { !$0.isAtEnd }
        .map { pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0) }
      // If no pipe is left to wait for, check at short intervals whether the program has ended.
      poll(&waiting, nfds_t(waiting.count), waiting.isEmpty ? 2 : 50)
      output.readAvailable(upTo: limits.outputBytes)
      errors.readAvailable(upTo: errorBytes)
      if output.bytes.count > limits.outputBytes { return false }
    }
    output.readAvailable(upTo: limits.outputBytes)
    errors.readAvailable(upTo: errorBytes)
    return true
  }

  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String], _ limits: Limits,
    _ output: OutputPipe, _ errors: OutputPipe
  ) -> pid_t {
    withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        path.withCString { program in
          var request = cspawn_request(
            program: program, arguments: arguments, environment: environment,
            input: -1, output: output.writing, errors: errors.writing,
            cpu_seconds: limits.cpuSeconds,
            memory_bytes: limits.memoryBytes, file_bytes: UInt64(limits.outputBytes),
            open_files: limits.openFiles)
          return cspawn(&request)
        }
      }
    }
  }

  /// The environment of a converter, without the user's own variables.
  private static var environment: [String] {
    [
      "PATH=" + searchPath, "LANG=C.UTF-8", "HOME=/nonexistent",
      "TMPDIR=" + (variable("TMPDIR") ?? "/tmp"),
    ]
  }

  private static var searchPath: String { variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin" }

  /// Returns the path of the executable called `name`; nil if there is none.
  private static func path(of name: String) -> String? {
    let candidates =
      name.contains("/")
      ? [name] : searchPath.split(separator: ":").map { "\($0)/\(name)" }
    return candidates.first { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        && access(path, X_OK) == 0
    }
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// Returns the value of an environment variable; nil if it is unset or empty.
func variable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// A pipe and the output that was read from it.
private final class OutputPipe {
  let reading: Int32
  let writing: Int32
  private(set) var bytes: [UInt8] = []
  private(set) var isAtEnd = false
  private var isWritingOpen = true

  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(reading)
    closeWriting()
  }

  func closeWriting() {
    if isWritingOpen { close(writing) }
    isWritingOpen = false
  }

  /// Reads the available output without waiting, and keeps up to `limit` bytes.
  ///
  /// One more byte is kept to show that the limit was exceeded.
  func readAvailable(upTo limit: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { chunk in
      // 32 chunks are more than a pipe holds. Without a limit, this loop would not end while a
      // program writes as fast as the loop reads.
      for _ in 0..<32 {
        let count = read(reading, chunk.baseAddress, chunk.count)
        guard count > 0 else {
          if count == 0 { isAtEnd = true }
          return
        }
        let kept = min(count, limit + 1 - bytes.count)
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<kept]))
      }
    }
  }
}

/// Calls `body` with C strings followed by NULL.
package func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) }
  pointers.append(nil)
  defer { pointers.forEach { free($0) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
