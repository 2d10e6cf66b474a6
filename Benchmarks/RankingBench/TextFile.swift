internal import Glibc

/// Reads text files without Foundation.
enum TextFile {
  struct Unreadable: Error {
    var path: String
  }

  /// Returns the lines of a file that are not empty.
  static func lines(_ path: String) throws -> [String] {
    guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = getc(file)
      if byte == EOF { break }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
