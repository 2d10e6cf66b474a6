/// A file format: its names, the way to recognize it, and its reader.
///
/// To add a format, write one file with its reader and its descriptor, and add a line to
/// `Format.all`. Every other list of formats is derived from `Format.all`.
package struct Format: Sendable {
  /// A short unique name in lower case.
  package let name: String
  /// The common name of the format; nil if it is described together with another format.
  package let title: String?
  /// The file name extensions of the format, in lower case.
  let extensions: [String]
  /// The first bytes of the format's files, if files of other formats start with the same bytes.
  ///
  /// The extension then decides.
  let sharedSignature: [UInt8]?
  /// True if a file that starts with these bytes must be of this format, whatever the file's name
  /// is.
  let hasSignature: @Sendable (_ head: [UInt8]) -> Bool
  /// True if text is probably of this format.
  ///
  /// This function is called only if the file's name does not show the format.
  let isLikely: @Sendable (_ head: [UInt8]) -> Bool
  /// True if a file whose name shows no format is certainly of this one.
  ///
  /// A folder also holds files for programs, so a file without a known name is read only if it is.
  let isCertain: @Sendable (_ head: [UInt8]) -> Bool
  /// True for a binary format.
  ///
  /// If a file with the extension of a binary format starts like a web page, the file is read as
  /// HTML, because a server sent the page instead of the file.
  let isBinary: Bool
  /// The default program that converts the format; nil if no external program is needed.
  let converter: ConverterCommand?
  /// Finds the records of a source.
  let read: @Sendable (Source) throws -> Void

  init(
    _ name: String, title: String?, extensions: [String], sharedSignature: [UInt8]? = nil,
    hasSignature: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    isLikely: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    isCertain: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    isBinary: Bool = false, converter: ConverterCommand? = nil,
    read: @escaping @Sendable (Source) throws -> Void
  ) {
    self.name = name
    self.title = title
    self.extensions = extensions
    self.sharedSignature = sharedSignature
    self.hasSignature = hasSignature
    self.isLikely = isLikely
    self.isCertain = isCertain
    self.isBinary = isBinary
    self.converter = converter
    self.read = read
  }
}

extension Format {
  /// All formats.
  ///
  /// If two formats recognize the same bytes, the first one counts.
  package static let all: [Format] =
    [
      .mailbox, .mail, .json, .jsonLines, .subtitles, .feed, .html, .markdown, .plainText,
      .commaSeparated, .tabSeparated, .webArchive, .oldWebArchive, .savedPage, .database, .pdf,
      .word, .openDocument, .epub, .presentation, .container,
    ] + otherDocuments

  private static let byExtension = Dictionary(
    all.flatMap { format in format.extensions.map { ($0, format) } },
    uniquingKeysWith: { first, _ in first })
}

extension Format: Equatable {
  package static func == (a: Format, b: Format) -> Bool { a.name == b.name }
}

// MARK: Recognizing a format

extension Format {
  /// The number of bytes at the start of a file that are used to recognize its format.
  static let headBytes = 4_096

  /// Creates the format for the file name extension of `path`; returns nil if no format has it.
  package init?(path: String) {
    let utf8 = path.utf8
    guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")), dot > utf8.startIndex,
      utf8[utf8.index(before: dot)] != UInt8(ascii: "/"),
      let format = Self.ofFiles(withExtension: path[path.index(after: dot)...].lowercased())
    else { return nil }
    self = format
  }

  private static func ofFiles(withExtension name: String) -> Format? {
    if let format = byExtension[name] { return format }
    return Converter.configuredKinds.contains(name) ? .configured(name) : nil
  }

  /// True if the user may name a program for files with this extension: no reader reads them, or
  /// they need a program anyway.
  static func canBeConverted(_ name: String) -> Bool {
    guard let format = byExtension[name] else { return true }
    return format.converter != nil && format.name == name
  }

  /// Returns the format of a file, determined by its name and its first bytes.
  ///
  /// A signature that only one format has takes precedence over the name. If the extension is
  /// unknown too, the look of the text decides.
  static func of(name: String, head: [UInt8]) -> Format {
    let named = Format(path: name)
    if let named, let shared = named.sharedSignature, head.starts(with: shared) { return named }
    // Formats are read in place, because copying one takes longer than comparing its signature.
    if let signed = all.indices.first(where: { all[$0].hasSignature(head) }) { return all[signed] }
    // The name of a message in a Maildir ends with the name of a computer, such as `mail.example.md`.
    if isInMaildir(name), Format.mail.isCertain(head) { return .mail }
    guard let named else { return all.first { $0.isCertain(head) } ?? likely(head) }
    return named.isBinary && HTMLPage.isPage(head) ? .html : named
  }

  /// True if a file or member is read: its name shows a known format, or its first bytes do.
  package static func isKnown(name: String, head: @autoclosure () -> [UInt8]) -> Bool {
    if Format(path: name) != nil { return true }
    guard asksContent(ofFileNamed: name) else { return false }
    let head = head()
    return all.contains { $0.hasSignature(head) || $0.isCertain(head) }
  }

  /// Returns the first bytes of a file; none if it cannot be read.
  package static func head(ofFileAt path: String) -> [UInt8] {
    (try? InputFile(path: path).stream.peek(headBytes)).map { Array($0) } ?? []
  }

  /// True if the first bytes of a file with this name decide whether it is read.
  ///
  /// The files of mailboxes have no extension, or digits and flags after the last dot of the name.
  /// The archives of some services are scripts. A `.cdf` is a feed, or data of another program.
  package static func asksContent(ofFileNamed path: String) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    if isInMaildir(path) { return true }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return true }
    let ending = name[name.index(after: dot)...].lowercased()
    let isExtension =
      (1...12).contains(ending.utf8.count)
      && ending.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    return !isExtension || ["js", "cdf"].contains(ending) || ending.utf8.allSatisfy { $0 < 0x3A }
  }

  /// True if the file is in a folder with messages of a Maildir.
  private static func isInMaildir(_ path: String) -> Bool {
    let path = path.utf8
    guard let end = path.lastIndex(of: UInt8(ascii: "/")) else { return false }
    let folder = path[..<end].suffix(4)
    return ["/cur", "/new"].contains { folder.elementsEqual($0.utf8) }
      || ["cur", "new"].contains { path[..<end].elementsEqual($0.utf8) }
  }

  /// Returns the most likely format of text, for standard input and for files whose names do not
  /// show it.
  static func likely(_ head: [UInt8]) -> Format {
    all.first { $0.isLikely(head) } ?? .plainText
  }

  /// Returns the first bytes of text, after white space and a byte order mark.
  static func textStart(of head: [UInt8]) -> ArraySlice<UInt8> {
    head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
  }

  /// True if text starts with `mark`, after white space and a byte order mark.
  static func starts(_ head: [UInt8], with mark: String) -> Bool {
    textStart(of: head).starts(with: mark.utf8)
  }
}
