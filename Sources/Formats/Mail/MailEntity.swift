internal import TextAnalysis

/// A message or a part of one: the header fields that matter here, and the body (RFC 5322, RFC
/// 2045).
struct MailEntity {
  /// The body, in its transfer encoding.
  private(set) var body: ArraySlice<UInt8>
  private var fields: [String: [UInt8]] = [:]
  private let usualType: String

  /// The maximum length of a field; longer fields are cut.
  private static let maxFieldLength = 64 << 10

  private static let known: Set<String> = [
    "subject", "from", "sender", "date", "message-id", "list-id", "list-post", "archived-at",
    "content-language", "content-type", "content-transfer-encoding", "content-disposition",
    "content-id", "content-location", "snapshot-content-location",
  ]

  /// Parses an entity.
  ///
  /// `usualType` is the type of an entity whose header states none. `others` holds more fields that
  /// are wanted.
  init(
    _ bytes: ArraySlice<UInt8>, usualType: String = "text/plain", others: Set<String> = []
  ) {
    self.usualType = usualType
    let known = others.isEmpty ? Self.known : Self.known.union(others)
    var rest = bytes
    var current: String?
    var isFirst = true
    body = []
    while !rest.isEmpty {
      let whole = rest.prefix { $0 != 0x0A }
      let line = whole.last == 0x0D ? whole.dropLast() : whole
      let after = rest[min(whole.endIndex + 1, rest.endIndex)...]
      if line.isEmpty {
        body = after
        return
      }
      if line.first == 0x20 || line.first == 0x09 {
        if let current { append(line, to: current) }
      } else if let name = Self.fieldName(of: line) {
        current = known.contains(name) && fields[name] == nil ? name : nil
        if let current { append(line.drop { $0 != UInt8(ascii: ":") }.dropFirst(), to: current) }
      } else if !isFirst, !(fields.isEmpty && Self.startsWithMailField(after)) {
        // This line is not a field, and no empty line came before it: the body starts here.
        body = rest
        return
      }
      isFirst = false
      rest = after
    }
  }

  /// True if the header certainly goes on here, after a line that is not a field.
  private static func startsWithMailField(_ bytes: ArraySlice<UInt8>) -> Bool {
    MailSeparator.fieldName(of: Array(bytes.prefix(100))).map(MailSeparator.mailFields.contains)
      == true
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, to name: String) {
    let room = Self.maxFieldLength - (fields[name]?.count ?? 0)
    fields[name, default: []] += bytes.prefix(max(0, room))
  }

  /// True if the header has none of the known fields.
  var hasNoHeader: Bool { fields.isEmpty }

  /// Returns the value of a field, unfolded.
  ///
  /// Encoded words are not decoded.
  func field(_ name: String) -> String? {
    guard let bytes = fields[name] else { return nil }
    let text = MailEntity.text(of: bytes, charset: nil)
    return normalizedLine(text)
  }

  /// The media type.
  ///
  /// If it is missing or cannot be parsed, this is the usual type.
  var mediaType: MediaType {
    let type = MediaType(field("content-type") ?? "")
    return type.name.contains("/") ? type : MediaType(usualType)
  }

  /// True if the part is a file to save rather than text to read.
  var isAttachment: Bool {
    MediaType(field("content-disposition") ?? "").name == "attachment"
  }

  /// The name of the file that the part holds; nil if it has none.
  var fileName: String? {
    let disposition = MediaType(field("content-disposition") ?? "")["filename"]
    let name = disposition ?? MediaType(field("content-type") ?? "")["name"]
    return normalizedLine(name.map(MailHeader.decoded))
  }

  /// The body with its transfer encoding removed.
  var decodedBody: [UInt8] {
    switch field("content-transfer-encoding")?.lowercased() {
    case "quoted-printable": TransferEncoding.quotedPrintable(body)
    case "base64": TransferEncoding.base64(body)
    default: Array(body)
    }
  }

  /// Decodes text of a message from its declared character set.
  ///
  /// Many messages declare the wrong character set, and a few wrong characters are better than a
  /// lost message. Text that is invalid in the declared character set is decoded by a guess, and
  /// bytes that are still invalid become U+FFFD.
  static func text(of bytes: [UInt8], charset: String?) -> String {
    // If the text is ASCII, any encoding will do. If the text is not ASCII, the declaration is
    // wrong.
    let charset = charset?.lowercased() == "us-ascii" ? nil : charset
    if let charset, let text = try? TextDecoding.text(of: bytes, encoding: charset) { return text }
    return (try? TextDecoding.text(of: bytes, encoding: nil))
      ?? String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the name of the header field at the start of a line, in lower case; nil if there is
  /// none.
  static func fieldName(of line: ArraySlice<UInt8>) -> String? {
    let name = line.prefix(78).prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    guard !name.isEmpty, line[name.endIndex...].first(where: { $0 != 0x20 && $0 != 0x09 }) == 0x3A
    else { return nil }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// Returns the names of the fields in the header at the start of `head`, which may be cut off.
  static func fieldNames(in head: ArraySlice<UInt8>) -> [String] {
    var names: [String] = []
    for line in head.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(100) {
      if line.first == 0x20 || line.first == 0x09 { continue }
      guard let name = fieldName(of: line) else { break }
      names.append(name)
    }
    return names
  }

  /// Returns the parts of a multipart body.
  ///
  /// Lines of two dashes and the boundary separate the parts (RFC 2046, section 5.1).
  ///
  /// - Throws: `ReadError.tooComplex` if there are more than `limit` parts.
  func parts(boundary: String, limit: Int) throws(ReadError) -> [ArraySlice<UInt8>] {
    let mark = Array(("--" + boundary).utf8)
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = body.startIndex
    while index < body.endIndex {
      let end = body[index...].firstIndex(of: 0x0A) ?? body.endIndex
      let line = body[index..<end]
      if line.starts(with: mark) {
        let after = line.dropFirst(mark.count)
        let isLast = after.starts(with: [0x2D, 0x2D])
        if after.dropFirst(isLast ? 2 : 0).allSatisfy({ $0 <= 0x20 }) {
          if let start { parts.append(body[start..<max(start, index - 1)]) }
          guard parts.count <= limit else { throw .tooComplex }
          if isLast { return parts }
          start = min(end + 1, body.endIndex)
        }
      }
      index = end + 1
    }
    // Without a closing boundary the message was cut off, and the rest is the last part.
    if let start, start < body.endIndex { parts.append(body[start...]) }
    return parts
  }
}
