internal import Glibc

/// A stream's bytes in a file, for what can read files only; gone when it is let go of.
final class TemporaryCopy: Sendable {
  /// Where it is, from the root.
  let path: String
  /// Its size in bytes.
  let size: Int

  /// Writes all of `stream`, which may have up to `limit` bytes, to a file whose name ends so.
  init(of stream: ByteStream, ending: String = "", limit: Int) throws(ReadError) {
    (path, size) = try Self.write(stream, ending, limit)
  }

  deinit { unlink(path) }

  private static func write(
    _ stream: ByteStream, _ ending: String, _ limit: Int
  ) throws(ReadError) -> (path: String, size: Int) {
    let folder = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    // mkstemps(3) puts other characters in the place of the six.
    var template = (folder + "/pressmark-XXXXXX" + ending).utf8CString
    let descriptor = template.withUnsafeMutableBufferPointer { name in
      name.baseAddress.map { mkstemps($0, Int32(ending.utf8.count)) } ?? -1
    }
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let path = template.withUnsafeBufferPointer { name in
      name.baseAddress.map { String(cString: $0) } ?? ""
    }
    do throws(ReadError) {
      return (path, try copy(stream, to: descriptor, limit))
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Writes all there is; says how many bytes.
  private static func copy(
    _ stream: ByteStream, to descriptor: Int32, _ limit: Int
  ) throws(ReadError) -> Int {
    var bytes: [UInt8] = []
    var total = 0
    while try stream.read(into: &bytes) {
      total += bytes.count
      guard total <= limit else { throw .tooLarge(limit: limit) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 || errno == EINTR else {
          throw .unreadable(String(cString: strerror(errno)))
        }
        rest = rest.dropFirst(max(0, count))
      }
      bytes.removeAll(keepingCapacity: true)
    }
    return total
  }
}
