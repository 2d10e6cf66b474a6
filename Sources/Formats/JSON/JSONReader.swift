internal import JSON

extension Format {
  static let json = Format(
    "json", title: "JSON", extensions: ["json"],
    isLikely: { head in
      starts(head, with: "[") || JSONReader.isAssigned(head)
        || starts(head, with: "{") && JSONReader.holdsOneObject(head)
    }, isCertain: { JSONReader.isAssigned($0) },
    read: { try JSONReader.read($0.text(), $0.settings, $0.onRecord) })
}

/// Reads a JSON file: one article, a list of articles, or an object that holds a list of articles.
///
/// JSON Feeds (https://www.jsonfeed.org/version/1.1) and the responses of most web services are
/// objects that hold a list. A file may also contain several values in sequence, such as JSON Lines
/// with the wrong extension.
struct JSONReader {
  /// Reads a file.
  ///
  /// A list is never held in memory as a whole.
  static func read(
    _ stream: ByteStream, _ settings: ReaderSettings, _ handle: @escaping RecordHandler
  ) throws {
    let stream = try withoutAssignment(stream)
    var reader = JSONReader(scanner: JSONScanner(stream), settings: settings, handle: handle)
    do {
      try reader.read()
    } catch let error as ReadError {
      // The values that were read before the error are complete.
      try reader.putWaiting(around: reader.outside)
      throw error
    }
  }

  /// True if the text is JSON that a script assigns, as in the archives of Twitter:
  /// `window.YTD.tweets.part0 = [`.
  static func isAssigned(_ head: some Collection<UInt8>) -> Bool {
    head.starts(with: "window.YTD.".utf8)
  }

  private static func withoutAssignment(_ stream: ByteStream) throws(ReadError) -> ByteStream {
    guard isAssigned(try stream.peek(16)) else { return stream }
    var bytes: [UInt8] = []
    _ = try stream.read(into: &bytes)
    let start = bytes.prefix(1_000).firstIndex(of: UInt8(ascii: "="))
    return ByteStream(Array(bytes[(start.map { $0 + 1 } ?? 0)...]), then: stream)
  }

  /// True if the object at the start of `head` spans many lines or holds a list of articles.
  ///
  /// In both cases the bytes are not JSON Lines.
  static func holdsOneObject(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head, as: UTF8.self)
    let line = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.prefix { !$0.isNewline }
    let isWhole = line.last { !$0.isWhitespace } == "}"
    let isCut = line.endIndex == text.endIndex
    let list = line.firstMatch(of: /"([A-Za-z@]+)"\s*:\s*\[\s*\{/)
    return !(isWhole || isCut) || list.map { lists.contains($0.1.lowercased()) } == true
  }

  private var scanner: JSONScanner
  private let settings: ReaderSettings
  private let handle: RecordHandler
  /// The number of records so far.
  private var count = 0
  /// Elements of a list that wait until the object around the list has been read.
  ///
  /// They wait because a feed's name may follow its articles.
  private var waiting: [JSONScanner.Value] = []
  private var waitingBytes = 0
  /// The object around the waiting elements, as far as it has been read.
  private var outside = Object()
  /// True in an export of Ghost, whose lists are the tables of a database.
  private var isDatabase = false

  private init(
    scanner: JSONScanner, settings: ReaderSettings, handle: @escaping RecordHandler
  ) {
    self.scanner = scanner
    self.settings = settings
    self.handle = handle
  }

  private mutating func read() throws {
    while let byte = try scanner.peek() {
      switch byte {
      case UInt8(ascii: "["):
        scanner.skip()
        try readElements { reader, value in try reader.put(value) }
      case UInt8(ascii: "{"): try readObject()
      case UInt8(ascii: ",") where count > 0, UInt8(ascii: ";") where count > 0: scanner.skip()
      case UInt8(ascii: "\""), UInt8(ascii: "-"), 0x30...0x39, UInt8(ascii: "t"),
        UInt8(ascii: "f"), UInt8(ascii: "n"):
        throw ReadError.notAnObject
      default: throw ReadError.invalidJSON(detail: "")
      }
    }
    if count == 0 { throw ReadError.empty }
  }

  private mutating func readObject() throws {
    let wasFirst = count == 0
    let object = try readMembers(deeper: 3)
    guard !object.heldList || object.hasText else { return }
    let isAlone = try wasFirst && count == 0 && scanner.peek() == nil
    try put(object.value, isAlone: isAlone)
  }

  /// An object without the elements of its list of articles, which are reported separately.
  private struct Object {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    var members = 0
    var problem: ReadError?
    var hasText = false
    var heldList = false

    var value: JSONScanner.Value {
      problem.map { .refused($0) } ?? .bytes(bytes + [UInt8(ascii: "}")])
    }

    mutating func add(_ key: [UInt8], _ value: JSONScanner.Value) {
      members += 1
      switch value {
      case .refused(let error): problem = problem ?? error
      case .bytes(let value):
        guard problem == nil else { return }
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes += key
        bytes.append(UInt8(ascii: ":"))
        bytes += value
      }
      if bytes.count > ReaderLimits.articleBytes {
        problem = .tooLarge(limit: ReaderLimits.articleBytes)
      } else if members > JSONScanner.maxParts {
        problem = .tooComplex
      }
      if problem != nil { bytes = [] }
    }
  }

  /// Reads the members of an object to its end.
  ///
  /// If a member is a list of articles, the articles are reported.
  private mutating func readMembers(deeper: Int) throws -> Object {
    var object = Object()
    scanner.skip()
    while true {
      guard let byte = try scanner.peek() else { throw broken("unexpected end") }
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") {
        scanner.skip()
        if byte == UInt8(ascii: "}") { break }
        continue
      }
      guard byte == UInt8(ascii: "\""), case .bytes(let key) = try scanner.value(),
        try scanner.peek() == UInt8(ascii: ":")
      else { throw broken("a member has no name") }
      scanner.skip()
      let name = String(decoding: key.dropFirst().dropLast(), as: UTF8.self)
      if JSONFields.isText(name) { object.hasText = true }
      let value = try readMember(name, of: &object, deeper: deeper)
      object.add(key, value)
      guard let next = try scanner.peek(), ",}".utf8.contains(next) else {
        throw broken("a comma or a brace is missing")
      }
    }
    try putWaiting(around: object)
    return object
  }

