internal import TextAnalysis

/// A message, or a part of one: the fields of its header that matter here, and its body (RFC 5322,
/// RFC 2045).
struct MailEntity {
  /// What follows the header, in its transfer encoding.
  private(set) var body: ArraySlice<UInt8>
  private var fields: [String: [UInt8]] = [:]
  private let usualType: String

  /// Longer fields are cut off.
  private static let longestField = 64 << 10

  private static let known: Set<String> = [
    "subject", "from", "sender", "date", "message-id", "list-id", "list-post", "archived-at",
    "content-language", "content-type", "content-transfer-encoding", "content-disposition",
    "content-id",
  ]

  /// Creates the entity in some bytes, of the usual type where it does not say which.
  init(_ bytes: ArraySlice<UInt8>, usualType: String = "text/plain") {
    self.usualType = usualType
    var rest = bytes
    var current: String?
    var isFirst = true
    body = []
    while !rest.isEmpty {
      let whole = rest.prefix { $0 != 0x0A }
      let line = whole.last == 0x0D ? whole.dropLast() : whole
      let behind = rest[min(whole.endIndex + 1, rest.endIndex)...]
      if line.isEmpty {
        body = behind
        return
      }
      if line.first == 0x20 || line.first == 0x09 {
        if let current { append(line, to: current) }
      } else if let name = Self.fieldName(of: line) {
        current = Self.known.contains(name) && fields[name] == nil ? name : nil
        if let current { append(line.drop { $0 != UInt8(ascii: ":") }.dropFirst(), to: current) }
      } else if !isFirst {
        // No field, and no empty line before it: the body begins here.
        body = rest
        return
      }
      isFirst = false
      rest = behind
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, to name: String) {
    let room = Self.longestField - (fields[name]?.count ?? 0)
    fields[name, default: []] += bytes.prefix(max(0, room))
  }

  /// True if there is none of the fields that make a message.
  var hasNoHeader: Bool { fields.isEmpty }

  /// A field, unfolded, with its encoded words as they are.
  func field(_ name: String) -> String? {
    guard let bytes = fields[name] else { return nil }
    let text = MailEntity.text(of: bytes, charset: nil)
    return normalizedLine(text)
  }

  /// The media type; the usual one where it is not given, or not in a form that can be read.
  var mediaType: MediaType {
    let type = MediaType(field("content-type") ?? "")
    return type.name.contains("/") ? type : MediaType(usualType)
  }

  /// True if it is meant to be kept as a file, not to be read.
  var isAttachment: Bool {
    MediaType(field("content-disposition") ?? "").name == "attachment"
  }

  /// The body without its transfer encoding.
  var decodedBody: [UInt8] {
    switch field("content-transfer-encoding")?.lowercased() {
    case "quoted-printable": TransferEncoding.quotedPrintable(body)
    case "base64": TransferEncoding.base64(body)
    default: Array(body)
    }
  }

  /// Text of a message in the character set that it says it is in.
  ///
  /// Mail is full of wrong names. Rather a strange character than a lost message: what is not as
  /// the name says is read as what it looks like, and what then is left as U+FFFD.
  static func text(of bytes: [UInt8], charset: String?) -> String {
    // ASCII says nothing of bytes that are none.
    let charset = charset?.lowercased() == "us-ascii" ? nil : charset
    if let charset, let text = try? TextDecoding.text(of: bytes, encoding: charset) { return text }
    return (try? TextDecoding.text(of: bytes, encoding: nil))
      ?? String(decoding: bytes, as: UTF8.self)
  }

  /// The name of a header field, in lower case, that a line begins with.
  static func fieldName(of line: ArraySlice<UInt8>) -> String? {
    let name = line.prefix(78).prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    guard !name.isEmpty, line[name.endIndex...].first(where: { $0 != 0x20 && $0 != 0x09 }) == 0x3A
    else { return nil }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// The names of the fields in the header that `head` begins with, or is the begin of.
  static func fieldNames(in head: ArraySlice<UInt8>) -> [String] {
    var names: [String] = []
    for line in head.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(100) {
      if line.first == 0x20 || line.first == 0x09 { continue }
      guard let name = fieldName(of: line) else { break }
      names.append(name)
    }
    return names
  }

  /// The parts of a body between lines of two dashes and the boundary (RFC 2046, section 5.1).
  ///
  /// - Throws: `ReadError.tooComplex`, if there are more than `limit`.
  func parts(boundary: String, limit: Int) throws(ReadError) -> [ArraySlice<UInt8>] {
    let mark = Array(("--" + boundary).utf8)
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = body.startIndex
    while index < body.endIndex {
      let end = body[index...].firstIndex(of: 0x0A) ?? body.endIndex
      let line = body[index..<end]
      if line.starts(with: mark) {
        let behind = line.dropFirst(mark.count)
        let isLast = behind.starts(with: [0x2D, 0x2D])
        if behind.dropFirst(isLast ? 2 : 0).allSatisfy({ $0 <= 0x20 }) {
          if let start { parts.append(body[start..<max(start, index - 1)]) }
          guard parts.count <= limit else { throw .tooComplex }
          if isLast { return parts }
          start = min(end + 1, body.endIndex)
        }
      }
      index = end + 1
    }
    // Without the last boundary the message was cut off, and what is there is the last part.
    if let start, start < body.endIndex { parts.append(body[start...]) }
    return parts
  }
}
