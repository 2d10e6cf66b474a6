internal import Archive
internal import Formats

extension PreparedArticle {
  /// Creates the article of a draft; its location is empty unless the draft comes from an export.
  init(_ draft: ArticleDraft) throws(ReadError) {
    let draft = try draft.normalized()
    let metadata = ArticleMetadata(
      location: draft.location ?? "", docno: draft.docno, title: draft.title ?? "",
      author: draft.author, publisher: draft.publisher, published: draft.published,
      language: draft.language, url: draft.url)
    self.init(metadata: metadata, text: draft.text, passages: Passage.passages(of: draft.text))
  }
}
