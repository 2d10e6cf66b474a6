internal import Glibc

/// A temporary file with the bytes of a container that cannot be read in order.
final class ContainerFile {
  /// The file, open at its start.
  let descriptor: Int32
  private let path: String
  private let services: ReaderServices

  /// Writes the rest of `stream` to a temporary file.
  init(of stream: ByteStream, _ services: ReaderServices) throws(ReadError) {
    let file = try services.makeTemporaryFile("")
    (descriptor, path) = (file.descriptor, file.path)
    self.services = services
    // An object that cannot be created is still destroyed, which closes and deletes the file.
    _ = try TemporaryCopy.copy(stream, to: descriptor, ReaderLimits.databaseBytes)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .unreadable(String(cString: strerror(errno)))
    }
  }

  deinit {
    close(descriptor)
    services.removeTemporaryFile(path)
  }
}
