internal import Glibc

/// A document that other programs read: a file of its own, or a copy of what a container or standard
/// input has, which is gone when the document is done with.
final class ConvertedDocument: Sendable {
  /// Where it is, from the root.
  let path: String
  /// The kind of document, as a list of converters names it.
  let kind: String
  /// Its size in bytes.
  let size: Int
  private let copy: TemporaryCopy?

  /// Creates a document of the file at `path`, or of the bytes in `stream` where there is no file.
  init(_ stream: ByteStream, path: String?, kind: String) throws(ReadError) {
    self.kind = kind
    if let path {
      // The programs run in another folder, and take what begins with a dash for an option.
      guard let whole = realpath(path, nil) else {
        throw .unreadable(String(cString: strerror(errno)))
      }
      defer { free(whole) }
      self.path = String(cString: whole)
      var status = stat()
      size = stat(whole, &status) == 0 ? Int(status.st_size) : 0
      copy = nil
    } else {
      let copy = try TemporaryCopy(
        of: stream, ending: "." + kind, limit: ReaderLimits.convertedBytes)
      (self.path, size) = (copy.path, copy.size)
      self.copy = copy
    }
  }
}
