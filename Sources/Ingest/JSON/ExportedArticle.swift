internal import Archive

/// Articles that `search export` has written: see `Archive.export`.
extension ArticleDraft {
  /// The article of a line of an export; nothing where the object is none.
  static func exported(_ object: JSONValue) throws(ReaderError) -> ArticleDraft? {
    guard case .number(let version)? = object["pressmark"] else { return nil }
    func member(_ name: String) -> String? {
      if case .string(let text)? = object[name] { text } else { nil }
    }
    guard let location = member("location"), !location.isEmpty else { return nil }
    guard Int(version) == Archive.exportVersion else {
      throw .malformed(
        format: "a line of 'search export' that this program knows", detail: "version \(version)")
    }
    var draft = ArticleDraft()
    draft.location = location
    draft.docno = member("docno")
    draft.title = member("title")
    draft.author = member("author")
    draft.publisher = member("publisher")
    draft.published = member("published")
    draft.language = member("language")
    draft.url = member("url")
    draft.text = member("text") ?? ""
    return draft
  }

  /// The article as it was exported: whatever was normalised then is so.
  func exported(from location: String, _ text: String) -> PreparedArticle {
    let metadata = ArticleMetadata(
      location: location, docno: docno, title: title ?? "", author: author, publisher: publisher,
      published: published, language: language, url: url)
    return PreparedArticle(
      metadata: metadata, text: text, passages: PassageSplitter.passages(of: text))
  }
}
