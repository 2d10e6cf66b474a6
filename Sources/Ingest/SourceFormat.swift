/// The formats that articles come in.
enum SourceFormat: Equatable {
  case plainText
  case markdown
  case html
  case jsonLines

  /// The format that a file's name stands for.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "txt", "text": self = .plainText
    case "md", "markdown": self = .markdown
    case "html", "htm", "xhtml": self = .html
    case "jsonl", "ndjson": self = .jsonLines
    default: return nil
    }
  }

  /// The format that a text's first bytes look like: for standard input and files without a name
  /// that says it.
  init(sniffing head: [UInt8]) {
    let start = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(4)
    switch start.first {
    case UInt8(ascii: "{"): self = .jsonLines
    case UInt8(ascii: "<"): self = .html
    case UInt8(ascii: "-") where start.starts(with: "---".utf8), UInt8(ascii: "#"):
      self = .markdown
    default: self = .plainText
    }
  }
}
