internal import Glibc

/// A list of paths, as other programs write it.
struct PathList {
  private(set) var paths: [String] = []

  /// Reads the list in the file at `path`, or on standard input for `-`; `separator` is behind each
  /// path: a line end, or NUL.
  init(path: String, partedBy separator: UInt8) throws(CommandError) {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { if descriptor > 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw Self.unreadable(path)
      }
      bytes += buffer[..<count]
    }
    try self.init(bytes, partedBy: separator)
  }

  init(_ bytes: [UInt8], partedBy separator: UInt8) throws(CommandError) {
    for (index, bytes) in bytes.split(separator: separator).enumerated() {
      var bytes = bytes
      // As editors on Windows write lines.
      if separator == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
      guard !bytes.isEmpty else { continue }
      guard let path = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw CommandError(
          sentence: "the list of files has a name that is not UTF-8: number \(grouped(index + 1))")
      }
      paths.append(path)
    }
  }

  private static func unreadable(_ path: String) -> CommandError {
    CommandError(sentence: "\(printable(path)) cannot be read: \(String(cString: strerror(errno)))")
  }
}
