internal import CMD4C
internal import Glibc

extension Format {
  static let markdown = Format(
    "markdown", title: "Markdown", extensions: ["md", "markdown"],
    isLikely: { head in ["---", "+++", "#"].contains { starts(head, with: $0) } },
    read: { source in
      let name = DatedFileName(source.name)
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        var draft = try MarkdownReader.read(
          TextDecoding.text(of: bytes, encoding: settings.encoding), names: settings.fieldNames)
        draft.published = draft.published ?? name?.date
        draft.title = draft.title ?? name?.title
        return draft
      }
    })
}

/// Reads Markdown.
///
/// Front matter is optional. The rest is CommonMark with tables, which is rendered to HTML and then
/// read as HTML.
enum MarkdownReader {
  /// The maximum size of the HTML.
  private static let maxHTMLBytes = 3 * ReaderLimits.articleBytes

  /// Reads a text; `names` holds additional names for the fields of front matter.
  static func read(
    _ text: consuming String, names: [String: String] = [:]
  ) throws(ReadError) -> ArticleDraft {
    let frontMatter = FrontMatter(text, names: names, isMarkdown: true)
    guard frontMatter.body.contains(where: { !$0.isWhitespace }) else {
      return ArticleDraft(frontMatter, names: names)
    }
    var (draft, html) = try html(from: frontMatter, names)
    // A large text and its HTML should not be in memory at the same time as the page.
    text = ""
    let page = try page(of: html)
    if draft.title == nil { draft.title = page.text(ofFirst: "h1") }
    draft.text = HTMLText(of: page, in: [page.wholePage], leavingOut: draft.title).text
    return draft
  }

  /// Returns a draft with the metadata, and the rest of the text as HTML, which `page(of:)` frees.
  private static func html(
    from frontMatter: FrontMatter, _ names: [String: String]
  ) throws(ReadError) -> (ArticleDraft, UnsafeMutableBufferPointer<CChar>) {
    (ArticleDraft(frontMatter, names: names), try html(from: frontMatter.body))
  }

  private static func page(
    of html: UnsafeMutableBufferPointer<CChar>
  ) throws(ReadError) -> HTMLPage {
    defer { free(html.baseAddress) }
    return try html.withMemoryRebound(to: UInt8.self) { html throws(ReadError) in
      try HTMLPage(utf8: UnsafeBufferPointer(html))
    }
  }

  /// Returns HTML that the caller frees.
  ///
  /// Raw HTML is kept: it is read by the same rules as a page.
  private static func html(
    from markdown: Substring
  ) throws(ReadError) -> UnsafeMutableBufferPointer<CChar> {
    var markdown = markdown
    let text = try markdown.withUTF8 { utf8 in
      Result { () throws(ReadError) in try BoundedMarkdown(utf8).text }
    }.get()
    var (html, count): (UnsafeMutablePointer<CChar>?, Int) = (nil, 0)
    let result = text.withUnsafeBufferPointer { text in
      text.withMemoryRebound(to: CChar.self) { characters in
        cmd4c_html(characters.baseAddress, characters.count, maxHTMLBytes, &html, &count)
      }
    }
    switch result {
    case CMD4C_OK: return UnsafeMutableBufferPointer(start: html, count: count)
    case CMD4C_NOT_INSTALLED: throw .libraryMissing("libmd4c0")
    default: throw .tooComplex
    }
  }
}
