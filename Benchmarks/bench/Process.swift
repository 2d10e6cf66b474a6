import Glibc

/// The cost of one run of a program.
struct Run {
  /// The elapsed time.
  var seconds: Double
  /// The peak memory use.
  var peakMebibytes: Double
}

/// Runs a program to its end, and discards its output.
///
/// - Throws: `BenchError` if the program cannot be started or fails.
func time(_ arguments: [String], input: String? = nil) throws -> Run {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  let clock = ContinuousClock()
  let start = clock.now
  var process = pid_t()
  guard posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ) == 0 else {
    throw BenchError(sentence: "\(arguments[0]) cannot be started")
  }
  var status: Int32 = 0
  var usage = rusage()
  wait4(process, &status, 0, &usage)
  let seconds = (clock.now - start) / .seconds(1)
  guard status == 0 else {
    throw BenchError(sentence: "\(arguments.joined(separator: " ")) failed")
  }
  return Run(seconds: seconds, peakMebibytes: Double(usage.ru_maxrss) / 1_024)
}

/// The reason why a measurement failed.
struct BenchError: Error {
  var sentence: String
}

extension [Double] {
  /// The median; the lower of the two middle values if their number is even.
  var median: Double { sorted()[(count - 1) / 2] }
}
