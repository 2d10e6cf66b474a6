/// Documents that external programs turn into text or HTML: by default Debian's poppler-utils and
/// pandoc.
extension Format {
  static let pdf = converted(
    "pdf", title: "PDF", hasSignature: { $0.starts(with: "%PDF-".utf8) },
    by: ConverterCommand(
      output: .text, arguments: ["pdftotext", "-q", "-enc", "UTF-8", "{}", "-"],
      hyphenOption: "-raw"))

  /// A DOCX file can be recognized only by the names of its members.
  static let word = converted(
    "docx", title: "Word", sharedSignature: ZipSignature.bytes,
    hasSignature: {
      ZipSignature.firstMember(of: $0)?.starts(with: "[Content_Types].xml".utf8) == true
        && !$0.ranges(of: "word/".utf8).isEmpty
    }, by: pandoc(from: "docx"))

  static let openDocument = converted(
    "odt", title: "OpenDocument", sharedSignature: ZipSignature.bytes,
    hasSignature: {
      ZipSignature.firstMember(of: $0)?
        .starts(with: "mimetypeapplication/vnd.oasis.opendocument.text".utf8) == true
    }, by: pandoc(from: "odt"))

  static let epub = converted(
    "epub", title: "EPUB", sharedSignature: ZipSignature.bytes,
    hasSignature: {
      ZipSignature.firstMember(of: $0)?.starts(with: "mimetypeapplication/epub+zip".utf8) == true
    }, by: pandoc(from: "epub"))

  private static func pandoc(from format: String) -> ConverterCommand {
    ConverterCommand(
      output: .html,
      arguments: [
        "pandoc", "--from", format, "--to", "html", "--standalone", "--wrap=none", "--sandbox",
        "--quiet", "{}",
      ])
  }

  /// Creates a format whose name is also its file name extension and its kind in the list of
  /// converters.
  private static func converted(
    _ name: String, title: String, sharedSignature: [UInt8]? = nil,
    hasSignature: @escaping @Sendable ([UInt8]) -> Bool, by command: ConverterCommand
  ) -> Format {
    Format(
      name, title: title, extensions: [name], sharedSignature: sharedSignature,
      hasSignature: hasSignature, isBinary: true, converter: command
    ) { source in
      let document = try ConvertedDocument(source.stream, path: source.path, kind: name)
      try source.onRecord(
        FileRecord(bytes: document.size) { () throws(ReadError) in
          try Converter.draft(of: document)
        })
    }
  }
}
