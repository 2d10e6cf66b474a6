/// The formats that articles come in.
enum SourceFormat: String, CaseIterable, Sendable {
  case plainText
  case markdown
  case html
  case json
  case jsonLines
  case commaSeparated
  case tabSeparated
  /// RSS, Atom or a WordPress export: any XML, told apart by its root.
  case xml
  case mailbox
  case mail
  case warc
  case sqlite
  /// What libarchive opens: .zip, .tar, and what is compressed, such as .gz.
  case container
  case pdf
  case docx
  case odt
  case epub

  /// The format that a file's name stands for.
  init?(path: String) {
    let utf8 = path.utf8
    guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")), dot > utf8.startIndex,
      utf8[utf8.index(before: dot)] != UInt8(ascii: "/")
    else { return nil }
    let ending = path[path.index(after: dot)...].lowercased()
    guard let format = Self.endings[ending] else { return nil }
    self = format
  }

  private static let endings: [String: SourceFormat] = [
    "txt": .plainText, "text": .plainText, "md": .markdown, "markdown": .markdown,
    "html": .html, "htm": .html, "xhtml": .html,
    "json": .json, "jsonl": .jsonLines, "ndjson": .jsonLines,
    "csv": .commaSeparated, "tsv": .tabSeparated, "tab": .tabSeparated,
    "xml": .xml, "rss": .xml, "atom": .xml, "rdf": .xml,
    "mbox": .mailbox, "mbx": .mailbox, "eml": .mail, "warc": .warc,
    "db": .sqlite, "sqlite": .sqlite, "sqlite3": .sqlite,
    "zip": .container, "gz": .container, "zst": .container, "bz2": .container, "xz": .container,
    "tar": .container, "tgz": .container, "tzst": .container, "tbz": .container,
    "tbz2": .container, "txz": .container,
    "pdf": .pdf, "docx": .docx, "odt": .odt, "epub": .epub,
  ]

  /// The format that the first bytes look like: for standard input, files without a name that says
  /// it, and files that are not what their name says.
  init(sniffing head: [UInt8]) {
    if let format = Self.mail(head) {
      self = format
      return
    }
    let start = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(4)
    switch start.first {
    case UInt8(ascii: "{"): self = JSONReader.holdsOneObject(head) ? .json : .jsonLines
    case UInt8(ascii: "["): self = .json
    case UInt8(ascii: "<"): self = XMLReader.isXML(head) ? .xml : .html
    case UInt8(ascii: "-") where start.starts(with: "---".utf8),
      UInt8(ascii: "+") where start.starts(with: "+++".utf8), UInt8(ascii: "#"):
      self = .markdown
    default: self = .plainText
    }
  }

  /// Mail, which is told by the fields of its header.
  private static func mail(_ head: [UInt8]) -> SourceFormat? {
    if MailboxReader.isMailbox(head) { return .mailbox }
    return MailboxReader.isMessage(head) ? .mail : nil
  }
}
