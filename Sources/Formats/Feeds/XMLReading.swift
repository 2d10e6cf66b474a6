/// The state of reading one XML document.
final class XMLReading {
  /// The error that stopped the reading; nil if the parser itself reports the error.
  private(set) var error: (any Error)?
  /// True if the document is an HTML page.
  private(set) var isPage = false
  /// The number of records so far.
  private(set) var count = 0

  private let stream: ByteStream
  private let handle: RecordHandler
  private var buffer: [UInt8] = []
  private var position = 0
  private var hasBegun = false
  /// The bytes up to the root element, so that another reader can start from them.
  private var beginning: [UInt8] = []
  private var names = XMLNames()
  /// The names of the open elements, except those inside the element that is being collected.
  private var open: [String] = []
  private var feed = Feed()
  /// The record, or the element with metadata of the whole feed, that is being collected.
  private var collected: MarkupNodes?
  private var collectedBytes = 0
  /// The reason why the current record is discarded; nil if it is not discarded.
  private var problem: ReadError?
  private var isRecord = false

  init(_ stream: ByteStream, _ handle: @escaping RecordHandler) {
    self.stream = stream
    self.handle = handle
  }

  /// Passes bytes to the parser: as many as the parser asks for, unless the document ends first.
  ///
  /// With fewer bytes, libxml2 does not look ahead far enough.
  func give(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
    guard let bytes, error == nil else { return 0 }
    let target = UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
    var given = 0
    while given < target.count, more() {
      let piece = buffer[position...].prefix(target.count - given)
      UnsafeMutableRawBufferPointer(rebasing: target[given...]).copyBytes(from: piece)
      position = piece.endIndex
      given += piece.count
    }
    if open.isEmpty && beginning.count < Self.maxBeginningBytes {
      beginning += UnsafeRawBufferPointer(rebasing: target[..<given])
    }
    return Int32(given)
  }

  /// Makes sure that the buffer holds unread bytes.
  ///
  /// Returns false at the end of the stream.
  private func more() -> Bool {
    while position == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      position = 0
      do {
        guard try stream.read(into: &buffer) else { return false }
      } catch {
        self.error = error
        return false
      }
      // White space before the XML declaration is not allowed, but many feeds have it.
      if !hasBegun { position = buffer.firstIndex { $0 > 0x20 } ?? buffer.count }
      hasBegun = hasBegun || position < buffer.count
    }
    return true
  }

  /// Returns all bytes of the document, including those already read.
  func allBytes() throws(ReadError) -> [UInt8] {
    var bytes = beginning + buffer[position...]
    while try stream.read(into: &bytes) {
      if bytes.count > ReaderLimits.articleBytes {
        throw .tooLarge(limit: ReaderLimits.articleBytes)
      }
    }
    return bytes
  }

  /// Starts an element.
  ///
  /// Returns false to stop the parser.
  func start(
    _ name: UnsafePointer<CChar>?, prefix: UnsafePointer<CChar>?, uri: UnsafePointer<CChar>?
  ) -> Bool {
    guard let name = names.name(name, prefix: prefix, uri: uri),
      open.count + (collected?.depth ?? 0) < XMLReader.maxNesting
    else { return stop(ReadError.tooComplex) }
    if collected != nil {
      if problem == nil { collected?.start(name) } else { skippedDepth += 1 }
      if collected?.isTooLarge == true { giveUp(.tooComplex) }
      return skippedDepth < XMLReader.maxNesting || stop(ReadError.tooComplex)
    }
    if open.isEmpty, !isKnownRoot(name) { return false }
    let parent = open.last ?? ""
    isRecord = Feed.isRecord(name, in: parent)
    if isRecord || Feed.isContainer(parent) && !Feed.isContainer(name) {
      collected = MarkupNodes()
      collected?.start(name)
      collectedBytes = 0
    } else {
      open.append(name)
    }
    return true
  }

  func addAttribute(_ name: String, _ value: UnsafeRawBufferPointer) {
    let name = name.lowercased()
    guard Self.wantedAttributes.contains(name) else { return }
    let value = String(decoding: value, as: UTF8.self)
    if collected != nil {
      // Only `addText` checks the size, because attributes are short.
      guard problem == nil, skippedDepth == 0 else { return }
      collectedBytes += value.utf8.count
      collected?.addAttribute(name, value)
    } else if name == "lang" {
      feed.language = value
    }
  }

  func addText(_ text: UnsafeRawBufferPointer) {
    guard collected != nil, problem == nil else { return }
    collectedBytes += text.count
    if collectedBytes > (isRecord ? ReaderLimits.articleBytes : Self.maxHeaderBytes) {
      return giveUp(.tooLarge(limit: ReaderLimits.articleBytes))
    }
    collected?.addText(text)
  }

  /// Ends an element.
  ///
  /// Returns false to stop the parser.
  func end() -> Bool {
    guard collected != nil else {
      open.removeLast()
      return true
    }
    if skippedDepth > 0 {
      skippedDepth -= 1
    } else {
      collected?.endElement()
    }
    guard let found = collected, found.depth == 0 else { return true }
    defer {
      collected = nil
      problem = nil
    }
    do {
      if isRecord { try put(found.nodes) } else if problem == nil { feed.note(found.nodes) }
    } catch {
      return stop(error)
    }
    return true
  }

  /// The number of open elements inside a record that is being discarded.
  private var skippedDepth = 0

  /// Discards the current record; the parser still reads to the record's end.
  private func giveUp(_ error: ReadError) {
    problem = error
    skippedDepth = (collected?.depth ?? 1) - 1
    var rest = MarkupNodes()
    rest.start("")
    collected = rest
  }

  private func put(_ nodes: [MarkupNode]) throws {
    if let problem {
      count += 1
      return try handle(
        FileRecord(line: count, bytes: 0) { () throws(ReadError) in throw problem })
    }
    let item = FeedItem(nodes)
    guard item.isArticle else { return }
    count += 1
    let feed = feed
    let bytes = collectedBytes + nodes.count * MemoryLayout<MarkupNode>.stride
    try handle(
      FileRecord(line: count, bytes: bytes) { () throws(ReadError) in
        try item.draft(in: feed)
      })
  }

  private func isKnownRoot(_ name: String) -> Bool {
    beginning = name == "html" ? beginning : []
    switch name {
    case "rss", "rdf:rdf", "atom:feed", "atom:entry": return true
    case "html":
      isPage = true
      return false
    default:
      return stop(
        ReadError.invalidXML(detail: "<\(name)> is neither a feed nor an export of articles"))
    }
  }

  private func stop(_ error: any Error) -> Bool {
    self.error = self.error ?? error
    return false
  }

  /// The maximum number of bytes to keep for another reader.
  ///
  /// More is not needed, because the root of an HTML page is near the start.
  private static let maxBeginningBytes = 1 << 20
  /// The maximum size of a feed's own metadata, which is short.
  private static let maxHeaderBytes = 64 << 10

  private static let wantedAttributes: Set<String> = [
    "about", "href", "ispermalink", "lang", "mode", "rel", "src", "type", "url",
  ]
}
