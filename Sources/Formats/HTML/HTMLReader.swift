extension Format {
  static let html = Format(
    "html", title: "HTML", extensions: ["html", "htm", "xhtml"],
    isLikely: { starts($0, with: "<") && !XMLReader.isXML($0) },
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        try HTMLReader.read(bytes, encoding: settings.encoding)
      }
    })
}

/// Reads a saved web page: its metadata, and the text of the article without the page's
/// boilerplate.
enum HTMLReader {
  /// Reads a saved page.
  ///
  /// `encoding` is the name that the user or the server specified; if it is nil, the encoding is
  /// detected.
  static func read(
    _ bytes: [UInt8], encoding: String? = nil
  ) throws(ReadError) -> ArticleDraft {
    let page = try HTMLPage(bytes, encoding: encoding)
    let content = HTMLContent(of: page)
    let metadata = HTMLMetadata(of: page, article: content.range)
    var draft = metadata.draft
    let heading = page.elements("h1", in: content.range).first ?? page.elements("h1").first
    draft.title = draft.title ?? heading.flatMap { page.text(in: page.range(of: $0)) }
    draft.text =
      HTMLText(
        of: page, in: content.range, leavingOut: draft.title, isLeftOut: content.isLeftOut
      ).text
    // If the metadata has much more text, a script fills in the page, or the page shows only the
    // beginning.
    if let body = metadata.body, body.utf8.count > 2 * draft.text.utf8.count { draft.text = body }
    return draft
  }
}
