internal import Glibc

/// Services for readers in a process that may neither open files nor start programs.
///
/// In such a process, these functions ask the process that started it.
package struct ReaderServices: Sendable {
  /// Creates a temporary file whose name ends with `ending`.
  package var makeTemporaryFile: @Sendable (_ ending: String) throws(ReadError) -> TemporaryFile
  /// Deletes a temporary file.
  package var removeTemporaryFile: @Sendable (_ path: String) -> Void
  /// Converts the document at `path` with the program that is configured for its kind.
  package var convert:
    @Sendable (_ kind: String, _ path: String) throws(ReadError) -> ConvertedDocument

  /// Creates services.
  package init(
    makeTemporaryFile: @escaping @Sendable (_ ending: String) throws(ReadError) -> TemporaryFile,
    removeTemporaryFile: @escaping @Sendable (_ path: String) -> Void,
    convert: @escaping @Sendable (String, String) throws(ReadError) -> ConvertedDocument
  ) {
    self.makeTemporaryFile = makeTemporaryFile
    self.removeTemporaryFile = removeTemporaryFile
    self.convert = convert
  }

  /// The services of this process itself.
  package static let own = ReaderServices(
    makeTemporaryFile: { ending throws(ReadError) in try TemporaryFile(ending: ending) },
    removeTemporaryFile: { unlink($0) },
    convert: { kind, path throws(ReadError) in try Converter.convert(kind, path) })
}
