internal import CCMark

extension Format {
  static let markdown = Format(
    "markdown", title: "Markdown", extensions: ["md", "markdown"],
    isLikely: { head in ["---", "+++", "#"].contains { starts(head, with: $0) } },
    read: { source in
      try source.readAsOneArticle { bytes, settings throws(ReadError) in
        try MarkdownReader.read(
          TextDecoding.text(of: bytes, encoding: settings.encoding), names: settings.fieldNames)
      }
    })
}

/// Reads Markdown.
///
/// Front matter is optional. The rest is CommonMark with tables, which is rendered to HTML and then
/// read as HTML.
enum MarkdownReader {
  /// Reads a text; `names` holds additional names for the fields of front matter.
  static func read(
    _ text: String, names: [String: String] = [:]
  ) throws(ReadError) -> ArticleDraft {
    let frontMatter = FrontMatter(text, names: names)
    var draft = ArticleDraft(frontMatter, names: names)
    let page = try HTMLPage(Array(html(from: String(frontMatter.body)).utf8))
    if draft.title == nil { draft.title = page.text(ofFirst: "h1") }
    draft.text = HTMLText(of: page, in: page.wholePage, leavingOut: draft.title).text
    return draft
  }

  private static func html(from markdown: String) -> String {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return "" }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    cmark_parser_feed(parser, markdown, markdown.utf8.count)
    guard let document = cmark_parser_finish(parser) else { return "" }
    defer { cmark_node_free(document) }
    // Keep raw HTML: it is read by the same rules as a page.
    let extensions = cmark_parser_get_syntax_extensions(parser)
    guard let html = cmark_render_html(document, CMARK_OPT_UNSAFE, extensions) else { return "" }
    defer { free(html) }
    return String(cString: html)
  }
}
