internal import Glibc

/// A document that other programs read: a file of its own, or one that is made of what a container
/// or standard input has, and removed when the document is done with.
final class ConvertedDocument: Sendable {
  /// Where it is, from the root.
  let path: String
  let format: SourceFormat
  /// Its size in bytes.
  let size: Int
  private let isTemporary: Bool

  /// Creates a document of the file at `path`, or of the bytes in `stream` where there is no file.
  init(_ stream: ByteStream, path: String?, _ format: SourceFormat) throws(ReaderError) {
    self.format = format
    if let path {
      // The programs run in another folder, and take what begins with a dash for an option.
      guard let whole = realpath(path, nil) else {
        throw .unreadable(String(cString: strerror(errno)))
      }
      defer { free(whole) }
      self.path = String(cString: whole)
      var status = stat()
      size = stat(whole, &status) == 0 ? Int(status.st_size) : 0
      isTemporary = false
    } else {
      (self.path, size) = try Self.write(stream, ending: "." + format.rawValue)
      isTemporary = true
    }
  }

  deinit { if isTemporary { unlink(path) } }

  private static func write(
    _ stream: ByteStream, ending: String
  ) throws(ReaderError) -> (path: String, size: Int) {
    let folder = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = (folder + "/pressmark-XXXXXX" + ending).utf8CString
    let descriptor = template.withUnsafeMutableBufferPointer { name in
      name.baseAddress.map { mkstemps($0, Int32(ending.utf8.count)) } ?? -1
    }
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let path = template.withUnsafeBufferPointer { name in
      name.baseAddress.map { String(cString: $0) } ?? ""
    }
    do throws(ReaderError) {
      return (path, try copy(stream, to: descriptor))
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Writes all there is; says how many bytes.
  private static func copy(
    _ stream: ByteStream, to descriptor: Int32
  ) throws(ReaderError) -> Int {
    var bytes: [UInt8] = []
    var total = 0
    while try stream.read(into: &bytes) {
      total += bytes.count
      guard total <= ReaderLimits.convertedBytes else {
        throw .tooLarge(limit: ReaderLimits.convertedBytes)
      }
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { bytes in
          Glibc.write(
            descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]).baseAddress,
            bytes.count - written)
        }
        guard count > 0 || errno == EINTR else {
          throw .unreadable(String(cString: strerror(errno)))
        }
        written += max(0, count)
      }
      bytes.removeAll(keepingCapacity: true)
    }
    return total
  }
}
