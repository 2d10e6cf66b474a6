/// A list of paths, as other programs write it.
struct PathList {
  private(set) var paths: [String] = []

  /// Reads the list in the file at `path`, or on standard input for `-`; `separator` is behind each
  /// path: a line end, or NUL.
  init(path: String, partedBy separator: UInt8) throws(CommandError) {
    try self.init(bytesOfFile(path), partedBy: separator)
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
}
