/// A format that articles come in: its names, how it is recognised, and its reader.
///
/// A new format is one file with a reader and its descriptor, and a line in `Format.all`; everything
/// else that lists formats is derived from there.
package struct Format: Sendable {
  /// A short name in lower case that no other format has.
  package let name: String
  /// The name that people know it by, or nil for one that is described with another format.
  package let title: String?
  /// The file name extensions that stand for it, in lower case.
  let extensions: [String]
  /// Bytes that its files start with, and files of other formats too: after them the extension decides.
  let sharedSignature: [UInt8]?
  /// True if no file that starts like this can be of another format, whatever its name.
  let hasSignature: @Sendable (_ head: [UInt8]) -> Bool
  /// True if text without a telling name is probably of this format.
  let isLikely: @Sendable (_ head: [UInt8]) -> Bool
  /// True if a file of this name that holds a web page is the page: what a server sent instead.
  let isBinary: Bool
  /// The program that converts it unless the configuration names another; nil if it is read here.
  let converter: ConverterCommand?
  /// Finds the records of a source.
  let read: @Sendable (Source) throws -> Void

  init(
    _ name: String, title: String?, extensions: [String], sharedSignature: [UInt8]? = nil,
    hasSignature: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    isLikely: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    isBinary: Bool = false, converter: ConverterCommand? = nil,
    read: @escaping @Sendable (Source) throws -> Void
  ) {
    self.name = name
    self.title = title
    self.extensions = extensions
    self.sharedSignature = sharedSignature
    self.hasSignature = hasSignature
    self.isLikely = isLikely
    self.isBinary = isBinary
    self.converter = converter
    self.read = read
  }
}

extension Format {
  /// All formats; of two that recognise the same bytes, the first one counts.
  package static let all: [Format] = [
    .mailbox, .mail, .json, .jsonLines, .feed, .html, .markdown, .plainText, .commaSeparated,
    .tabSeparated, .webArchive, .database, .pdf, .word, .openDocument, .epub, .container,
  ]

  private static let byExtension = Dictionary(
    all.flatMap { format in format.extensions.map { ($0, format) } },
    uniquingKeysWith: { first, _ in first })
}

extension Format: Equatable {
  package static func == (a: Format, b: Format) -> Bool { a.name == b.name }
}

// MARK: Recognising a format

extension Format {
  /// The number of a file's first bytes by which its format is recognised.
  static let headBytes = 4_096

  /// Creates the format that a file's extension stands for; nil if it stands for none.
  package init?(path: String) {
    let utf8 = path.utf8
    guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")), dot > utf8.startIndex,
      utf8[utf8.index(before: dot)] != UInt8(ascii: "/"),
      let format = Self.byExtension[path[path.index(after: dot)...].lowercased()]
    else { return nil }
    self = format
  }

  /// The format of a file by its name and its first bytes.
  ///
  /// A signature that only one format has counts more than the name; the name counts more than what
  /// the text looks like.
  static func of(name: String, head: [UInt8]) -> Format {
    let named = Format(path: name)
    if let named, let shared = named.sharedSignature, head.starts(with: shared) { return named }
    if let signed = all.first(where: { $0.hasSignature(head) }) { return signed }
    guard let named else { return likely(head) }
    return named.isBinary && HTMLPage.isPage(head) ? .html : named
  }

  /// The format that text looks like: for standard input, and for files whose names do not show it.
  static func likely(_ head: [UInt8]) -> Format {
    all.first { $0.isLikely(head) } ?? .plainText
  }

  /// The first bytes of text, without white space and the bytes of a byte order mark before it.
  static func textStart(of head: [UInt8]) -> ArraySlice<UInt8> {
    head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
  }

  /// True if text starts with `mark`, after white space and a byte order mark.
  static func starts(_ head: [UInt8], with mark: String) -> Bool {
    textStart(of: head).starts(with: mark.utf8)
  }
}
