internal import Glibc
internal import Output

/// Reads a file that a person names, or standard input for `-`.
func readFile(_ path: String) throws(CommandError) -> [UInt8] {
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
  }
}

private func unreadableFile(_ path: String) -> CommandError {
  CommandError(sentence: "\(printable(path)) cannot be read: \(String(cString: strerror(errno)))")
}
