internal import Glibc

/// A stream's bytes in a file, for what can read files only; gone when it is let go of.
final class TemporaryCopy {
  /// Larger ones are not made.
  static let limit = 1 << 30

  /// Where it is.
  let path: String

  /// Writes all of `stream`.
  init(of stream: ByteStream) throws(ReaderError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array((folder + "/pressmark-XXXXXX").utf8CString)
    let descriptor = mkstemp(&name)
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { throw .unreadable("no file can be made in \(folder)") }
    defer { close(descriptor) }
    do throws(ReaderError) {
      var count = 0
      var bytes: [UInt8] = []
      while try stream.read(into: &bytes) {
        count += bytes.count
        if count > Self.limit { throw .tooLarge(limit: Self.limit) }
        try Self.write(bytes, to: descriptor)
        bytes.removeAll(keepingCapacity: true)
      }
    } catch {
      // What is not made whole is not let go of.
      unlink(path)
      throw error
    }
  }

  deinit { unlink(path) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(ReaderError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .unreadable(String(cString: strerror(errno))) }
      rest = rest.dropFirst(written)
    }
  }
}
