internal import CLibXML2

extension Format {
  /// RSS, Atom or a WordPress export.
  ///
  /// Any XML is first treated as a feed. The reader then decides by the root element.
  static let feed = Format(
    "xml", title: "RSS and Atom", extensions: ["xml", "rss", "atom", "rdf"],
    isLikely: { starts($0, with: "<") && XMLReader.isXML($0) },
    read: { try XMLReader.read($0.stream, $0.settings, $0.onRecord) })
}

/// Reads XML whose root element shows that it is of a known format.
///
/// The known formats are RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0
/// (https://web.resource.org/rss/1.0/spec), Atom (RFC 4287), exports of WordPress, which extend
/// RSS, and XHTML pages.
///
/// Only the current record is held in memory.
enum XMLReader {
  /// The maximum nesting of elements.
  static let maxNesting = 256

  /// Reads a file.
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: @escaping RecordHandler
  ) throws {
    guard try !stream.peek(1).isEmpty else { throw ReadError.empty }
    let isDecoded = settings.encoding != nil
    let text = isDecoded ? try TextDecoding.utf8(stream, encoding: settings.encoding) : stream
    let read = XMLReading(text, handle)
    var fault = clibxml2_fault()
    let result = withExtendedLifetime(read) {
      clibxml2_read_xml(
        { context, bytes, count in reading(context)?.give(bytes, count) ?? 0 },
        isDecoded ? "UTF-8" : nil, handler, Unmanaged.passUnretained(read).toOpaque(), &fault)
    }
    if read.isPage { return try readPage(read.allBytes(), handle) }
    if let error = read.error { throw error }
    switch result {
    case CLIBXML2_OK: if read.count == 0 { throw ReadError.empty }
    case CLIBXML2_NOT_INSTALLED: throw ReadError.libraryMissing("libxml2")
    case CLIBXML2_STOPPED: throw ReadError.tooComplex
    default: throw ReadError.invalidXML(detail: detail(of: fault))
    }
  }

  /// True if `head`, which starts with a tag, is XML and not an HTML page.
  static func isXML(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(1_024), as: UTF8.self)
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    if text.hasPrefix("<?xml") { return !text.contains("<html") }
    return ["<rss", "<feed", "<rdf:rdf"].contains { text.hasPrefix($0) }
  }

  private static func readPage(_ bytes: [UInt8], _ handle: RecordHandler) throws {
    try handle(
      FileRecord(bytes: bytes.count) { () throws(ReadError) in
        let draft = try HTMLReader.read(bytes)
        guard draft.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        return draft
      })
  }

  private static func detail(of fault: clibxml2_fault) -> String {
    var message = withUnsafeBytes(of: fault.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    // The most frequent error, in plain words.
    if message.hasPrefix("xmlParseEntityRef: no name") || message.hasPrefix("EntityRef: expecting")
    {
      message = "an ampersand that is not &amp;"
    }
    return fault.line > 0 ? "line \(fault.line): \(message)" : message
  }

  private static var handler: clibxml2_handler {
    clibxml2_handler(
      start: { context, name, prefix, uri in
        reading(context)?.start(name, prefix: prefix, uri: uri) == true ? 0 : 1
      },
      attribute: { context, name, value, count in
        guard let name else { return }
        reading(context)?.addAttribute(
          String(cString: name), UnsafeRawBufferPointer(start: value, count: count))
      },
      text: { context, text, count in
        reading(context)?.addText(UnsafeRawBufferPointer(start: text, count: count))
      },
      end: { context in reading(context)?.end() == true ? 0 : 1 })
  }
}

private func reading(_ context: UnsafeMutableRawPointer?) -> XMLReading? {
  context.map { Unmanaged<XMLReading>.fromOpaque($0).takeUnretainedValue() }
}
