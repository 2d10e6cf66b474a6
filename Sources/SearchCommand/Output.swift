internal import Glibc

/// Standard output, written in large pieces.
struct Output {
  private var buffer: [UInt8] = []

  mutating func writeLine(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(0x0A)
    flushIfLarge()
  }

  /// Writes what has been collected, once that is worth a call.
  mutating func flushIfLarge() {
    if buffer.count >= 1 << 16 { flush() }
  }

  mutating func write(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

  /// Writes what has been collected.
  ///
  /// A closed pipe is a reader that has seen enough: the process ends quietly, as a success.
  mutating func flush() {
    switch writeAll(buffer, to: 1) {
    case 0: buffer.removeAll(keepingCapacity: true)
    case EPIPE: exit(0)
    case let code:
      printError("standard output cannot be written: \(String(cString: strerror(code)))")
      exit(2)
    }
  }
}

/// Writes a line to standard error, in the form `search: sentence`.
func printError(_ sentence: String) { writeToStandardError("search: \(sentence)\n") }

/// Writes to standard error; nobody can be told if that fails.
func writeToStandardError(_ text: String) { _ = writeAll(Array(text.utf8), to: 2) }

/// Writes all of the bytes.
///
/// - Returns: 0, or the operating system's error number.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  bytes.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
