extension Format {
  /// RSS, Atom or a WordPress export.
  ///
  /// Any XML is first treated as a feed. The reader then decides by the root element.
  static let feed = Format(
    "xml", title: "RSS and Atom",
    extensions: ["xml", "rss", "atom", "rdf", "nitf", "nxml", "tei", "enex", "opml", "mets"],
    isLikely: { starts($0, with: "<") && XMLReader.isXML($0) },
    isCertain: { starts($0, with: "<") && XMLReader.isFeed($0) },
    read: { try XMLReader.read($0.stream, $0.settings, $0.onRecord) })
}

/// Reads XML whose root element shows that it is of a known format.
///
/// The known formats are RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0
/// (https://web.resource.org/rss/1.0/spec), Atom (RFC 4287), CDF
/// (https://www.w3.org/TR/NOTE-CDFsubmit.html), exports of WordPress, which extend RSS, XHTML pages,
/// and those of `XMLKind`.
///
/// Only the current record is held in memory.
enum XMLReader {
  /// The maximum nesting of elements.
  static let maxNesting = 256

  /// The number of bytes in which the root element must start if it is the root of a page.
  private static let headBytes = 1 << 20

  /// Reads a file.
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: @escaping RecordHandler
  ) throws {
    let head = try stream.peek(headBytes)
    guard !head.isEmpty else { throw ReadError.empty }
    let encoding = try XMLEncoding(
      of: head.prefix(TextDecoding.headBytes), isCut: head.count >= TextDecoding.headBytes,
      named: settings.encoding)
    let start = try tokens(ByteStream(Array(head)), encoding)
    if XMLReading.rootName(start) == "html" { return try readPage(stream.readAll(), handle) }
    var reading = XMLReading(try tokens(stream, encoding), handle)
    do {
      try reading.read()
    } catch ReadError.noArticles {
      try handle(FileRecord(bytes: 0) { () throws(ReadError) in throw .noArticles })
    }
  }

  private static func tokens(
    _ stream: ByteStream, _ found: XMLEncoding
  ) throws(ReadError) -> XMLTokenizer {
    let encoding = found.encoding
    if found.isOpen {
      return XMLTokenizer(try TextDecoding.utf8(stream, encoding: nil))
    }
    var tokens = XMLTokenizer(
      try TextDecoding.utf8(
        stream, in: encoding, encoding.declared == nil ? .replaced : encoding.faults),
      isConverted: !encoding.isUTF8)
    if found.isDetected { tokens.text.note(.wrongEncoding) }
    return tokens
  }

  /// True if `head`, which starts with a tag, is XML and not an HTML page.
  static func isXML(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(1_024), as: UTF8.self)
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    if text.hasPrefix("<?xml") { return !text.contains("<html") }
    return ["<rss", "<feed", "<entry", "<rdf:rdf", "<channel"].contains { text.hasPrefix($0) }
  }

  /// True if `head` has the root element of a feed.
  static func isFeed(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(2_048), as: UTF8.self)
    return ["<rss", "<rdf:RDF", "<feed", "<channel", "<CHANNEL"].contains { text.contains($0) }
  }

  private static func readPage(_ bytes: [UInt8], _ handle: RecordHandler) throws {
    try handle(
      FileRecord(bytes: bytes.count) { () throws(ReadError) in
        try HTMLReader.article(bytes)
      })
  }
}
