extension SourceFormat {
  /// How many of a file's first bytes tell its format.
  static let headBytes = 4_096

  /// The format of a file by its name and by its first bytes.
  ///
  /// Bytes that only one format begins with count more than the name; the name counts more than
  /// what the text looks like.
  static func of(name: String, head: [UInt8]) -> SourceFormat {
    let named = SourceFormat(path: name)
    if let named, [.docx, .odt, .epub].contains(named), head.starts(with: zip) { return named }
    if let marked = SourceFormat(magic: head) { return marked }
    switch named {
    case .container? where looksLikeText(head):
      // Decompressed on its way here, but not renamed.
      return of(name: withoutCompression(name), head: head)
    case .pdf?, .docx?, .odt?, .epub?, .sqlite?:
      // Often what a server sent in place of the document.
      return isPage(head) ? .html : named ?? .html
    case .jsonLines? where isListOfObjects(head): return .json
    default: return named ?? SourceFormat(sniffing: head)
    }
  }

  /// `letters.jsonl` from `letters.jsonl.gz`; `letters.tar` from `letters.tgz`.
  static func withoutCompression(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return name }
    let inner = String(name[..<dot])
    let isTar = ["tgz", "tzst", "tbz", "tbz2", "txz"].contains(
      name[dot...].dropFirst().lowercased())
    return isTar ? inner + ".tar" : inner
  }

  private static let zip = Array("PK\u{3}\u{4}".utf8)

  /// What formats begin with, where nothing else does.
  ///
  /// Sources: RFC 1952 (gzip), RFC 8878 (zstd), the
  /// .xz file format 1.2.0, bzip2's manual, APPNOTE.TXT (zip), sqlite.org/fileformat.html,
  /// ISO 32000 (PDF), ISO 28500 (WARC).
  private static let magic: [(bytes: [UInt8], format: SourceFormat)] = [
    ([0x1F, 0x8B, 0x08], .container), ([0x28, 0xB5, 0x2F, 0xFD], .container),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .container), (zip, .container),
    (Array("PK\u{5}\u{6}".utf8), .container), (Array("SQLite format 3\0".utf8), .sqlite),
    (Array("%PDF-".utf8), .pdf), (Array("WARC/1.".utf8), .warc),
  ]

  private init?(magic head: [UInt8]) {
    if let known = Self.magic.first(where: { head.starts(with: $0.bytes) }) {
      self = known.bytes == Self.zip ? Self.zipped(head) : known.format
    } else if Self.isBzip2(head) || Self.isTar(head) {
      self = .container
    } else {
      return nil
    }
  }

  /// What a zip is: EPUB and ODT say so at its beginning, DOCX by the names of its members.
  private static func zipped(_ head: [UInt8]) -> SourceFormat {
    // The first member's name and bytes, behind a header of 30 bytes.
    let first = head.dropFirst(30)
    if first.starts(with: "mimetypeapplication/epub+zip".utf8) { return .epub }
    if first.starts(with: "mimetypeapplication/vnd.oasis.opendocument.text".utf8) { return .odt }
    let isOffice = first.starts(with: "[Content_Types].xml".utf8)
    return isOffice && holds(Array("word/".utf8), head) ? .docx : .container
  }

  /// `BZh`, the size of a block, and the digits of pi that begin one, or the square root that ends all.
  private static func isBzip2(_ head: [UInt8]) -> Bool {
    guard head.starts(with: "BZh".utf8), head.count >= 10, (0x31...0x39).contains(head[3]) else {
      return false
    }
    return head[4..<10] == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
      || head[4..<10] == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
  }

  /// POSIX.1, pax: the magic of a header block.
  private static func isTar(_ head: [UInt8]) -> Bool {
    head.dropFirst(257).starts(with: "ustar".utf8)
  }

  /// Whether JSON begins with `[{`: a list, where lines are expected.
  private static func isListOfObjects(_ head: [UInt8]) -> Bool {
    let start = head.lazy.filter { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }.prefix(2)
    return start.elementsEqual("[{".utf8)
  }

  private static func isPage(_ head: [UInt8]) -> Bool {
    let start = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(16)
    let text = String(decoding: start, as: UTF8.self).lowercased()
    return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
  }

  /// Whether there is nothing but text, as far as it can be seen: no control characters.
  private static func looksLikeText(_ head: [UInt8]) -> Bool {
    !head.isEmpty && !head.contains { $0 < 0x09 || (0x0E..<0x20).contains($0) && $0 != 0x1B }
  }

  private static func holds(_ needle: [UInt8], _ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { bytes[$0] == needle.first && bytes[$0...].starts(with: needle) }
  }
}
