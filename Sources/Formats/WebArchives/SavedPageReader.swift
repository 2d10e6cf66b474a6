internal import TextAnalysis

extension Format {
  static let savedPage = Format(
    "mhtml", title: "saved pages (.mht, .mhtml)", extensions: ["mht", "mhtml"],
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        try SavedPageReader.read(bytes, settings)
      }
    })
}

/// Reads a page that a browser saved with its pictures in one file (MHTML, RFC 2557).
enum SavedPageReader {
  static func read(
    _ bytes: [UInt8], _ settings: ReaderSettings
  ) throws(ReadError) -> ArticleDraft {
    let message = MailEntity(bytes[...])
    guard !message.hasNoHeader else {
      throw .malformed(format: "MHTML", detail: "it does not start with the fields of a header")
    }
    let page = try root(of: message, depth: 0) ?? message
    let type = page.mediaType
    let body = page.decodedBody
    var draft =
      type.name == "text/plain"
      ? PlainTextReader.read(MailEntity.text(of: body, charset: type["charset"]))
      : try HTMLReader.article(body, encoding: settings.encoding ?? known(type["charset"]))
    // The date and the sender are those of the browser that saved the page.
    draft.title =
      draft.title ?? normalizedLine(message.field("subject").map(MailHeader.decoded))
    let address =
      message.field("snapshot-content-location") ?? page.field("content-location")
      ?? message.field("content-location")
    if let address, address.hasPrefix("http") { draft.url = draft.url ?? address }
    return draft
  }

  /// Returns the name of an encoding if it is known.
  private static func known(_ name: String?) -> String? {
    name.flatMap { TextEncoding.name(of: $0) == nil ? nil : $0 }
  }

  /// Returns the part with the page; nil if there is none.
  private static func root(
    of entity: MailEntity, depth: Int
  ) throws(ReadError) -> MailEntity? {
    let type = entity.mediaType
    guard type.name.hasPrefix("multipart/") else {
      return ["text/html", "application/xhtml+xml", "text/plain"].contains(type.name) ? entity : nil
    }
    guard depth <= MailText.maxDepth, let boundary = type["boundary"], !boundary.isEmpty,
      boundary.utf8.count <= MailText.maxBoundary
    else { return nil }
    let parts = try entity.parts(boundary: boundary, limit: MailText.maxParts)
      .map { MailEntity($0) }
    guard let part = MailText.root(of: parts, type) else { return nil }
    return try root(of: part, depth: depth + 1)
  }
}
