/// Finds the records in a file of any format, including those inside containers.
package struct FileReader {
  private let settings: ReaderSettings
  private let services: ReaderServices
  private let handlers: ReadHandlers

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - settings: The settings for finding the articles if the files themselves do not say how.
  ///   - services: What the readers cannot do themselves.
  ///   - handlers: Called with what the reader finds.
  package init(
    settings: ReaderSettings, services: ReaderServices = .own, handlers: ReadHandlers
  ) {
    self.settings = settings
    self.services = services
    self.handlers = handlers
  }

  /// Creates a reader that passes on records and skipped members.
  package init(
    settings: ReaderSettings, onRecord: @escaping RecordHandler,
    onSkipped: @escaping (_ member: String) throws -> Void = { _ in }
  ) {
    self.init(
      settings: settings, handlers: ReadHandlers(onRecord: onRecord, onSkipped: onSkipped))
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
      services: services, handlers: handlers
    ).readRecords()
  }
}

extension FileReader {
  /// The maximum size of a file that `needsNoLibrary` can be true for.
  package static let maxPlainBytes = 64 << 10

  /// True if a file with these bytes is read by code of this program alone: a short plain text in
  /// UTF-8 without metadata at its start.
  ///
  /// Such a file cannot crash or stall a library, so it need not be read in another process.
  package static func needsNoLibrary(
    name: String, _ bytes: ArraySlice<UInt8>, _ settings: ReaderSettings
  ) -> Bool {
    guard bytes.count <= maxPlainBytes, settings.encoding == nil,
      Format.of(name: name, head: Array(bytes.prefix(Format.headBytes))) == .plainText,
      let text = String(validating: bytes, as: UTF8.self)
    else { return false }
    // A NUL may belong to UTF-16, and an escape to ISO-2022.
    return !FrontMatter.hasMark(text)
      && [0, 0x1B].allSatisfy { bytes.firstBytes(of: CollectionOfOne($0)) == nil }
  }
}

/// Closures that a reader calls with what it finds, in the order of the file.
package struct ReadHandlers {
  /// Called with each record.
  package var onRecord: RecordHandler
  /// Called with each member of a container whose format is not known.
  package var onSkipped: (_ member: String) throws -> Void
  /// Called before each member of a container; returns false to leave the member out.
  package var onMember: (_ member: String) throws -> Bool
  /// Called after each member of a container, and after its failure has been passed on as a record.
  package var onMemberEnd: () throws -> Void
  /// Called instead of reading a database here; nil to read databases here.
  ///
  /// A database in a container is a temporary copy.
  package var onDatabase:
    ((_ path: String, _ member: String, _ copy: TemporaryCopy?) throws -> Void)?

  /// Creates handlers.
  package init(
    onRecord: @escaping RecordHandler,
    onSkipped: @escaping (_ member: String) throws -> Void = { _ in },
    onMember: @escaping (_ member: String) throws -> Bool = { _ in true },
    onMemberEnd: @escaping () throws -> Void = {},
    onDatabase: ((String, String, TemporaryCopy?) throws -> Void)? = nil
  ) {
    self.onRecord = onRecord
    self.onSkipped = onSkipped
    self.onMember = onMember
    self.onMemberEnd = onMemberEnd
    self.onDatabase = onDatabase
  }
}
