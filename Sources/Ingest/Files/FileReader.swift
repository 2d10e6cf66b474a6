/// Finds the records of a file, whatever its format, and of what is inside of it.
struct FileReader {
  /// How deep containers are opened: a tar in a gzip in a zip.
  static let deepestContainer = 4

  let settings: ReaderSettings
  /// Called with each record, in order.
  let onRecord: RecordHandler
  /// Called with each member of a container that is of no known format.
  let onSkipped: (_ member: String) throws -> Void

  /// Reads the file at `path`, whose bytes are in `stream`; `location` has its name.
  ///
  /// - Throws: `ReaderError`, if the file cannot be read, or not to its end.
  func read(location: String, path: String, _ stream: ByteStream) throws {
    try read(stream, name: location, path: path == "-" ? nil : path, member: "", depth: 0)
  }

  private func read(
    _ stream: ByteStream, name: String, path: String?, member: String, depth: Int
  ) throws {
    let handle: RecordHandler = { record in
      var record = record
      record.member = member
      try onRecord(record)
    }
    let head = try Array(stream.peek(4_096))
    let format = SourceFormat.of(name: name, head: head)
    switch format {
    case .plainText, .markdown, .html: try readWhole(stream, format, handle)
    case .json: try JSONReader.read(text(stream), settings, handle)
    case .jsonLines: try JSONLinesReader.read(text(stream), settings, handle)
    case .commaSeparated:
      try SeparatedValuesReader.read(
        text(stream), separator: UInt8(ascii: ","), settings, handle)
    case .tabSeparated:
      try SeparatedValuesReader.read(
        text(stream), separator: UInt8(ascii: "\t"), settings, handle)
    case .xml: try XMLReader.read(stream, settings, handle)
    case .mailbox, .mail: try MailboxReader.read(stream, settings, handle)
    case .warc: try WARCReader.read(stream, settings, handle)
    case .sqlite: try DatabaseReader.read(stream, path: path, settings, handle)
    case .pdf, .docx, .odt, .epub:
      let document = try ConvertedDocument(stream, path: path, format)
      try handle(
        FileRecord(bytes: document.size) { () throws(ReaderError) in
          try Converter.draft(of: document)
        })
    case .container: try readContainer(stream, name: name, member: member, depth: depth)
    }
  }

  private func text(_ stream: ByteStream) throws(ReaderError) -> ByteStream {
    try TextDecoding.utf8(stream, encoding: settings.encoding)
  }

  /// Reads a file that is one article.
  private func readWhole(
    _ stream: ByteStream, _ format: SourceFormat, _ handle: RecordHandler
  ) throws {
    let bytes = try stream.readAll()
    let settings = settings
    try handle(
      FileRecord(bytes: bytes.count) { () throws(ReaderError) in
        let draft = try Self.draft(of: bytes, format, settings)
        // Titles alone are for records: a file without text is an oversight.
        guard draft.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        return draft
      })
  }

  private static func draft(
    of bytes: [UInt8], _ format: SourceFormat, _ settings: ReaderSettings
  ) throws(ReaderError) -> ArticleDraft {
    do throws(ReaderError) {
      switch format {
      case .html: return try HTMLReader.read(bytes, encoding: settings.encoding)
      case .markdown:
        return try MarkdownReader.read(
          TextDecoding.text(of: bytes, encoding: settings.encoding), names: settings.fieldNames)
      default:
        return PlainTextReader.read(
          try TextDecoding.text(of: bytes, encoding: settings.encoding),
          names: settings.fieldNames)
      }
    } catch {
      throw error == .noText ? .empty : error
    }
  }

  private func readContainer(
    _ stream: ByteStream, name: String, member: String, depth: Int
  ) throws {
    guard depth < Self.deepestContainer else { throw ReaderError.tooComplex }
    func place(_ inner: String?) -> String { inner.map { member + "/" + $0 } ?? member }
    try ContainerReader.read(stream) { inner, stream in
      if let inner, !isWanted(inner) { return try onSkipped(place(inner)) }
      try read(
        stream, name: inner ?? SourceFormat.withoutCompression(name), path: nil,
        member: place(inner), depth: depth + 1)
    } failed: { inner, error in
      // One member that cannot be read does not keep the others from being read.
      try onRecord(
        FileRecord(member: place(inner), bytes: 0) { () throws(ReaderError) in throw error })
    }
  }

  /// Whether a member of a container is read: one of a known format, and neither hidden nor a README,
  /// as in a folder.
  private func isWanted(_ member: String) -> Bool {
    let parts = member.split(separator: "/")
    let isReadme = parts.last?.split(separator: ".").first?.lowercased() == "readme"
    return SourceFormat(path: member) != nil && !isReadme && !parts.contains { $0.first == "." }
  }
}
