internal import Glibc

/// An empty temporary file that is open for writing.
package struct TemporaryFile {
  /// The absolute path.
  package var path: String
  /// The file descriptor, which whoever receives the file closes.
  package var descriptor: Int32

  /// Creates a value for a file that is open.
  package init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Creates a file whose name ends with `ending`, in the folder of temporary files.
  package init(ending: String) throws(ReadError) {
    let folder = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    // mkstemps(3) replaces the six X characters.
    var template = (folder + "/pressmark-XXXXXX" + ending).utf8CString
    descriptor = template.withUnsafeMutableBufferPointer { name in
      name.baseAddress.map { mkstemps($0, Int32(ending.utf8.count)) } ?? -1
    }
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    path = template.withUnsafeBufferPointer { name in
      name.baseAddress.map { String(cString: $0) } ?? ""
    }
  }
}

/// A temporary file with a stream's bytes, for programs and libraries that can read only files.
///
/// The file is deleted with this object.
package final class TemporaryCopy: Sendable {
  /// The absolute path.
  package let path: String
  let size: Int
  private let services: ReaderServices

  /// Writes all of `stream`, at most `limit` bytes, to a file whose name ends with `ending`.
  init(
    of stream: ByteStream, ending: String = "", limit: Int, _ services: ReaderServices = .own
  ) throws(ReadError) {
    let file = try services.makeTemporaryFile(ending)
    defer { close(file.descriptor) }
    path = file.path
    self.services = services
    do throws(ReadError) {
      size = try Self.copy(stream, to: file.descriptor, limit)
    } catch {
      services.removeTemporaryFile(file.path)
      throw error
    }
  }

  deinit { services.removeTemporaryFile(path) }

  /// Copies all bytes, and returns their number.
  static func copy(
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