  /// Reads a member's value.
  ///
  /// If the value is a list of articles, returns an empty list, and lets the elements wait.
  private mutating func readMember(
    _ name: String, of object: inout Object, deeper: Int
  ) throws -> JSONScanner.Value {
    let first = try scanner.peek()
    guard !object.hasText, deeper > 0, Self.lists.contains(name.lowercased()) else {
      let value = try scanner.value()
      return isDatabase && !GhostExport.tables.contains(name) ? .bytes(Array("null".utf8)) : value
    }
    if first == UInt8(ascii: "{") {
      let inside = try readMembers(deeper: deeper - 1)
      if inside.heldList { object.heldList = true }
      return inside.value
    }
    guard first == UInt8(ascii: "[") else { return try scanner.value() }
    scanner.skip()
    if name == "db" {
      // Each element is a database with lists of its own, as in the exports of Ghost.
      object.heldList = true
      isDatabase = true
      defer { isDatabase = false }
      try readDatabases(deeper: deeper - 1)
      return .bytes(Array("[]".utf8))
    }
    // A list of strings or numbers is not a list of articles.
    guard let next = try scanner.peek(), "{]".utf8.contains(next) else {
      return try scanner.value(opening: UInt8(ascii: "["))
    }
    object.heldList = true
    outside = object
    let isGraph = name == "@graph"
    try readElements { reader, value in
      guard !isGraph || Self.isArticle(value) else { return }
      try reader.wait(value)
    }
    return .bytes(Array("[]".utf8))
  }

  /// Reads the objects of a list to its end, each of which may hold lists of articles.
  private mutating func readDatabases(deeper: Int) throws {
    while let byte = try scanner.peek() {
      switch byte {
      case UInt8(ascii: "]"): return scanner.skip()
      case UInt8(ascii: ","): scanner.skip()
      case UInt8(ascii: "{"): _ = try readMembers(deeper: deeper)
      default: throw broken("a comma or a bracket is missing")
      }
    }
    throw broken("unexpected end")
  }

  /// Reads the elements of a list to its end, after the opening bracket.
  private mutating func readElements(
    _ element: (inout JSONReader, JSONScanner.Value) throws -> Void
  ) throws {
    while true {
      guard let byte = try scanner.peek() else { throw broken("unexpected end") }
      if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ",") {
        scanner.skip()
        if byte == UInt8(ascii: "]") { return }
        continue
      }
      let value = try scanner.value()
      try element(&self, value)
      guard let next = try scanner.peek() else { throw broken("unexpected end") }
      guard ",]".utf8.contains(next) else { throw broken("a comma or a bracket is missing") }
    }
  }

  private mutating func wait(_ value: JSONScanner.Value) throws {
    if case .bytes(let bytes) = value { waitingBytes += bytes.count }
    // Rejected values take memory too.
    waitingBytes += 64
    waiting.append(value)
    if waitingBytes > Self.maxWaiting * (isDatabase ? 4 : 1) { try putWaiting(around: outside) }
  }

  /// Reports the waiting elements, unless the object around them turned out to be the article.
  private mutating func putWaiting(around object: Object) throws {
    guard !waiting.isEmpty else { return }
    let values = waiting
    waiting = []
    waitingBytes = 0
    guard !object.hasText else { return }
    let export = isDatabase ? GhostExport(object.value) : nil
    let feed = JSONFeed(object.value)
    for value in values where export?.isDraft(value) != true {
      try put(value, export?.metadata(of: value) ?? feed)
    }
  }

  private mutating func put(
    _ value: JSONScanner.Value, _ feed: JSONFeed? = nil, isAlone: Bool = false
  ) throws {
    count += 1
    let settings = settings
    var record = FileRecord(line: isAlone ? nil : count, bytes: 0) { () throws(ReadError) in
      guard case .bytes(let bytes) = value else { return ArticleDraft() }
      var draft = try JSONLinesReader.draft(of: bytes, settings)
      feed?.complete(&draft)
      return draft
    }
    switch value {
    case .bytes(let bytes): record.bytes = bytes.count
    case .refused(let error): record.draft = { () throws(ReadError) in throw error }
    }
    try handle(record)
  }

  private static func isArticle(_ value: JSONScanner.Value) -> Bool {
    guard case .bytes(let bytes) = value else { return false }
    return (try? JSONValue(reading: bytes))?.isArticle == true
  }

  private func broken(_ detail: String) -> ReadError {
    .invalidJSON(detail: count == 0 ? detail : "\(detail) after article \(count)")
  }

  /// The maximum number of bytes of a list that wait for the object around it.
  private static let maxWaiting = 8 << 20

  /// The names of lists of articles, and of objects around such lists.
  private static let lists: Set<String> = [
    "items", "articles", "docs", "documents", "results", "result", "data", "entries", "posts",
    "stories", "news", "records", "hits", "response", "feed", "channel", "@graph",
    "ordereditems", "tweets", "messages", "db",
  ]
}
