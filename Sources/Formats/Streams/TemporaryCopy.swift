internal import Glibc

/// A file with a stream's bytes, for libraries that can read only files.
///
/// The file is deleted with this object.
final class TemporaryCopy: Sendable {
  /// The absolute path.
  let path: String
  let size: Int

  /// Writes all of `stream`, at most `limit` bytes, to a file whose name ends with `ending`.
  init(of stream: ByteStream, ending: String = "", limit: Int) throws(ReadError) {
    (path, size) = try Self.write(stream, ending, limit)
  }

  deinit { unlink(path) }

  private static func write(
    _ stream: ByteStream, _ ending: String, _ limit: Int
  ) throws(ReadError) -> (path: String, size: Int) {
    let folder = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    // mkstemps(3) replaces the six X characters.
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

  /// Copies all bytes, and returns their number.
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
