internal import CSpawn
internal import Glibc

/// Another program, run without a shell and within limits, and what it wrote.
struct ConverterProcess {
  /// What a program may use.
  struct Limits {
    var cpuSeconds: UInt64 = 60
    var memoryBytes: UInt64 = 2 << 30
    /// What it may write to standard output; a file of its own may be as large.
    var outputBytes = ReaderLimits.articleBytes
    var openFiles: UInt64 = 64
    var seconds = 120
  }

  /// How a run ended.
  enum Outcome {
    /// The exit status, or 128 and the number of the signal that ended it.
    case ended(status: Int32, output: [UInt8], errors: [UInt8])
    case overLimit
    /// There is no such program, or it cannot be run.
    case notFound
    /// The system does not let it be run, for this reason.
    case notStarted(String)
  }

  /// How much of what it writes to standard error is kept.
  static let errorBytes = 2_048

  /// Runs a program to its end; the first of the arguments is its name, looked for on the PATH.
  static func run(_ arguments: [String], _ limits: Limits = Limits()) -> Outcome {
    guard let name = arguments.first, let path = path(of: name) else { return .notFound }
    guard let output = OutputPipe(), let errors = OutputPipe() else {
      return .notStarted(reason(errno))
    }
    let process = start(path, arguments, limits, output, errors)
    guard process > 0 else {
      return process == -ENOENT || process == -EACCES ? .notFound : .notStarted(reason(-process))
    }
    output.closeWriting()
    errors.closeWriting()
    let isWithinLimits = collect(output, errors, of: process, limits)
    // Whatever it started goes with it.
    cspawn_kill(process)
    if isWithinLimits { output.readAvailable(upTo: limits.outputBytes) }
    let status = cspawn_collect(process)
    let wasStopped = [SIGXCPU, SIGXFSZ, SIGKILL].contains { status == 128 + $0 }
    guard isWithinLimits && !wasStopped && output.bytes.count <= limits.outputBytes else {
      return .overLimit
    }
    return .ended(status: status, output: output.bytes, errors: errors.bytes)
  }

  /// Reads what the program writes until it has ended.
  ///
  /// - Returns: True if it kept to the limits.
  private static func collect(
    _ output: OutputPipe, _ errors: OutputPipe, of process: pid_t, _ limits: Limits
  ) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(limits.seconds)
    // A program of its own making can hold the pipes open for longer than it lives itself.
    while cspawn_has_ended(process) == 0 {
      guard clock.now < deadline else { return false }
      var waiting = [output, errors].filter { !$0.isAtEnd }
        .map { pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0) }
      // Without pipes to wait for, a look at the program now and then.
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
    _ path: String, _ arguments: [String], _ limits: Limits, _ output: OutputPipe,
    _ errors: OutputPipe
  ) -> pid_t {
    withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        path.withCString { program in
          var request = cspawn_request(
            program: program, arguments: arguments, environment: environment,
            output: output.writing, errors: errors.writing, cpu_seconds: limits.cpuSeconds,
            memory_bytes: limits.memoryBytes, file_bytes: UInt64(limits.outputBytes),
            open_files: limits.openFiles)
          return cspawn(&request)
        }
      }
    }
  }

  /// What a converter sees of the environment: nothing of the person's own.
  private static var environment: [String] {
    [
      "PATH=" + searchPath, "LANG=C.UTF-8", "HOME=/nonexistent",
      "TMPDIR=" + (variable("TMPDIR") ?? "/tmp"),
    ]
  }

  private static var searchPath: String { variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin" }

  /// The file of a program.
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

/// The value of a variable of the environment, if it has one.
func variable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// A pipe, and what came out of it.
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

  /// Reads what is there, without waiting, and keeps up to one byte more than `limit`, which tells
  /// that it was exceeded.
  func readAvailable(upTo limit: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { chunk in
      // A pipe holds less; one that is filled as fast as it is read must not hold us.
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

/// Calls `body` with C strings and a NULL after the last one.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) }
  pointers.append(nil)
  defer { pointers.forEach { free($0) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
