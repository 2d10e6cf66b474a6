internal import Glibc

/// A document that an external program reads.
///
/// The document is a file of its own, or a temporary copy of standard input or of a container's
/// member. A temporary copy is deleted with this object.
final class DocumentFile: Sendable {
  /// The path; that of a copy is absolute.
  let path: String
  /// The kind of document, as named in the list of converters.
  let kind: String
  let size: Int
  private let copy: TemporaryCopy?

  /// Creates a document from the file at `path`, or from a copy of `stream` if there is no file.
  init(
    _ stream: ByteStream, path: String?, kind: String, _ services: ReaderServices = .own
  ) throws(ReadError) {
    self.kind = kind
    if let path {
      self.path = path
      var status = stat()
      size = stat(path, &status) == 0 ? Int(status.st_size) : 0
      copy = nil
    } else {
      let copy = try TemporaryCopy(
        of: stream, ending: "." + kind, limit: ReaderLimits.convertedBytes, services)
      (self.path, size) = (copy.path, copy.size)
      self.copy = copy
    }
  }
}
