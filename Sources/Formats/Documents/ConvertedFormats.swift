/// Documents that external programs turn into text or HTML: by default Debian's poppler-utils and
/// pandoc.
extension Format {
  static let pdf = converted(
    "pdf", title: "PDF", hasSignature: { $0.starts(with: "%PDF-".utf8) },
    by: ConverterCommand(
      output: .text, arguments: ["pdftotext", "-q", "-enc", "UTF-8", "{}", "-"],
      hyphenOption: "-raw", propertyArguments: ["pdfinfo", "-isodates", "-enc", "UTF-8", "{}"]))

  /// A DOCX file can be recognized only by the names of its members.
  static let word = converted(
    "docx", title: "Word", sharedSignature: ZipSignature.bytes,
    hasSignature: {
      ZipSignature.firstMember(of: $0)?.starts(with: "[Content_Types].xml".utf8) == true
        && $0[...].firstBytes(of: "word/".utf8) != nil
    },
    // The styles tell which paragraphs are captions.
    by: pandoc(from: "docx+styles"))

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

  /// Documents for which most people have no program, so that the message names one.
  static let otherDocuments =
    [
      ("rtf", "rtf"), ("org", "org"), ("rst", "rst"), ("tex", "latex"), ("fb2", "fb2"),
      ("ipynb", "ipynb"), ("textile", "textile"), ("dbk", "docbook"),
    ].map { name, format in
      converted(name, title: nil, hasSignature: { _ in false }, by: pandoc(from: format))
    }
    + [
      // With `-w`, no empty line would separate the paragraphs.
      ("doc", ["catdoc", "-d", "utf-8", "-m", "500", "{}"]),
      ("ppt", ["catppt", "-d", "utf-8", "{}"]),
      ("xls", ["xls2csv", "-d", "utf-8", "-q", "0", "{}"]),
      ("xlsx", ["xlsx2csv", "--all", "--sheetdelimiter", "", "{}"]),
      ("odp", ["odt2txt", "--width=-1", "{}"]), ("ods", ["odt2txt", "--width=-1", "{}"]),
    ].map { name, arguments in
      converted(
        name, title: nil,
        sharedSignature: name.count == 3 && name != "odp" && name != "ods"
          ? nil : ZipSignature.bytes,
        hasSignature: { _ in false }, by: ConverterCommand(output: .text, arguments: arguments))
    }
    + [
      converted(
        "adoc", title: nil, hasSignature: { _ in false },
        by: ConverterCommand(
          output: .html,
          // The footer would say when the file was changed.
          arguments: ["asciidoctor", "--safe-mode", "secure", "-a", "nofooter", "-o", "-", "{}"])),
      converted(
        "msg", title: nil, hasSignature: { _ in false },
        by: ConverterCommand(output: .mail, arguments: ["msgconvert", "--outfile", "-", "{}"])),
    ]

  /// Creates the format of documents that only the user's list of converters names.
  static func configured(_ name: String) -> Format {
    // Many kinds of document are zips.
    converted(
      name, title: nil, sharedSignature: ZipSignature.bytes, hasSignature: { _ in false }, by: nil)
  }

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
    _ name: String, title: String?, sharedSignature: [UInt8]? = nil,
    hasSignature: @escaping @Sendable ([UInt8]) -> Bool, by command: ConverterCommand?
  ) -> Format {
    Format(
      name, title: title, extensions: [name], sharedSignature: sharedSignature,
      hasSignature: hasSignature, isBinary: true, converter: command
    ) { source in
      let services = source.services
      let properties = DocumentProperties(ofMembers: source, kind: name)
      let document = try DocumentFile(source.stream, path: source.path, kind: name, services)
      try source.onRecord(
        FileRecord(bytes: document.size) { () throws(ReadError) in
          var draft = try services.convert(document.kind, document.path).draft()
          properties?.complete(&draft)
          return draft
        })
    }
  }
}
