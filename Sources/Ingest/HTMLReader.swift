/// Reads a saved web page: its metadata, and the article's own text without what surrounds it.
enum HTMLReader {
  static func read(_ bytes: [UInt8]) throws(ReaderError) -> ArticleDraft {
    let page = try HTMLPage(bytes)
    var draft = HTMLMetadata(of: page).draft
    let content = HTMLContent(of: page)
    let heading = page.elements("h1", in: content.range).first ?? page.elements("h1").first
    let title = heading.flatMap { page.text(in: page.range(of: $0)) }
    draft.title = draft.title ?? title ?? page.text(ofFirst: "title")
    draft.text =
      HTMLText(
        of: page, in: content.range, leavingOut: title ?? draft.title,
        isLeftOut: content.isLeftOut
      ).text
    return draft
  }
}
