/// Reads a saved web page: its metadata, and the article's own text without what surrounds it.
enum HTMLReader {
  /// Reads a page; `encoding` is what a person says it is in, and is found out where it is `nil`.
  static func read(
    _ bytes: [UInt8], encoding: String? = nil
  ) throws(ReaderError) -> ArticleDraft {
    let page =
      if encoding != nil || bytes.contains(0) {
        try HTMLPage(Array(TextDecoding.text(of: bytes, encoding: encoding).utf8))
      } else {
        try HTMLPage(bytes)
      }
    let content = HTMLContent(of: page)
    var draft = HTMLMetadata(of: page, article: content.range).draft
    let heading = page.elements("h1", in: content.range).first ?? page.elements("h1").first
    draft.title = draft.title ?? heading.flatMap { page.text(in: page.range(of: $0)) }
    draft.text =
      HTMLText(
        of: page, in: content.range, leavingOut: draft.title, isLeftOut: content.isLeftOut
      ).text
    return draft
  }
}
