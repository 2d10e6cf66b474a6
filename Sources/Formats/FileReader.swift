/// Finds the records in a file of any format, including those inside containers.
package struct FileReader {
  private let settings: ReaderSettings
  private let onRecord: RecordHandler
  private let onSkipped: (_ member: String) throws -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - settings: The settings for finding the articles if the files themselves do not say how.
  ///   - onRecord: Called with each record, in order.
  ///   - onSkipped: Called with each member of a container whose format is not known.
  package init(
    settings: ReaderSettings, onRecord: @escaping RecordHandler,
    onSkipped: @escaping (_ member: String) throws -> Void = { _ in }
  ) {
    self.settings = settings
    self.onRecord = onRecord
    self.onSkipped = onSkipped
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - location: The name by whose extension the format is recognized.
  ///   - path: The path of the file; `-` is standard input, and nil means bytes without a file.
  ///   - stream: The bytes.
  /// - Throws: `ReadError`, if the file cannot be read to its end.
  package func read(location: String, path: String? = nil, _ stream: ByteStream) throws {
    try Source(
      stream: stream, name: location, path: path == "-" ? nil : path, settings: settings,
      handler: onRecord, onSkipped: onSkipped
    ).readRecords()
  }
}
