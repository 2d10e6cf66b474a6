internal import Archive
internal import Glibc
internal import Output

/// Standard output, written in large pieces.
struct StandardOutput {
  private var buffer: [UInt8] = []

  /// Writes a whole text at once.
  static func print(_ text: String) {
    var output = StandardOutput()
    output.write(text.utf8)
    output.flush()
  }

  mutating func write(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { flush() }
  }

  /// Writes the collected output.
  ///
  /// If the pipe is closed, the reader has seen enough, and the process ends quietly, as a success.
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

/// Writes to standard error; if that fails, there is no other way to report it.
///
/// On a terminal, long lines are broken between words.
func writeToStandardError(_ text: String) {
  var text = text
  // Lines with CR are a progress bar.
  if isatty(2) == 1, !text.utf8.contains(0x0D) {
    let console = Console(
      width: Console.requestedWidth ?? Console.width(of: 2), usesColor: false)
    text = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { broken($0, for: console) }.joined(separator: "\n")
  }
  _ = writeAll(Array(text.utf8), to: 2)
}

/// Returns a line of a message, broken for a terminal.
///
/// An indented line is part of a query above marks, which must not be broken, or a hint. The
/// command of a long hint has a line of its own, so that it can be copied.
private func broken(_ line: Substring, for console: Console) -> String {
  guard line.hasPrefix(" ") else { return console.lines(of: String(line)).joined(separator: "\n") }
  guard DisplayWidth.columns(of: String(line)) > console.width ?? .max,
    let start = line.firstRange(of: ": search ")?.lowerBound
  else { return String(line) }
  return String(line[...start]) + "\n   " + line[line.index(after: start)...]
}

/// Reads a file that a person names, or standard input for `-`.
///
/// Stops soon after `limit` bytes, so that an endless file does not fill the memory.
func readFile(_ path: String, atMost limit: Int = .max) throws(CommandError) -> [UInt8] {
  let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw unreadableFile(path) }
  defer { if descriptor > 0 { close(descriptor) } }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count == 0 { return bytes }
    guard count > 0 else {
      if errno == EINTR { continue }
      throw unreadableFile(path)
    }
    bytes += buffer[..<count]
    if bytes.count > limit { return bytes }
  }
}

private func unreadableFile(_ path: String) -> CommandError {
  CommandError(sentence: "\(printable(path)) cannot be read: \(String(cString: strerror(errno)))")
}

/// The absolute path of the current folder; `.` if it cannot be found.
func currentFolder() -> String {
  guard let path = getcwd(nil, 0) else { return "." }
  defer { free(path) }
  return String(cString: path)
}
