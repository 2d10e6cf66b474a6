internal import TextAnalysis

extension Format {
  static let webArchive = Format(
    "warc", title: "WARC", extensions: ["warc"],
    hasSignature: { $0.starts(with: "WARC/1.".utf8) },
    read: { try WARCReader.read($0.stream, $0.settings, $0.onRecord) })
}

/// Reads the pages in a web archive (WARC 1.0 and 1.1, ISO 28500,
/// https://iipc.github.io/warc-specifications/).
///
/// Pages are HTML or plain text, in responses with status 200 or in records of the types `resource`
/// and `conversion`.
enum WARCReader {
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: RecordHandler
  ) throws {
    var records = WARCRecords(stream)
    try read(settings, handle) { () throws(ReadError) in
      try records.next().map { ($0, records.number) }
    } count: {
      records.number
    }
  }

  /// Reads the pages in the records that `next` returns, each with its number.
  static func read(
    _ settings: ReaderSettings, _ handle: RecordHandler,
    next: () throws(ReadError) -> (WARCRecords.Outcome, Int)?, count: () -> Int
  ) throws {
    var isEmpty = true
    while let (outcome, number) = try next() {
      switch outcome {
      case .record(let record):
        let page: WARCPage
        do throws(ReadError) {
          guard let found = try WARCPage(record) else { continue }
          page = found
        } catch {
          try handle(FileRecord(line: number, bytes: 0) { () throws(ReadError) in throw error })
          isEmpty = false
          continue
        }
        try handle(
          FileRecord(line: number, bytes: record.block.count) { () throws(ReadError) in
            try page.draft(settings)
          })
      case .fault(let reason):
        try handle(FileRecord(line: number, bytes: 0) { () throws(ReadError) in throw reason })
      }
      isEmpty = false
    }
    guard isEmpty else { return }
    if count() == 0 { throw ReadError.empty }
    // The archive holds only pictures, say.
    try handle(FileRecord(bytes: 0) { () throws(ReadError) in throw .noArticles })
  }
}

/// A page in a record.
private struct WARCPage: Sendable {
  private var address: String?
  private var bytes: [UInt8]
  /// The HTTP response, if the page came from a server.
  private var response: HTTPResponse?
  private var mediaType: MediaType

  /// Creates the page.
  ///
  /// Returns nil if the record holds no page.
  ///
  /// - Throws: `ReadError.tooLarge` if the page is too large.
  init?(_ record: WARCRecord) throws(ReadError) {
    bytes = record.block
    // Version 1.0 writes the address in angle brackets.
    address = record["warc-target-uri"].map { $0.filter { $0 != "<" && $0 != ">" } }
    mediaType = MediaType(record["content-type"] ?? "")
    switch record["warc-type"]?.lowercased() {
    case "response":
      guard mediaType.name.isEmpty || mediaType.name == "application/http",
        let response = HTTPResponse(bytes[...]), response.status == 200
      else { return nil }
      self.response = response
      mediaType = response.mediaType
      if mediaType.name.isEmpty, response.looksLikePage(bytes) {
        mediaType = MediaType("text/html")
      }
    case "resource", "conversion": break
    default: return nil
    }
    // wget stores its own log and arguments under such addresses.
    if address?.hasPrefix("metadata://") == true { return nil }
    guard ["text/html", "application/xhtml+xml", "text/plain"].contains(mediaType.name),
      // `robots.txt` is for programs, not for readers.
      address?.hasSuffix("/robots.txt") != true
    else { return nil }
    if record.isTooLarge { throw .tooLarge(limit: ReaderLimits.articleBytes) }
  }

  func draft(_ settings: ReaderSettings) throws(ReadError) -> ArticleDraft {
    var body = try response?.body(of: bytes) ?? bytes
    let repair = ZeroBytes.remove(fromFile: &body, encoding: settings.encoding)
    // Valid UTF-8 is read as UTF-8, even if the server names another encoding.
    let isUTF8 = firstInvalidUTF8(in: body) == nil && !body.contains(0x1B)
    let encoding = settings.encoding ?? (isUTF8 ? nil : mediaType["charset"])
    var draft: ArticleDraft
    do throws(ReadError) {
      draft = try read(body, encoding: encoding)
    } catch {
      switch error {
      case .unknownEncoding, .wrongEncoding:
        guard settings.encoding == nil else { throw error }
        draft = try read(body, encoding: nil)
      default: throw error
      }
    }
    guard draft.hasText else { throw .empty }
    draft.notes.repair = repair
    draft.url = address ?? draft.url
    draft.docno = address
    return draft
  }

  private func read(
    _ body: [UInt8], encoding: String?
  ) throws(ReadError) -> ArticleDraft {
    mediaType.name == "text/plain"
      ? PlainTextReader.read(try TextDecoding.text(of: body, encoding: encoding))
      : try HTMLReader.read(body, encoding: encoding)
  }
}
