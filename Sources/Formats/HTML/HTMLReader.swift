extension Format {
  static let html = Format(
    "html", title: "HTML", extensions: ["html", "htm", "xhtml", "hocr"],
    isLikely: { starts($0, with: "<") && !XMLReader.isXML($0) }, isCertain: HTMLPage.isPage,
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        try HTMLReader.article(HOCR.withLineBreaks(bytes), encoding: settings.encoding)
      }
    })
}

/// Reads a saved web page: its metadata, and the text of the article without the page's
/// boilerplate.
enum HTMLReader {
  /// Reads a saved page that must have a text.
  ///
  /// A page without a text only forwards to another one, or is filled in by a script. Its title
  /// alone is no article.
  static func article(
    _ bytes: [UInt8], encoding: String? = nil
  ) throws(ReadError) -> ArticleDraft {
    let draft = try read(bytes, encoding: encoding)
    guard draft.hasText else { throw .empty }
    return draft
  }

  /// Reads a saved page.
  ///
  /// `encoding` is the name that the user or the server specified; if it is nil, the encoding is
  /// detected. `isWebPage` is false for a letter or another document in HTML: its captions and its
  /// last lines are read, and a date or a name in its text is not taken for the date or the author.
  static func read(
    _ bytes: [UInt8], encoding: String? = nil, isWebPage: Bool = true
  ) throws(ReadError) -> ArticleDraft {
    let draft = try read(try HTMLPage(bytes, encoding: encoding), isWebPage: isWebPage)
    // The text of some pages is only in `noscript`.
    guard draft.text.utf8.count < 400, HTMLRepair.hasNoscript(bytes),
      let page = try? HTMLPage(bytes, encoding: encoding, keepsNoscript: true)
    else { return draft }
    let other = try read(page, isWebPage: isWebPage)
    return other.text.utf8.count > 2 * draft.text.utf8.count + 200 ? other : draft
  }

  private static func read(
    _ page: HTMLPage, isWebPage: Bool
  ) throws(ReadError) -> ArticleDraft {
    let content = HTMLContent(of: page, isWebPage: isWebPage)
    let metadata = HTMLMetadata(of: page, content: content)
    var draft = metadata.draft
    draft.text =
      HTMLText(
        of: page, in: content.standfirst + [content.range], leavingOut: draft.title,
        isLeftOut: content.isLeftOut
      ).text
    // If the metadata has much more text, a script fills in the page, or the page shows only the
    // beginning.
    if let body = metadata.body, body.utf8.count > 2 * draft.text.utf8.count { draft.text = body }
    return draft
  }
}
