/// Finds the readable text in the parts of a message (RFC 2046).
struct MailText {
  /// The title of the HTML page that the text comes from, if any.
  private(set) var title: String?
  /// The language declared by the first text part that declares one.
  private(set) var language: String?

  private let encoding: String?
  private var partCount = 0

  static let maxDepth = 20
  static let maxParts = 1_000
  static let maxBoundary = 4_096

  /// - Parameter encoding: The encoding of text that does not declare one.
  init(encoding: String?) { self.encoding = encoding }

  /// Returns the text of a message with all its parts, except attachments.
  mutating func text(of message: MailEntity) throws(ReadError) -> String {
    try text(of: message, depth: 0)
  }

  private mutating func text(
    of entity: MailEntity, depth: Int
  ) throws(ReadError) -> String {
    partCount += 1
    guard depth <= Self.maxDepth, partCount <= Self.maxParts else { throw .tooComplex }
    guard depth == 0 || !entity.isAttachment else { return "" }
    let type = entity.mediaType
    switch type.name {
    case "text/plain", "text/markdown", "text/x-markdown":
      language = language ?? entity.field("content-language")
      return plainText(entity, type)
    case "text/html", "application/xhtml+xml":
      language = language ?? entity.field("content-language")
      return try page(entity, type)
    case "message/rfc822", "message/global":
      let message = MailEntity(entity.decodedBody[...])
      let heading = message.field("subject").map { "## " + MailHeader.decoded($0) } ?? ""
      return joined([heading, try text(of: message, depth: depth + 1)])
    case let name where name.hasPrefix("multipart/"):
      return try text(ofPartsOf: entity, type, depth: depth)
    case let name where name.hasPrefix("text/") && !Self.forPrograms.contains(name):
      language = language ?? entity.field("content-language")
      return plainText(entity, type)
    default: return ""
    }
  }

  private mutating func text(
    ofPartsOf entity: MailEntity, _ type: MediaType, depth: Int
  ) throws(ReadError) -> String {
    // A boundary has 1 to 70 characters, but some programs write longer ones.
    guard let boundary = type["boundary"], (1...Self.maxBoundary).contains(boundary.utf8.count)
    else {
      return plainText(entity, MediaType("text/plain"))
    }
    let usualType = type.name == "multipart/digest" ? "message/rfc822" : "text/plain"
    let parts = try entity.parts(boundary: boundary, limit: Self.maxParts)
      .map { MailEntity($0, usualType: usualType) }
    switch type.name {
    case "multipart/alternative": return try alternative(parts, depth: depth + 1)
    case "multipart/related":
      return try text(ofAll: [Self.root(of: parts, type)].compactMap { $0 }, depth: depth + 1)
    default: return try text(ofAll: parts, depth: depth + 1)
    }
  }

  /// Kinds of text that programs read and people do not.
  private static let forPrograms: Set<String> = [
    "text/calendar", "text/css", "text/directory", "text/ecmascript", "text/javascript", "text/rtf",
    "text/vcard", "text/x-amp-html", "text/x-vcard",
  ]

  /// Returns the root part, such as a page that shows the pictures in the other parts (RFC 2387).
  ///
  /// The root is the part that the message names. If the message names none, the root is the first
  /// part with text, because some programs put a picture first.
  static func root(of parts: [MailEntity], _ type: MediaType) -> MailEntity? {
    let brackets: Set<Character> = ["<", ">", " "]
    let start = type["start"].map { $0.filter { !brackets.contains($0) } } ?? ""
    let named =
      start.isEmpty
      ? nil
      : parts.first { part in
        part.field("content-id").map { $0.filter { !brackets.contains($0) } } == start
      }
    return named ?? parts.first { !$0.isAttachment && isReadable($0.mediaType.name) } ?? parts.first
  }

  private static func isReadable(_ name: String) -> Bool {
    name.hasPrefix("text/") && name != "text/css" || name.hasPrefix("multipart/")
      || name == "application/xhtml+xml" || name.hasPrefix("message/")
  }

  private mutating func text(
    ofAll parts: [MailEntity], depth: Int
  ) throws(ReadError) -> String {
    var texts: [String] = []
    for part in parts { texts.append(try text(of: part, depth: depth)) }
    return joined(texts)
  }

  /// Chooses one of several forms of a text.
  ///
  /// The plain form is used, unless the page has more than twice as much text. The plain text of
  /// newsletters is often just a link to the page.
  private mutating func alternative(
    _ parts: [MailEntity], depth: Int
  ) throws(ReadError) -> String {
    var plain = ""
    for part in parts where part.mediaType.name == "text/plain" {
      plain = joined([plain, try text(of: part, depth: depth)])
    }
    let richer = parts.filter { $0.mediaType.name != "text/plain" && !$0.isAttachment }
    let plainCount = readableCount(plain)
    // The richest form comes last. A part is at least as large as its text, so parts that are too
    // small need not be parsed.
    for part in richer.reversed() where part.body.count > 2 * plainCount {
      let text = try text(of: part, depth: depth)
      if readableCount(text) > 2 * plainCount { return text }
    }
    return plain
  }

  private func plainText(_ entity: MailEntity, _ type: MediaType) -> String {
    let text = MailEntity.text(of: entity.decodedBody, charset: type["charset"] ?? encoding)
    guard type["format"]?.lowercased() == "flowed" else { return text }
    return FlowedText.unfolded(text, deletesSpace: type["delsp"]?.lowercased() == "yes")
  }

  private mutating func page(
    _ entity: MailEntity, _ type: MediaType
  ) throws(ReadError) -> String {
    let text = MailEntity.text(of: entity.decodedBody, charset: type["charset"] ?? encoding)
    do {
      let draft = try HTMLReader.read(
        Array(text.utf8), encoding: "UTF-8", isWebPage: false)
      title = title ?? draft.title
      return draft.text
    } catch .noText {
      return ""
    }
  }

  private func joined(_ texts: [String]) -> String {
    texts.filter { $0.contains { !$0.isWhitespace } }.joined(separator: "\n\n")
  }

  /// Returns the number of bytes in the words of a text, without white space and addresses.
  private func readableCount(_ text: String) -> Int {
    var count = 0
    var rest = Substring(text).utf8
    while !rest.isEmpty {
      let word = rest.prefix { $0 > 0x20 }
      if !(word.contains(UInt8(ascii: ":")) && Substring(word).contains("://")) {
        count += word.count
      }
      rest = rest[word.endIndex...].drop { $0 <= 0x20 }
    }
    return count
  }
}

/// Text with its paragraphs wrapped for transport (RFC 3676, `format=flowed`).
enum FlowedText {
  /// Returns the text with the lines of each paragraph joined again.
  static func unfolded(_ text: String, deletesSpace: Bool) -> String {
    var result = ""
    var openDepth: Int?
    var rest = text[...]
    while !rest.isEmpty {
      let line = rest.prefix { !$0.isNewline }
      rest = rest[line.endIndex...].dropFirst()
      let quoted = line.drop { $0 == ">" }
      let depth = line.utf8.count - quoted.utf8.count
      var words = quoted.first == " " ? quoted.dropFirst() : quoted
      // The line `-- ` above a signature ends with a space, but is not continued.
      let isSignature = words == "-- "
      if openDepth == nil || openDepth != depth || isSignature {
        if openDepth != nil { result += "\n" }
        if depth > 0 { result += String(repeating: ">", count: depth) + " " }
      }
      let flows = words.last == " " && !isSignature
      if flows && deletesSpace { words.removeLast() }
      result += words
      if !flows { result += "\n" }
      openDepth = flows ? depth : nil
    }
    return result
  }
}
