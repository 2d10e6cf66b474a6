internal import Archive
internal import Formats

extension PreparedArticle {
  /// Creates an article from a draft.
  ///
  /// The article's location is empty unless the draft comes from an export.
  init(_ draft: ArticleDraft) throws(ReadError) {
    let draft = try draft.normalized()
    self.init(
      metadata: ArticleMetadata { field in
        ArticleDraft.Field(rawValue: field.rawValue).map { draft[$0] } ?? draft.location
      }, text: draft.text,
      passages: Passage.passages(of: draft.text))
  }
}
